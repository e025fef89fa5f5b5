"""Nobody gets what another one asked for, nor what they asked for before, whatever is sent."""

import asyncio
import random
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from app.call.model import Answer, Call
from app.call.transport import pool
from app.call.transport.cancel import Cancel
from app.call.transport.door import Transport
from tests.call.conftest import MakeTransport
from tests.upstream import Received, Upstream, http

PEOPLE, CALLS = 20, 50  # calls each
# Of the answers that come too late for their own call, but not for the next one.
READ_TIMEOUT, LATE = 0.4, 0.6  # seconds
ALL = ("plain", "100", "102", "103", "double", "double late", "late", "short")
# After which connections are used again.
CLEAN = ("plain", "100", "102", "103", "short")


OPEN: set["Mischief"] = set()


class Mischief(asyncio.Protocol):
    """Answers each request with what it was sent, in one of the kinds."""

    def __init__(self, chosen: random.Random, kinds: tuple[str, ...]) -> None:
        self._chosen, self._kinds = chosen, kinds
        self._received = b""
        self._tasks: set[asyncio.Task[None]] = set()
        OPEN.add(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while found := re.match(
            rb"(.*?content-length: (\d+).*?)\r\n\r\n", self._received, re.S | re.I
        ):
            body = self._received[found.end() : found.end() + int(found[2])]
            if len(body) < int(found[2]):
                return
            self._received = self._received[found.end() + len(body) :]
            task = asyncio.get_running_loop().create_task(self._answer(http(body)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, answer: bytes) -> None:
        kind = self._chosen.choice(self._kinds)
        pause = self._chosen.choice((0.0005, 0.002, 0.01, 0.03))
        match kind:
            case "100" | "102" | "103":
                self._write(f"HTTP/1.1 {kind} Wait\r\nLink: </a>\r\n\r\n".encode())
                await asyncio.sleep(pause)
            case "double":
                self._write(answer)
            case "double late":
                self._write(answer)
                await asyncio.sleep(pause)
            case "late":
                await asyncio.sleep(LATE)
            case "short":
                self._write(answer[:-3])
                self._transport.close()
                return
        self._write(answer)

    def connection_lost(self, fault: Exception | None) -> None:
        OPEN.discard(self)

    def close(self) -> None:
        self._transport.abort()

    def _write(self, data: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(data)


@contextmanager
def mischief(kinds: tuple[str, ...]) -> Iterator[str]:
    """The URL of a server of it."""
    loop = asyncio.new_event_loop()
    chosen = random.Random(12)
    listener = socket.create_server(("127.0.0.1", 0), backlog=500)
    # Started in its thread: the browser's tests leave a running loop in this one.
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(
        loop.create_server(lambda: Mischief(chosen, kinds), sock=listener), loop
    ).result(10)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:

        async def stop() -> None:
            server.close()
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 10)
            for one in list(OPEN):
                one.close()
            await asyncio.sleep(0)
            loop.stop()

        asyncio.run_coroutine_threadsafe(stop(), loop)
        thread.join(20)
        loop.close()


def what_came(answer: Answer, number: str) -> str:
    if answer.failure:
        assert len(answer.failure.sentence.split()) > 8
        return answer.failure.kind
    if answer.status == 200 and f"n={number}&".encode() in answer.body + b"&":
        return "right"
    return f"wrong: {answer.status} {answer.body[:50]!r}"


@pytest.mark.parametrize("kinds", [ALL, CLEAN])
def test_a_thousand_calls_of_twenty_people(
    transport_to: MakeTransport, kinds: tuple[str, ...]
) -> None:
    came: Counter[str] = Counter()

    def calls_of(person: str) -> Counter[str]:
        mine: Counter[str] = Counter()
        for number in range(CALLS):
            name = f"{person}-{number}"
            answer = transport.send(Call("here", "system", "ping", (("n", name),)), person=person)
            mine[what_came(answer, name)] += 1
        return mine

    started = time.monotonic()
    with mischief(kinds) as url, ThreadPoolExecutor(PEOPLE) as threads:
        transport: Transport = transport_to(url, read_timeout=READ_TIMEOUT)
        for mine in threads.map(calls_of, (f"person{number}" for number in range(PEOPLE))):
            came += mine
    assert came.total() == PEOPLE * CALLS
    assert set(came) <= {"right", "read_timeout", "ended_early"}, came
    # Only what came late or short failed: a quarter at most, and what a busy machine adds.
    assert came["right"] > PEOPLE * CALLS * 0.6, came
    assert came["ended_early"] > 0
    assert time.monotonic() - started < 60


def test_people_share_no_connection(upstream: Upstream, transport_to: MakeTransport) -> None:
    upstream.respond(http(b"1"))
    transport = transport_to(upstream.url)
    for person in ("a", "b", "a", "b"):
        transport.send(Call("here", "system", "ping"), person=person)
        time.sleep(0.06)
    assert [received.connection for received in upstream.requests] == [1, 2, 1, 2]


def test_a_connection_that_has_not_rested_is_not_taken(
    upstream: Upstream, transport_to: MakeTransport
) -> None:
    upstream.respond(http(b"1"))
    transport = transport_to(upstream.url)
    for _ in range(3):
        transport.send(Call("here", "system", "ping"))
    assert len({received.connection for received in upstream.requests}) > 1


@pytest.mark.parametrize("pause", [0, 0.02])
def test_a_server_that_says_more_than_it_is_asked_is_distrusted(
    upstream: Upstream,
    transport_to: MakeTransport,
    caplog: pytest.LogCaptureFixture,
    pause: float,
) -> None:
    def twice(received: Received, connection: socket.socket) -> None:
        connection.sendall(http(b"one"))
        time.sleep(pause)
        connection.sendall(http(b"more"))
        connection.recv(1)

    upstream.respond(twice, http(b"two"))
    transport = transport_to(upstream.url)
    ping = Call("here", "system", "ping")
    assert transport.send(ping).body == b"one"
    for _ in range(3):
        time.sleep(0.06)
        assert transport.send(ping).body == b"two"
    assert [received.connection for received in upstream.requests] == [1, 2, 3, 4]
    [said] = [record.getMessage() for record in caplog.records]
    assert f"127.0.0.1:{upstream.port}" in said


def test_a_server_is_trusted_again_after_a_while(
    upstream: Upstream, transport_to: MakeTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "_DISTRUSTED", 0.0)
    upstream.respond(http(b"one") + http(b"more"), http(b"two"))
    transport = transport_to(upstream.url)
    for _ in range(3):
        transport.send(Call("here", "system", "ping"))
        time.sleep(0.06)
    assert [received.connection for received in upstream.requests] == [1, 2, 2]


def test_a_connection_whose_call_was_stopped_is_not_taken(
    upstream: Upstream, transport_to: MakeTransport
) -> None:
    upstream.respond(http(b"x" * 500_000), http(b"fine"))
    cancel = Cancel()
    transport = transport_to(upstream.url)
    stopped = transport.fetch(
        "here", "/api_v3/x", cancel=cancel, progress=lambda done, total: cancel.cancel()
    )
    assert stopped.failure
    time.sleep(0.06)
    assert transport.send(Call("here", "system", "ping")).body == b"fine"
    assert [received.connection for received in upstream.requests] == [1, 2]
