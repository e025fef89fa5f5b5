"""Calls as CSV (RFC 4180), for spreadsheets: a line each, of what history lists in clear."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from app.history.records import Row
from app.rows.writing import line
from app.schema.facts import service_name

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
