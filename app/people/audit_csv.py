"""Events as CSV (RFC 4180), in which a spreadsheet finds no formula."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from app.people.audit import Event

# What spreadsheets take for the beginning of a formula.
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(events: Iterable[Event]) -> Iterator[str]:
    """Line by line, the names of the columns first; times are UTC."""
    yield _line(["time", "what", "who", "address", "more"])
    for one in events:
        yield _line([moment(one), one.happening, one.who, one.address, one.what])


def moment(event: Event) -> str:
    return datetime.fromtimestamp(event.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _line(cells: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(f"'{one}" if one.startswith(_BEGINS_FORMULA) else one for one in cells)
    return text.getvalue()
