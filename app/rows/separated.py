"""Text with separators between its cells: CSV (RFC 4180) as people have it, and TSV."""

import csv
import re
from collections import Counter
from collections.abc import Iterator

from app.rows.headers import is_data
from app.rows.table import MOST_CELLS, MOST_ROWS, Told, check_cell, check_size, unreadable

# In the order in which they win where two fit equally well.
SEPARATORS = {"\t": "tabs", ",": "commas", ";": "semicolons", "|": "upright strokes"}
NONE = "none"  # what `Told.separator` says of a file with one column
_NO_SEPARATOR = "\x1f"  # the reader wants one
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
# The line that Excel takes a separator from.
_SAID = re.compile(r"\s*\"?sep=([\t,;|])\"?\s*(?:\r\n?|\n)", re.IGNORECASE)
_SAMPLE = 64_000  # characters
_LOOKED_AT = 200  # records
_SHARE = 0.5  # of the records that have to be as long as each other

TextRecord = tuple[int, list[str]]


def records_of(text: str, told: Told, *, tabs: bool = False) -> tuple[list[TextRecord], list[str]]:
    """The records with their lines, and sentences on how they were told apart.

    `tabs` says that the file's name promises tabs. All cells are texts, as they stand there.
    Raises BadInput.
    """
    if told.separator not in {"", NONE, *SEPARATORS}:
        raise unreadable(f"{told.separator!r:.20} is no separator that is known.")
    first = 1
    separator = told.separator
    if said := _SAID.match(text):
        text, first = text[said.end() :], 2
        separator = separator or said[1]
    separator = separator or ("\t" if tabs and "\t" in text else separator_of(text))
    if separator == NONE:
        notes = ["There is one column, as no separator was found."]
        delimiter = _NO_SEPARATOR
    else:
        notes = [f"There are {SEPARATORS[separator]} between the cells."]
        delimiter = separator
    try:
        return _all(text, delimiter, first), notes
    except _Misquoted as fault:
        # What databases write with tabs knows no quoting, and neither do lines of text.
        if separator in {"\t", NONE} and not fault.too_long:
            notes.append("Quotation marks are part of the cells.")
            return _all(text, delimiter, first, quoted=False), notes
        raise unreadable(str(fault)) from None


def separator_of(text: str) -> str:
    """The separator with which the records are as long as each other; NONE where there is none."""
    sample = text[:_SAMPLE]
    best, found = (_SHARE, 0.0), NONE
    for separator in SEPARATORS:
        if separator not in sample:
            continue
        records = _sampled(sample, separator, cut=len(text) > _SAMPLE)
        widths = Counter(map(len, records))
        width, alike = widths.most_common(1)[0] if widths else (0, 0)
        if width < 2:
            continue
        cells = [cell for record in records for cell in record]
        score = (alike / len(records), sum(map(is_data, cells)) / len(cells))
        if score > best or (found == NONE and score >= best):
            best, found = score, separator
    return found


def _sampled(sample: str, separator: str, *, cut: bool) -> list[list[str]]:
    records = list[list[str]]()
    try:
        for cells in csv.reader(_lines(sample), delimiter=separator):
            if cells:
                records.append(cells)
            if len(records) > _LOOKED_AT:
                break
    except csv.Error:
        pass
    # The last one may go on behind the sample.
    return records[:-1] if cut and len(records) > 1 else records


def _lines(text: str) -> Iterator[str]:
    # splitlines() would split at U+2028 and its like, StringIO takes four bytes a character.
    return (found[0] for found in _LINE.finditer(text))


class _Misquoted(Exception):
    """Quotation marks that do not go together; the text is a sentence about them."""

    def __init__(self, line: int, said: str) -> None:
        self.too_long = "larger" in said
        if self.too_long:
            what = f"A cell that begins in line {line:,} is too long: is a quotation mark closed?"
        elif "unexpected end" in said:
            what = f"A quotation mark that is opened in line {line:,} is never closed."
        else:
            what = (
                f"In line {line:,} text stands behind a closing quotation mark: within a cell in "
                "quotation marks each of them has to be doubled."
            )
        super().__init__(what)


def _all(text: str, delimiter: str, first: int, *, quoted: bool = True) -> list[TextRecord]:
    """Raises _Misquoted, and BadInput where something is too large."""
    # Strict, as otherwise a mark that is never closed takes the rest of the file into its cell.
    reader = csv.reader(
        _lines(text),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        strict=True,
    )
    records = list[TextRecord]()
    line, cells_left = first, MOST_CELLS
    try:
        for cells in reader:
            records.append((line, cells))
            cells_left -= len(cells)
            if cells_left < 0 or len(records) > MOST_ROWS + 1:
                check_size(MOST_CELLS, 1)
            if cells:
                check_cell(max(map(len, cells)), line)
            line = reader.line_num + first
    except csv.Error as fault:
        raise _Misquoted(line, str(fault)) from None
    return records
