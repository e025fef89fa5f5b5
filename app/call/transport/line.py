"""One connection: a socket that never blocks, and what h11 knows of the HTTP on it."""

import socket
import ssl
import time
from collections.abc import Callable, Generator
from typing import Literal, Protocol, TypeVar

import h11

from app.call.transport.cancel import Watch
from app.call.transport.failures import EndedEarly, Fault, ReadTimedOut
from app.waits import Steps, Turn, Wait

PIECE = 65536  # bytes

# The head of an answer; browsers take about as much.
_HEAD = 300_000  # bytes
_INTERIM = 100  # interim answers before the real one

_T = TypeVar("_T")


class Source(Protocol):
    """A body that is read while it is sent."""

    def read(self, size: int = -1, /) -> bytes: ...


class Line:
    """A connection for one request after the other; `ask`, then `rest` of the answer.

    Faults are those of failures.py: EndedEarly, ReadTimedOut, h11's, the system's; and Stopped.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD)
        self._early: h11.Response | None = None
        self._closed_by_peer = False
        self.rested_since = 0.0  # on the monotonic clock

    def ask(
        self, request: h11.Request, body: bytes | Source | None, watch: Watch
    ) -> Steps[h11.Response]:
        """Send a request and read the head of its answer, past interim ones (100, 102, 103).

        An answer that comes before the whole body has been taken ends the sending.
        """
        watch.hold(self._socket)
        response = yield from self._asked(request, body, watch)
        watch.start_clock()
        return response

    def connect(self, request: h11.Request, watch: Watch) -> Steps[h11.Response]:
        """Ask a proxy with CONNECT, which is no part of the call's own time."""
        watch.hold(self._socket)
        yield from self._send(request, None, watch)
        return (yield from self._head(watch))

    def rest(self, watch: Watch) -> Generator[bytes, None, None]:
        """The pieces of the answer's body as they come, and Waits between them."""
        while True:
            try:
                event = yield from self._event(watch)
            except h11.RemoteProtocolError as fault:
                if self._closed_by_peer:
                    raise EndedEarly(self._known_by(fault)) from fault
                raise
            if not isinstance(event, h11.Data):
                return
            yield bytes(event.data)

    @property
    def reusable(self) -> bool:
        """Whether both sides are done with their request and answer, as far as HTTP goes."""
        done = self._http.our_state is h11.DONE and self._http.their_state is h11.DONE
        return done and not self.spoke_on

    @property
    def spoke_on(self) -> bool:
        """Whether bytes came behind the end of the answer."""
        return bool(self._http.trailing_data[0])

    def state(self) -> Literal["quiet", "closed", "speaks"]:
        """What a connection that rests does; not quiet, it is of no use any more."""
        try:
            # Not MSG_PEEK, which TLS does not have: a record of TLS itself is no word of HTTP's.
            return "speaks" if self._socket.recv(1) else "closed"
        except (BlockingIOError, ssl.SSLWantReadError):
            return "quiet"
        except OSError:
            return "closed"

    def begin_anew(self) -> None:
        """To be called before the next request on a line that was `reusable`."""
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD)

    def close(self) -> None:
        self._socket.close()

    def _asked(
        self, request: h11.Request, body: bytes | Source | None, watch: Watch
    ) -> Steps[h11.Response]:
        try:
            yield from self._send(request, body, watch)
        except (BrokenPipeError, ConnectionResetError):
            # It may have said why before it hung up.
            try:
                response = yield from self._head(watch)
            except (OSError, h11.RemoteProtocolError):
                response = None
            if response is None:
                raise
            return response
        if self._early is not None:
            return self._early
        watch.start_clock()
        return (yield from self._head(watch))

    def _send(self, request: h11.Request, body: bytes | Source | None, watch: Watch) -> Steps[None]:
        head = self._http.send(request) or b""
        if body is None or isinstance(body, bytes):
            data = self._http.send(h11.Data(data=body)) if body else b""
            yield from self._send_all(head + (data or b""), watch)
        elif not (yield from self._send_all(head, watch)):
            return
        else:
            turn = Turn()
            while piece := body.read(PIECE):
                data = self._http.send(h11.Data(data=piece)) or b""
                if not (yield from self._send_all(data, watch)):
                    return
                yield from turn.over()
        if self._early is None:
            yield from self._send_all(self._http.send(h11.EndOfMessage()) or b"", watch)

    def _send_all(self, data: bytes, watch: Watch) -> Steps[bool]:
        """Whether all went out: not where the answer came first."""
        left = memoryview(data)
        until = watch.until(watch.limits.read)
        while left:
            watch.check()
            try:
                left = left[self._socket.send(left) :]
            except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
                if time.monotonic() >= until:
                    raise ReadTimedOut from None
            else:
                until = watch.until(watch.limits.read)
                continue
            yield Wait(until, self._socket.fileno(), reads=True, writes=True)
            if self._answered_early():
                return False
        return True

    def _answered_early(self) -> bool:
        try:
            self._take(self._socket.recv(PIECE))
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return False
        while (event := self._http.next_event()) is not h11.NEED_DATA:
            if isinstance(event, h11.Response):
                self._early = event
                return True
            if not isinstance(event, h11.InformationalResponse):
                break
        return False

    def _head(self, watch: Watch) -> Steps[h11.Response]:
        for _ in range(_INTERIM):
            event = yield from self._event(watch)
            if isinstance(event, h11.Response):
                return event
        raise h11.RemoteProtocolError("Interim answers without end.")

    def _event(self, watch: Watch) -> Steps[object]:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            data = yield from at_once_or_later(
                lambda: self._socket.recv(PIECE), self._socket, watch, ReadTimedOut
            )
            self._take(data)
        return event

    def _take(self, data: bytes) -> None:
        if not data:
            self._closed_by_peer = True
            if self._http.their_state is h11.SEND_RESPONSE:
                raise ConnectionResetError
        self._http.receive_data(data)

    def _known_by(self, fault: h11.RemoteProtocolError) -> str:
        if "chunked" in str(fault):
            return "its last chunk never came"
        # h11 says: ... (received 10 bytes, expected 100)
        return f"its head says {str(fault).rpartition(' ')[2].rstrip(')')} bytes"


def at_once_or_later(
    do: Callable[[], _T],
    connection: socket.socket,
    watch: Watch,
    too_late: type[Fault],
    *,
    seconds: float | None = None,
) -> Steps[_T]:
    """What `do` gives on a socket that does not block, as soon as it can be done.

    `seconds` are by default those of the read limit. Raises what `do` raises, `too_late`, Stopped.
    """
    until = watch.until(watch.limits.read if seconds is None else seconds)
    while True:
        watch.check()
        writes = False
        try:
            made = do()
        except (BlockingIOError, ssl.SSLWantReadError):
            pass
        except ssl.SSLWantWriteError:
            writes = True
        else:
            # A socket that was shut down reads like one whose other side has ended.
            watch.check()
            return made
        if time.monotonic() >= until:
            raise too_late
        yield Wait(until, connection.fileno(), reads=not writes, writes=writes)
