"""Nobody holds anything by being slow."""

import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from app.serving import answering, connection, service
from tests.serving.conftest import Serve, read_all

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"


def fine(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
    start("200 OK", [("Content-Length", "2")])
    return [b"ok"]


@pytest.mark.parametrize(
    ("sent", "word"), [(b"GET / HT", b"head"), (HEAD, b"head"), (HEAD + b"\r\nsome", b"body")]
)
def test_half_a_request_is_refused_in_time(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, sent: bytes, word: bytes
) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", 0.2)
    monkeypatch.setattr(connection, "BODY_SILENCE", 0.2)
    with serve(fine).connect() as slow:
        slow.sendall(sent)
        came = read_all(slow)
    assert came.startswith(b"HTTP/1.1 408")
    assert word in came


def test_a_body_that_drips_has_an_end(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", 0.1)
    monkeypatch.setattr(connection, "BODY_SILENCE", 0.4)
    with serve(fine).connect() as slow:
        slow.sendall(HEAD + b"\r\n")
        slow.settimeout(0.05)
        began = time.monotonic()
        while True:
            assert time.monotonic() - began < 20
            try:
                slow.send(b"x")
                came = slow.recv(100)
            except TimeoutError:
                continue
            break
    assert came.startswith(b"HTTP/1.1 408")


def test_a_quick_beginning_buys_no_time(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", 0.1)
    monkeypatch.setattr(connection, "BODY_SILENCE", 0.4)
    with serve(fine).connect() as slow:
        slow.sendall(
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n" + b"x" * 800_000
        )
        assert read_all(slow).startswith(b"HTTP/1.1 408")


def test_a_connection_that_asks_nothing_is_closed_in_the_end(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "IDLE_SECONDS", 0.2)
    with serve(fine).connect() as idle:
        assert read_all(idle) == b""
    with serve(fine).connect() as idle:
        idle.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert read_all(idle).endswith(b"ok")


def test_hundreds_of_halves_hold_no_thread(serve: Serve) -> None:
    served = serve(fine)
    with ExitStack() as stack:
        for number in range(300):
            slow = stack.enter_context(served.connect())
            slow.sendall((b"", b"GET / HT", HEAD + b"\r\nsome")[number % 3])
        assert served.get().endswith(b"ok")


def test_who_does_not_read_holds_no_thread_and_is_left(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "SENDING_SILENCE", 0.5)
    ended: list[str] = []

    def application(environ: "WSGIEnvironment", start: "StartResponse") -> Iterator[bytes]:
        start("200 OK", [])
        if environ["PATH_INFO"] == "/":
            yield b"ok"
            return
        try:
            for _ in range(1000):
                yield b"x" * 100_000
        finally:
            ended.append(environ["PATH_INFO"])

    served = serve(application)
    with served.connect() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.sendall(b"GET /much HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"ok" in served.get()
        assert ended == []
        end = time.monotonic() + 20
        while not ended and time.monotonic() < end:
            time.sleep(0.02)
    assert ended == ["/much"]


def test_where_there_are_too_many_the_idlest_goes(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_CONNECTIONS", 3)
    served = serve(fine)
    with ExitStack() as stack:
        first, *_ = [stack.enter_context(served.connect()) for _ in range(3)]
        time.sleep(0.1)
        assert served.get().endswith(b"ok")
        assert read_all(first) == b""
