"""A call with files says how much of it has gone out, and can be stopped on the way."""

import io
import socket
import threading
from typing import TYPE_CHECKING

import pytest
from werkzeug.exceptions import ClientDisconnected
from werkzeug.wrappers import Request, Response

from app.call.model import Call, File
from app.call.transport.cancel import Cancel
from app.call.transport.door import Transport
from app.call.transport.in_process import InProcessAdapter
from tests.call.conftest import MakeTransport
from tests.upstream import Upstream, http

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SIZE = 3_000_000


def upload(size: int = SIZE) -> Call:
    file = File("big.mp4", "video/mp4", size, lambda: io.BytesIO(b"x" * size))
    return Call("here", "uploadtoken", "upload", (("uploadTokenId", "0_a"), ("fileData", file)))


class Server:
    """Takes uploads in process, and keeps what was wrong with them."""

    def __init__(self) -> None:
        self.fault: Exception | None = None

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> "Iterable[bytes]":
        try:
            answer = str(len(Request(environ).stream.read()))
        except ClientDisconnected as fault:
            self.fault = fault
            answer = "cut off"
        return Response(answer)(environ, start_response)


def test_it_is_told_how_far_an_upload_is(upstream: Upstream, transport_to: MakeTransport) -> None:
    upstream.respond(http(b"taken"))
    heard: list[tuple[int, int]] = []
    answer = transport_to(upstream.url).send(
        upload(), uploaded=lambda sent, total: heard.append((sent, total))
    )
    assert answer.body == b"taken"
    whole = len(upstream.requests[0].body)
    assert whole > SIZE
    assert heard[0] == (0, whole)
    assert heard[-1] == (whole, whole)
    assert heard == sorted(heard)
    assert len(heard) > 20


def test_a_call_without_files_has_nothing_to_tell(
    upstream: Upstream, transport_to: MakeTransport
) -> None:
    heard: list[int] = []
    transport_to(upstream.url).send(
        Call("here", "system", "ping"), uploaded=lambda sent, total: heard.append(sent)
    )
    assert heard == []


def test_a_cancelled_upload_ends_where_it_is(
    upstream: Upstream, transport_to: MakeTransport
) -> None:
    cancel = Cancel()
    heard: list[int] = []

    def uploaded(sent: int, total: int) -> None:
        heard.append(sent)
        if sent > total / 3:
            cancel.cancel()

    answer = transport_to(upstream.url).send(upload(), cancel, uploaded)
    assert answer.failure is not None
    assert answer.failure.kind == "cancelled"
    assert SIZE / 3 < heard[-1] < SIZE / 2


@pytest.mark.parametrize("stops", [True, False])
def test_an_upload_in_process(transport_to: MakeTransport, stops: bool) -> None:
    server, cancel = Server(), Cancel()
    transport: Transport = transport_to(
        "http://here.invalid", adapters={"here": InProcessAdapter(server)}
    )

    def uploaded(sent: int, total: int) -> None:
        if stops and sent > total / 3:
            cancel.cancel()

    answer = transport.send(upload(), cancel, uploaded)
    if stops:
        assert answer.failure is not None
        assert answer.failure.kind == "cancelled"
        assert isinstance(server.fault, ClientDisconnected)
    else:
        assert SIZE < int(answer.body) < SIZE + 1000


@pytest.mark.parametrize("closes", [True, False])
def test_an_answer_that_comes_before_the_whole_upload_counts(
    transport_to: MakeTransport, closes: bool
) -> None:
    released = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def refuse() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(100_000)
                connection.sendall(http(b"too large", status="413 Payload Too Large"))
                if closes:
                    connection.shutdown(socket.SHUT_WR)
                released.wait(10)

        refusing = threading.Thread(target=refuse)
        refusing.start()
        transport = transport_to(f"http://127.0.0.1:{server.getsockname()[1]}", read_timeout=5)
        answer = transport.send(upload(30_000_000))
        released.set()
        refusing.join(10)
    assert (answer.status, answer.body, answer.failure) == (413, b"too large", None)


def test_an_endpoint_that_goes_away_within_an_upload(transport_to: MakeTransport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take_a_little() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(100_000)

        going = threading.Thread(target=take_a_little)
        going.start()
        heard: list[tuple[int, int]] = []
        answer = transport_to(f"http://127.0.0.1:{server.getsockname()[1]}").send(
            upload(30_000_000), uploaded=lambda *far: heard.append(far)
        )
        going.join(10)
    assert answer.failure is not None
    assert answer.failure.kind == "reset"
    assert "closed the connection" in answer.failure.sentence
    sent, total = heard[-1]
    assert 0 < sent < total
