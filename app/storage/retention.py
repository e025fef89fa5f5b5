"""Removing what is kept no longer, again and again: by a thread of its own, nobody waits for it."""

import logging
import random
import threading
import time
from collections.abc import Callable, Mapping

from sqlalchemy import Engine, insert, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from app.storage.engine import writing
from app.storage.tables import senders
from app.storage.troubles import trouble_of

log = logging.getLogger(__name__)

DAY = 86400.0  # seconds
# Each process has a row there that says when it was heard of; so has this work, whoever does it.
_ROW = "retention"
_SPREAD = 0.1  # of the time between two turns, so that processes begin apart


class Retention:
    """`jobs` by what the log calls them; each takes the present time, in unix seconds. A turn comes
    `every` so many seconds, and of several processes with one database one takes it."""

    def __init__(
        self, engine: Engine, jobs: Mapping[str, Callable[[float], object]], every: float = DAY
    ) -> None:
        self._engine = engine
        self._jobs = jobs
        self._every = every
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Have turns come until `close`; the first one is `turn`'s caller's own."""
        self._thread = threading.Thread(target=self._run, name="retention", daemon=True)
        self._thread.start()

    def turn(self, now: float) -> bool:
        """Whether it was this process's to do. What the database does not let it do now is left to
        the next turn, and logged; raises SQLAlchemyError where our question was wrong."""
        try:
            if not self._taken(now):
                return False
        except SQLAlchemyError as fault:
            _tell("The turn", fault)
            return False
        for name, job in self._jobs.items():
            if self._ending.is_set():
                break
            try:
                job(now)
            except SQLAlchemyError as fault:
                _tell(name, fault)
        return True

    def close(self, seconds: float) -> None:
        """No turn begins any more; wait so long for one that has."""
        self._ending.set()
        if self._thread:
            self._thread.join(seconds)

    def _run(self) -> None:
        while not self._ending.wait(self._every * random.uniform(1 - _SPREAD, 1 + _SPREAD)):  # noqa: S311 - nobody gains by guessing it # nosec B311
            try:
                self.turn(time.time())
            except SQLAlchemyError:
                log.exception("What is kept no longer could not be removed.")

    def _taken(self, now: float) -> bool:
        row = senders.c
        # A clock that was set back does not keep it from ever being done again.
        long_ago = (row.seen_at < now - self._every / 2) | (row.seen_at > now + self._every)
        try:
            with writing(self._engine) as connection:
                mine = update(senders).where(row.id == _ROW, long_ago).values(seen_at=now)
                if connection.execute(mine).rowcount:
                    return True
                there = senders.select().where(row.id == _ROW)
                if connection.execute(there).first():
                    return False
                connection.execute(insert(senders).values(id=_ROW, seen_at=now))
        except IntegrityError:
            return False
        return True


def _tell(what: str, fault: SQLAlchemyError) -> None:
    if (cause := trouble_of(fault)) is None:
        raise fault
    # The console is of use without it, also where its disk is full.
    log.warning("%s: this stays in the database for now, as %s.", what, cause)
