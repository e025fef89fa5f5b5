"""The seam of durable execution: what carries runs out, and what it is told of.

An engine has `Work` for each run: units that are made one after the other, each once if nothing
happens, again where a process died in the middle of it. What a unit has to find out for that is in
our own tables. `Threads` needs nothing else, and takes a run up again from its beginning, passing
over what is done; `dbos_engine` remembers which units are over.
"""

import logging
import threading
from collections.abc import Callable, Generator
from contextlib import closing
from typing import Protocol

log = logging.getLogger(__name__)


class Work(Protocol):
    """What an engine has done for a run (its id)."""

    def claim(self, run_id: str) -> Generator[str, None, None] | None:
        """The names of its units in order, each asked for once the one before is over; None where
        it is another process's, or over."""

    def unit(self, run_id: str, name: str) -> bool:
        """Do that; whether the next one is to be done."""


class EngineUnusable(Exception):
    """It cannot be started here; its words are a clause: why."""


class Engine(Protocol):
    def begin(self, run_id: str, turn: int) -> None:
        """Have it carried out, once for each turn. Raises EngineUnusable."""

    def close(self, seconds: float) -> None:
        """The work in hand has been told to stop: wait so long for it."""


EngineOf = Callable[[Work], Engine]


class Threads:
    """A thread a run."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._running: dict[str, threading.Thread] = {}

    def begin(self, run_id: str, turn: int) -> None:
        with self._lock:
            known = self._running.get(run_id)
            if known is not None and known.is_alive():
                return
            thread = threading.Thread(
                target=self._run, args=(run_id,), name=f"run-{turn}", daemon=True
            )
            self._running[run_id] = thread
            thread.start()

    def close(self, seconds: float) -> None:
        for thread in list(self._running.values()):
            thread.join(seconds)

    def _run(self, run_id: str) -> None:
        units = self._work.claim(run_id)
        if units is None:
            return
        with closing(units):
            for name in units:
                if not self._work.unit(run_id, name):
                    break
