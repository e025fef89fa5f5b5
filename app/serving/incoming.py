"""A request as it was gathered, and as WSGI tells it to an application."""

import sys
from contextlib import suppress
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes, urlsplit

import h11

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# A longer body waits on disk.
IN_MEMORY = 65_536  # bytes
SLOWEST = 1000  # bytes of a body a second; a quick beginning buys no time for what follows
_CRUMB, _FEW = 256, 1000  # bytes of a chunk, and how many may be smaller
# Of a body that anybody may send.
_MOST_OF_ANYBODY = 100_000_000  # bytes


@dataclass(slots=True)
class Incoming:
    """`due` is when more of its body has to have come, on the monotonic clock."""

    head: h11.Request
    body: IO[bytes]
    due: float
    came: int = 0  # bytes of the body
    chunks: int = 0  # in which they came
    most: int = _MOST_OF_ANYBODY  # bytes that will be taken

    @classmethod
    def of(cls, head: h11.Request, folder: str, due: float) -> "Incoming":
        return cls(head, SpooledTemporaryFile(IN_MEMORY, dir=folder), due)

    def take(self, count: int, latest: float) -> None:
        """So many bytes have come; they move `due`, to `latest` at most."""
        self.came += count
        self.chunks += 1
        self.due = min(latest, self.due + count / SLOWEST)

    @property
    def of_anybody(self) -> bool:
        """Whether nobody had to sign in for it."""
        return self.most <= _MOST_OF_ANYBODY

    @property
    def in_crumbs(self) -> bool:
        return self.chunks > _FEW + self.came // _CRUMB

    @property
    def method(self) -> str:
        return self.head.method.decode("ascii")

    @property
    def path(self) -> str:
        return self.target()[0]

    @property
    def length(self) -> int | None:
        """Bytes of the body that are promised; None where they come in chunks."""
        told = dict(self.head.headers)
        return None if b"transfer-encoding" in told else int(told.get(b"content-length", b"0"))

    def target(self) -> tuple[str, str]:
        """The path as it was sent, and the query. Raises ValueError: see `fault_of`."""
        target = self.head.target.decode("latin-1")
        if not target.startswith("/"):
            # As a proxy is asked; "*" is no address of ours.
            parts = urlsplit(target)
            target = (parts.path or "/") + ("?" + parts.query if parts.query else "")
        path, _, query = target.partition("?")
        return path, query


def fault_of(head: h11.Request, longest: int, most: int) -> tuple[int, str] | None:
    """Why a request is refused whatever it asks: a status and a sentence."""
    names = [name for name, _ in head.headers]
    # What comes in one piece h11 takes, however long it is.
    if sum(len(name) + len(value) for name, value in head.headers) > longest or len(names) > most:
        return 431, "The head of this request is not sound HTTP: it is too long."
    if head.http_version not in {b"1.0", b"1.1"}:
        return 505, "This server speaks HTTP/1.0 and HTTP/1.1."
    if b"transfer-encoding" in names and b"content-length" in names:
        # Whoever is in front may have counted by the other one.
        return 400, "This is not sound HTTP: its length is told twice."
    target = head.target.decode("latin-1")
    with suppress(ValueError):
        if target.startswith("/") or urlsplit(target).scheme in {"http", "https"}:
            return None
    return 400, "This is not sound HTTP: it asks for no path."


@dataclass(frozen=True, slots=True)
class Between:
    """Who talks with whom: the addresses of a connection's two ends, and who is in front."""

    client: tuple[str, int]
    server: tuple[str, int]
    secure: bool = False  # whether people reach it over https
    extra: dict[str, Any] = field(default_factory=dict)


def environ_of(incoming: Incoming, between: Between) -> "WSGIEnvironment":
    """As PEP 3333 asks for it."""
    path, query = incoming.target()
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": incoming.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path.encode("latin-1")).decode("latin-1"),
        "QUERY_STRING": query,
        "RAW_URI": incoming.head.target.decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{incoming.head.http_version.decode('ascii')}",
        "SERVER_NAME": between.server[0],
        "SERVER_PORT": str(between.server[1]),
        "REMOTE_ADDR": between.client[0],
        "REMOTE_PORT": str(between.client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https" if between.secure else "http",
        "wsgi.input": incoming.body,
        # The body is all there: its end is the end of the file.
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **between.extra,
    }
    for raw, value in incoming.head.headers:
        if b"_" in raw:
            # It would be told as another header, which a proxy in front has looked at.
            continue
        name = raw.decode("ascii").upper().replace("-", "_")
        text = value.decode("latin-1")
        if name not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
            name = "HTTP_" + name
        if name in environ:
            text = environ[name] + ("; " if name == "HTTP_COOKIE" else ",") + text
        environ[name] = text
    if "HTTP_TRANSFER_ENCODING" in environ:
        # Its chunks have been put together.
        del environ["HTTP_TRANSFER_ENCODING"]
        environ["CONTENT_LENGTH"] = str(incoming.came)
    return environ
