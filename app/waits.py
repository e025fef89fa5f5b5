"""How a call waits: as a generator that says what for, so that whoever runs it decides how.

Steps yield a Wait where they would block, and return what they made. `drive` runs them in a thread
that blocks; a server can instead put a Wait among the sockets that it polls, and need no thread.
"""

import math
import select
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from typing import TypeVar

_T = TypeVar("_T")
# As a type: Steps[Response] are steps that return a Response in the end.
Steps = Generator["Wait", None, _T]


class _Thread(threading.local):
    room: Callable[[], AbstractContextManager[None]] = nullcontext


_thread = _Thread()


def make_room(room: Callable[[], AbstractContextManager[None]]) -> None:
    """Whenever this thread waits, be within `room()`: so that others may work meanwhile."""
    _thread.room = room


def room() -> AbstractContextManager[None]:
    """To be within while this thread waits for something that is no Wait."""
    return _thread.room()


class Told:
    """Something that is told once, by any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told = False
        self._hear: list[Callable[[], None]] = []

    def __bool__(self) -> bool:
        return self._told

    def tell(self) -> None:
        with self._lock:
            self._told = True
            hear, self._hear = self._hear, []
        for one in hear:
            one()

    def within(self, seconds: float) -> bool:
        """Whether it is told by then; this thread waits for it."""
        heard = threading.Lock()
        heard.acquire()
        self.when_told(heard.release)
        return heard.acquire(timeout=min(seconds, threading.TIMEOUT_MAX))

    def when_told(self, hear: Callable[[], None]) -> None:
        """Have `hear` called then, in the thread that tells: at once if it has been told."""
        with self._lock:
            if not self._told:
                self._hear.append(hear)
                return
        hear()


class Wait(bytes):
    """An empty piece: legal among those of an answer, so that a generator of pieces can wait too.

    Resume the generator when the socket with the number `socket` can be read (`reads`) or written
    (`writes`), when `told` is told, or at `until` (monotonic clock), whatever comes first. To
    resume it sooner is no fault: steps look for themselves, and wait again. `soon` says that `told`
    is told in a moment, so that to give the thread back meanwhile costs more than to keep it.
    """

    until: float
    socket: int  # -1 where nothing is awaited of a socket
    reads: bool
    writes: bool
    told: Told | None
    soon: bool

    def __new__(
        cls,
        until: float,
        socket: int = -1,
        *,
        reads: bool = False,
        writes: bool = False,
        told: Told | None = None,
        soon: bool = False,
    ) -> "Wait":
        wait = super().__new__(cls)
        wait.until, wait.socket, wait.told, wait.soon = until, socket, told, soon
        wait.reads, wait.writes = reads, writes
        return wait

    def block(self) -> None:
        """Wait in this thread."""
        with room():
            self._block()

    def _block(self) -> None:
        seconds = max(0.0, self.until - time.monotonic())
        if self.told is not None:
            self.told.within(seconds)
            return
        if self.socket < 0:
            time.sleep(seconds)
            return
        poll = select.poll()
        poll.register(self.socket, select.POLLIN * self.reads | select.POLLOUT * self.writes)
        # poll takes milliseconds, as a C int.
        poll.poll(min(math.ceil(seconds * 1000), 2**31 - 1))


class Turn:
    """How long steps that never have to wait may go on before others have their turn: `over` is to
    be yielded from, now and then."""

    def __init__(self, seconds: float = 0.05) -> None:
        self._seconds = seconds
        self._ends = time.monotonic() + seconds

    def over(self) -> Iterator[Wait]:
        if (now := time.monotonic()) >= self._ends:
            yield Wait(now)
            self._ends = time.monotonic() + self._seconds


def without_waits(pieces: Generator[bytes, None, None]) -> Generator[bytes, None, None]:
    """The pieces alone: this thread blocks where they wait."""
    with closing(pieces):
        for piece in pieces:
            if isinstance(piece, Wait):
                piece.block()
            else:
                yield piece


def drive(steps: Steps[_T]) -> _T:
    """Run `steps` to their end in this thread, which blocks where they wait."""
    while True:
        try:
            wait = next(steps)
        except StopIteration as end:
            made: _T = end.value
            return made
        wait.block()
