"""A real server on 127.0.0.1 that answers exactly the bytes, or does the mischief, that it is told.

with Upstream() as upstream:
    upstream.respond(http(b"true"))
    ... requests to upstream.url ...
    assert upstream.requests[0].form == [("format", "1")]
"""

import contextlib
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast
from urllib.parse import parse_qsl

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Received:
    """One request; `connection` counts from 1, header names are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    connection: int

    @property
    def form(self) -> list[tuple[str, str]]:
        return parse_qsl(self.body.decode(), keep_blank_values=True, strict_parsing=True)


_PIECE = 65536  # bytes

# Bytes are sent as they are. A callable does what it likes with the connection, which is
# closed after it.
Answering = bytes | Callable[[Received, socket.socket], None]


def http(body: bytes = b"", *headers: str, status: str = "200 OK", length: bool = True) -> bytes:
    """A whole HTTP answer; `headers` are lines such as "X-Me: here"."""
    lines = [f"HTTP/1.1 {status}", *headers, *([f"Content-Length: {len(body)}"] if length else [])]
    return "\r\n".join([*lines, "", ""]).encode() + body


def silence(received: Received, connection: socket.socket) -> None:
    """Never answer, until the other side is gone."""
    connection.recv(1)


def hang_up(received: Received, connection: socket.socket) -> None:
    """Close the connection without an answer."""


@dataclass
class Upstream:
    """Answers each request with the next thing of `respond`, and then always with the last."""

    tls: ssl.SSLContext | None = None
    requests: list[Received] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        self.closing = threading.Event()
        self.received = threading.Event()
        self._answers: list[Answering] = [http()]
        self._pause: Callable[[], object] = _at_once
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    @property
    def port(self) -> int:
        return cast(int, self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def respond(self, *answers: Answering) -> None:
        self._answers = list(answers)

    def read_slowly(self, pause: Callable[[], object]) -> None:
        """Have `pause` called before each 64 kB of a body from now on."""
        self._pause = pause
        # The system itself would take megabytes in advance.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _PIECE)

    def _before_piece(self) -> None:
        # A connection may outlive the pause that it was opened with.
        self._pause()

    def __enter__(self) -> "Upstream":
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.closing.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self.closing.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self.connections += 1
                self._open.append(connection)
                number = self.connections
            self._start(self._serve, connection, number)

    def _serve(self, plain: socket.socket, number: int) -> None:
        with contextlib.suppress(OSError), plain:
            connection = self.tls.wrap_socket(plain, server_side=True) if self.tls else plain
            with self._lock:
                self._open[number - 1] = connection
            with connection, connection.makefile("rb") as stream:
                while received := _receive(cast(BinaryIO, stream), number, self._before_piece):
                    with self._lock:
                        self.requests.append(received)
                        answer = self._answers.pop(0) if self._answers[1:] else self._answers[0]
                    self.received.set()
                    if not isinstance(answer, bytes):
                        answer(received, connection)
                        return
                    connection.sendall(answer)
                    head = answer.partition(b"\r\n\r\n")[0].lower()
                    if b"content-length:" not in head or b"connection: close" in head:
                        return


def _at_once() -> None:
    """No pause."""


def _receive(stream: BinaryIO, number: int, pause: Callable[[], object]) -> Received | None:
    start = stream.readline().decode("latin-1").split()
    if len(start) != 3:
        return None
    headers: dict[str, str] = {}
    while line := stream.readline().decode("latin-1").strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = bytearray()
    left = int(headers.get("content-length", "0"))
    while left:
        pause()
        piece = stream.read(min(left, _PIECE))
        if not piece:
            break
        body += piece
        left -= len(piece)
    return Received(start[0], start[1], headers, bytes(body), number)


@contextmanager
def full_server() -> Iterator[int]:
    """A port of which the kernel takes no more connections: connecting to it hangs."""
    with ExitStack() as opened:
        server = opened.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(8):
            waiting = opened.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(server.getsockname())
        yield server.getsockname()[1]


def certificate(
    folder: Path, *, host: str = "127.0.0.1", expired: bool = False
) -> tuple[Path, ssl.SSLContext]:
    """A self-signed certificate for `host`: its file, to trust it, and a context to serve it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    end = now - timedelta(days=1) if expired else now + timedelta(days=1)
    names: x509.GeneralName = x509.DNSName(host)
    with contextlib.suppress(ValueError):
        names = x509.IPAddress(ipaddress.ip_address(host))
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / f"{host}.pem", folder / f"{host}.key"
    certificate_file.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate_file, key_file)
    return certificate_file, context
