"""A Service in a thread of this process, around whatever application a test gives it."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.serving import service
from app.serving.service import Service

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


@dataclass
class Served:
    """A console that is nothing but what serves it."""

    upload_folder: str
    page_threads: int = 1
    https: bool = False
    stop_seconds: float = 5
    trusted_proxies: frozenset[str] = frozenset({"127.0.0.1"})
    stopped: int = 0
    stopped_waiting: bool = False
    when_stopped: Callable[[], None] = field(default=lambda: None)
    port: int = 0
    service: Service = field(init=False)

    def is_call(self, method: str, path: str) -> bool:
        return path == "/call"

    def stop_waiting(self) -> None:
        self.stopped_waiting = True

    def stop_calls(self) -> None:
        self.stopped += 1
        self.when_stopped()

    def connect(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        made.settimeout(20)
        return made

    def send(self, request: str, body: bytes = b"") -> bytes:
        """All that comes back, until the other side closes."""
        with self.connect() as connection:
            connection.sendall(request.replace("\n", "\r\n").encode("latin-1") + body)
            return read_all(connection)

    def get(self, path: str = "/") -> bytes:
        return self.send(f"GET {path} HTTP/1.1\nHost: x\nConnection: close\n\n")


def read_all(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(65536), b""))


def read_until(connection: socket.socket, end: bytes) -> bytes:
    came = b""
    while not came.endswith(end):
        piece = connection.recv(1)
        assert piece, came
        came += piece
    return came


@contextmanager
def running(console: Served, application: "WSGIApplication") -> Iterator[Served]:
    listener = socket.create_server(("127.0.0.1", 0), backlog=1000)
    console.port = listener.getsockname()[1]
    console.service = Service(application, [listener], console)
    thread = threading.Thread(target=console.service.run, args=(lambda: None,))
    thread.start()
    try:
        yield console
    finally:
        console.service.stop(at_once=True)
        thread.join(20)
        assert not thread.is_alive()


Serve = Callable[..., Served]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    with ExitStack() as stack:

        def serve(application: "WSGIApplication", **values: object) -> Served:
            console = Served(str(tmp_path), **values)  # type: ignore[arg-type]
            return stack.enter_context(running(console, application))

        yield serve


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "LOOK", 0.05)


def eventually(true: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)
