"""What a server can do wrong with one answer, and what has to be said of it.

Each row is a name, what the server sends, what the outcome is then (kind and code), and words that
its sentence has. OK ones may say something, too, where the answer was odd.
"""

import gzip
import random
import socket
import string
import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

import brotli
from backports import zstd

from tests.upstream import Answering, Received, hang_up, http, silence

JSON = "Content-Type: application/json"
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
TRUE = http(b"true")
LONG = b'"' + b"abc " * 5_000 + b'"'
# Compression that takes more than one piece to undo.
RANDOM = b'"%s"' % "".join(random.Random(12).choices(string.ascii_letters, k=50_000)).encode()
CARRIED_OUT = "may have been carried out all the same: look before you send it again"

READ_TIMEOUT, TOTAL_TIMEOUT = 0.6, 1.2  # seconds
MAX_ANSWER = 1  # MB


class Misbehaviour(NamedTuple):
    name: str
    sent: Answering
    kind: str
    code: str = ""
    words: tuple[str, ...] = ()


def raw(data: bytes) -> Answering:
    """Those bytes, and the connection is closed."""

    def send(received: Received, connection: socket.socket) -> None:
        connection.sendall(data)

    return send


def held(data: bytes) -> Answering:
    """Those bytes, and then silence."""

    def send(received: Received, connection: socket.socket) -> None:
        connection.sendall(data)
        silence(received, connection)

    return send


def broken(data: bytes) -> Answering:
    """Those bytes, and the connection is reset."""

    def send(received: Received, connection: socket.socket) -> None:
        connection.sendall(data)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return send


def trickled(data: bytes, then: bytes) -> Answering:
    """Those bytes, and then others for ever, soon enough for the next bytes to be in time."""

    def send(received: Received, connection: socket.socket) -> None:
        connection.sendall(data)
        connection.settimeout(0.05)
        while True:
            connection.sendall(then)
            try:
                if not connection.recv(1):
                    return
            except TimeoutError:
                continue

    return send


def encoded(encoding: str, body: bytes) -> bytes:
    return http(body, JSON, f"Content-Encoding: {encoding}")


def deflated(body: bytes, window: int = zlib.MAX_WBITS) -> bytes:
    packer = zlib.compressobj(wbits=window)
    return packer.compress(body) + packer.flush()


def flipped(body: bytes, place: int) -> bytes:
    return body[:place] + bytes([body[place] ^ 0xFF]) + body[place + 1 :]


PACKED = {
    "gzip": gzip.compress(RANDOM),
    "deflate": deflated(RANDOM),
    "br": brotli.compress(RANDOM),
    "zstd": zstd.compress(RANDOM),
}


def failed(name: str, sent: Answering, code: str, *words: str) -> Misbehaviour:
    return Misbehaviour(name, sent, "failed", code, words)


def early(name: str, sent: Answering, *words: str) -> Misbehaviour:
    return failed(name, sent, "ended_early", "ended early", CARRIED_OUT, "is shown", *words)


def no_http(name: str, data: bytes, *words: str) -> Misbehaviour:
    return failed(name, raw(data), "garbage", *(words or ("not sound HTTP", "Kaltura server")))


def fine(name: str, sent: Answering, *words: str) -> Misbehaviour:
    return Misbehaviour(name, sent, "ok", "", words)


def _rows() -> Iterator[Misbehaviour]:
    # The connection.
    yield failed("hangs up", hang_up, "reset", "before it answered", CARRIED_OUT)
    yield failed("resets", broken(b""), "reset", "before it answered", CARRIED_OUT)
    yield failed("is silent", silence, "read_timeout", "before it answered", CARRIED_OUT)
    # The head.
    yield failed("half a status line", raw(b"HTTP/1.1 2"), "reset", CARRIED_OUT)
    yield failed("half a head", raw(HEAD + b"X-A: b\r\n"), "reset", CARRIED_OUT)
    yield failed("half a head, silent", held(HEAD), "read_timeout", "before it answered")
    yield failed(
        "a head that trickles", trickled(HEAD, b"X-A: b\r\n"), "read_timeout", "after 1.2 seconds"
    )
    yield no_http("SSH", b"SSH-2.0-OpenSSH_9.9\r\n\r\n")
    yield no_http("SMTP", b"220 mail.example ESMTP ready\r\n\r\n")
    yield no_http("ICY", b"ICY 200 OK\r\n\r\n")
    yield no_http("a TLS alert", b"\x15\x03\x01\x00\x02\x02\x46\r\n\r\n")
    yield no_http("bytes", b"\x00\x01\x02\xff" * 100 + b"\r\n\r\n")
    yield no_http("a body without a head", b'{"objectType":"KalturaUser"}\r\n\r\n')
    yield no_http("HTTP/2", b"HTTP/2 200\r\n\r\n")
    yield no_http("status no number", b"HTTP/1.1 abc\r\n\r\n")
    yield no_http("status of two digits", b"HTTP/1.1 99 Odd\r\n\r\n")
    yield no_http("status of four digits", b"HTTP/1.1 2000 Odd\r\n\r\n")
    yield no_http("a header without a colon", HEAD + b"X-A\r\n\r\n")
    yield no_http("a header's name with a space", HEAD + b"X A: b\r\n\r\n")
    yield no_http("a header without a name", HEAD + b": b\r\n\r\n")
    yield no_http("a zero in a header", HEAD + b"X-A: a\0b\r\n\r\n")
    yield no_http("a head of 400 kB", HEAD + b"X-A: " + b"a" * 400_000 + b"\r\n\r\n", "is too long")
    yield fine("150 headers", http(b"true", *(f"X-{number}: a" for number in range(150))))
    yield fine("a header of 70 kB", http(b"true", "X-Long: " + "a" * 70_000))
    yield fine("a header in Latin-1", TRUE.replace(b"OK\r\n", b"OK\r\nX-A: \xe4\r\n"))
    yield fine("an empty header", http(b"true", "X-A:"))
    yield fine("a folded header", http(b"true", "X-A: a\r\n  b"))
    yield fine("line feeds alone", TRUE.replace(b"\r\n", b"\n"))
    yield fine("no reason", TRUE.replace(b"200 OK", b"200"))
    yield fine("HTTP/1.0", raw(b"HTTP/1.0 200 OK\r\n\r\ntrue"))
    # Interim answers.
    for number in (100, 102, 103):
        interim = f"HTTP/1.1 {number} Wait\r\nLink: </a>\r\n\r\n".encode()
        yield fine(f"{number} first", interim + TRUE)
        yield failed(f"{number} and silence", held(interim), "read_timeout", "before it answered")
    yield fine("ten interim answers", b"HTTP/1.1 102 Wait\r\n\r\n" * 10 + TRUE)
    yield failed("103 and the end", raw(b"HTTP/1.1 103 Hints\r\n\r\n"), "reset", CARRIED_OUT)
    yield no_http("interim answers without end", b"HTTP/1.1 102 Wait\r\n\r\n" * 200)
    yield no_http("101", b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")
    # The length.
    yield early("no body", raw(HEAD + b"Content-Length: 9\r\n\r\n"), "says 9 bytes", "before its")
    yield early("half a body", raw(http(LONG)[:-9]), "says 20002 bytes", "after 19993 bytes")
    yield early("half a body, reset", broken(http(LONG)[:-9]), "the connection broke")
    yield failed(
        "half a body, silent", held(http(LONG)[:-9]), "read_timeout", "19993 bytes", CARRIED_OUT
    )
    yield failed(
        "a body that trickles",
        trickled(HEAD + b"Content-Length: 9999\r\n\r\n", b"a"),
        "read_timeout",
        "after 1.2 seconds",
        "TESTME_TOTAL_TIMEOUT",
    )
    yield fine("more than the length", raw(http(b"true") + b"more"))
    yield fine("two answers", raw(http(b"true") + http(b"false")))
    yield fine("the length twice", http(b"true", "Content-Length: 4"))
    yield fine("no length", raw(HEAD + b"\r\ntrue"))
    yield no_http("two lengths", http(b"true", "Content-Length: 5"))
    yield no_http("a length no number", HEAD + b"Content-Length: x\r\n\r\ntrue")
    yield no_http("a length below zero", HEAD + b"Content-Length: -4\r\n\r\ntrue")
    # Chunks.
    yield early("ends between chunks", raw(CHUNKED + b"4\r\ntrue\r\n"), "last chunk", "4 bytes")
    yield early("ends within a chunk", raw(CHUNKED + b"9\r\ntrue"), "last chunk", "4 bytes")
    yield early("ends behind a chunk's size", raw(CHUNKED + b"4\r\n"), "last chunk", "before its")
    yield early("ends before the last line", raw(CHUNKED + b"4\r\ntrue\r\n0\r\n"), "last chunk")
    yield early("reset between chunks", broken(CHUNKED + b"4\r\ntrue\r\n"), "connection broke")
    yield failed(
        "silent between chunks", held(CHUNKED + b"4\r\ntrue\r\n"), "read_timeout", "4 bytes"
    )
    yield failed(
        "chunks that trickle", trickled(CHUNKED, b"1\r\n \r\n"), "read_timeout", "1.2 seconds"
    )
    yield no_http("a chunk's size no number", CHUNKED + b"true\r\n", "not sound HTTP")
    yield no_http("a chunk's size below zero", CHUNKED + b"-4\r\ntrue\r\n0\r\n\r\n", "sound HTTP")
    yield no_http("a chunk longer than its size", CHUNKED + b"2\r\ntrue\r\n0\r\n\r\n", "2 bytes")
    yield no_http("chunks of another coding", HEAD + b"Transfer-Encoding: gzip\r\n\r\n")
    yield fine("a chunk's extension", CHUNKED + b"4;a=b\r\ntrue\r\n0\r\n\r\n")
    yield fine("a trailer", CHUNKED + b"4\r\ntrue\r\n0\r\nX-A: b\r\n\r\n")
    yield fine(
        "chunks and a length",
        CHUNKED.replace(b"chunked", b"chunked\r\nContent-Length: 9") + b"4\r\ntrue\r\n0\r\n\r\n",
    )
    # Compression.
    for name, packed in PACKED.items():
        yield fine(f"{name}", encoded(name, packed))
        yield early(f"{name} cut", encoded(name, packed[:-5]), f"its {name} is not complete")
        yield early(f"{name} cut in the middle", encoded(name, packed[:9000]), "not complete")
        yield fine(
            f"{name} over plain JSON", encoded(name, b'{"a": 1}'), f"says {name}", "as it came"
        )
    yield failed(
        "gzip broken", encoded("gzip", flipped(PACKED["gzip"], 9000)), "garbage", "not sound gzip"
    )
    yield failed(
        "gzip with a wrong sum",
        encoded("gzip", flipped(PACKED["gzip"], len(PACKED["gzip"]) - 6)),
        "garbage",
        "not sound gzip after 50002 bytes",
        CARRIED_OUT,
    )
    yield early(
        "chunks of gzip end early",
        raw(
            CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n")
            + b"a\r\n"
            + PACKED["gzip"][:10]
        ),
        "last chunk",
    )
    yield fine("deflate without a head", encoded("deflate", deflated(RANDOM, -zlib.MAX_WBITS)))
    yield fine("two gzip, joined", encoded("gzip", gzip.compress(b"tr") + gzip.compress(b"ue")))
    yield fine("gzip and zeros", encoded("gzip", gzip.compress(b"true") + bytes(9)))
    yield fine("gzip in br", encoded("gzip, br", brotli.compress(PACKED["gzip"])))
    yield early("gzip cut, in br", encoded("gzip, br", brotli.compress(PACKED["gzip"][:-5])))
    yield fine("an unknown encoding", encoded("rot13", b"true"), "'rot13'", "as it came")
    yield fine("six encodings", encoded(",".join(["gzip"] * 6), b"true"), "6 encodings")
    # Length and status.
    yield failed("a long answer", http(b" " * 3_000_000), "too_large", "1.04858 MB")
    bomb = gzip.compress(bytes(30_000_000))
    yield failed("a bomb", encoded("gzip", bomb), "too_large", "TESTME_MAX_ANSWER_MB")
    yield Misbehaviour(
        "a bomb in a bomb", encoded("gzip, gzip", gzip.compress(bomb)), "failed", "too_large"
    )
    words = ("although this action answers with something", CARRIED_OUT)
    yield Misbehaviour("nothing", http(), "unreadable", "EMPTY_ANSWER", words)
    yield fine("204", raw(HEAD.replace(b"200 OK", b"204 No") + b"\r\n"))
    yield Misbehaviour("304", raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "http_error", "304")
    yield Misbehaviour("500", http(b"oops", status="500 No"), "http_error", "500", ("in trouble",))
    yield Misbehaviour("999", http(b"oops", status="999 No"), "http_error", "999")
    yield Misbehaviour(
        "a redirect to itself",
        http(b"", "Location: /api_v3", status="302 Found"),
        "redirect",
        "302",
    )
    yield early("an error that breaks off", raw(http(LONG, status="500 No")[:-9]))


MISBEHAVIOURS = tuple(_rows())
