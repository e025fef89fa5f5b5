"""Rows as files: CSV (RFC 4180) in which a spreadsheet finds no formula, and JSON lines."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Literal

from app.call.variables.values import Json
from app.call.variables.values import written as text_of
from app.rows.table import Table

# Spreadsheets run a cell that begins like this as a formula, some also behind spaces or written
# full-width (`table-export.js` has the same rule for what the browser saves).
_SIGNS = r"=+\-@\uFF1D\uFF0B\uFF0D\uFF20\uFE62\uFE63\uFE66\uFE6B\u2212"
_FORMULA = re.compile(rf"[\t\r\n]|[\s\x00-\x1f\u200b-\u200f\ufeff]*[{_SIGNS}]")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d+)?", re.ASCII)
_AT_ONCE = 500  # rows in one piece


def written(table: Table, how: Literal["csv", "jsonl"], *, mark: bool = True) -> Iterator[bytes]:
    """The table in UTF-8, in pieces of some hundred rows; of CSV the first line names the columns.

    `mark` begins CSV with the byte order mark by which spreadsheets know UTF-8. A cell of CSV is
    what the wire has for its value (`1` for true, nothing for null, JSON for lists and objects),
    behind an apostrophe where a spreadsheet would run it as a formula: where it begins with
    = + - @ or a tab, and is no negative number. Everything else is as it was. In JSON lines each
    row is an object, with its values as they are.
    """
    if how == "jsonl":
        rows = iter(table.rows)
        while some := list(islice(rows, _AT_ONCE)):
            lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in some)
            yield "".join(lines).encode("utf-8", "replace")
        return
    yield (("\ufeff" if mark else "") + line(table.columns)).encode("utf-8", "replace")
    values = iter(table.rows.values)
    while part := list(islice(values, _AT_ONCE)):
        yield _lines(map(_cell, row) for row in part).encode("utf-8", "replace")


def harmless(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would run it as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def line(cells: Iterable[str]) -> str:
    """A line of CSV with every cell harmless."""
    return _lines([map(harmless, cells)])


def _cell(value: Json) -> str:
    text = value if isinstance(value, str) else text_of(value)
    # A letter or digit at the beginning is no sign, and what most cells have there.
    return text if text[:1].isalnum() or _NUMBER.fullmatch(text) else harmless(text)


def _lines(rows: Iterable[Iterable[str]]) -> str:
    made = io.StringIO()
    csv.writer(made).writerows(rows)
    return made.getvalue()
