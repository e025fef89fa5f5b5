"""Calls through a proxy: absolute addresses for http, CONNECT for https."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.call.model import Call
from app.call.transport.cancel import Cancel
from tests.call.conftest import MakeTransport
from tests.call.test_transport_cancel import cancelled_when, is_cancelled
from tests.call.test_transport_failures import failed
from tests.upstream import Received, Upstream, certificate, http, silence

PING = Call("here", "system", "ping")
Tunnel = Callable[[Received, socket.socket], None]


def tunnel_to(port: int, first: bytes = b"HTTP/1.1 200 Connection established\r\n\r\n") -> Tunnel:
    """What a proxy does with CONNECT: passes bytes on to that port of this machine."""

    def passed_on(source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return

    def tunnel(received: Received, connection: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", port)) as server:
            connection.sendall(first)
            back = threading.Thread(target=passed_on, args=(server, connection))
            back.start()
            passed_on(connection, server)
            back.join(10)

    return tunnel


@contextmanager
def secure_server(folder: Path) -> Iterator[tuple[Upstream, Path]]:
    bundle, context = certificate(folder, host="kaltura.invalid")
    with Upstream(tls=context) as server:
        yield server, bundle


def test_https_goes_through_a_tunnel(
    upstream: Upstream, transport_to: MakeTransport, tmp_path: Path
) -> None:
    with secure_server(tmp_path) as (server, bundle):
        server.respond(http(b"safe"))
        upstream.respond(tunnel_to(server.port))
        transport = transport_to(
            "https://kaltura.invalid", upstream_proxy=upstream.url, ca_bundle=bundle
        )
        assert transport.send(PING).body == b"safe"
        transport.close()
        assert server.requests[0].path == "/api_v3/service/system/action/ping"
        assert server.requests[0].headers["host"] == "kaltura.invalid"
        [asked] = upstream.requests
        assert (asked.method, asked.path) == ("CONNECT", "kaltura.invalid:443")
        assert asked.headers["host"] == "kaltura.invalid:443"
        assert "proxy-authorization" not in asked.headers


def test_the_proxy_s_user_and_password_go_to_it_alone(
    upstream: Upstream, transport_to: MakeTransport, tmp_path: Path
) -> None:
    proxy = upstream.url.replace("http://", "http://us%40er:pass@")
    with secure_server(tmp_path) as (server, bundle):
        upstream.respond(tunnel_to(server.port), http(b"plain"))
        transport_to("https://kaltura.invalid", upstream_proxy=proxy, ca_bundle=bundle).send(PING)
        assert "proxy-authorization" not in server.requests[0].headers
        transport_to("http://kaltura.invalid", upstream_proxy=proxy).send(PING)
    told = [received.headers["proxy-authorization"] for received in upstream.requests]
    assert told == ["Basic dXNAZXI6cGFzcw=="] * 2


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (http(status="407 Proxy Authentication Required"), "it answered 407"),
        (http(b"no", status="502 Bad Gateway"), "it answered 502"),
        (http(status="302 Found"), "it answered 302"),
        (b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\nmine", "before it was asked"),
        (b"SSH-2.0-OpenSSH_9.9\r\n\r\n", "did not let the call through"),
        (b"HTTP/1.1 200", "did not let the call through"),
    ],
)
def test_a_proxy_that_opens_no_tunnel(
    upstream: Upstream, transport_to: MakeTransport, answer: bytes, words: str
) -> None:
    upstream.respond(answer)
    transport = transport_to("https://kaltura.invalid", upstream_proxy=upstream.url)
    failed(transport.send(PING), "refused", words, "TESTME_UPSTREAM_PROXY")


def test_a_proxy_that_is_silent(upstream: Upstream, transport_to: MakeTransport) -> None:
    upstream.respond(silence)
    transport = transport_to(
        "https://kaltura.invalid", upstream_proxy=upstream.url, read_timeout=0.2
    )
    failed(transport.send(PING), "refused", "did not answer in time", "TESTME_UPSTREAM_PROXY")


def test_a_call_is_cancelled_while_the_tunnel_opens(
    upstream: Upstream, transport_to: MakeTransport
) -> None:
    upstream.respond(silence)
    transport = transport_to("https://kaltura.invalid", upstream_proxy=upstream.url)
    answer = cancelled_when(lambda: upstream.received.wait(10), transport)
    assert is_cancelled(answer)


def test_the_certificate_behind_the_proxy_counts(
    upstream: Upstream, transport_to: MakeTransport, tmp_path: Path
) -> None:
    with secure_server(tmp_path) as (server, _):
        upstream.respond(tunnel_to(server.port))
        transport = transport_to("https://kaltura.invalid", upstream_proxy=upstream.url)
        failed(transport.send(PING, Cancel()), "tls", "self-signed", "Nothing was sent")
        assert server.requests == []
