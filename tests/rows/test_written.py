"""Tables come back from a database as they were, and from a CSV file as far as it can say them."""

import io
import json
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.call.variables.values import Json
from app.rows.reading import read_file
from app.rows.table import Rows, Table, Told
from app.rows.writing import written
from tests.sizes import examples

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
SCALARS = st.none() | st.booleans() | st.integers(-(10**29), 10**29) | st.floats(allow_nan=False)
VALUES = st.recursive(
    SCALARS | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def table(*rows: tuple[Json, ...], columns: tuple[str, ...] = ("id", "name")) -> Table:
    return Table(columns, Rows(columns, rows), "entries.csv", ("It is read as UTF-8.",))


def csv_of(made: Table, *, mark: bool = False) -> str:
    return b"".join(written(made.columns, made.rows.values, "csv", mark=mark)).decode()


@pytest.mark.soak
@settings(max_examples=examples(100, 2000), deadline=None)
@given(st.lists(st.tuples(VALUES, VALUES), max_size=5))
def test_what_is_kept_comes_back(rows: list[tuple[Json, Json]]) -> None:
    """As a run keeps its rows: each as an object of JSON."""
    made = list(table(*rows).rows)
    assert json.loads(json.dumps(made)) == made


def test_kinds_of_numbers_come_back() -> None:
    kept = json.loads(json.dumps(list(table((1, 1.0), (True, "1")).rows)))
    assert [[type(cell) for cell in row.values()] for row in kept] == [[int, float], [bool, str]]


@pytest.mark.soak
@settings(max_examples=examples(100, 2000), deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_csv_says_every_text_but_formulas(rows: list[tuple[str, str]]) -> None:
    made = table(*[(f"x{one}", f"x{other}") for one, other in rows])
    told = Told(header=True, separator=",", encoding="utf-8")
    back = read_file(io.BytesIO(csv_of(made, mark=True).encode()), "x.csv", told)
    assert back.columns == made.columns
    assert back.rows.values == made.rows.values


def test_csv_has_no_formula() -> None:
    rows: list[tuple[Json, ...]] = [
        ("=1+1", "+a"),
        ("-b", "@c"),
        ("\td", " =e"),
        ("-5", "-0.5"),
        ("-5-1", "'f"),
        (-7, "g"),
    ]
    assert csv_of(table(*rows)).splitlines() == [
        "id,name",
        "'=1+1,'+a",
        "'-b,'@c",
        "'\td,' =e",
        "-5,-0.5",
        "'-5-1,'f",
        "-7,g",
    ]
    assert csv_of(table(("1", "2"), columns=("=x", "y"))).startswith("'=x,y\r\n")


def test_csv_writes_values_as_they_are_sent() -> None:
    cells = csv_of(table((None, True), (2.0, ["a", {"b": 1}])), mark=True)
    assert cells == '\ufeffid,name\r\n,1\r\n2,"[""a"", {""b"": 1}]"\r\n'


def test_json_lines_keep_their_values() -> None:
    rows: list[tuple[Json, ...]] = [(at, ["ä", None]) for at in range(1201)]
    pieces = list(written(("id", "name"), rows, "jsonl"))
    lines = b"".join(pieces).decode().splitlines()
    assert [json.loads(line) for line in lines] == [{"id": at, "name": v} for at, v in rows]


def test_many_rows_are_written_in_pieces_of_what_is_in_them() -> None:
    """A piece ends behind 100,000 characters, and nothing is read before it is asked for."""
    read: list[int] = []

    def rows() -> Iterator[tuple[Json, ...]]:
        for at in range(1001):
            read.append(at)
            yield str(at), "x" * 1000

    pieces = written(("id", "name"), rows(), "csv")
    first = next(pieces)
    assert (len(read), first.count(b"\r\n")) == (100, 101)
    rest = list(pieces)
    assert len(rest) == 10
    assert b"".join(rest).count(b"\r\n") == 901
