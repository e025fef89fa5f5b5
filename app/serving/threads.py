"""A few threads that work; one that waits makes room for another meanwhile."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app import waits

Act = Callable[[], None]

# All that may be there, those included that wait: more than calls may be under way and waiting.
MOST = 1000


class Threads:
    """Runs what it is given, in order, `size` at a time. Started as they are needed."""

    def __init__(self, name: str, size: int) -> None:
        self._name = name
        self._size = size
        self._changed = threading.Condition()
        self._acts: deque[Act] = deque()
        self._all = self._idle = self._waiting = 0

    def submit(self, act: Act) -> None:
        """`act` raises nothing."""
        with self._changed:
            self._acts.append(act)
            if self._idle:
                self._changed.notify()
            else:
                self._grow()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """While one of these threads only waits."""
        with self._changed:
            self._waiting += 1
            if self._acts and not self._idle:
                self._grow()
        try:
            yield
        finally:
            with self._changed:
                self._waiting -= 1
                # One that is idle may be one too many now.
                self._changed.notify()

    def close(self) -> None:
        """Let those that are idle end, and the others after what they do."""
        with self._changed:
            self._size = 0
            self._acts.clear()
            self._changed.notify_all()

    def _grow(self) -> None:
        if self._all - self._waiting < self._size and self._all < MOST:
            self._all += 1
            threading.Thread(target=self._run, name=self._name, daemon=True).start()

    def _run(self) -> None:
        waits.make_room(self.waiting)
        while act := self._next():
            act()

    def _next(self) -> Act | None:
        """None for a thread too many: others have waited no more since it was started."""
        with self._changed:
            while True:
                if self._all - self._waiting > self._size:
                    self._all -= 1
                    return None
                if self._acts:
                    return self._acts.popleft()
                self._idle += 1
                self._changed.wait()
                self._idle -= 1
