"""A page of the history as people read it: what is pinned first, the rest by days."""

from dataclasses import dataclass, replace
from datetime import tzinfo

from app.history.days import Day, days
from app.history.records import Filters, Row
from app.history.store import History

ROWS = 50  # of a page, pinned ones not counted
MOST_PINNED = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """`pinned` stands on the first page alone; `more_pinned` says that it is not all of them."""

    pinned: tuple[Row, ...]
    more_pinned: bool
    days: tuple[Day, ...]
    next_cursor: str | None


def listed(
    history: History,
    workspace: str,
    filters: Filters,
    *,
    zone: tzinfo,
    now: float,
    before: str | None = None,
) -> Listed:
    """What fits the filters, older than the cursor; `now` is unix seconds. Raises BadInput.

    Where pinned ones alone are asked for, they stand by days like any.
    """
    if filters.pinned:
        page = history.list(workspace, filters, before, ROWS)
        return Listed((), False, days(page.rows, zone, now), page.next_cursor)
    pinned: tuple[Row, ...] = ()
    more = False
    if not before:
        first = history.list(workspace, replace(filters, pinned=True), None, MOST_PINNED)
        pinned, more = first.rows, first.next_cursor is not None
    page = history.list(workspace, replace(filters, pinned=False), before, ROWS)
    return Listed(pinned, more, days(page.rows, zone, now), page.next_cursor)
