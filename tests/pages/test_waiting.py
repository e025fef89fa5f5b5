"""The console as people run it while many wait for an endpoint: nobody else waits with them."""

import contextlib
import json
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter

from app.pages.answer.stream import MEDIA_TYPE
from tests.pages.browse import frames_of
from tests.pages.running import Running, running
from tests.upstream import Received, Upstream, http

JSON = "application/json"


class Person:
    """A browser, as far as it sends calls."""

    def __init__(self, console: Running) -> None:
        self._url = f"http://127.0.0.1:{console.port}"
        self.session = requests.Session()
        self.session.mount("http://", HTTPAdapter(pool_maxsize=50))
        page = self.session.get(f"{self._url}/history", timeout=20).text
        found = re.search(r'name="csrf-token" content="([^"]+)"', page)
        assert found
        self._token = found[1]

    def get(self, path: str) -> requests.Response:
        return self.session.get(self._url + path, timeout=20, headers={"Accept": JSON})

    def post(
        self, path: str, data: dict[str, str], accept: str, patience: float, *, stream: bool
    ) -> requests.Response:
        headers = {"X-CSRFToken": self._token, "Accept": accept}
        return self.session.post(
            self._url + path, data=data, headers=headers, timeout=patience, stream=stream
        )

    def send(
        self,
        action: str = "get",
        accept: str = JSON,
        *,
        patience: float = 60,
        stream: bool = False,
    ) -> requests.Response:
        what = {"region": "own", "service": "baseEntry", "action": action, "format": "1"}
        what |= {"param:entryId": "0_a", "anyway": "1"}
        return self.post("/send", what, accept, patience, stream=stream)


class Held:
    """An endpoint that keeps whoever asks waiting, until it is let go."""

    def __init__(self, upstream: Upstream) -> None:
        self._go = threading.Event()
        self._lock = threading.Lock()
        self.asked = self.left = 0
        upstream.respond(self._answer)

    def _answer(self, _: Received, connection: socket.socket) -> None:
        with self._lock:
            self.asked += 1
        connection.settimeout(0.02)
        while not self._go.is_set():
            try:
                gone = connection.recv(1) == b""
            except TimeoutError:
                continue
            except OSError:
                gone = True
            if gone:
                with self._lock:
                    self.left += 1
                return
        connection.settimeout(20)
        with contextlib.suppress(OSError):
            connection.sendall(http(b'{"objectType":"KalturaMediaEntry","id":"0_a"}'))

    def go(self) -> None:
        self._go.set()


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    with Upstream() as made:
        yield made


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory, upstream: Upstream) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("waiting")
    regions = folder / "regions.toml"
    regions.write_text(f'[[region]]\nid = "own"\nname = "Own"\nurl = "{upstream.url}"\n')
    with running(folder, regions_file=str(regions), threads="2", stop_timeout="5") as made:
        yield made


def worker_of(console: Running) -> int:
    master = console.process.pid
    return int(Path(f"/proc/{master}/task/{master}/children").read_text().split()[0])


def wait_until(true: Any) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize("accept", [JSON, MEDIA_TYPE])
def test_forty_wait_and_pages_do_not(console: Running, upstream: Upstream, accept: str) -> None:
    held = Held(upstream)
    people = [Person(console) for _ in range(5)]
    with ThreadPoolExecutor(40) as threads:
        calls = [threads.submit(one.send, accept=accept) for one in people * 8]
        wait_until(lambda: held.asked == 40)
        assert people[0].get("/healthz").ok
        assert people[0].get("/").ok
        assert people[0].get("/history").ok
        # Neither the page nor a program that waits takes a thread.
        assert len(list(Path(f"/proc/{worker_of(console)}/task").iterdir())) < 25
        held.go()
        assert all("0_a" in call.result(60).content.decode("latin-1") for call in calls)


def test_the_ninth_call_is_told_its_place_and_one_too_many_is_refused(
    console: Running, upstream: Upstream
) -> None:
    held = Held(upstream)
    anna, ben = Person(console), Person(console)
    with ThreadPoolExecutor(50) as threads:
        first = [threads.submit(anna.send) for _ in range(8)]
        wait_until(lambda: held.asked == 8)
        ninth = anna.send(accept=MEDIA_TYPE, stream=True)
        told = ninth.raw.read(5 + len('{"place": 1}'))
        # 31 more may wait, and two may not.
        more = [threads.submit(anna.send) for _ in range(33)]
        wait_until(lambda: sum(one.done() for one in more) == 2)
        assert held.asked == 8
        other = threads.submit(ben.send)
        wait_until(lambda: held.asked == 9)
        held.go()
        frames = list(frames_of(told + ninth.raw.read()))
        answers = [one.result(60) for one in (*first, *more, other)]
    refused = [one.json()["error"] for one in answers if one.status_code == 429]
    assert [one["code"] for one in refused] == ["TOO_MANY_CALLS"] * 2
    assert all(one.json()["outcome"]["kind"] == "ok" for one in answers if one.ok)
    assert len([one for one in answers if one.ok]) == 40
    news = [json.loads(payload) for kind, payload in frames if kind == "n"]
    assert [one["place"] for one in news if "place" in one] == [1, 0]
    assert frames[-1][0] == "e"


@pytest.mark.parametrize(("action", "ends"), [("get", True), ("delete", False)])
def test_who_leaves_ends_what_reads_and_not_what_changes(
    console: Running, upstream: Upstream, action: str, ends: bool
) -> None:
    held = Held(upstream)
    person = Person(console)
    # Its stream has begun: it says where the call will stand.
    with pytest.raises((requests.Timeout, requests.ConnectionError)):
        person.send(action, MEDIA_TYPE, patience=1.5)
    assert held.asked == 1
    if ends:
        wait_until(lambda: held.left == 1)
    else:
        time.sleep(0.3)
        assert held.left == 0
        held.go()
    wait_until(lambda: "under_way" not in kinds(person))
    assert kinds(person) == ["cancelled" if ends else "ok"]


def test_a_change_that_waits_for_its_turn_goes_with_whoever_asked(
    console: Running, upstream: Upstream
) -> None:
    held = Held(upstream)
    person = Person(console)
    with ThreadPoolExecutor(8) as threads:
        first = [threads.submit(person.send, "delete") for _ in range(8)]
        wait_until(lambda: held.asked == 8)
        for accept in (JSON, MEDIA_TYPE):
            # Of a stream that has begun it is said in another way.
            with pytest.raises((requests.Timeout, requests.ConnectionError)):
                person.send("delete", accept, patience=1)
        held.go()
        assert all(one.result(60).json()["outcome"]["kind"] == "ok" for one in first)
    wait_until(lambda: kinds(person).count("cancelled") == 2)
    assert held.asked == 8


def kinds(person: Person) -> list[str]:
    page = person.session.get(person._url + "/history", timeout=20).text
    return re.findall(r'class="badge badge-([a-z_]+)', page)


def test_last_that_the_end_waits_for_a_call_and_stops_what_takes_longer(
    console: Running, upstream: Upstream
) -> None:
    held = Held(upstream)
    person = Person(console)
    with ThreadPoolExecutor(2) as threads:
        call = threads.submit(person.send)
        wait_until(lambda: held.asked == 1)
        console.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert not call.done()
        ended = call.result(20).json()
    assert ended["outcome"]["kind"] == "cancelled"
    assert "console was ended" in ended["outcome"]["message"]
    assert ended["kept"]
    assert console.process.wait(20) == 0
