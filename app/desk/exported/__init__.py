"""Recorded calls as files to take along, all of them masked: HAR, a script of curl, CSV.

Each is given in pieces, a call at a time, so that memory stays flat.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.desk.desk import Desk
from app.desk.exported import curl_script, har, table
from app.desk.reached import reached
from app.desk.records import Opened
from app.errors import BadInput, NotFound
from app.history.records import Filters, Row
from app.history.store import MOST_ROWS


@dataclass(frozen=True, slots=True)
class Format:
    """`most` is how many calls one file takes; `write` gives its text in pieces."""

    title: str
    file_name: str
    most: int
    write: Callable[[Iterable[tuple[Row, Opened | None]]], Iterator[str]]


FORMATS = {
    "har": Format("HAR", "calls.har", 500, har.pieces),
    "curl": Format("curl script", "calls.sh", 500, curl_script.pieces),
    # Of rows alone: no call has to be opened for it.
    "csv": Format("CSV", "calls.csv", 5000, lambda calls: table.pieces(row for row, _ in calls)),
}


def export(
    desk: Desk, how: str, call_ids: Sequence[str], filters: Filters
) -> tuple[Format, Iterator[str]]:
    """The calls of these ids, or where there are none those that fit the filters, newest first.

    Raises BadInput for an unknown format and for more calls than it takes, NotFound for none.
    """
    format = FORMATS.get(how)
    if format is None:
        raise BadInput(f"Calls are exported as one of {', '.join(FORMATS)}.", field="as")
    rows = _named(desk, call_ids) if call_ids else _fitting(desk, filters, format.most)
    if not rows:
        raise NotFound("There is no such call in your history: nothing was exported.")
    if len(rows) > format.most:
        raise BadInput(
            f"One {format.title} file takes {format.most:,} calls at most, and these are more: "
            "narrow the filter, or tick fewer."
        )
    opened = ((row, _opened(desk, row, how)) for row in rows)
    return format, format.write(opened)


def _opened(desk: Desk, row: Row, how: str) -> Opened | None:
    opened = desk.still(row.id) if how != "csv" else None
    if opened and opened.region and how == "curl":
        # It is called from elsewhere.
        return replace(opened, region=reached(desk, opened.region))
    return opened


def _named(desk: Desk, call_ids: Sequence[str]) -> list[Row]:
    rows = desk.parts.history.rows(desk.workspace, set(call_ids)).values()
    return sorted(rows, key=lambda row: (row.sent_at, row.id), reverse=True)


def _fitting(desk: Desk, filters: Filters, most: int) -> list[Row]:
    """One more than may be is enough to say so."""
    history, rows, before = desk.parts.history, list[Row](), None
    while len(rows) <= most:
        page = history.list(desk.workspace, filters, before, MOST_ROWS)
        rows += page.rows
        before = page.next_cursor
        if before is None:
            break
    return rows
