"""Calls as CSV (RFC 4180), for spreadsheets: a line each, of what history lists in clear."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from app.history.records import Row
from app.schema.facts import service_name

# Spreadsheets run a cell that begins like this as a formula, some also behind spaces or written
# full-width (`table-export.js` has the same rule for what the browser saves).
_SIGNS = r"=+\-@\uFF1D\uFF0B\uFF0D\uFF20\uFE62\uFE63\uFE66\uFE6B\u2212"
_FORMULA = re.compile(rf"[\t\r\n]|[\s\x00-\x1f\u200b-\u200f\ufeff]*[{_SIGNS}]")
_COLUMNS = (
    "sent",
    "region",
    "partner",
    "service",
    "action",
    "parameters",
    "outcome",
    "error code",
    "status",
    "milliseconds",
    "bytes",
    "schema",
    "pinned",
    "id",
)


def pieces(rows: Iterable[Row]) -> Iterator[str]:
    # The mark makes spreadsheets read it as UTF-8.
    yield "\ufeff" + line(_COLUMNS)
    for row in rows:
        yield line(_cells(row))


def harmless(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would run it as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def line(cells: Iterable[str]) -> str:
    """A line of CSV with every cell harmless."""
    written = io.StringIO()
    csv.writer(written).writerow(map(harmless, cells))
    return written.getvalue()


def _cells(row: Row) -> tuple[str, ...]:
    return (
        datetime.fromtimestamp(row.sent_at, UTC).isoformat(timespec="milliseconds"),
        row.region,
        row.partner or "",
        service_name(row.service),
        row.action,
        row.telling or "",
        row.outcome,
        row.error_code,
        "" if row.status is None else str(row.status),
        f"{row.total_ms:.1f}",
        str(row.size),
        row.schema_version,
        "yes" if row.pinned else "",
        row.id,
    )
