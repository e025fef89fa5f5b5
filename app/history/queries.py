"""The history's questions to the database, as SQLAlchemy statements."""

from collections.abc import Collection
from math import isfinite
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    Select,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal_column,
    select,
    tuple_,
)

from app.errors import BadInput
from app.history.records import Filters, Row
from app.history.search_text import plain
from app.storage.tables import call_contents, calls, senders

# A call is stored as interrupted before it leaves. While its sender is heard of it is under way:
# whoever executes a query of rows says who that is, by `Lease.alive`.
_there = (calls.c.sender == bindparam("own_sender")) | exists().where(
    senders.c.id == calls.c.sender, senders.c.seen_at > bindparam("silent_since")
)
OUTCOME: ColumnElement[str] = case(
    (calls.c.sender.is_(None), calls.c.outcome),
    (_there, literal_column("'under_way'")),
    else_=calls.c.outcome,
).label("outcome")

_ROW_COLUMNS = [OUTCOME if name == "outcome" else calls.c[name] for name in Row.__slots__]
_MOST_WORDS = 20


def visible(workspace: str) -> ColumnElement[bool]:
    """The workspace's calls that nobody has deleted."""
    return (calls.c.workspace == workspace) & calls.c.removed_at.is_(None)


def listed(workspace: str) -> ColumnElement[bool]:
    """Those of them that people made: what a run over rows made stands with the run."""
    return visible(workspace) & calls.c.run.is_(None)


def listing(workspace: str, filters: Filters, before: str | None, limit: int) -> Select[Any]:
    """At most `limit` rows, newest first, older than the cursor. Raises BadInput."""
    found = select(*_ROW_COLUMNS).where(listed(workspace), *_conditions(filters))
    if before:
        # Not an offset: calls added meanwhile would move the pages.
        found = found.where(tuple_(calls.c.sent_at, calls.c.id) < _position(before))
    return found.order_by(calls.c.sent_at.desc(), calls.c.id.desc()).limit(limit)


def whole(workspace: str, call_id: str) -> Select[Any]:
    return (
        select(*_ROW_COLUMNS, call_contents.c.request, call_contents.c.answer)
        .join(call_contents, call_contents.c.call_id == calls.c.id)
        .where(visible(workspace), calls.c.id == plain(call_id))
    )


# Made once: to make a statement takes as long as to execute it. Both want `workspace`.
FACETS = (
    select(calls.c.service, calls.c.region, OUTCOME)
    .where(
        calls.c.workspace == bindparam("workspace"),
        calls.c.removed_at.is_(None),
        calls.c.run.is_(None),
    )
    .distinct()
)
# The token and the number of the calls that were deleted last, after `since` (unix seconds).
LAST_REMOVED = (
    select(calls.c.removal, func.count())
    .where(calls.c.workspace == bindparam("workspace"), calls.c.removed_at > bindparam("since"))
    .group_by(calls.c.removal)
    .order_by(func.max(calls.c.removed_at).desc())
    .limit(1)
)


def beside(workspace: str, row: Row) -> tuple[Select[Any], Select[Any]]:
    """The next one that is newer than a call, and the next one that is older."""
    place, at = tuple_(calls.c.sent_at, calls.c.id), tuple_(row.sent_at, row.id)
    found = select(*_ROW_COLUMNS).where(listed(workspace)).limit(1)
    return (
        found.where(place > at).order_by(calls.c.sent_at, calls.c.id),
        found.where(place < at).order_by(calls.c.sent_at.desc(), calls.c.id.desc()),
    )


def named(workspace: str, call_ids: Collection[str]) -> Select[Any]:
    ids = {plain(one) for one in call_ids}
    return select(*_ROW_COLUMNS).where(visible(workspace), calls.c.id.in_(ids))


def made(run: str, rows: range) -> Select[Any]:
    """What was sent for these rows of a run."""
    asked = calls.c.run_row.between(rows.start, rows.stop - 1)
    columns = (calls.c.id, calls.c.run_row, calls.c.run_step, calls.c.sender, calls.c.outcome)
    return select(*columns).where(calls.c.run == run, asked).order_by(calls.c.sent_at, calls.c.id)


def surplus(workspace: str, keep: int) -> Delete:
    """Deletes what is beyond the newest `keep`, pinned ones left alone and not counted."""
    old = (
        select(calls.c.id)
        .where(listed(workspace), ~calls.c.pinned)
        .order_by(calls.c.sent_at.desc(), calls.c.id.desc())
        .offset(keep)
    )
    return delete(calls).where(calls.c.id.in_(old))


def cursor(row: Row) -> str:
    """Where the rows older than this one begin; safe in a URL."""
    return f"{row.sent_at!r}~{row.id}"


def row_of(found: Any) -> Row:
    return Row(*found[: len(_ROW_COLUMNS)])


def _position(before: str) -> Any:
    sent_at, _, call_id = before.partition("~")
    try:
        when = float(sent_at)
    except ValueError:
        when = float("nan")
    if not isfinite(when):
        raise BadInput("This page of the history cannot be found: go back to its first page.")
    return tuple_(when, plain(call_id))


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    found = [
        column == plain(wanted)
        for column, wanted in (
            (calls.c.service, filters.service),
            (calls.c.region, filters.region),
            (OUTCOME, filters.outcome),
        )
        if wanted
    ]
    if filters.pinned is not None:
        found.append(calls.c.pinned.is_(filters.pinned))
    words = plain(filters.text).casefold().split()[:_MOST_WORDS]
    return found + [
        calls.c.search_text.contains(word, autoescape=True) | (calls.c.partner == word)
        for word in words
    ]
