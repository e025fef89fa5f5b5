"""The history: every call with its answer, for each workspace on its own."""

import logging
import random
import secrets
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, delete, update

from app.call.model import Answer, Call
from app.call.outcome import UNDER_WAY, Outcome
from app.call.secrets.masking import Masker
from app.errors import NotFound
from app.history import contents, queries
from app.history.job import Job
from app.history.lease import Lease
from app.history.pruning import Pruning
from app.history.recording import Recording
from app.history.records import Facets, Filters, Made, Mark, Page, Record, Removed, Row
from app.history.search_text import plain
from app.history.writer import Writer
from app.storage.engine import reading, writing
from app.storage.sealing import Sealer
from app.storage.tables import calls

log = logging.getLogger(__name__)

UNDO_SECONDS = 600
MOST_ROWS = 200

T = TypeVar("T")


class History:
    """Keeps calls; a workspace (an opaque text) sees its own alone.

    `answer_limit_bytes` of each answer's body are kept, and about `keep_calls` calls for each
    workspace, pinned ones not counted: after one call in `prune_every` the surplus is deleted, by a
    thread of its own, so that no call waits for it. `clock` gives unix seconds. One thread of each
    process writes the calls (`Writer`); what a person changes of one is written at once.
    """

    def __init__(
        self,
        engine: Engine,
        sealer: Sealer,
        *,
        answer_limit_bytes: int,
        keep_calls: int,
        prune_every: int = 50,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._engine = engine
        self._sealer = sealer
        self.answer_limit = answer_limit_bytes
        self._keep_calls = keep_calls
        self._prune_every = prune_every
        self._clock = clock
        self._pruning = Pruning(self.prune)
        self._lease = Lease(clock)
        self._writer = Writer(engine, self._lease)
        self._unwritten: dict[str, Recording] = {}  # finished, by their ids

    @property
    def trouble(self) -> str:
        """A clause: why nothing can be written to it just now; ""."""
        return self._writer.trouble

    def begin(
        self,
        workspace: str,
        call: Call,
        *,
        sent_at: float,
        schema_version: str,
        masker: Masker,
        origin: str = "",
        mark: Mark | None = None,
    ) -> Recording:
        """Write a call that is about to leave; `sent_at` is unix seconds.

        `masker` knows its secrets; `origin` is what sends it in a person's place, `mark` for which
        row of a run it is: such a call is kept with its run, and stands in no list. Until it is
        finished it is under way, and interrupted once this process is gone.
        """
        return Recording(
            self._writer,
            self._lease,
            self._sealer,
            workspace,
            call,
            sent_at=sent_at,
            schema_version=schema_version,
            masker=masker,
            answer_limit=self.answer_limit,
            origin=origin,
            mark=mark,
        )

    def finish(
        self,
        recording: Recording,
        call: Call,
        answer: Answer,
        outcome: Outcome,
        *,
        masker: Masker,
        also: Callable[[Connection], T],
    ) -> Job[T]:
        """See `Recording.finish`. `get` has it from now on, whether it is written yet or not."""
        self._unwritten[recording.id] = recording
        job = recording.finish(call, answer, outcome, masker=masker, also=also)
        job.when_over(lambda: self._forget(recording))
        # By chance rather than by count: workers need not know of each other's calls.
        if random.random() * self._prune_every < 1:  # noqa: S311 - nobody gains by guessing it # nosec B311
            job.when_over(lambda: self._pruning.soon(recording.workspace))
        return job

    def rows(
        self, workspace: str, call_ids: Collection[str], *, connection: Connection | None = None
    ) -> Mapping[str, Row]:
        """The rows of these calls, those that exist, by id."""
        if not call_ids:
            return {}
        query = queries.named(workspace, call_ids)
        with reading(self._engine, connection) as within:
            return {
                row.id: row
                for row in map(queries.row_of, within.execute(query, self._lease.alive()))
            }

    def get(self, workspace: str, call_id: str) -> Record:
        """One call as a whole. Raises NotFound, and SealBroken where the secret key is another."""
        unwritten = self._unwritten.get(call_id)
        if unwritten and unwritten.workspace == workspace:
            return unwritten.record()
        with reading(self._engine) as connection:
            query = queries.whole(workspace, call_id)
            found = connection.execute(query, self._lease.alive()).one_or_none()
        if found is None:
            raise _not_found()
        of = workspace, call_id
        answer, outcome = contents.open_answer(self._sealer, of, found.answer)
        call = contents.open_request(self._sealer, of, found.request)
        row = queries.row_of(found)
        return Record(row, call, answer, UNDER_WAY if row.outcome == "under_way" else outcome)

    def list(
        self,
        workspace: str,
        filters: Filters | None = None,
        before: str | None = None,
        limit: int = 50,
    ) -> Page:
        """One page, newest first; `before` is the cursor of the page before. Raises BadInput."""
        limit = min(max(limit, 1), MOST_ROWS)
        # One more than asked for tells whether there is a next page.
        query = queries.listing(workspace, filters or Filters(), before, limit + 1)
        with reading(self._engine) as connection:
            found = connection.execute(query, self._lease.alive())
            rows: tuple[Row, ...] = tuple(map(queries.row_of, found))
        more = len(rows) > limit
        return Page(rows[:limit], queries.cursor(rows[limit - 1]) if more else None)

    def facets(self, workspace: str) -> Facets:
        with reading(self._engine) as connection:
            asked = {"workspace": workspace, **self._lease.alive()}
            found = connection.execute(queries.FACETS, asked).all()
        return Facets(*(tuple(sorted({row[place] for row in found})) for place in range(3)))

    def beside(self, workspace: str, row: Row) -> tuple[Row | None, Row | None]:
        """The call made after this one, and the one made before it."""
        with reading(self._engine) as connection:
            found = [
                connection.execute(query, self._lease.alive()).one_or_none()
                for query in queries.beside(workspace, row)
            ]
        newer, older = (queries.row_of(one) if one else None for one in found)
        return newer, older

    def pin(self, workspace: str, *call_ids: str, pinned: bool = True) -> None:
        """Keep calls for good, or no longer. Raises NotFound where none of them is there."""
        which = calls.c.id.in_({plain(one) for one in call_ids})
        query = update(calls).where(queries.visible(workspace), which).values(pinned=pinned)
        with writing(self._engine) as connection:
            if connection.execute(query).rowcount == 0:
                raise _not_found()

    def delete(self, workspace: str, call_ids: Collection[str]) -> Removed:
        """Hide these calls, those that exist. Raises NotFound where none of them does."""
        removed = self._remove(workspace, calls.c.id.in_({plain(one) for one in call_ids}))
        if removed.count == 0:
            raise _not_found()
        return removed

    def clear(self, workspace: str, *, keep_pinned: bool = True) -> Removed:
        """Hide all calls, the pinned ones only where `keep_pinned` is False."""
        return self._remove(workspace, *([~calls.c.pinned] if keep_pinned else []))

    def undo(self, workspace: str, token: str) -> int:
        """Bring back what a delete or clear has hidden; returns how many. Raises NotFound."""
        query = (
            update(calls)
            .where(
                calls.c.workspace == workspace,
                calls.c.removal == plain(token),
                calls.c.removed_at > self._clock() - UNDO_SECONDS,
            )
            .values(removed_at=None, removal=None)
        )
        with writing(self._engine) as connection:
            restored = connection.execute(query).rowcount
        if restored == 0:
            raise NotFound("These calls are gone: deleting can be undone for ten minutes.")
        return restored

    def last_removed(self, workspace: str) -> Removed | None:
        """The latest delete or clear, while it can be undone."""
        asked = {"workspace": workspace, "since": self._clock() - UNDO_SECONDS}
        with reading(self._engine) as connection:
            found = connection.execute(queries.LAST_REMOVED, asked).one_or_none()
        return Removed(*found) if found else None

    def made(self, run: str, rows: range) -> Sequence[Made]:
        """The calls of a run for these rows, in the order in which they were sent."""
        with reading(self._engine) as connection:
            found = connection.execute(queries.made(run, rows)).all()
        return [
            Made(Mark(run, one.run_row, one.run_step), one.id, one.sender is not None, one.outcome)
            for one in found
        ]

    def purge(self, now: float) -> int:
        """Really delete, in all workspaces, what was hidden ten minutes ago; returns how many."""
        query = delete(calls).where(calls.c.removed_at <= now - UNDO_SECONDS)
        with writing(self._engine) as connection:
            return connection.execute(query).rowcount

    def prune(self, workspace: str) -> None:
        """Really delete what this workspace has beyond its limit, and what `purge` would."""
        with writing(self._engine) as connection:
            connection.execute(queries.surplus(workspace, self._keep_calls))
        self.purge(self._clock())

    def close(self, seconds: float = 3.0) -> None:
        """Write what waits, as far as that is possible within so long, and wait for what is
        being deleted. Calls that are under way still are interrupted from now on, until they
        are finished."""
        if self._lease.held:
            self._writer.submit(self._lease.give_up, "The farewell of this process")
        self._writer.close(seconds)
        self._lease.given_up()
        self._pruning.wait()

    def _forget(self, recording: Recording) -> None:
        self._unwritten.pop(recording.id, None)

    def _remove(self, workspace: str, *which: ColumnElement[bool]) -> Removed:
        token = secrets.token_urlsafe(12)
        now = self._clock()
        self.purge(now)
        query = (
            update(calls)
            .where(queries.listed(workspace), *which)
            .values(removed_at=now, removal=token)
        )
        with writing(self._engine) as connection:
            return Removed(token, connection.execute(query).rowcount)


def _not_found() -> NotFound:
    # The same words for another workspace's call, so that nobody learns that it exists.
    return NotFound("There is no such call in your history: it may have been deleted.")
