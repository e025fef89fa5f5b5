"""Which rows stay: by another table, by a condition."""

from typing import Literal

import pytest

from app.call.variables.scope import Scope, Variable
from app.call.variables.values import Json
from app.errors import BadInput
from app.rows.narrowing import Condition, Narrowing
from app.rows.table import Rows, Table


def table(columns: str, *rows: tuple[Json, ...], source: str = "entries.csv") -> Table:
    names = tuple(columns.split())
    return Table(names, Rows(names, rows), source, ("before",))


def matching(
    these: Table, other: Table, column: str, other_column: str, keep: Literal["only", "except"]
) -> Table:
    values = [row[other_column] for row in other.rows]
    by = Narrowing.by(column, keep, values, other.source)
    kept = by.of(these)
    assert [*kept.rows] == [row for row in these.rows if by.lets(row)]
    return kept


def where(these: Table, expression: str, scope: Scope | None = None) -> list[tuple[Json, ...]]:
    condition = Condition(expression, scope or Scope())
    rows = zip(these.rows, these.rows.values, strict=True)
    return [values for row, values in rows if condition.holds(row)]


ENTRIES = table(
    "id status tags",
    ("0_aa", "2", "sea"),
    (" 0_bb ", "1", "sea, sun"),
    ("0_cc", "2", ""),
    ("", "2", "x"),
)
OTHER = table("entry", ("0_bb",), ("0_cc\t",), ("0_cc",), ("0_zz",), ("",), source="skip.csv")


def test_only_those_that_are_in_another_file() -> None:
    kept = matching(ENTRIES, OTHER, "id", "entry", "only")
    assert kept.rows.values == ENTRIES.rows.values[1:3]
    assert kept.notes == (
        "before",
        "2 of 4 rows are in skip.csv by id: they alone stay.",
        "Of its 3 different values 1 is not in entries.csv: 0_zz.",
    )


def test_all_but_those_in_another_file() -> None:
    kept = matching(ENTRIES, OTHER, "id", "entry", "except")
    assert kept.rows.values == (ENTRIES.rows.values[0], ENTRIES.rows.values[3])
    assert kept.notes[1] == "2 of 4 rows are in skip.csv by id: left out."


def test_values_match_as_the_texts_that_are_sent() -> None:
    numbers = table("n", (7,), (7.0,), ("7",), ("07",), (True,), (None,), ("a",))
    kept = matching(numbers, table("n", ("7",), ("1",), ("A",)), "n", "n", "only")
    assert kept.rows.values == ((7,), (7.0,), ("7",), (True,))


def test_a_column_that_is_not_there_is_said() -> None:
    with pytest.raises(BadInput, match="has no column 'no'; it has id, status and tags"):
        matching(ENTRIES, OTHER, "no", "entry", "only")


@pytest.mark.parametrize(
    ("expression", "kept"),
    [
        ("row.status == 2", (0, 2, 3)),
        ("row['status'] == '1' or row.tags == ''", (1, 2)),
        ("row.tags is startswith('sea') and row.id|trim != '0_aa'", (1,)),
        ("'sun' in row['ta' ~ 'gs']", (1,)),
        ("row|length == 3", (0, 1, 2, 3)),
        ("row.nothing is undefined", (0, 1, 2, 3)),
        ("row.tags == wanted", (0,)),
        ("$now > 0", (0, 1, 2, 3)),
        ("row", (0, 1, 2, 3)),
    ],
)
def test_a_condition_is_asked_of_each_row(expression: str, kept: tuple[int, ...]) -> None:
    scope = Scope([[Variable("wanted", "sea", "this run"), Variable("row", {}, "this run")]])
    found = where(ENTRIES, expression, scope)
    assert found == [ENTRIES.rows.values[at] for at in kept]


def test_a_column_with_a_quotation_mark_in_its_name() -> None:
    names = ("it's", "row")
    made = Table(names, Rows(names, (("a", "b"), ("c", "d"))), "x")
    for expression in ("row['it\\'s'] == 'a'", "row[\"it's\"] == 'a'", "row.row == 'b'"):
        assert where(made, expression) == [("a", "b")]


def test_values_alike_but_of_another_kind_are_asked_each() -> None:
    kinds = table("n", (1,), (True,), ("1",), (1.0,), ([],), (None,))
    assert where(kinds, "row.n is number") == [(1,), (1.0,)]
    assert where(kinds, "row.n is string") == [("1",)]


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("row.status ==", "cannot be read"),
        ("row.name == 1", "row.name has no value. The columns are id, status and tags."),
        ("row.tags > 2", "'sea' and '2' have no order."),
        ("nobody", "nobody has no value."),
        ("row.status|int + hidden|int > 0", "no value with the secret hidden"),
    ],
)
def test_a_condition_without_a_value_is_said(expression: str, sentence: str) -> None:
    scope = Scope([[Variable("hidden", "geheim", "this run", secret=True)]])
    with pytest.raises(BadInput) as fault:
        where(ENTRIES, expression, scope)
    assert sentence in fault.value.sentence
    assert "geheim" not in fault.value.sentence


def test_many_large_rows_do_not_use_each_other_up() -> None:
    wide = table(
        "a b c", *[("x" * 90_000, "y" * 90_000, "z" * 90_000 + str(at)) for at in range(40)]
    )
    assert len(where(wide, "row.a|length + row.c|length > 180000")) == 40
