"""Something that a `Writer` writes, as whoever waits for it sees it."""

import threading
import time
from collections.abc import Callable
from typing import Generic, Literal, TypeVar

from sqlalchemy import Connection

from app.waits import Steps, Told, Wait

BEHIND = "its database is still busy with something else"

T = TypeVar("T")


class Job(Generic[T]):
    """Something to be written in a transaction, tried again for as long as it can not be."""

    def __init__(self, write: Callable[[Connection], T], about: str, size: int) -> None:
        """`write` may be called several times, of which one counts; `about` names it in the log,
        `size` is the bytes that it holds."""
        self.write = write
        self.about = about
        self.size = size
        self.state: Literal["waiting", "written", "lost"] = "waiting"
        self.result: T | None = None
        self.cause = BEHIND  # a clause: why it is not written
        self.told = False  # whether a try has been made of which `wait` knows the end
        self._lock = threading.Lock()
        self._tried = Told()
        self._when_over: list[Callable[[], None]] = []

    def waits(self, seconds: float) -> Steps[bool]:
        """Whether it is written, at the latest after so long; at once where a try has failed."""
        until = time.monotonic() + seconds
        while not self._tried and time.monotonic() < until:
            yield Wait(until, told=self._tried, soon=True)
        return self.state == "written"

    def when_over(self, act: Callable[[], None]) -> None:
        """Have something done once it is written or lost, now if it is so already."""
        with self._lock:
            if self.state == "waiting":
                self._when_over.append(act)
                return
        act()

    def postponed(self, cause: str) -> None:
        self.cause = cause
        self.told = True
        self._tried.tell()

    def over(self, state: Literal["written", "lost"], cause: str = "") -> None:
        with self._lock:
            self.state, self.cause, self.told = state, cause, True
            acts, self._when_over = self._when_over, []
        for act in acts:
            act()
        self._tried.tell()
