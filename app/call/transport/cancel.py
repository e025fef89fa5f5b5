"""Stopping a call: by a person who cancels, or because its time is over.

A call that waits for the network hears of nothing but the network. So whoever cancels it shuts
its socket down, and the wait is over at once.
"""

import contextlib
import math
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Literal

from app.waits import Told

Reason = Literal["cancelled", "stopping", "too_long"]


class Stopped(Exception):
    """The call was stopped; the reason is its Watch's."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: for one address to take a connection, for the next bytes either way, and from the
    end of the request to the end of the answer."""

    connect: float
    read: float
    total: float


class Cancel:
    """Given to a call when it starts; `cancel` may be called at any time, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reason: Literal["cancelled", "stopping"] | None = None
        self._stops: list[Callable[[], None]] = []

    @property
    def cancelled(self) -> bool:
        return self.reason is not None

    def cancel(self, reason: Literal["cancelled", "stopping"] = "cancelled") -> None:
        """Make the call return promptly; one that has ended is not touched."""
        with self._lock:
            self.reason = self.reason or reason
            stops, self._stops = self._stops, []
        for stop in stops:
            stop()

    def attach(self, stop: Callable[[], None]) -> None:
        """Have `stop` called on cancel: at once if that has happened already."""
        with self._lock:
            if not self.cancelled:
                self._stops.append(stop)
                return
        stop()

    def detach(self, stop: Callable[[], None]) -> None:
        with self._lock, contextlib.suppress(ValueError):
            self._stops.remove(stop)


class Watch:
    """What one running call holds on the network, so that it can be stopped.

    `connected` is when (on the monotonic clock) a new connection stood; `stopped` is told when the
    call is cancelled. Use as a context manager around the call.
    """

    def __init__(self, cancel: Cancel | None, limits: Limits, person: str = "") -> None:
        """`person` is whose call it is: connections are not shared between people."""
        self.limits = limits
        self.person = person
        self.connected: float | None = None
        self.reason: Reason | None = None
        self.stopped = Told()
        self._cancel = cancel
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._end = math.inf

    def __enter__(self) -> "Watch":
        if self._cancel:
            self._cancel.attach(self._on_cancel)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._cancel:
            self._cancel.detach(self._on_cancel)
        self.let_go()

    @property
    def sent(self) -> bool:
        """Whether the whole request has been sent."""
        return self._end < math.inf

    def start_clock(self) -> None:
        """To be called when the whole request is sent: the total time runs from then on."""
        if not self.sent:
            self._end = time.monotonic() + self.limits.total

    def check(self) -> None:
        """Raises Stopped where the call is cancelled, or its total time is over."""
        if self.reason is None and time.monotonic() >= self._end:
            self.reason = "too_long"
        if self.reason:
            raise Stopped

    def until(self, seconds: float) -> float:
        """The moment that many seconds from now, or the end of the total time before it."""
        return min(time.monotonic() + seconds, self._end)

    def hold(self, used: socket.socket) -> None:
        """Have `used` shut down when the call is cancelled: at once if it has been."""
        with self._lock:
            self._socket = used
            if self.reason:
                _shut_down(used)

    def let_go(self) -> None:
        """To be called before the socket that is held is closed, or becomes another call's."""
        with self._lock:
            self._socket = None

    def _on_cancel(self) -> None:
        # Under the lock: once the socket is closed, its number may be another one's.
        with self._lock:
            if self._cancel:
                self.reason = self.reason or self._cancel.reason
            if self._socket is not None:
                _shut_down(self._socket)
        self.stopped.tell()


def _shut_down(held: socket.socket) -> None:
    with contextlib.suppress(OSError):
        # Not SSLSocket's own, which takes the encryption off under whoever is reading.
        socket.socket.shutdown(held, socket.SHUT_RDWR)
