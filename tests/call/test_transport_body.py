"""What is sent: forms and files, and what cannot be sent at all."""

import io
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO

import pytest

from app.call.model import Array, Call, File, Value
from tests.call.conftest import MakeTransport
from tests.upstream import Upstream, http


def test_files_go_as_multipart(upstream: Upstream, transport_to: MakeTransport) -> None:
    content = bytes(range(256)) * 4096
    files = (
        (
            "fileData",
            File('a "b"\r\nX: y.mp4', "video/mp4", len(content), lambda: io.BytesIO(content)),
        ),
        ("other", File("c", "text/plain\r\nX-Bad: 1", 1, lambda: io.BytesIO(b"c"))),
        ("uploadTokenId", "0_ä"),
    )
    answer = transport_to(upstream.url).send(Call("here", "uploadtoken", "upload", files))
    assert answer.failure is None
    [received] = upstream.requests
    assert received.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert received.headers["content-length"] == str(len(received.body))
    boundary = received.headers["content-type"].partition("boundary=")[2].encode()
    parts = received.body.split(b"--" + boundary)
    assert parts[0] == b""
    heads = [part.partition(b"\r\n\r\n")[0].strip().split(b"\r\n") for part in parts[1:-1]]
    assert heads == [
        [b'Content-Disposition: form-data; name="format"'],
        [b'Content-Disposition: form-data; name="uploadTokenId"'],
        [
            b'Content-Disposition: form-data; name="fileData"; filename="a %22b%22%0D%0AX: y.mp4"',
            b"Content-Type: video/mp4",
        ],
        [
            b'Content-Disposition: form-data; name="other"; filename="c"',
            b"Content-Type: application/octet-stream",
        ],
    ]
    assert parts[2].endswith("0_ä\r\n".encode())
    assert parts[3].partition(b"\r\n\r\n")[2] == content + b"\r\n"


def test_a_file_is_read_piece_by_piece_and_closed(
    upstream: Upstream, transport_to: MakeTransport
) -> None:
    class Watched(io.BytesIO):
        largest = 0

        def read(self, size: int | None = -1, /) -> bytes:
            piece = super().read(size)
            Watched.largest = max(Watched.largest, len(piece))
            return piece

    opened = Watched(b"x" * 5_000_000)
    file = File("big.mp4", "video/mp4", 5_000_000, lambda: opened)
    answer = transport_to(upstream.url).send(
        Call("here", "uploadtoken", "upload", (("fileData", file),))
    )
    assert answer.status == 200
    assert len(upstream.requests[0].body) > 5_000_000
    assert Watched.largest <= 65536
    assert opened.closed


def unreadable() -> BinaryIO:
    raise FileNotFoundError


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ((("fileData", File("clip.mp4", "video/mp4", 3)),), "clip.mp4 is not at hand"),
        ((("name", "half \ud800"),), "half of a character pair"),
        (
            (("name", "half \ud800"), ("f", File("a", "b/c", 1, lambda: io.BytesIO(b"c")))),
            "half of a character pair",
        ),
        (
            (("fileData", File("gone", "a/b", 1, unreadable)),),
            "gone cannot be read",
        ),
    ],
)
def test_what_cannot_be_sent_is_not_sent(
    upstream: Upstream,
    transport_to: MakeTransport,
    parameters: tuple[tuple[str, Value], ...],
    words: str,
) -> None:
    call = Call("here", "media", "add", parameters)
    answer = transport_to(upstream.url).send(call)
    assert answer.failure is not None
    assert answer.failure.kind == "not_sent"
    assert words in answer.failure.sentence
    assert upstream.requests == []


def test_arrays_reach_the_wire(upstream: Upstream, transport_to: MakeTransport) -> None:
    transport_to(upstream.url).send(Call("here", "s", "a", (("ids", Array(("1", "2"))),)))
    assert upstream.requests[0].form[1:] == [("ids:0", "1"), ("ids:1", "2")]


def test_an_endpoint_may_take_its_time_with_an_upload(transport_to: MakeTransport) -> None:
    def read_late() -> bytes:
        connection, _ = server.accept()
        with connection, connection.makefile("rb") as stream:
            time.sleep(0.5)
            while line := stream.readline().strip():
                name, _, value = line.partition(b": ")
                length = int(value) if name == b"Content-Length" else 0
            body = stream.read(length)
            connection.sendall(http(b"got it"))
            return body

    call = Call("here", "document", "add", (("text", "x" * 20_000_000),))
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        reading = pool.submit(read_late)
        answer = transport_to(url, connect_timeout=0.2, read_timeout=60).send(call)
        assert len(reading.result(60)) > 20_000_000
    assert answer.body == b"got it"
