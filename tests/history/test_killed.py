"""kill -9 under load: every call that reached its endpoint stands in history."""

import contextlib
import http.server
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from app.call.wire import pairs
from app.history.lease import SILENCE
from app.history.records import Filters
from app.history.store import History
from app.settings import Settings
from app.storage.engine import open_database
from app.storage.sealing import Sealer
from tests.history.killed import OWN
from tests.prepared import fill
from tests.sizes import examples
from tests.started import Started

KILLS = examples(10, 200)
SENDERS = 8
LIVES = (0.01, 0.2)  # seconds of sending, from and to

ANSWER = b'{"objectType":"KalturaMediaEntry","id":"0_a"}'


class Counting(http.server.BaseHTTPRequestHandler):
    """Notes the number of each call, then answers it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    came: list[str]

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.came.append(sent["id"][0])
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *_: object) -> None:
        pass

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):  # it was killed
            super().handle()


@pytest.fixture
def upstream() -> Iterator[http.server.ThreadingHTTPServer]:
    Counting.came = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.soak
def test_no_call_that_reached_its_endpoint_stands_nowhere(
    upstream: http.server.ThreadingHTTPServer, tmp_path: Path
) -> None:
    regions = tmp_path / "regions.toml"
    url = f"http://127.0.0.1:{upstream.server_port}"
    regions.write_text(f'[[region]]\nid = "own"\nname = "Own"\nurl = "{url}"\n')
    folder = tmp_path / "data"
    fill(folder)
    arguments = ("tests.history.killed", str(folder), str(regions), str(SENDERS))
    chance = random.Random(12)
    read, asks = os.pipe()
    consoles = Started(*arguments, env=dict(os.environ), stdin=read, stderr=2)
    os.close(read)
    with consoles as process, os.fdopen(asks, "wb", 0) as asking:
        assert process.stdout
        for _ in range(KILLS):
            asking.write(b"\n")
            child = int(process.stdout.readline())
            _until_it_sends(str(child))
            time.sleep(chance.uniform(*LIVES))
            os.kill(child, signal.SIGKILL)
    came = list(Counting.came)
    found = _outcomes(folder)
    missing = set(came) - set(found)
    assert not missing, f"{len(missing)} of {len(came)}"
    assert set(found.values()) <= {"ok", "interrupted"}
    assert list(found.values()).count("ok") > KILLS
    assert len(came) == len(set(came)) > KILLS


def _outcomes(folder: Path) -> dict[str, str]:
    """The outcome of each call by its number, as a console sees them later."""
    settings = Settings.load({"TESTME_DATA_DIR": str(folder)})
    engine = open_database(settings.database_url)
    history = History(
        engine,
        Sealer(settings.secret_key),
        answer_limit_bytes=1000,
        keep_calls=100,
        clock=lambda: time.time() + SILENCE,
    )
    found = {}
    page = history.list(OWN, limit=200)
    while True:
        for row in page.rows:
            found[dict(pairs(history.get(OWN, row.id).call))["id"]] = row.outcome
        if page.next_cursor is None:
            break
        page = history.list(OWN, Filters(), page.next_cursor, 200)
    engine.dispose()
    return found


def _until_it_sends(process: str) -> None:
    limit = time.monotonic() + 30
    while not (Counting.came and Counting.came[-1].startswith(process)):
        assert time.monotonic() < limit
        time.sleep(0.002)
