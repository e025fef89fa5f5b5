"""How fast calls go out: so many at once, so many a second, slower where a server asks for it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.desk.row_runs.plan import MOST_AT_ONCE, Pace

LOOK = 0.25  # seconds between two looks at whether it is wanted still
SLOWEST = 30.0  # seconds between two calls of a region that goes on refusing
MOST_TRIES = 4  # of a call for which no server is there, or a busy one, or which cannot be kept
_BUSY_PAUSE = 1.0  # seconds between the first two, twice as many each time
_FIRST_PAUSE = 0.5
_SETTLED = 20  # answers in a row after which one call more is tried at once
_SLOW, _SLOWER = 2.0, 4.0  # seconds of an answer, and times its usual time, that count as slow


def busy_pause(tries: int) -> float:
    """Seconds until it is tried again, after so many tries before the last one."""
    return _BUSY_PAUSE * float(2**tries)


class Pacing:
    """That of a region, shared by all runs there: at most so many calls at once, fewer from an
    answer that says "too many" (429, 5xx, or ever slower ones) on, and by and by more again."""

    def __init__(self, at_once: int = MOST_AT_ONCE, per_second: float = 0.0) -> None:
        self._most = self._allowed = at_once
        self._between = 1 / per_second if per_second else 0.0
        self._pause = 0.0
        self._next_at = 0.0
        self._active = 0
        self._well = 0
        self._usual: float | None = None
        self._changed = threading.Condition()

    @property
    def allowed(self) -> int:
        return self._allowed

    @contextmanager
    def turn(self, wanted: Callable[[], bool]) -> Iterator[bool]:
        """To be within while a call is made; False where it is no more `wanted` before its turn."""
        came = self._enter(wanted)
        try:
            yield came
        finally:
            if came:
                with self._changed:
                    self._active -= 1
                    self._changed.notify()

    def answered(self, seconds: float, *, refused: bool) -> None:
        """A call took so long; `refused` where the server was too busy for it."""
        with self._changed:
            usual = self._usual
            slow = usual is not None and seconds > max(_SLOW, usual * _SLOWER)
            if refused or slow:
                self._allowed = max(1, self._allowed // 2)
                if refused:
                    self._pause = min(max(self._pause * 2, _FIRST_PAUSE), SLOWEST)
                    self._next_at = max(self._next_at, time.monotonic() + self._pause)
                self._well = 0
            else:
                self._usual = seconds if usual is None else usual * 0.95 + seconds * 0.05
                self._well += 1
                self._pause = self._pause / 2 if self._pause > _FIRST_PAUSE / 8 else 0.0
                if self._well >= _SETTLED and self._allowed < self._most:
                    self._allowed += 1
                    self._well = 0
            self._changed.notify_all()

    def _enter(self, wanted: Callable[[], bool]) -> bool:
        with self._changed:
            while wanted():
                now = time.monotonic()
                if self._active < self._allowed and now >= self._next_at:
                    self._active += 1
                    self._next_at = now + max(self._between, self._pause)
                    return True
                waits = self._next_at - now if now < self._next_at else LOOK
                self._changed.wait(min(waits, LOOK))
        return False


class Paces:
    """The regions' pacing, of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, Pacing] = {}

    def of(self, region_id: str) -> Pacing:
        with self._lock:
            return self._known.setdefault(region_id, Pacing())


def own(pace: Pace) -> Pacing:
    return Pacing(pace.at_once, pace.per_second)
