"""The history: every call with its answer, for each workspace on its own."""

import logging
import secrets
import time
from collections.abc import Callable, Collection, Mapping

from sqlalchemy import ColumnElement, Connection, Engine, delete, insert, select, update

from app.call.model import Answer, Call
from app.call.outcome import Outcome
from app.call.secrets.masking import Masker
from app.errors import NotFound
from app.history import contents, queries
from app.history.pruning import Pruning
from app.history.records import Facets, Filters, Page, Record, Removed, Row
from app.history.search_text import WINDOW_BYTES, plain, search_text
from app.storage.engine import reading, writing
from app.storage.sealing import Sealer
from app.storage.tables import call_contents, calls

log = logging.getLogger(__name__)

UNDO_SECONDS = 600
MOST_ROWS = 200
_ERROR_CODE_LENGTH = 200  # characters; it comes from a server


class History:
    """Keeps calls; a workspace (an opaque text) sees its own alone.

    `answer_limit_bytes` of each answer's body are kept, and about `keep_calls` calls for each
    workspace, pinned ones not counted: after one add in `prune_every` the surplus is deleted, by a
    thread of its own, so that no call waits for it. `clock` gives unix seconds.
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

    def add(
        self,
        workspace: str,
        call: Call,
        answer: Answer,
        outcome: Outcome,
        *,
        sent_at: float,
        schema_version: str,
        masker: Masker | None = None,
        connection: Connection | None = None,
    ) -> str:
        """Keep one call; `sent_at` is unix seconds. Returns its id, which cannot be guessed.

        `masker` knows the secrets of call and answer; it is made where there is none yet. With a
        `connection` the call is kept when that one's transaction is.
        """
        call_id = secrets.token_urlsafe(12)
        purpose = _purpose(workspace, call_id)
        # To look through all of a large answer takes longer than everything else here.
        masker = masker or Masker.for_call(call).knowing(answer.utf8[:WINDOW_BYTES])
        row = {
            "id": call_id,
            "workspace": workspace,
            "sent_at": sent_at,
            "region": plain(call.region),
            "service": plain(call.service),
            "action": plain(call.action),
            "outcome": outcome.kind,
            "error_code": plain(masker.text(outcome.code))[:_ERROR_CODE_LENGTH],
            "status": answer.status,
            "first_byte_ms": None if answer.first_byte is None else answer.first_byte * 1000,
            "total_ms": answer.total * 1000,
            "size": answer.size,
            "cut": answer.size > min(self.answer_limit, len(answer.body)),
            "schema_version": schema_version,
            "pinned": False,
            "search_text": search_text(call, answer, outcome, masker),
        }
        sealed = {
            "call_id": call_id,
            "request": contents.seal_request(self._sealer, purpose, call),
            "answer": contents.seal_answer(
                self._sealer, purpose, answer, outcome, limit=self.answer_limit
            ),
        }
        with writing(self._engine, connection) as within:
            within.execute(insert(calls), row)
            within.execute(insert(call_contents), sealed)
        # By chance rather than by count: workers need not know of each other's adds.
        if secrets.randbelow(self._prune_every) == 0:
            self._pruning.soon(workspace)
        return call_id

    def rows(
        self, workspace: str, call_ids: Collection[str], *, connection: Connection | None = None
    ) -> Mapping[str, Row]:
        """The rows of these calls, those that exist, by id."""
        if not call_ids:
            return {}
        query = queries.named(workspace, call_ids)
        with reading(self._engine, connection) as within:
            return {row.id: row for row in map(queries.row_of, within.execute(query))}

    def get(self, workspace: str, call_id: str) -> Record:
        """One call as a whole. Raises NotFound, and SealBroken where the secret key is another."""
        with reading(self._engine) as connection:
            found = connection.execute(queries.whole(workspace, call_id)).one_or_none()
        if found is None:
            raise _not_found()
        purpose = _purpose(workspace, call_id)
        answer, outcome = contents.open_answer(self._sealer, purpose, found.answer)
        call = contents.open_request(self._sealer, purpose, found.request)
        return Record(queries.row_of(found), call, answer, outcome)

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
            rows: tuple[Row, ...] = tuple(map(queries.row_of, connection.execute(query)))
        more = len(rows) > limit
        return Page(rows[:limit], queries.cursor(rows[limit - 1]) if more else None)

    def facets(self, workspace: str) -> Facets:
        query = (
            select(calls.c.service, calls.c.region, calls.c.outcome)
            .where(queries.visible(workspace))
            .distinct()
        )
        with reading(self._engine) as connection:
            found = connection.execute(query).all()
        services, regions, outcomes = ({row[place] for row in found} for place in range(3))
        return Facets(tuple(sorted(services)), tuple(sorted(regions)), tuple(sorted(outcomes)))

    def pin(self, workspace: str, call_id: str) -> None:
        """Keep a call for good. Raises NotFound."""
        self._set_pinned(workspace, call_id, pinned=True)

    def unpin(self, workspace: str, call_id: str) -> None:
        """Raises NotFound."""
        self._set_pinned(workspace, call_id, pinned=False)

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

    def close(self) -> None:
        """Wait for what is being deleted."""
        self._pruning.wait()

    def _set_pinned(self, workspace: str, call_id: str, *, pinned: bool) -> None:
        query = (
            update(calls)
            .where(queries.visible(workspace), calls.c.id == plain(call_id))
            .values(pinned=pinned)
        )
        with writing(self._engine) as connection:
            if connection.execute(query).rowcount == 0:
                raise _not_found()

    def _remove(self, workspace: str, *which: ColumnElement[bool]) -> Removed:
        token = secrets.token_urlsafe(12)
        now = self._clock()
        self.purge(now)
        query = (
            update(calls)
            .where(queries.visible(workspace), *which)
            .values(removed_at=now, removal=token)
        )
        with writing(self._engine) as connection:
            return Removed(token, connection.execute(query).rowcount)


def _purpose(workspace: str, call_id: str) -> str:
    return f"history:{workspace}:{call_id}"


def _not_found() -> NotFound:
    # The same words for another workspace's call, so that nobody learns that it exists.
    return NotFound("There is no such call in your history: it may have been deleted.")
