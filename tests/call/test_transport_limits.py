"""Answers that are compressed, long or endless: decoded, cut at the cap, never held as a whole."""

import gzip
import socket
import tracemalloc
import zlib
from collections.abc import Callable

import brotli
import pytest
from backports import zstd

from app.call.model import Call
from tests.call.conftest import MakeTransport
from tests.call.test_transport_failures import failed
from tests.upstream import (
    Answering,
    Received,
    Upstream,
    hang_up,
    http,
)

PING = Call("here", "system", "ping")
HEAD = b"HTTP/1.1 200 OK\r\n"
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda body: brotli.compress(body, quality=3),
    "zstd": zstd.compress,
}


def test_an_unknown_encoding_is_left_as_it_is(
    upstream: Upstream, transport_to: MakeTransport
) -> None:
    upstream.respond(http(b"rot13", "Content-Encoding: rot13"))
    answer = transport_to(upstream.url).send(PING)
    assert (answer.body, answer.failure) == (b"rot13", None)


@pytest.mark.parametrize("encoding", PACKERS)
def test_compressed_answers_are_decoded(
    upstream: Upstream, transport_to: MakeTransport, encoding: str
) -> None:
    text = b"<xml>" + b"a" * 200_000
    packed = PACKERS[encoding](text)
    upstream.respond(http(packed, f"Content-Encoding: {encoding}"))
    answer = transport_to(upstream.url, max_bytes=len(text)).send(PING)
    assert (answer.body, answer.failure) == (text, None)


def test_a_long_body_is_cut(upstream: Upstream, transport_to: MakeTransport) -> None:
    sent: list[int] = []

    def pour(received: Received, connection: socket.socket) -> None:
        connection.sendall(HEAD + b"Content-Length: 200000000\r\n\r\n")
        for count in range(200):
            connection.sendall(b"x" * 1_000_000)
            sent.append(count)

    upstream.respond(pour)
    answer = transport_to(upstream.url, max_bytes=2_000_000).send(PING)
    failed(answer, "too_large", "2 MB", "TESTME_MAX_ANSWER_MB")
    assert answer.body == b"x" * 2_000_000
    assert answer.status == 200
    assert len(sent) < 100


def test_a_body_of_just_the_cap_is_whole(upstream: Upstream, transport_to: MakeTransport) -> None:
    upstream.respond(http(b"x" * 1000))
    answer = transport_to(upstream.url, max_bytes=1000).send(PING)
    assert (len(answer.body), answer.failure) == (1000, None)


@pytest.mark.parametrize("encoding", [*PACKERS, "gzip, gzip"])
def test_a_bomb_is_cut_and_takes_no_memory(
    upstream: Upstream, transport_to: MakeTransport, encoding: str
) -> None:
    packed = PACKERS[encoding.partition(",")[0]](bytes(100_000_000))
    packed = gzip.compress(packed) if "," in encoding else packed
    upstream.respond(http(packed, f"Content-Encoding: {encoding}"))
    cap = 4_000_000
    transport = transport_to(upstream.url, max_bytes=cap)
    tracemalloc.start()
    try:
        answer = transport.send(PING)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    failed(answer, "too_large")
    assert answer.body == b"\0" * cap
    assert peak < cap * 1.25 + 1_000_000


def test_after_a_failure_the_next_call_works(
    upstream: Upstream, transport_to: MakeTransport
) -> None:
    answers: list[Answering] = [hang_up, http(b"x" * 2000), http(b"fine")]
    upstream.respond(*answers)
    transport = transport_to(upstream.url, max_bytes=1000)
    kinds = [transport.send(PING).failure for _ in range(3)]
    assert [failure and failure.kind for failure in kinds] == ["reset", "too_large", None]
