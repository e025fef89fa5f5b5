"""Everything an endpoint can do wrong: each becomes a Failure that says what to do."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import h11
import pytest
import requests

from app.call.model import Answer, Call
from app.call.transport.failures import failure_of
from app.regions import PUBLIC_REGIONS, Region
from tests.call.conftest import MakeTransport
from tests.upstream import (
    Received,
    Upstream,
    certificate,
    full_server,
    hang_up,
    silence,
)

PING = Call("here", "system", "ping")
HEAD = b"HTTP/1.1 200 OK\r\n"


def failed(answer: Answer, kind: str, *words: str) -> None:
    assert answer.failure is not None
    assert answer.failure.kind == kind, answer.failure.sentence
    for word in words:
        assert word in answer.failure.sentence


def test_an_exception_out_of_the_blue_has_a_kind_too() -> None:
    region = Region("here", "Here", "https://kaltura.example")
    assert failure_of(OSError("disk"), region).kind == "reset"
    assert failure_of(requests.RequestException(), region).kind == "not_sent"
    assert failure_of(h11.RemoteProtocolError("odd"), region).kind == "garbage"


def test_the_name_of_a_public_region_is_right_when_it_cannot_be_looked_up() -> None:
    unknown = socket.gaierror(-3, "Temporary failure in name resolution")
    told = failure_of(unknown, PUBLIC_REGIONS[0])
    assert told.kind == "unknown_host"
    assert told.sentence.startswith("The name www.kaltura.com could not be looked up from the")
    assert "address" not in told.sentence


def test_unknown_host(transport_to: MakeTransport) -> None:
    answer = transport_to("http://no-such-host.invalid").send(PING)
    failed(answer, "unknown_host", "no-such-host.invalid", "is not known")
    assert (answer.status, answer.headers, answer.body) == (None, (), b"")
    assert answer.first_byte is None
    assert answer.total > 0


def test_a_host_that_no_name_can_be(transport_to: MakeTransport) -> None:
    failed(transport_to(f"http://{'a' * 64}.example").send(PING), "not_sent", "Nothing was sent")


def test_refused(transport_to: MakeTransport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    answer = transport_to(f"http://127.0.0.1:{port}").send(PING)
    failed(answer, "refused", "takes no connections (Connection refused)")


def test_connect_timeout(transport_to: MakeTransport) -> None:
    with full_server() as port:
        transport = transport_to(f"http://127.0.0.1:{port}", connect_timeout=0.2)
        failed(transport.send(PING), "connect_timeout", "TESTME_CONNECT_TIMEOUT")


def test_a_name_that_takes_too_long_to_resolve(
    transport_to: MakeTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = threading.Event()

    def resolve(*_: object, **__: object) -> list[object]:
        released.wait(10)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    transport = transport_to("http://slow.invalid", connect_timeout=0.05)
    failed(transport.send(PING), "connect_timeout")
    released.set()


def test_a_proxy_that_is_not_there(transport_to: MakeTransport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        proxy = f"http://127.0.0.1:{unused.getsockname()[1]}"
    for url in ("http://kaltura.invalid", "https://kaltura.invalid"):
        answer = transport_to(url, upstream_proxy=proxy).send(PING)
        failed(answer, "refused", "TESTME_UPSTREAM_PROXY")


@pytest.mark.parametrize(
    ("host", "expired", "trusted", "words"),
    [
        ("127.0.0.1", False, False, "self-signed"),
        ("127.0.0.1", True, True, "expired"),
        ("other.example", False, True, "another address"),
        ("127.0.0.2", False, True, "another address"),
    ],
)
def test_bad_certificates(
    tmp_path: Path,
    transport_to: MakeTransport,
    host: str,
    expired: bool,
    trusted: bool,
    words: str,
) -> None:
    bundle, context = certificate(tmp_path, host=host, expired=expired)
    with Upstream(tls=context) as upstream:
        options = {"ca_bundle": bundle} if trusted else {}
        answer = transport_to(upstream.url, **options).send(PING)
        failed(answer, "tls", upstream.url, words, "Nothing was sent")
        assert upstream.requests == []


def test_a_certificate_for_another_name(tmp_path: Path, transport_to: MakeTransport) -> None:
    bundle, context = certificate(tmp_path, host="other.example")
    with Upstream(tls=context) as upstream:
        url = upstream.url.replace("127.0.0.1", "localhost")
        answer = transport_to(url, ca_bundle=bundle).send(PING)
        failed(answer, "tls", "another host name")


def test_tls_where_there_is_none(transport_to: MakeTransport) -> None:
    def complain() -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(10_000)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        complaining = pool.submit(complain)
        answer = transport_to(f"https://127.0.0.1:{server.getsockname()[1]}").send(PING)
        complaining.result(10)
    failed(answer, "tls", "does not speak TLS")


def test_a_handshake_that_breaks_off(transport_to: MakeTransport) -> None:
    def hang_up_early() -> None:
        server.accept()[0].close()

    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        hanging_up = pool.submit(hang_up_early)
        answer = transport_to(f"https://127.0.0.1:{server.getsockname()[1]}").send(PING)
        hanging_up.result(10)
    failed(answer, "reset", "before the request was sent", "send it again")


def test_a_handshake_that_never_ends(transport_to: MakeTransport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}"
        answer = transport_to(url, connect_timeout=0.2).send(PING)
        failed(answer, "connect_timeout")


def test_read_timeout_before_the_answer(upstream: Upstream, transport_to: MakeTransport) -> None:
    upstream.respond(silence)
    answer = transport_to(upstream.url, read_timeout=0.2).send(PING)
    failed(answer, "read_timeout", "before it answered", "TESTME_READ_TIMEOUT")
    assert len(upstream.requests) == 1


def test_read_timeout_within_the_body_keeps_what_came(
    upstream: Upstream, transport_to: MakeTransport
) -> None:
    def stall(received: Received, connection: socket.socket) -> None:
        connection.sendall(HEAD + b"X-Me: a\r\nContent-Length: 100\r\n\r\npartial")
        upstream.closing.wait(10)

    upstream.respond(stall)
    answer = transport_to(upstream.url, read_timeout=0.2).send(PING)
    failed(answer, "read_timeout", "after 7 bytes")
    assert (answer.status, answer.body, answer.header("X-Me")) == (200, b"partial", "a")
    assert answer.first_byte is not None


@pytest.mark.parametrize("start", [b"", HEAD, HEAD + b"Transfer-Encoding: chunked\r\n\r\n"])
def test_a_trickle_ends(upstream: Upstream, transport_to: MakeTransport, start: bytes) -> None:
    def trickle(received: Received, connection: socket.socket) -> None:
        connection.sendall(start)
        for byte in b"HTTP/1.1 200 OK\r\nX-A: " if not start else b"1\r\na\r\n" * 1000:
            connection.sendall(bytes([byte]))
            if upstream.closing.wait(0.05):
                return
        upstream.closing.wait(10)

    upstream.respond(trickle)
    answer = transport_to(upstream.url, read_timeout=5, total_timeout=0.4).send(PING)
    failed(answer, "read_timeout", "after 0.4 seconds")


def test_reset(upstream: Upstream, transport_to: MakeTransport) -> None:
    upstream.respond(hang_up)
    failed(transport_to(upstream.url).send(PING), "reset", "before it answered")
    assert len(upstream.requests) == 1


def test_reset_within_the_body(upstream: Upstream, transport_to: MakeTransport) -> None:
    def break_off(received: Received, connection: socket.socket) -> None:
        connection.sendall(HEAD + b"Content-Length: 100\r\n\r\n" + b"x" * 10)
        connection.shutdown(socket.SHUT_WR)

    upstream.respond(break_off)
    answer = transport_to(upstream.url).send(PING)
    failed(answer, "ended_early", "after 10 bytes", "its head says 100 bytes")
    failed(answer, "ended_early", "look before you send it again")
    assert (answer.status, answer.body) == (200, b"x" * 10)


def test_a_chunked_body_that_breaks_off(upstream: Upstream, transport_to: MakeTransport) -> None:
    def break_off(received: Received, connection: socket.socket) -> None:
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nwo")

    upstream.respond(break_off)
    answer = transport_to(upstream.url).send(PING)
    failed(answer, "ended_early", "after 7 bytes", "its last chunk never came")
    assert answer.body == b"hellowo"


@pytest.mark.parametrize(
    "garbage",
    [
        b"SSH-2.0-OpenSSH_9.9\r\n\r\n",
        b"\x00\x01\x02\xff" * 100 + b"\r\n\r\n",
        b"HTTP/1.1 ok\r\n\r\n",
        HEAD + b"Content-Length: 3, 4\r\n\r\nabc",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nno-number\r\nhello\r\n",
    ],
)
def test_garbage(upstream: Upstream, transport_to: MakeTransport, garbage: bytes) -> None:
    def send(received: Received, connection: socket.socket) -> None:
        connection.sendall(garbage)

    upstream.respond(send)
    failed(transport_to(upstream.url).send(PING), "garbage", "not sound HTTP")
