"""Whatever a file holds, it becomes a table that holds together, or a sentence."""

import io
import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import BadInput
from app.rows.encodings import ENCODINGS
from app.rows.reading import pasted, read_file
from app.rows.table import Table, Told
from app.rows.writing import written
from tests.rows.workbooks import texts, workbook
from tests.sizes import examples

pytestmark = pytest.mark.soak

NAMES = st.sampled_from(["x.csv", "x.tsv", "x.json", "x.jsonl", "x.txt", "x", "", "../\0.xlsx"])
# What files of rows are made of, in any order.
PIECES = st.sampled_from(
    [
        *(
            ",",
            ";",
            "\t",
            "|",
            "\n",
            "\r\n",
            "\r",
            '"',
            '""',
            "'",
            " ",
            "sep=;\n",
            "\ufeff",
            "\u2028",
        ),
        *("id", "name", "0_abcd", "7", "-1.5", "2024-01-02", "=1+1", "ä", "\x1f", "\x85", "😀"),
        *("{", "}", "[", "]", ":", '"a":1', '"a":null', "NaN", "1e999", "\\ud800", "{}", "[1]"),
    ]
)
TOLD = st.builds(
    Told,
    encoding=st.sampled_from(["", *ENCODINGS, "x"]),
    separator=st.sampled_from(["", ",", ";", "\t", "|", "none", "x"]),
    header=st.sampled_from([None, True, False]),
    keep_uneven=st.booleans(),
)
BOOK = workbook({"One": texts(["id", "name"], ["0_aa", "Sea"], ["0_bb", "Sun"])})


def holds_together(table: Table) -> None:
    assert 0 < len(table.columns) == len(set(table.columns))
    assert all(table.columns)
    assert len(table.rows) > 0
    assert all(len(row) == len(table.columns) for row in table.rows.values)
    assert json.loads(json.dumps(list(table.rows))) == list(table.rows)
    b"".join(written(table.columns, table.rows.values, "csv")).decode()
    b"".join(written(table.columns, table.rows.values, "jsonl")).decode()


def judge(make: Callable[[], Table]) -> None:
    try:
        table, fault = make(), None
    except BadInput as raised:
        table, fault = None, raised
    if table is not None:
        holds_together(table)
    elif fault is not None:
        assert fault.field == "rows"
        assert fault.sentence.endswith((".", "?"))


def read(data: bytes, name: str, told: Told) -> None:
    judge(lambda: read_file(io.BytesIO(data), name, told))


@settings(max_examples=examples(200, 4000), deadline=None)
@given(st.binary(max_size=200), NAMES, TOLD)
def test_any_bytes(data: bytes, name: str, told: Told) -> None:
    read(data, name, told)


@settings(max_examples=examples(200, 8000), deadline=None)
@given(
    st.lists(PIECES, max_size=25).map("".join),
    st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]),
    NAMES,
    TOLD,
)
def test_any_text(text: str, encoding: str, name: str, told: Told) -> None:
    read(text.encode(encoding, "replace"), name, told)


@settings(max_examples=examples(200, 4000), deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=60))
def test_any_paste(text: str) -> None:
    judge(lambda: pasted(text))


@settings(max_examples=examples(8, 200), deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(BOOK) - 1), st.integers(0, 255)), max_size=6))
def test_any_damage_to_a_workbook(changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(BOOK)
    for at, byte in changes:
        damaged[at] = byte
    read(bytes(damaged), "x.xlsx", Told())
