"""What happened, as CSV (RFC 4180), in which a spreadsheet finds no formula."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from app.people.audit import Event
from app.rows.writing import line


def as_csv(events: Iterable[Event]) -> Iterator[str]:
    """Line by line, the names of the columns first."""
    yield line(["time", "what", "who", "address", "more"])
    for one in events:
        yield line([moment(one), one.happening, one.who, one.address, one.what])


def moment(event: Event) -> str:
    """In UTC, as ISO 8601 writes it."""
    return datetime.fromtimestamp(event.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
