"""A program of its own: the rows of a workbook's sheet, within limits (`workbook` says why).

On standard input comes a line of JSON (the sheet and the limits) with the workbook behind it. Out
go a line of JSON, {"notes"} or {"wrong"} with a sentence, and lines with some hundred rows each,
as lists of a row's number from 1 and its cells.
"""

import io
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

_AT_ONCE = 500  # rows
_WHOLE = 10**15  # from there on a number has lost digits (Excel keeps 15)


class _Wrong(Exception):
    """The text is a sentence for people."""


def written(data: bytes, asked: dict[str, Any]) -> Iterator[str]:
    """The lines that go out. Raises _Wrong, and whatever the readers do."""
    lacking = list(_checked(data, asked["unpacked"]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    names = [one.name for one in sheets]
    if not names:
        raise _Wrong("This workbook has no sheet with cells.")
    seen = [one.name for one in sheets if one.visible == SheetVisibleEnum.Visible]
    chosen = asked["sheet"] or (seen or names)[0]
    if chosen not in names:
        raise _Wrong(f"There is no sheet {chosen!r:.80}; there are {_named(names)}.")
    others = [name for name in names if name != chosen]
    notes = [f"The sheet {chosen!r:.80} is read."]
    if others:
        which = "the sheet" if len(others) == 1 else "the sheets"
        notes.append(f"Left out: {which} {_named(others)}.")
    yield json.dumps({"notes": [*notes, *lacking]})
    yield from _rows(book.get_sheet_by_name(chosen), asked)


def _checked(data: bytes, most: int) -> Iterator[str]:
    """Sentences on cells that have no value; the reader has them as empty ones.

    Raises _Wrong by what the archive says of its parts, before any of them is unpacked.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if not any(part.filename.startswith("xl/") for part in parts):
            raise _Wrong("This is a packed file, and no Excel workbook: unpack it first.")
        if sum(part.file_size for part in parts) > most:
            raise _Wrong(
                f"Unpacked this workbook has more than {most // 10**6} MB: save the sheet as CSV."
            )
        errors = unsaved = 0
        for part in parts:
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                sheet = archive.read(part)
                errors += sheet.count(b' t="e"')
                unsaved += sheet.count(b"</f></c>")
    if errors:
        yield f"Cells of its sheets with an error (#N/A and the like) are empty: {errors:,}."
    if unsaved:
        yield f"Formulas of its sheets whose value was not saved are empty: {unsaved:,}."


def _rows(sheet: CalamineSheet, asked: dict[str, Any]) -> Iterator[str]:
    rows, cells, text = asked["rows"] + 1, asked["cells"], asked["text"]
    numbered = enumerate(sheet.iter_rows(), 1)
    while some := list(islice(numbered, _AT_ONCE)):
        made = [(at, _cells(row)) for at, row in some if any(cell != "" for cell in row)]
        for at, row in made:
            if max(len(cell) if type(cell) is str else 0 for cell in row) > asked["cell"]:
                raise _Wrong(
                    f"A cell in row {at:,} has more than {asked['cell']:,} characters: shorten it."
                )
        line = json.dumps(made)
        rows, cells = rows - len(made), cells - sum(len(row) for _, row in made)
        text -= len(line)
        if rows < 0 or cells < 0:
            raise _Wrong(
                f"This sheet has more than {asked['rows']:,} rows or {asked['cells']:,} cells: "
                "split it, or delete columns that are not needed."
            )
        if text < 0:
            raise _Wrong(f"This sheet has more than {asked['text'] // 10**6} MB of text: split it.")
        yield line


def _cells(row: list[Any]) -> list[Any]:
    """The cells as JSON has them, without empty ones at the end."""
    cells = [cell if type(cell) is str else _cell(cell) for cell in row]
    while cells[-1] == "":
        cells.pop()
    return cells


def _cell(value: Any) -> str | int | float | bool:
    match value:
        case float() if value.is_integer() and abs(value) < _WHOLE:
            return int(value)
        case bool() | int() | float():
            return value
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            seconds = round(value.total_seconds())
            hours, rest = divmod(abs(seconds), 3600)
            sign = "-" if seconds < 0 else ""
            return f"{sign}{hours:02}:{rest // 60:02}:{rest % 60:02}"
    return str(value)


def _named(names: list[str]) -> str:
    return ", ".join(f"{name!r:.80}" for name in names[:10]) + (" …" if len(names) > 10 else "")


def _main() -> None:
    asked = json.loads(sys.stdin.buffer.readline())
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (asked["seconds"], asked["seconds"]))
    resource.setrlimit(resource.RLIMIT_AS, (asked["bytes"], asked["bytes"]))
    try:
        out = list(written(sys.stdin.buffer.read(), asked))
    except _Wrong as fault:
        out = [json.dumps({"wrong": str(fault)})]
    except MemoryError:
        raise
    except BaseException:  # noqa: BLE001 - the reader's panics are no Exception
        said = (
            "This workbook cannot be read: it is damaged, locked with a password, or not fetched "
            "whole. Open it in a spreadsheet program and save it anew, or as CSV."
        )
        out = [json.dumps({"wrong": said})]
    sys.stdout.write("\n".join(out))


if __name__ == "__main__":
    _main()
