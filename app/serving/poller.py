"""Waits for sockets, moments and other threads, and calls what waited: all in one thread."""

import contextlib
import heapq
import itertools
import logging
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable

from app.errors import place_of

log = logging.getLogger(__name__)

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE

Act = Callable[[], None]


class Moment:
    """Something to be called at a time, unless it is called off before."""

    def __init__(self, act: Act) -> None:
        self.act: Act | None = act

    def call_off(self) -> None:
        self.act = None


class Poller:
    """All but `soon` is for the thread that calls `once`, over and over."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._acts: dict[int, dict[int, Act]] = {}  # by a socket's number, then READ or WRITE
        self._moments: list[tuple[float, int, Moment]] = []
        self._order = itertools.count()
        self._soon: deque[Act] = deque()
        self._ear, self._bell = socket.socketpair()
        self._rung = False
        self._ear.setblocking(False)
        self._bell.setblocking(False)
        self.watch(self._ear.fileno(), READ, self._heard)

    def watch(self, number: int, event: int, act: Act) -> None:
        """Call `act` whenever the socket of that number can be read, or written.

        Raises OSError and ValueError for a socket that is closed.
        """
        acts = {**self._acts.get(number, {}), event: act}
        change = self._selector.modify if number in self._acts else self._selector.register
        change(number, READ * (READ in acts) | WRITE * (WRITE in acts))
        self._acts[number] = acts

    def unwatch(self, number: int, event: int) -> None:
        """To be called before the socket is closed. Nothing is wrong where it is not watched."""
        acts = self._acts.get(number, {})
        if acts.pop(event, None) is None:
            return
        if acts:
            self._selector.modify(number, next(iter(acts)))
        else:
            del self._acts[number]
            self._selector.unregister(number)

    def at(self, moment: float, act: Act) -> Moment:
        """Call `act` once, at that time of the monotonic clock."""
        made = Moment(act)
        heapq.heappush(self._moments, (moment, next(self._order), made))
        return made

    def soon(self, act: Act) -> None:
        """Call `act` in the poller's thread; may be said in any."""
        self._soon.append(act)
        if not self._rung:
            self._rung = True
            # Where the bell cannot be rung nobody listens any more.
            with contextlib.suppress(OSError):
                self._bell.send(b"!")

    def once(self, longest: float) -> None:
        """Wait, for so many seconds at most, and call what waited."""
        if self._soon:
            longest = 0
        elif self._moments:
            longest = min(longest, max(0.0, self._moments[0][0] - time.monotonic()))
        for key, events in self._selector.select(longest):
            for event in (READ, WRITE):
                # What is called may end the watching of others that were found with it.
                if events & event and (act := self._acts.get(key.fd, {}).get(event)):
                    _call(act)
        for _ in range(len(self._soon)):
            _call(self._soon.popleft())
        now = time.monotonic()
        while self._moments and self._moments[0][0] <= now:
            moment = heapq.heappop(self._moments)[2]
            if moment.act:
                _call(moment.act)

    def close(self) -> None:
        self._selector.close()
        self._ear.close()
        self._bell.close()

    def _heard(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._ear.recv(4096):
                pass
        # Before what came meanwhile is called: what comes now rings again.
        self._rung = False


def _call(act: Act) -> None:
    try:
        act()
    except Exception as fault:  # noqa: BLE001 - the poller has to go on for the others
        log.error("What waited could not be called: %s\n%s", type(fault).__name__, place_of(fault))
