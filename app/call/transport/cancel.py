"""Stopping a call from outside: a person who cancels, or a clock that runs out.

A thread that waits for the network hears of nothing but the network. So whoever stops a
call shuts its socket down, and the waiting thread wakes up with an error at once.
"""

import contextlib
import math
import os
import socket
import threading
import time
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
        _clock.forget(self)
        with self._lock:
            sockets, self._sockets = self._sockets, []
        for held in sockets:
            held.close()

    def start_clock(self) -> None:
        """To be called when the whole request is `sent`."""
        if not self.sent:
            self.sent = True
            _clock.stop_later(self)

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
        self.stop("cancelled")

    def stop(self, reason: Reason) -> None:
        """Make the call return promptly; the first reason is the one that counts."""
        with self._lock:
            self.reason = self.reason or reason
            waiting = self._waiting
            # Under the lock, or the call may end and close them in between.
            for held in self._sockets:
                _shut_down(held)
        if waiting:
            _fail(waiting, Stopped())


class _Clock:
    """Stops the calls whose time has run out, in one thread for all of them.

    A thread for each call would be twice waited for: when it starts, and when it ends.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._ends: dict[Watch, float] = {}  # on the monotonic clock
        self._wakes = math.inf  # when the thread looks next
        self._thread: threading.Thread | None = None

    def stop_later(self, watch: Watch) -> None:
        """Stop `watch` as "too_long" when its seconds from now on have passed."""
        end = time.monotonic() + watch.seconds
        with self._changed:
            self._ends[watch] = end
            # None lives on in a process that was forked off.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()
            if end < self._wakes:
                self._changed.notify()

    def forget(self, watch: Watch) -> None:
        with self._changed:
            self._ends.pop(watch, None)

    def _run(self) -> None:
        with self._changed:
            while True:
                now = time.monotonic()
                for watch in [watch for watch, end in self._ends.items() if end <= now]:
                    del self._ends[watch]
                    watch.stop("too_long")
                self._wakes = min(self._ends.values(), default=math.inf)
                seconds = min(self._wakes - now, threading.TIMEOUT_MAX)
                self._changed.wait(seconds)


_clock = _Clock()


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
