"""An adapter that calls a WSGI application instead of the network.

The console reaches its own sandbox this way: a call over the network would wait for the one
worker that is making it.
"""

import io
from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from requests import PreparedRequest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app.call.transport.adapter import Arriving
from app.call.transport.cancel import Stopped, Watch
from app.waits import Steps

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class InProcessAdapter:
    """Sends to `application`, mounted at the path `script_name` of the region's host."""

    def __init__(self, application: "WSGIApplication", script_name: str = "") -> None:
        self._application = application
        self._script_name = script_name

    def send_steps(self, request: PreparedRequest, watch: Watch) -> Steps[Arriving]:
        """The whole answer of a WSGI application is waited for at once."""
        parts = urlsplit(request.url or "")
        environ = EnvironBuilder(
            path=parts.path.removeprefix(self._script_name),
            base_url=f"{parts.scheme}://{parts.netloc}{self._script_name}/",
            query_string=parts.query,
            method=request.method or "GET",
            headers=[(name, _text(value)) for name, value in request.headers.items()],
            input_stream=io.BytesIO(),
        ).get_environ()
        # The builder itself only takes a body that it can seek in, which an upload cannot.
        environ["wsgi.input"] = _body(request.body)
        environ["CONTENT_LENGTH"] = _text(request.headers.get("Content-Length", "0"))
        chunks, status, headers = run_wsgi_app(self._application, environ)
        watch.start_clock()
        yield from ()
        return Arriving(
            int(status.split()[0]),
            tuple(headers.items()),
            _pieces(chunks),
            getattr(chunks, "close", _nothing),
        )


def _pieces(chunks: Iterable[bytes]) -> Generator[bytes, None, None]:
    yield from chunks


def _nothing() -> None:
    """There is nothing to close."""


class _Upload(io.RawIOBase):
    """A body that can only be read, as a file."""

    def __init__(self, source: Any) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            piece: bytes = self._source.read(len(buffer))
        except Stopped:
            # What a server sees of a caller who has gone.
            return 0
        buffer[: len(piece)] = piece
        return len(piece)


def _body(body: Any) -> io.BufferedIOBase:
    if hasattr(body, "read"):
        return io.BufferedReader(_Upload(body))
    return io.BytesIO(body.encode() if isinstance(body, str) else body)


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")
