"""Connections that rest between two calls, so that nobody is given what another one asked for.

A connection serves one person at one endpoint. It comes back only when both sides are done and
nothing unread is on it; it is taken again only after a rest, in which what comes late shows itself.
An endpoint that has sent what nobody asked for gets a new connection for each call, for a while.
"""

import logging
import threading
import time
from collections import deque
from typing import NamedTuple

from app.call.transport.dialling import Endpoint
from app.call.transport.line import Line

log = logging.getLogger(__name__)

_REST = 0.05  # seconds; an answer that is sent twice has come twice by then
_KEPT = 30.0  # seconds; servers close sooner or later
_DISTRUSTED = 600.0  # seconds
_LINES = 256  # that rest, in all


class Place(NamedTuple):
    """Whose connection it is, and where to."""

    endpoint: Endpoint
    person: str


class Pool:
    """May be shared by threads."""

    def __init__(self, rest: float = _REST) -> None:
        """`rest` is in seconds."""
        self._rest = rest
        self._lock = threading.Lock()
        self._lines: dict[Place, deque[Line]] = {}
        self._distrusted: dict[Endpoint, float] = {}  # until when, on the monotonic clock

    def take(self, place: Place) -> Line | None:
        """The connection that has rested longest; None where none has rested, or is of use."""
        while line := self._rested(place):
            state = line.state()
            if state == "quiet":
                line.begin_anew()
                return line
            if state == "speaks":
                self._distrust(place.endpoint)
            line.close()
        return None

    def give(self, place: Place, line: Line) -> None:
        """Have the connection back, whose answer has been read; it is closed if it is not clean."""
        state = line.state() if line.reusable else "closed"
        if line.spoke_on or state == "speaks":
            self._distrust(place.endpoint)
        line.rested_since = time.monotonic()
        if state != "quiet" or self._distrusted.get(place.endpoint, 0) > line.rested_since:
            line.close()
            return
        with self._lock:
            self._lines.setdefault(place, deque()).append(line)
            over = self._swept(line.rested_since)
        for one in over:
            one.close()

    def close(self) -> None:
        with self._lock:
            resting, self._lines = self._lines, {}
        for lines in resting.values():
            for line in lines:
                line.close()

    def _rested(self, place: Place) -> Line | None:
        now = time.monotonic()
        with self._lock:
            lines = self._lines.get(place)
            if not lines or now - lines[0].rested_since < self._rest:
                return None
            line = lines.popleft()
            if not lines:
                del self._lines[place]
        return line

    def _swept(self, now: float) -> list[Line]:
        """The connections that have rested too long, or are too many: the oldest of them."""
        self._distrusted = {one: end for one, end in self._distrusted.items() if end > now}
        oldest = sorted(
            ((lines[0].rested_since, place) for place, lines in self._lines.items()),
            key=lambda pair: pair[0],
        )
        count = sum(map(len, self._lines.values()))
        over: list[Line] = []
        for since, place in oldest:
            if now - since < _KEPT and count - len(over) <= _LINES:
                break
            over += self._lines.pop(place)
        return over

    def _distrust(self, endpoint: Endpoint) -> None:
        log.warning(
            "%s:%d sent what nobody had asked for: each call to it gets a connection of its own "
            "for %d minutes.",
            endpoint.host,
            endpoint.port,
            _DISTRUSTED // 60,
        )
        with self._lock:
            self._distrusted[endpoint] = time.monotonic() + _DISTRUSTED
            resting = [place for place in self._lines if place.endpoint == endpoint]
            lines = [line for place in resting for line in self._lines.pop(place)]
        for line in lines:
            line.close()
