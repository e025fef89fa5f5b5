"""The loop that serves: connections come and go, requests are handed to threads, and it ends."""

import contextlib
import errno
import socket
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from app.serving.connection import Connection
from app.serving.incoming import Incoming
from app.serving.poller import READ, Poller
from app.serving.threads import Threads

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# Where there are as many connections, the one that has done nothing for the longest is closed.
MOST_CONNECTIONS = 2000
# More are no quicker, as one computes at a time, and the pages' stand behind each.
CALL_THREADS = 2
# Seconds of the end in which calls that were told to stop are recorded.
RECORDING = 3.0
LOOK = 1.0  # seconds between two looks at what is overdue


class Console(Protocol):
    """What is served."""

    page_threads: int
    stop_seconds: float  # until all has ended
    upload_folder: str
    trusted_proxies: frozenset[str]
    https: bool  # whether people come by it alone

    def is_call(self, method: str, path: str) -> bool:
        """Whether a request makes a call: those have threads of their own."""

    def stop_waiting(self) -> None:
        """Make no call that has not begun."""

    def stop_calls(self) -> None:
        """End the calls under way; may be said again."""


class Service:
    """One poller and a few threads, for as many people as there are. A Front of connections."""

    def __init__(
        self,
        application: "WSGIApplication",
        listeners: Sequence[socket.socket],
        console: Console,
    ) -> None:
        self.application = application
        self.poller = Poller()
        self.folder = console.upload_folder
        self.https = console.https
        self.stopping = False
        self.ends_at = 0.0  # when all has to have ended
        self.of_anybody = 0
        self._listeners = listeners
        self._console = console
        self._connections: dict[Connection, None] = {}
        self._ends_at: float | None = None
        self._at_once = False
        self._pages = Threads("page", console.page_threads)
        # Answers that come by the hundred do not stand before the pages.
        self._calls = Threads("call", CALL_THREADS)
        for listener in listeners:
            listener.setblocking(False)
            self.poller.watch(listener.fileno(), READ, partial(self._accept, listener))

    def run(self, beat: Callable[[], None]) -> None:
        """Serve until `stop`; `beat` is called about once a second."""
        looked = time.monotonic()
        while not self._ended():
            self.poller.once(LOOK)
            if (now := time.monotonic()) - looked >= LOOK:
                looked = now
                beat()
                for connection in list(self._connections):
                    connection.look(now)
        for connection in list(self._connections):
            connection.close()
        self._pages.close()
        self._calls.close()
        self.poller.close()

    def stop(self, *, at_once: bool = False) -> None:
        """Take no more, let calls end for a while (not `at_once`); may be said anywhere."""
        if not self.stopping:
            self.ends_at = time.monotonic() + self._console.stop_seconds
        self.stopping = True
        self._at_once = self._at_once or at_once
        self.poller.soon(lambda: None)

    def threads(self, incoming: Incoming) -> Threads:
        is_call = self._console.is_call(incoming.method, incoming.target()[0])
        return self._calls if is_call else self._pages

    def secure(self, incoming: Incoming, client: tuple[str, int]) -> bool:
        told = dict(incoming.head.headers).get(b"x-forwarded-proto", b"")
        return told == b"https" and client[0] in self._console.trusted_proxies

    def over(self, connection: Connection) -> None:
        self._connections.pop(connection, None)

    def _accept(self, listener: socket.socket) -> None:
        # Those that are there at once, but for as long as others can wait.
        for _ in range(64):
            try:
                used, address = listener.accept()
            except OSError as fault:
                if fault.errno in {errno.EMFILE, errno.ENFILE}:
                    self._make_room()
                return
            if len(self._connections) >= MOST_CONNECTIONS:
                self._make_room()
            with contextlib.suppress(OSError):
                self._connections[Connection(self, used, address[:2])] = None

    def _make_room(self) -> None:
        free = [one for one in self._connections if one.state not in {"handled", "asked"}]
        if free:
            # Those that ask nothing first, of these the one that has asked nothing for longest.
            min(free, key=lambda one: (one.state != "idle", one.touched)).close()

    def _ended(self) -> bool:
        if not self.stopping:
            return False
        now = time.monotonic()
        if self._ends_at is None:
            for listener in self._listeners:
                self.poller.unwatch(listener.fileno(), READ)
                listener.close()
            self._ends_at = now + max(0.0, self._console.stop_seconds - RECORDING)
            self._console.stop_waiting()
        if self._at_once:
            self._ends_at = min(self._ends_at, now)
        for connection in list(self._connections):
            if connection.state in {"idle", "head", "body"}:
                connection.close()
        if not self._connections:
            return True
        if now < self._ends_at:
            return False
        self._console.stop_calls()
        return now > self._ends_at + RECORDING
