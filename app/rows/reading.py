"""What somebody has as rows: a file of any of the known kinds, or a text that was pasted."""

import re
from pathlib import PurePath
from typing import BinaryIO

from app.rows.as_json import as_json
from app.rows.assembling import table_of
from app.rows.encodings import text_of
from app.rows.headers import invented, is_id
from app.rows.separated import records_of
from app.rows.table import (
    MOST_BYTES,
    MOST_PASTED,
    NOTHING_TOLD,
    Rows,
    Table,
    Told,
    check_cell,
    check_size,
    counted,
    unreadable,
)
from app.rows.workbook import records_in

PASTED = "what was pasted"
_WORKBOOK = b"PK\x03\x04"
# What is often taken for a file of rows, by its first bytes.
_NO_ROWS = (
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls), or one with a password: save it as .xlsx"),
    (b"\x1f\x8b", "compressed: unpack it first"),
    (b"7z\xbc\xaf", "compressed: unpack it first"),
    (b"Rar!", "compressed: unpack it first"),
    (b"%PDF-", "a PDF: save the rows as CSV or XLSX"),
)
_BY_LINE = {".jsonl", ".ndjson"}
_TABS = {".tsv", ".tab"}
_SEPARATED = {".csv", *_TABS}
_BETWEEN = re.compile(r"[\s,;]+")


def read_file(stream: BinaryIO, name: str, told: Told = NOTHING_TOLD) -> Table:
    """The rows of a file: CSV, TSV and their like, JSON, JSON lines, or an Excel workbook (XLSX).

    What it is follows from its content, and between JSON and CSV from its name. `told` says what
    is not to be recognised. Raises BadInput (its field is `rows`) for what cannot be read or is
    too large, Busy while other workbooks are read.
    """
    data = stream.read(MOST_BYTES + 1)
    source = PurePath(name.replace("\\", "/")).name or "the file"
    if len(data) > MOST_BYTES:
        raise unreadable(f"{source} has more than {MOST_BYTES // 10**6} MB: split it.")
    if data.startswith(_WORKBOOK):
        records, notes = records_in(data, told.sheet)
        return table_of(records, source, notes, told)
    for mark, what in _NO_ROWS:
        if data.startswith(mark):
            raise unreadable(f"{source} is {what}.")
    text, notes = text_of(data, told.encoding)
    if text.lstrip()[:9].lower().startswith(("<?xml", "<!doctype", "<html")):
        raise unreadable(f"{source} is a web page or XML: save the rows as CSV or XLSX.")
    kind = PurePath(source).suffix.lower()
    if kind in _BY_LINE or (kind not in _SEPARATED and _begins_json(text)) or kind == ".json":
        return as_json(text, source, notes, by_line=kind in _BY_LINE)
    return _separated(text, source, notes, told, tabs=kind in _TABS)


def pasted(text: str, told: Told = NOTHING_TOLD) -> Table:
    """The rows of a text: ids or other values (one a line, or between commas or blanks), a table
    from a spreadsheet or a CSV file, JSON.

    Raises BadInput (its field is `rows`).
    """
    if len(text) > MOST_PASTED:
        raise unreadable(f"At most {MOST_PASTED:,} characters can be pasted: send a file instead.")
    if "\0" in text or _has_half_characters(text):
        raise unreadable("What was pasted has characters that are none.")
    if _begins_json(text):
        return as_json(text, PASTED, ())
    if told == NOTHING_TOLD and "\t" not in text and (values := _values(text)):
        return _of_values(values)
    return _separated(text, PASTED, [], told)


def _separated(
    text: str, source: str, notes: list[str], told: Told, *, tabs: bool = False
) -> Table:
    records, said = records_of(text, told, tabs=tabs)
    return table_of(records, source, [*notes, *said], told)


def _begins_json(text: str) -> bool:
    return text.lstrip()[:1] in {"[", "{"}


def _has_half_characters(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _values(text: str) -> list[str]:
    """The values of a text that is a list of them and no table; [] where it is a table."""
    parts = [part for part in _BETWEEN.split(text) if part]
    if all(map(is_id, parts)):
        return parts
    lines = text.strip().splitlines()
    if len(lines) != 1:
        return []
    if re.search(r"[,;]", text):
        return [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    return parts


def _of_values(values: list[str]) -> Table:
    check_size(len(values), 1)
    for at, value in enumerate(values, 1):
        check_cell(len(value), at, "value")
    rows = tuple((value,) for value in values)
    columns = invented(rows, 1)
    note = f"{counted(len(values), 'value', 'values')} in one column, called {columns[0]}."
    return Table(columns, Rows(columns, rows), PASTED, (note,))
