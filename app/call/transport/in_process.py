"""A requests adapter that calls a WSGI application instead of the network.

The console reaches its own sandbox this way: a call over the network would wait for the one
worker that is making it.
"""

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import urllib3
from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app.call.transport.cancel import Stopped

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class InProcessAdapter(BaseAdapter):
    """Sends to `application`, mounted at the path `script_name` of the region's host."""

    def __init__(self, application: "WSGIApplication", script_name: str = "") -> None:
        super().__init__()
        self._application = application
        self._script_name = script_name

    def send(self, request: PreparedRequest, *_: Any, **__: Any) -> Response:
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
        response = Response()
        response.raw = urllib3.HTTPResponse(
            body=io.BufferedReader(_Chunks(chunks)),
            headers=urllib3.HTTPHeaderDict(headers.items()),
            status=int(status.split()[0]),
            preload_content=False,
        )
        response.status_code = response.raw.status
        response.headers = CaseInsensitiveDict(headers.items())
        response.request = request
        return response

    def close(self) -> None:
        pass


class _Chunks(io.RawIOBase):
    """The pieces of a WSGI answer as a file to read."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._source = chunks
        self._chunks = iter(chunks)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            piece = next(self._chunks, None)
            if piece is None:
                return 0
            self._rest = piece
        taken, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)

    def close(self) -> None:
        close = getattr(self._source, "close", None)
        if close and not self.closed:
            close()
        super().close()


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
