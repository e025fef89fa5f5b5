"""Which rows stay: by another table, by a condition, each only once."""

import pytest

from app.call.variables.scope import Scope, Variable
from app.call.variables.values import Json
from app.errors import BadInput
from app.rows import narrowing
from app.rows.narrowing import matching, where, without_doubles
from app.rows.table import Rows, Table


def table(columns: str, *rows: tuple[Json, ...], source: str = "entries.csv") -> Table:
    names = tuple(columns.split())
    return Table(names, Rows(names, rows), source, ("before",))


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
        "2 of 4 rows are in skip.csv (id as its entry): they alone stay.",
        "Of its 3 different values 1 is not in entries.csv: 0_zz.",
    )


def test_all_but_those_in_another_file() -> None:
    kept = matching(ENTRIES, OTHER, "id", "entry", "except")
    assert kept.rows.values == (ENTRIES.rows.values[0], ENTRIES.rows.values[3])
    assert kept.notes[1] == "2 of 4 rows are in skip.csv (id as its entry): left out."


def test_values_match_as_the_texts_that_are_sent() -> None:
    numbers = table("n", (7,), (7.0,), ("7",), ("07",), (True,), (None,), ("a",))
    kept = matching(numbers, table("n", ("7",), ("1",), ("A",)), "n", "n", "only")
    assert kept.rows.values == ((7,), (7.0,), ("7",), (True,))


def test_a_column_that_is_not_there_is_said() -> None:
    for one, other in (("no", "entry"), ("id", "no")):
        with pytest.raises(BadInput, match="has no column 'no'; it has"):
            matching(ENTRIES, OTHER, one, other, "only")
    with pytest.raises(BadInput, match="it has id, status and tags"):
        without_doubles(ENTRIES, "no")


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
    assert found.rows.values == tuple(ENTRIES.rows.values[at] for at in kept)
    assert found.notes[-1] == f"{4 - len(kept)} of 4 rows left out, as not {expression}."


def test_a_column_with_a_quotation_mark_in_its_name() -> None:
    names = ("it's", "row")
    made = Table(names, Rows(names, (("a", "b"), ("c", "d"))), "x")
    for expression in ("row['it\\'s'] == 'a'", "row[\"it's\"] == 'a'", "row.row == 'b'"):
        assert where(made, expression).rows.values == (("a", "b"),)


def test_values_alike_but_of_another_kind_are_asked_each() -> None:
    kinds = table("n", (1,), (True,), ("1",), (1.0,), ([],), (None,))
    assert where(kinds, "row.n is number").rows.values == ((1,), (1.0,))
    assert where(kinds, "row.n is string").rows.values == (("1",),)


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("row.status ==", "cannot be read"),
        ("row.name == 1", "The condition fails for row 1: row.name has no value. The columns are"),
        ("row.tags > 2", "The condition fails for row 1: 'sea' and '2' have no order."),
        ("nobody", "The condition fails for row 1: nobody has no value."),
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
    assert len(where(wide, "row.a|length + row.c|length > 180000").rows) == 40


def test_a_condition_that_takes_long_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(narrowing, "SECONDS", 0.05)
    many = table("a", *[(f"{at}" + "x" * 1000,) for at in range(20_000)])
    with pytest.raises(BadInput, match="takes too long"):
        where(many, "row.a|replace('x', 'yyyyyyyyyy')|sha512|length > 1")


def test_the_first_of_rows_alike_stays() -> None:
    doubles = table("id n", ("a", 1), ("b", 2), (" a", 3), ("", 4), ("", 5), ("b", 6), ("c", 7))
    kept = without_doubles(doubles, "id")
    assert [row["n"] for row in kept.rows] == [1, 2, 4, 5, 7]
    assert kept.notes[-1] == "2 rows left out, as their id came before: a and b."
    assert without_doubles(kept, "id") is kept
