"""One request answered, in steps: the application is asked, and its answer sent as it is read."""

import contextlib
import logging
import socket
import time
from collections.abc import Callable, Iterable
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

import h11

from app.errors import place_of
from app.serving.asking import HSTS
from app.serving.incoming import SLOWEST, Incoming
from app.waits import Steps, Told, Wait

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

# Where an application finds the Client in its environ: with it, its pieces may be Waits.
CLIENT = "testme.client"

SENDING_SILENCE = 30.0  # seconds that a client may read nothing of what is sent
# Pieces that nothing is waited for between are sent together.
_TOGETHER = 65_536  # bytes
_BODILESS = frozenset({204, 304})


class Client:
    """Who asked: `gone` is told when they have left, before or after the answer has begun.

    With `stays` set the answer is made to its end all the same, and thrown away.
    """

    def __init__(self) -> None:
        self.gone = Told()
        self.stays = False


class Answering:
    """`http` and `used`, a socket that does not block, are this one's alone until its end."""

    def __init__(
        self,
        used: socket.socket,
        http: h11.Connection,
        incoming: Incoming,
        client: Client,
        *,
        https: bool,
    ) -> None:
        self._used = used
        self._http = http
        self._incoming = incoming
        self._client = client
        self._https = https
        self._unsent = bytearray()
        self._lost = False
        self._status: tuple[int, bytes] | None = None
        self._headers: list[tuple[bytes, bytes]] = []
        self._headers_of_all: list[tuple[bytes, bytes]] = []
        self._begun = False

    def steps(
        self, application: "WSGIApplication", environ: "WSGIEnvironment", *, last: bool
    ) -> Steps[None]:
        """Answer; `last` says that the connection serves no further request."""
        if last:
            self._headers_of_all.append((b"Connection", b"close"))
        try:
            yield from self._answer(application, environ)
        except Exception as fault:  # noqa: BLE001 - of the application's server, not of a request
            self._broken(fault)
            yield from self._flush()
        finally:
            self._incoming.body.close()

    def _answer(self, application: "WSGIApplication", environ: "WSGIEnvironment") -> Steps[None]:
        pieces: Iterable[bytes] = application(environ, self._start)
        try:
            for piece in pieces:
                if isinstance(piece, Wait):
                    yield from self._flush()
                    yield piece
                elif piece:
                    self._send(piece)
                    if len(self._unsent) >= _TOGETHER:
                        yield from self._flush()
                if self._lost and not self._client.stays:
                    return
            self._end()
            yield from self._flush()
        finally:
            close = getattr(pieces, "close", None)
            if close:
                close()

    def _start(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None, /
    ) -> Callable[[bytes], None]:
        if self._begun and exc_info:
            raise exc_info[1]
        code, _, reason = status.partition(" ")
        self._status = int(code), reason.encode("latin-1")
        self._headers = [
            (name.encode("latin-1"), value.encode("latin-1")) for name, value in headers
        ]
        return self._send

    def _begin(self) -> None:
        if self._begun:
            return
        if self._status is None:
            raise RuntimeError("The application has not said how its answer begins.")
        self._begun = True
        status, reason = self._status
        if all(name.lower() != b"date" for name, _ in self._headers):
            self._headers_of_all.append((b"Date", formatdate(usegmt=True).encode()))
        self._put(
            h11.Response(
                status_code=status, reason=reason, headers=[*self._headers, *self._headers_of_all]
            )
        )

    def _send(self, data: bytes) -> None:
        self._begin()
        if self._status and self._status[0] not in _BODILESS and self._incoming.method != "HEAD":
            self._put(h11.Data(data=data))

    def _end(self) -> None:
        self._begin()
        self._put(h11.EndOfMessage())

    def _put(self, event: h11.Event) -> None:
        data = self._http.send(event)
        if data and not self._lost:
            self._unsent += data

    def _flush(self) -> Steps[None]:
        due = time.monotonic() + SENDING_SILENCE  # when the client has to have read more
        while self._unsent and not self._lost:
            try:
                sent = self._used.send(self._unsent)
            except (BlockingIOError, InterruptedError):
                if time.monotonic() >= due:
                    self._lose()
                    return
                yield Wait(due, self._used.fileno(), writes=True)
            except OSError:
                self._lose()
            else:
                del self._unsent[:sent]
                due = min(time.monotonic() + SENDING_SILENCE, due + sent / SLOWEST)

    def _lose(self) -> None:
        self._lost = True
        self._unsent.clear()
        self._client.gone.tell()

    def _broken(self, fault: Exception) -> None:
        log.error("An answer broke off: %s\n%s", type(fault).__name__, place_of(fault))
        if self._begun:
            self._http.send_failed()
            return
        self._status, self._headers = (500, b"Internal Server Error"), [(b"Content-Length", b"0")]
        self._headers_of_all.append((b"Connection", b"close"))
        if self._https:
            self._headers.append((HSTS[0].encode(), HSTS[1].encode()))
        with contextlib.suppress(h11.LocalProtocolError):
            self._end()
