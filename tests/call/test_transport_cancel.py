"""A call can be stopped at any moment: it then returns while the endpoint still dawdles."""

import io
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.call.model import Answer, Call, File
from app.call.transport.cancel import Cancel, Limits, Watch
from app.call.transport.door import Transport
from app.waits import Wait
from tests.call.conftest import MakeTransport
from tests.upstream import Received, Upstream, certificate, full_server, http, silence

PING = Call("here", "system", "ping")
# Far beyond what a test may take: a cancel that does nothing makes the test fail by time-out.
PATIENT = {"connect_timeout": 60, "read_timeout": 60}


def cancelled_when(ready: Callable[[], object], transport: Transport, call: Call = PING) -> Answer:
    """Send, cancel once `ready` returns, and give the answer; fails after ten seconds."""
    cancel = Cancel()
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(transport.send, call, cancel)
        ready()
        assert not sending.done()
        cancel.cancel()
        return sending.result(10)


def is_cancelled(answer: Answer) -> bool:
    return answer.failure is not None and answer.failure.kind == "cancelled"


def test_before_the_first_byte(upstream: Upstream, transport_to: MakeTransport) -> None:
    upstream.respond(silence)
    transport = transport_to(upstream.url, **PATIENT)
    answer = cancelled_when(lambda: upstream.received.wait(10), transport)
    assert is_cancelled(answer)
    assert (answer.status, answer.body) == (None, b"")


@pytest.mark.parametrize("length", ["Content-Length: 100\r\n", "Connection: close\r\n"])
def test_within_the_body(upstream: Upstream, transport_to: MakeTransport, length: str) -> None:
    sent = threading.Event()

    def stall(received: Received, connection: socket.socket) -> None:
        connection.sendall(f"HTTP/1.1 200 OK\r\n{length}\r\nsome".encode())
        sent.set()
        connection.recv(1)

    upstream.respond(stall)
    answer = cancelled_when(lambda: sent.wait(10), transport_to(upstream.url, **PATIENT))
    assert is_cancelled(answer)
    assert answer.status in {200, None}  # None: cancelled before the head was read


def test_what_had_come_is_kept(upstream: Upstream, transport_to: MakeTransport) -> None:
    def stall(received: Received, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome")
        connection.recv(1)

    upstream.respond(stall)
    cancel = Cancel()
    answer = transport_to(upstream.url, **PATIENT).fetch(
        "here", "/api_v3/x", cancel=cancel, progress=lambda done, total: cancel.cancel()
    )
    assert is_cancelled(answer)
    assert (answer.status, answer.body) == (200, b"some")


def test_over_tls(tmp_path: Path, transport_to: MakeTransport) -> None:
    bundle, context = certificate(tmp_path)
    with Upstream(tls=context) as upstream:
        upstream.respond(http(b"first"), silence)
        transport = transport_to(upstream.url, ca_bundle=bundle, **PATIENT)
        assert transport.send(PING).body == b"first"
        time.sleep(0.06)  # so long a connection rests
        upstream.received.clear()
        answer = cancelled_when(lambda: upstream.received.wait(10), transport)
        assert is_cancelled(answer)
        assert upstream.connections == 1


def test_during_the_tls_handshake(transport_to: MakeTransport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        transport = transport_to(f"https://127.0.0.1:{silent.getsockname()[1]}", **PATIENT)

        def hello() -> None:
            accepted.append(silent.accept()[0])
            accepted[0].recv(1)

        accepted: list[socket.socket] = []
        assert is_cancelled(cancelled_when(hello, transport))
        accepted[0].close()


def test_while_connecting(transport_to: MakeTransport) -> None:
    with full_server() as port:
        transport = transport_to(f"http://127.0.0.1:{port}", connect_timeout=2, read_timeout=60)
        assert is_cancelled(cancelled_when(lambda: None, transport))


def test_while_the_name_is_looked_up(
    transport_to: MakeTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, released = threading.Event(), threading.Event()

    def resolve(*_: object, **__: object) -> list[object]:
        asked.set()
        released.wait(10)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    transport = transport_to("http://slow.invalid", **PATIENT)
    assert is_cancelled(cancelled_when(lambda: asked.wait(10), transport))
    released.set()


def test_within_an_upload(transport_to: MakeTransport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        transport = transport_to(f"http://127.0.0.1:{deaf.getsockname()[1]}", **PATIENT)
        content = io.BytesIO(b"x" * 50_000_000)
        file = File("big.mp4", "video/mp4", 50_000_000, lambda: content)
        call = Call("here", "uploadtoken", "upload", (("fileData", file),))
        accepted: list[socket.socket] = []

        def begun() -> None:
            accepted.append(deaf.accept()[0])
            accepted[0].recv(1)

        assert is_cancelled(cancelled_when(begun, transport, call))
        accepted[0].close()


def test_before_it_starts(upstream: Upstream, transport_to: MakeTransport) -> None:
    cancel = Cancel()
    cancel.cancel()
    assert is_cancelled(transport_to(upstream.url).send(PING, cancel))
    assert cancel.cancelled
    assert upstream.connections == 0


def test_after_it_ended_nothing_happens(upstream: Upstream, transport_to: MakeTransport) -> None:
    upstream.respond(http(b"done"))
    transport = transport_to(upstream.url)
    cancel = Cancel()
    assert transport.send(PING, cancel).body == b"done"
    cancel.cancel()
    time.sleep(0.06)  # so long a connection rests
    assert transport.send(PING).body == b"done"
    assert upstream.connections == 1


def test_others_are_not_disturbed(upstream: Upstream, transport_to: MakeTransport) -> None:
    released = threading.Event()

    def slow(received: Received, connection: socket.socket) -> None:
        released.wait(10)
        connection.sendall(http(b"late"))

    upstream.respond(slow, silence)
    transport = transport_to(upstream.url, **PATIENT)
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(transport.send, PING)
        assert upstream.received.wait(10)
        upstream.received.clear()
        assert is_cancelled(cancelled_when(lambda: upstream.received.wait(10), transport))
        released.set()
        assert other.result(10).body == b"late"


def test_a_socket_that_was_let_go_is_not_touched() -> None:
    ours, theirs = socket.socketpair()
    cancel = Cancel()
    with ours, theirs, Watch(cancel, Limits(60, 60, 60)) as watch:
        watch.hold(ours)
        watch.let_go()
        cancel.cancel()
        ours.sendall(b"still open")
        assert theirs.recv(100) == b"still open"


def test_a_socket_that_comes_too_late_is_shut_down() -> None:
    ours, theirs = socket.socketpair()
    cancel = Cancel()
    with ours, theirs, Watch(cancel, Limits(60, 60, 60)) as watch:
        cancel.cancel()
        watch.hold(ours)
        assert theirs.recv(1) == b""


def test_waiting_takes_no_thread(upstream: Upstream, transport_to: MakeTransport) -> None:
    upstream.respond(silence)
    transport = transport_to(upstream.url, **PATIENT)
    cancels = [Cancel() for _ in range(20)]
    receivings = [transport.open(PING, cancel) for cancel in cancels]
    before = threading.active_count()
    steps = [receiving.steps() for receiving in receivings]
    waits = [next(one) for one in steps]
    while len(upstream.requests) < 20:
        for one, wait in zip(steps, waits, strict=True):
            assert isinstance(wait, Wait)
            if wait.writes:
                wait.block()
                next(one)
        assert upstream.received.wait(10)
    # Those of the upstream, which has one a connection.
    assert threading.active_count() <= before + 21
    for cancel, one, receiving in zip(cancels, steps, receivings, strict=True):
        cancel.cancel()
        assert not [piece for piece in one if piece]
        assert is_cancelled(receiving.answer)
