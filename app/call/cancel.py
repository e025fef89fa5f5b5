"""Stopping a call from outside: a person who cancels, or a clock that runs out.

A thread that waits for the network hears of nothing but the network. So whoever stops a
call shuts its socket down, and the waiting thread wakes up with an error at once.
"""

import contextlib
import os
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from types import TracebackType
from typing import Literal

Reason = Literal["cancelled", "too_long"]


class Stopped(Exception):
    """The call was stopped while it waited for its connection."""


class Cancel:
    """Given to a call when it starts; `cancel` may be called at any time, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._stops: list[Callable[[], None]] = []

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    def cancel(self) -> None:
        """Make the call return promptly; one that has ended is not touched."""
        with self._lock:
            self._cancelled = True
            stops, self._stops = self._stops, []
        for stop in stops:
            stop()

    def attach(self, stop: Callable[[], None]) -> None:
        """Have `stop` called on cancel: at once if that has happened already."""
        with self._lock:
            if not self._cancelled:
                self._stops.append(stop)
                return
        stop()

    def detach(self, stop: Callable[[], None]) -> None:
        with self._lock, contextlib.suppress(ValueError):
            self._stops.remove(stop)


class Watch:
    """What one running call holds on the network, so that it can be stopped.

    `seconds` limit the time from `start_clock` on; `connected` is when (on the monotonic clock)
    a new connection stood. Use as a context manager around the call.
    """

    def __init__(self, cancel: Cancel | None, seconds: float, read_timeout: float) -> None:
        self.seconds = seconds
        self.read_timeout = read_timeout
        self.connected: float | None = None
        self.reason: Reason | None = None
        self._cancel = cancel
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._waiting: Future[socket.socket] | None = None
        self._clock = threading.Timer(seconds, self._stop, ["too_long"])
        self._clock.daemon = True
        self.sent = False

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
        self._clock.cancel()
        with self._lock:
            sockets, self._sockets = self._sockets, []
        for held in sockets:
            held.close()

    def start_clock(self) -> None:
        """To be called when the whole request is `sent`."""
        if not self.sent:
            self.sent = True
            self._clock.start()

    def connect(self, connect: Callable[[], socket.socket], seconds: float) -> socket.socket:
        """The socket that `connect` makes, in a thread of its own: names resolve uninterruptibly.

        Raises what `connect` raises, TimeoutError after `seconds`, and Stopped.
        """
        future: Future[socket.socket] = Future()
        with self._lock:
            if self.reason:
                raise Stopped
            self._waiting = future
        threading.Thread(target=_settle, args=(future, connect), daemon=True).start()
        try:
            made = future.result(seconds)
        except TimeoutError:
            # Settled first, the future makes the thread close a socket that comes too late.
            _fail(future, Stopped())
            raise
        self.hold(made)
        return made

    def hold(self, used: socket.socket) -> None:
        """Have `used` shut down when the call is stopped: at once if it has been."""
        # A handle of our own: the socket's number may be another one's after it is closed,
        # and the number changes hands when TLS wraps the socket.
        handle = socket.socket(fileno=os.dup(used.fileno()))
        with self._lock:
            self._sockets.append(handle)
            stopped = self.reason is not None
        if stopped:
            _shut_down(handle)

    def _on_cancel(self) -> None:
        self._stop("cancelled")

    def _stop(self, reason: Reason) -> None:
        with self._lock:
            self.reason = self.reason or reason
            waiting = self._waiting
            # Under the lock, or the call may end and close them in between.
            for held in self._sockets:
                _shut_down(held)
        if waiting:
            _fail(waiting, Stopped())


def _settle(future: "Future[socket.socket]", connect: Callable[[], socket.socket]) -> None:
    try:
        made = connect()
    except Exception as error:  # noqa: BLE001 - it is raised again in the thread that waits
        _fail(future, error)
        return
    try:
        future.set_result(made)
    except InvalidStateError:
        made.close()


def _fail(future: "Future[socket.socket]", error: Exception) -> None:
    with contextlib.suppress(InvalidStateError):
        future.set_exception(error)


def _shut_down(held: socket.socket) -> None:
    with contextlib.suppress(OSError):
        held.shutdown(socket.SHUT_RDWR)
