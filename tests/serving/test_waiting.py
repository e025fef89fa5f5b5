"""A request that waits holds no thread, and goes on where it was."""

import contextlib
import contextvars
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from app.serving import parking, service
from app.serving.answering import CLIENT, Client
from app.serving.poller import Moment, Poller
from app.serving.threads import Threads
from app.waits import Told, Turn, Wait, drive
from tests.serving.conftest import Serve, eventually, read_until

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

WHO: contextvars.ContextVar[str] = contextvars.ContextVar("who", default="")


def test_a_hundred_wait_in_one_thread_and_keep_their_context(serve: Serve) -> None:
    told, waiting = Told(), []

    def application(environ: "WSGIEnvironment", start: "StartResponse") -> Iterator[bytes]:
        WHO.set(environ["PATH_INFO"])
        start("200 OK", [])
        if environ["PATH_INFO"] != "/page":
            waiting.append(environ["PATH_INFO"])
            while not told:
                yield Wait(time.monotonic() + 30, told=told)
        yield WHO.get().encode()

    served = serve(application)
    with ThreadPoolExecutor(100) as people:
        answers = [people.submit(served.get, f"/{number}") for number in range(100)]
        eventually(lambda: len(waiting) == 100)
        assert sum(one.name == "page" for one in threading.enumerate()) == 1
        assert b"/page" in served.get("/page")
        told.tell()
        for number, answer in enumerate(answers):
            assert f"/{number}\r\n".encode() in answer.result(20)


def test_a_wait_ends_with_its_socket_or_its_time(serve: Serve) -> None:
    near, far = socket.socketpair()
    near.setblocking(False)

    def application(environ: "WSGIEnvironment", start: "StartResponse") -> Iterator[bytes]:
        start("200 OK", [])
        yield Wait(time.monotonic() + 0.05, near.fileno(), reads=True)
        yield b"time "
        far.send(b"news")
        yield Wait(time.monotonic() + 30, near.fileno(), reads=True)
        yield near.recv(10)

    with contextlib.closing(near), contextlib.closing(far):
        answer = serve(application).send("GET / HTTP/1.0\n\n")
    assert answer.endswith(b"time news")


def test_a_socket_that_is_closed_meanwhile_does_not_strand_the_request(serve: Serve) -> None:
    def application(environ: "WSGIEnvironment", start: "StartResponse") -> Iterator[bytes]:
        start("200 OK", [])
        closed, other = socket.socketpair()
        number = closed.fileno()
        closed.close()
        yield Wait(time.monotonic() + 30, number, reads=True)
        other.close()
        yield b"on"

    assert serve(application).send("GET / HTTP/1.0\n\n").endswith(b"on")


def test_what_is_told_soon_is_waited_for_in_the_thread_but_only_for_a_moment(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    parked: list[float] = []
    at = Poller.at

    def noted(poller: Poller, moment: float, act: Callable[[], None]) -> Moment:
        parked.append(moment)
        return at(poller, moment, act)

    monkeypatch.setattr(Poller, "at", noted)
    monkeypatch.setattr(parking, "MOMENT", 0.5)
    late = Told()

    def application(environ: "WSGIEnvironment", start: "StartResponse") -> Iterator[bytes]:
        start("200 OK", [])
        if environ["PATH_INFO"] == "/late":
            yield Wait(time.monotonic() + 30, told=late, soon=True)
        elif environ["PATH_INFO"] == "/soon":
            told = Told()
            threading.Timer(0.01, told.tell).start()
            yield Wait(time.monotonic() + 30, told=told, soon=True)
            assert told
        yield b"ok"

    served = serve(application)
    assert b"ok" in served.get("/soon")
    assert parked == []
    with ThreadPoolExecutor(1) as people:
        answer = people.submit(served.get, "/late")
        eventually(lambda: len(parked) == 1)
        assert b"ok" in served.get("/page")
        late.tell()
        assert b"ok" in answer.result(20)


def test_who_never_waits_lets_others_have_their_turn(serve: Serve) -> None:
    busy, answered = threading.Event(), threading.Event()

    def application(environ: "WSGIEnvironment", start: "StartResponse") -> Iterator[bytes]:
        start("200 OK", [])
        if environ["PATH_INFO"] == "/busy":
            turn, end = Turn(0.01), time.monotonic() + 20
            while not answered.is_set() and time.monotonic() < end:
                busy.set()
                yield from turn.over()
            yield b"turned" if answered.is_set() else b"alone"
        yield b"ok"

    served = serve(application)
    with ThreadPoolExecutor(1) as people:
        whole = people.submit(served.get, "/busy")
        assert busy.wait(20)
        assert b"ok" in served.get("/page")
        answered.set()
        assert b"turned" in whole.result(20)


def test_who_waits_in_a_thread_makes_room_for_others(serve: Serve) -> None:
    told, waiting = Told(), threading.Event()

    def application(environ: "WSGIEnvironment", start: "StartResponse") -> Iterator[bytes]:
        def steps() -> Iterator[Wait]:
            yield Wait(time.monotonic() + 30, told=told)

        start("200 OK", [])
        if environ["PATH_INFO"] == "/blocks":
            waiting.set()
            drive(steps())  # type: ignore[arg-type]
        yield b"ok"

    served = serve(application)
    with ThreadPoolExecutor(5) as people:
        blocked = [people.submit(served.get, "/blocks") for _ in range(5)]
        waiting.wait(20)
        assert b"ok" in served.get("/page")
        told.tell()
        assert all(b"ok" in one.result(20) for one in blocked)
    # A burst of waiting leaves no more threads behind than work at once.
    served.get("/page")
    eventually(lambda: sum(one.name == "page" for one in threading.enumerate()) == 1)


def test_that_a_client_left_is_told_at_once(serve: Serve) -> None:
    ended: list[str] = []

    def application(environ: "WSGIEnvironment", start: "StartResponse") -> Iterator[bytes]:
        client: Client = environ[CLIENT]
        client.stays = environ["PATH_INFO"] == "/stays"
        start("200 OK", [])
        try:
            yield b"begun"
            while not client.gone:
                yield Wait(time.monotonic() + 30, told=client.gone)
            # Until the other side's refusal to take more has come back.
            for _ in range(100):
                yield b"x" * 1000
                yield Wait(time.monotonic() + 0.01)
            ended.append(f"{environ['PATH_INFO']} to its end")
        finally:
            ended.append(environ["PATH_INFO"])

    served = serve(application)
    for path in ("/leaves", "/stays"):
        with served.connect() as client:
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            read_until(client, b"begun\r\n")
        eventually(lambda: path in ended)  # noqa: B023 - it is called here
    assert ended == ["/leaves", "/stays to its end", "/stays"]


def test_that_a_client_left_is_told_although_it_sent_something_before(serve: Serve) -> None:
    gone = threading.Event()

    def application(environ: "WSGIEnvironment", start: "StartResponse") -> Iterator[bytes]:
        client: Client = environ[CLIENT]
        start("200 OK", [])
        yield b"begun"
        while not client.gone:
            yield Wait(time.monotonic() + 30, told=client.gone)
        gone.set()

    with serve(application).connect() as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        read_until(client, b"begun\r\n")
        client.sendall(b"G")
    assert gone.wait(20)


def until(told: Told, begun: threading.Event) -> "WSGIApplication":
    """Answers once that is told; `begun` is set when it waits."""

    def application(environ: "WSGIEnvironment", start: "StartResponse") -> Iterator[bytes]:
        start("200 OK", [])
        begun.set()
        while not told:
            yield Wait(time.monotonic() + 30, told=told)
        yield b"ended"

    return application


def test_the_end_waits_for_what_is_under_way_then_has_it_stopped(serve: Serve) -> None:
    told, begun = Told(), threading.Event()

    served = serve(until(told, begun), stop_seconds=service.RECORDING + 0.3, when_stopped=told.tell)
    idle = served.connect()
    with ThreadPoolExecutor(1) as people, contextlib.closing(idle):
        answer = people.submit(served.get)
        begun.wait(20)
        served.service.stop()
        assert idle.recv(1) == b""
        assert b"ended" in answer.result(20)
    assert served.stopped >= 1
    assert served.stopped_waiting


def test_the_end_stops_nothing_that_ends_in_time(serve: Serve) -> None:
    told, begun = Told(), threading.Event()

    served = serve(until(told, begun), stop_seconds=20)
    with ThreadPoolExecutor(1) as people:
        answer = people.submit(served.get)
        begun.wait(20)
        served.service.stop()
        told.tell()
        assert b"ended" in answer.result(20)
    assert served.stopped == 0


def test_threads_do_all_that_they_are_given_so_many_at_once() -> None:
    threads = Threads("counted", 3)
    lock, most, now, done = threading.Lock(), 0, 0, []

    def work() -> None:
        nonlocal most, now
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.002)
        with lock:
            now -= 1
            done.append(1)

    for _ in range(100):
        threads.submit(work)
    eventually(lambda: len(done) == 100)
    assert most == 3
