"""The one thread of a process that writes history: what has come meanwhile, in one transaction."""

import logging
import threading
import time
from collections.abc import Callable
from itertools import islice
from typing import Any, Literal, Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from app.history.job import BEHIND, Job
from app.storage.engine import writing
from app.storage.troubles import driver_words, trouble_of

log = logging.getLogger(__name__)

MOST_AT_ONCE = 100  # jobs in one transaction
MOST_WAITING = 1000  # jobs
MOST_WAITING_BYTES = 32_000_000
LOCK_WAIT = 1.0  # seconds that one try waits for another program's lock
SOON, LATER = 0.25, 2.0  # seconds to the next try: where somebody waits for it, and else

_NO_ROOM = "too many calls wait to be kept"
_REFUSED = "the database refused it: the log says why"

T = TypeVar("T")


class Beat(Protocol):
    """What has to be written at times while calls are under way."""

    def due(self) -> float | None:
        """Seconds until then; None where nothing has to be."""

    def write(self, connection: Connection) -> None: ...

    def written(self) -> None: ...


class Writer:
    """Takes jobs from any thread; its own thread is there from the first one on.

    A transaction begins as soon as there is a job, and takes all that have come during the one
    before it. Where the database cannot be used the jobs wait, the oldest leaving where they are
    too many; a job that the database refuses for itself is lost alone.
    """

    def __init__(self, engine: Engine, beat: Beat) -> None:
        self._engine = engine
        self._beat = beat
        self._changed = threading.Condition()
        self._jobs: dict[Job[Any], None] = {}  # in order
        self._bytes = 0
        self._in_hand = 0  # so many of the first are being written
        self._one_by_one = 0  # so many of the first are tried alone
        self._failed_at = float("-inf")
        self._ends_at: float | None = None
        self._thread: threading.Thread | None = None
        self.trouble = ""  # a clause: why the last try failed

    def submit(self, write: Callable[[Connection], T], about: str, size: int = 0) -> Job[T]:
        job = Job(write, about, size)
        with self._changed:
            self._jobs[job] = None
            self._bytes += size
            lost = self._surplus()
            # Not alive either where the process has forked since.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(
                    target=self._run, name="history-writer", daemon=True
                )
                self._thread.start()
            self._changed.notify_all()
        for one in lost:
            self._lose(one, _NO_ROOM)
        return job

    def withdraw(self, job: Job[Any]) -> bool:
        """Do not write it, if that has not begun; whether it had not."""
        with self._changed:
            waits = job in islice(self._jobs, self._in_hand, None)
            if waits:
                self._remove(job)
            return waits

    def wake(self) -> None:
        """Look whether a beat is due."""
        with self._changed:
            self._changed.notify_all()

    def close(self, seconds: float) -> None:
        """Write what is waiting, for which it goes on trying so long, and end the thread; one more
        job starts another."""
        with self._changed:
            thread = self._thread
            self._ends_at = ends_at = time.monotonic() + seconds
            self._changed.notify_all()
        if thread is not None:
            thread.join()
        with self._changed:
            if self._ends_at == ends_at:
                self._ends_at = None

    def _surplus(self) -> list[Job[Any]]:
        """Take the oldest away that there is no room for, but for those in hand."""
        lost = []
        while len(self._jobs) > MOST_WAITING or self._bytes > MOST_WAITING_BYTES:
            oldest = next(islice(self._jobs, self._in_hand, None), None)
            if oldest is None:
                break
            self._remove(oldest)
            lost.append(oldest)
        return lost

    def _remove(self, job: Job[Any]) -> None:
        del self._jobs[job]
        self._bytes -= job.size

    def _run(self) -> None:
        while (batch := self._next()) is not None:
            try:
                with writing(self._engine, lock_wait=LOCK_WAIT) as connection:
                    beats = self._beat.due() == 0
                    if beats:
                        self._beat.write(connection)
                    results = [job.write(connection) for job in batch]
            except Exception as fault:  # noqa: BLE001 - the thread has to go on for the others
                self._failed(batch, fault)
            else:
                if beats:
                    self._beat.written()
                self._written(batch, results)
        with self._changed:
            left = [] if self._thread else list(self._jobs)
            for job in left:
                self._remove(job)
        for job in left:
            self._lose(job, self.trouble or BEHIND)

    def _next(self) -> list[Job[Any]] | None:
        """What to write now, nothing for a beat alone; None to end."""
        with self._changed:
            while True:
                wait = self._wait()
                if self._ends_at is not None and (
                    not self._jobs or time.monotonic() > self._ends_at
                ):
                    self._thread = None
                    return None
                if wait is not None and wait <= 0:
                    many = 1 if self._one_by_one else MOST_AT_ONCE
                    batch = list(islice(self._jobs, many))
                    self._in_hand = len(batch)
                    return batch
                self._changed.wait(wait)

    def _wait(self) -> float | None:
        """Seconds until something has to be tried; None for as long as nothing comes."""
        waits = [0.0] if self._jobs else []
        if (beat := self._beat.due()) is not None:
            waits.append(beat)
        if not waits:
            return None
        if not self.trouble:
            return min(waits)
        waited_for = any(not job.told for job in self._jobs)
        after = SOON if waited_for or self._ends_at is not None else LATER
        return max(min(waits), self._failed_at + after - time.monotonic())

    def _failed(self, batch: list[Job[Any]], fault: Exception) -> None:
        cause = trouble_of(fault)
        if cause is None and batch:
            self._refused(batch, fault)
            return
        cause = cause or _REFUSED
        with self._changed:
            self._in_hand = 0
            self._one_by_one = 0
            self._failed_at = time.monotonic()
            news, self.trouble = cause != self.trouble, cause
        if news and isinstance(fault, SQLAlchemyError):
            log.error("History cannot be written: %s (%s).", cause, driver_words(fault))
        for job in batch:
            job.postponed(cause)

    def _refused(self, batch: list[Job[Any]], fault: Exception) -> None:
        with self._changed:
            self._in_hand = 0
            if len(batch) != 1:
                # One of them is the reason: it must not take the others with it.
                self._one_by_one = len(batch)
                return
            self._one_by_one = max(0, self._one_by_one - 1)
            self._remove(batch[0])
        words = driver_words(fault) if isinstance(fault, SQLAlchemyError) else repr(fault)
        log.error("%s was refused by the database: %s", batch[0].about, words)
        self._lose(batch[0], _REFUSED)

    def _written(self, batch: list[Job[Any]], results: list[Any]) -> None:
        with self._changed:
            self._in_hand = 0
            self._one_by_one = max(0, self._one_by_one - len(batch))
            recovered, self.trouble = self.trouble, ""
            for job in batch:
                self._remove(job)
        if recovered:
            log.warning("History can be written again; it could not, as %s.", recovered)
        for job, result in zip(batch, results, strict=True):
            job.result = result
            self._over(job, "written")

    def _lose(self, job: Job[Any], cause: str) -> None:
        log.error("%s could not be kept: %s.", job.about, cause)
        self._over(job, "lost", cause)

    def _over(self, job: Job[Any], state: Literal["written", "lost"], cause: str = "") -> None:
        try:
            job.over(state, cause)
        except Exception:
            log.exception("What follows a write of history failed.")
