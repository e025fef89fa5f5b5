"""A requests adapter over connections of our own: a call in steps, which need hold no thread."""

import ssl
import time
from collections.abc import Callable, Generator
from typing import Any, Protocol
from urllib.parse import urlsplit

import h11
from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from app.call.transport.cancel import Limits, Watch
from app.call.transport.decoding import Decoding
from app.call.transport.dialling import Endpoint, Proxy, dial
from app.call.transport.line import Line
from app.call.transport.pool import Place, Pool
from app.waits import Steps, Wait, drive


class Arriving:
    """An answer: its head, and its body while it comes, decoded; the `raw` of a Response."""

    def __init__(
        self,
        status: int,
        headers: tuple[tuple[str, str], ...],
        encoded: Generator[bytes, None, None],
        close: Callable[[], None],
    ) -> None:
        """`encoded` are the body's pieces as they come, `close` ends them before their end."""
        self.status = status
        self.headers = headers
        encodings = ",".join(value for name, value in headers if name.lower() == "content-encoding")
        self._decoding = Decoding(encodings)
        self._pieces = self._decoding.pieces(encoded)
        self._close = close

    @property
    def notes(self) -> tuple[str, ...]:
        """What was odd about the body, in sentences."""
        return tuple(self._decoding.notes)

    def steps(self) -> Generator[bytes, None, None]:
        """The pieces, and Waits between them. Raises the faults of failures.py, and others."""
        yield from self._pieces

    def read(self, *_: Any, **__: Any) -> bytes:
        """The next piece, whatever its size, b"" at the end; for whoever reads a Response whole."""
        for piece in self._pieces:
            if isinstance(piece, Wait):
                piece.block()
            elif piece:
                return piece
        return b""

    def close(self) -> None:
        self._pieces.close()
        self._close()


class Adapter(Protocol):
    """What calls go through to a region."""

    def send_steps(self, request: PreparedRequest, watch: Watch) -> Steps[Arriving]:
        """The answer when its head is there. Raises the faults of failures.py."""


class NetworkAdapter(BaseAdapter):
    """Sends over TCP and TLS; may be shared by threads."""

    def __init__(
        self,
        tls: Callable[[], ssl.SSLContext],
        *,
        proxy: Proxy | None = None,
        public_only: bool = False,
    ) -> None:
        """`tls` gives what TLS is spoken with. `public_only` refuses hosts whose addresses are not
        public, where no proxy resolves them instead."""
        super().__init__()
        self._tls = tls
        self._proxy = proxy
        self._public_only = public_only
        self._pool = Pool()

    def send(
        self, request: PreparedRequest, *_: Any, timeout: Any = (5, 60), **__: Any
    ) -> Response:
        """For a Session of requests: blocks. `timeout` is (connect, read), the total ten times
        that; what is trusted and which proxy is used are the adapter's own."""
        limits = Limits(timeout[0], timeout[1], 10 * timeout[1])
        return _response_to(request, drive(self.send_steps(request, Watch(None, limits))))

    def send_steps(self, request: PreparedRequest, watch: Watch) -> Steps[Arriving]:
        endpoint = Endpoint.of(request.url or "")
        place = Place(endpoint, watch.person)
        line = self._pool.take(place)
        if line is None:
            line = yield from dial(
                endpoint, self._tls, watch, proxy=self._proxy, public_only=self._public_only
            )
            watch.connected = time.monotonic()
        used = _Used(line, watch)
        try:
            body = request.body.encode() if isinstance(request.body, str) else request.body
            head = yield from line.ask(self._request(request, endpoint), body, watch)
        except BaseException:
            used.close()
            raise
        headers = tuple((_text(name), _text(value)) for name, value in head.headers.raw_items())
        rest = used.rest(lambda: self._pool.give(place, line))
        return Arriving(head.status_code, headers, rest, used.close)

    def close(self) -> None:
        """Close all connections that rest."""
        self._pool.close()

    def _request(self, request: PreparedRequest, endpoint: Endpoint) -> h11.Request:
        parts = urlsplit(request.url or "")
        headers = [(b"Host", parts.netloc.encode())]
        headers += [(_bytes(name), _bytes(value)) for name, value in request.headers.items()]
        target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
        if self._proxy and endpoint.scheme == "http":
            target = parts._replace(fragment="").geturl()
            headers += self._proxy.headers
        return h11.Request(method=request.method or "GET", target=target, headers=headers)


class _Used:
    """A connection while one call has it."""

    def __init__(self, line: Line, watch: Watch) -> None:
        self._line: Line | None = line
        self._watch = watch

    def rest(self, give_back: Callable[[], None]) -> Generator[bytes, None, None]:
        """The rest of the answer; `give_back` is called at its end."""
        if self._line is not None:
            yield from self._line.rest(self._watch)
            self._line = None
            self._watch.let_go()
            give_back()

    def close(self) -> None:
        if self._line is not None:
            self._watch.let_go()
            self._line.close()
            self._line = None


def _response_to(request: PreparedRequest, arriving: Arriving) -> Response:
    """A Response without cookies, for which there is no use."""
    response = Response()
    response.status_code = arriving.status
    response.headers = CaseInsensitiveDict(arriving.headers)
    response.raw = arriving
    response.url = request.url or ""
    response.request = request
    return response


def _text(value: bytes) -> str:
    return value.decode("latin-1")


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode("latin-1")
