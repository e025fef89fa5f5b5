"""Rows as files: CSV (RFC 4180) in which a spreadsheet finds no formula, and JSON lines."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Literal

from app.call.variables.values import Json
from app.call.variables.values import written as text_of

# Spreadsheets run a cell that begins like this as a formula, some also behind spaces or written
# full-width (`table-export.js` has the same rule for what the browser saves).
_SIGNS = r"=+\-@\uFF1D\uFF0B\uFF0D\uFF20\uFE62\uFE63\uFE66\uFE6B\u2212"
_FORMULA = re.compile(rf"[\t\r\n]|[\s\x00-\x1f\u200b-\u200f\ufeff]*[{_SIGNS}]")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d+)?", re.ASCII)
_PIECE = 100_000  # characters that are encoded together


def written(
    columns: Sequence[str],
    values: Iterable[Sequence[Json]],
    how: Literal["csv", "jsonl"],
    *,
    mark: bool = True,
) -> Iterator[bytes]:
    """Rows, each as long as `columns`, in UTF-8 and in pieces; of CSV the first line names the
    columns. No more of them is held than a piece.

    `mark` begins CSV with the byte order mark by which spreadsheets know UTF-8. A cell of CSV is
    what the wire has for its value (`1` for true, nothing for null, JSON for lists and objects),
    behind an apostrophe where a spreadsheet would run it as a formula: where it begins with
    = + - @ or a tab, and is no negative number. Everything else is as it was. In JSON lines each
    row is an object, with its values as they are.
    """
    if how == "csv":
        lines = (_lines([map(_cell, row)]) for row in values)
        head = [("\ufeff" if mark else "") + line(columns)]
    else:
        objects = (dict(zip(columns, row, strict=True)) for row in values)
        lines = (json.dumps(one, ensure_ascii=False) + "\n" for one in objects)
        head = []
    return _pieces(chain(head, lines))


def _pieces(lines: Iterable[str]) -> Iterator[bytes]:
    waiting: list[str] = []
    size = 0
    for one in lines:
        waiting.append(one)
        size += len(one)
        if size >= _PIECE:
            yield "".join(waiting).encode("utf-8", "replace")
            waiting, size = [], 0
    if waiting:
        yield "".join(waiting).encode("utf-8", "replace")


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
