"""One call on its way into history: written before it leaves, completed by its answer."""

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from app.call.model import Answer, Call
from app.call.outcome import INTERRUPTED, Outcome
from app.call.secrets.masking import Masker
from app.errors import TestMeError
from app.history import contents
from app.history.job import Job
from app.history.lease import Lease
from app.history.partner import partner_of
from app.history.records import Mark, Record, Row
from app.history.search_text import plain, request_text, search_text
from app.history.telling import telling
from app.history.writer import Writer
from app.storage.run_tables import row_runs
from app.storage.sealing import Sealer
from app.storage.tables import call_contents, calls
from app.waits import Steps

# How long a call waits to be written before it leaves all the same, in seconds; not so long where
# the last try has failed.
PATIENCE, LESS_PATIENCE = 1.0, 0.3
_ERROR_CODE_LENGTH = 200  # characters; it comes from a server
_NOTHING = Answer(None)
TAKEN_OVER = "Another console has this run in hand by now: nothing was sent for it."

# Made once: to make a statement takes as long as to execute it.
_INSERT, _INSERT_CONTENTS = insert(calls), insert(call_contents)
# Whoever takes a run over waits for the end of the transaction that has asked this.
_IN_HAND = (
    select(row_runs.c.id)
    .where(row_runs.c.id == bindparam("run"), row_runs.c.carrier == bindparam("carrier"))
    .with_for_update(read=True, key_share=True)
)
_COMPLETE = update(calls).where(calls.c.id == bindparam("call_id"))
_COMPLETE_CONTENTS = update(call_contents).where(call_contents.c.call_id == bindparam("its_id"))

T = TypeVar("T")


class Recording:
    """Made by `History.begin`. Ends with `finish`, or with `abandon`.

    `id` cannot be guessed. What waits to be written is sealed already.
    """

    def __init__(
        self,
        writer: Writer,
        lease: Lease,
        sealer: Sealer,
        workspace: str,
        call: Call,
        *,
        sent_at: float,
        schema_version: str,
        masker: Masker,
        answer_limit: int,
        origin: str,
        mark: Mark | None = None,
    ) -> None:
        self.id = secrets.token_urlsafe(12)
        self.workspace = workspace
        self._writer = writer
        self._lease = lease
        self._sealer = sealer
        self._of = workspace, self.id
        self._answer_limit = answer_limit
        self._known = {
            "id": self.id,
            "workspace": workspace,
            "sent_at": sent_at,
            "region": plain(call.region),
            "service": plain(call.service),
            "action": plain(call.action),
            "schema_version": schema_version,
            "pinned": False,
            "partner": partner_of(call),
            "origin": masker.text(origin) or None,
            "run": mark.run if mark else None,
            "run_row": mark.row if mark else None,
            "run_step": mark.step if mark else None,
        }
        self._request = contents.seal_request(sealer, self._of, call)
        self._masker: Masker | None = masker
        self._request_text = request_text(call, masker)
        self._row = self._facts(_NOTHING, INTERRUPTED, masker)
        self._answer = contents.NO_ANSWER
        lease.opened(self.id)
        # It has no error while it is under way.
        row = {**self._known, **self._row, "error_code": "", "sender": lease.sender}
        sealed = {"call_id": self.id, "request": self._request, "answer": self._answer}
        self._sent = writer.submit(
            lambda connection: _begin(connection, row, sealed, mark), self._about, self._size
        )

    def standing(self) -> Steps[bool]:
        """Whether it stands in history, as far as that is worth waiting for: it can leave now."""
        return self._sent.waits(LESS_PATIENCE if self._writer.trouble else PATIENCE)

    @property
    def cause(self) -> str:
        """A clause: why it does not."""
        return self._sent.cause

    @property
    def taken_over(self) -> bool:
        """Whether it was not written, as its run is another process's by now."""
        return self._sent.state == "written" and not self._sent.result

    def retracted(self, why: TestMeError) -> TestMeError:
        """It did not leave: it is not to stand there as if it had, once it can be written."""
        if not self._writer.withdraw(self._sent):
            gone = delete(calls).where(calls.c.id == self.id)
            self._writer.submit(lambda connection: connection.execute(gone), self._about)
        self._lease.closed(self.id)
        return why

    def finish(
        self,
        call: Call,
        answer: Answer,
        outcome: Outcome,
        *,
        masker: Masker,
        also: Callable[[Connection], T],
    ) -> Job[T]:
        """Complete it, and do something more in the same transaction, all of it or nothing.

        `call` is the one that it was begun with, which is not held here in clear.
        `masker` knows the secrets of call and answer. The first `answer_limit` bytes are kept.
        """
        if masker is not self._masker:
            # It has learned from the answer what was secret in the request as well.
            self._request_text = request_text(call, masker)
        self._masker = None  # it knows secrets in clear
        self._row = row = self._facts(answer, outcome, masker)
        self._answer = sealed = self._sealed(answer, outcome)
        self._writer.withdraw(self._sent)

        def write(connection: Connection) -> T:
            completed = connection.execute(_COMPLETE, {"call_id": self.id, **row, "sender": None})
            if completed.rowcount:
                connection.execute(_COMPLETE_CONTENTS, {"its_id": self.id, "answer": sealed})
            else:
                # It could not be written when it left.
                whole = {"call_id": self.id, "request": self._request, "answer": sealed}
                _insert(connection, {**self._known, **row, "sender": None}, whole)
            return also(connection)

        job = self._writer.submit(write, self._about, self._size)
        job.when_over(self._over(job))
        return job

    @property
    def telling(self) -> str:
        return str(self._row["telling"])

    def abandon(self) -> None:
        """Leave it as interrupted: what came of it will not be known."""
        self._lease.abandoned(self.id)
        self._writer.wake()

    def record(self) -> Record:
        """It as it will stand in history."""
        row = {**self._known, **self._row}
        answer, outcome = contents.open_answer(self._sealer, self._of, self._answer)
        call = contents.open_request(self._sealer, self._of, self._request)
        return Record(Row(**{name: row[name] for name in Row.__slots__}), call, answer, outcome)

    def _over(self, job: Job[T]) -> Callable[[], None]:
        def over() -> None:
            if job.state == "written":
                self._lease.closed(self.id)
            else:
                # What stands there of it must not be under way for ever.
                self._lease.abandoned(self.id)

        return over

    @property
    def _about(self) -> str:
        known = self._known
        return f"The call {self.id} ({known['service']}.{known['action']})"

    @property
    def _size(self) -> int:
        return len(self._request) + len(self._answer) + len(self._row["search_text"])

    def _facts(self, answer: Answer, outcome: Outcome, masker: Masker) -> dict[str, Any]:
        return {
            "outcome": outcome.kind,
            "error_code": plain(masker.text(outcome.code))[:_ERROR_CODE_LENGTH],
            "status": answer.status,
            "first_byte_ms": None if answer.first_byte is None else answer.first_byte * 1000,
            "total_ms": answer.total * 1000,
            "size": answer.size,
            "cut": answer.size > min(self._answer_limit, len(answer.body)),
            "search_text": search_text(self._request_text, answer, outcome, masker),
            "telling": plain(telling(self._request_text)),
        }

    def _sealed(self, answer: Answer, outcome: Outcome) -> bytes:
        limit = self._answer_limit
        return contents.seal_answer(self._sealer, self._of, answer, outcome, limit=limit)


def _begin(
    connection: Connection, row: dict[str, Any], sealed: dict[str, Any], mark: Mark | None
) -> bool:
    """Whether it was written."""
    if mark and mark.carrier:
        asked = {"run": mark.run, "carrier": mark.carrier}
        if connection.execute(_IN_HAND, asked).first() is None:
            return False
    _insert(connection, row, sealed)
    return True


def _insert(connection: Connection, row: dict[str, Any], sealed: dict[str, Any]) -> None:
    connection.execute(_INSERT, row)
    connection.execute(_INSERT_CONTENTS, sealed)
