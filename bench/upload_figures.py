"""A 2 GB upload through the console, sent on, cancelled and broken off: what it costs and leaves.

The browser's part is played by a client that makes the bytes as it sends them, the endpoint's
by a server that counts and drops them.
"""

import http.server
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from requests_toolbelt import MultipartEncoder, MultipartEncoderMonitor

from bench.console_figures import ANSWER, resident, running_console
from bench.figure import Figure

SIZE = 2_000_000_000  # bytes
CANCELLED, CANCELLED_AT = 500_000_000, 200_000_000
_PATTERN = bytes(range(256)) * 4096


class Counting(http.server.BaseHTTPRequestHandler):
    """Counts and drops what comes; `under_way` are the requests whose connection is in use."""

    protocol_version = "HTTP/1.1"
    # A buffer of its own would swallow the beginning of the body.
    rbufsize = 0
    received = 0
    under_way = 0

    def do_POST(self) -> None:
        Counting.under_way += 1
        left = int(self.headers["Content-Length"])
        buffer = memoryview(bytearray(1 << 20))
        try:
            while left and (count := self.connection.recv_into(buffer, min(left, len(buffer)))):
                left -= count
                Counting.received += count
        finally:
            Counting.under_way -= 1
        if left:
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *_: object) -> None:
        pass


class Pattern:
    """A file of `len` bytes, as a body that is read once."""

    def __init__(self, size: int) -> None:
        self.len = size

    def read(self, size: int) -> bytes:
        piece = _PATTERN[: min(size, self.len)]
        self.len -= len(piece)
        return piece


class Client:
    """A browser, as far as an upload needs one."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = requests.Session()
        page = self._session.get(url).text
        token = re.search(r'name="csrf-token" content="([^"]+)"', page)
        assert token
        self._session.headers.update({"X-CSRFToken": token[1], "Accept": "application/json"})

    def upload(self, size: int, ticket: str, sent: Callable[[int], None] | None = None) -> Any:
        """The console's answer; `sent` hears of the bytes that have gone, and may raise."""
        fields = {
            "region": "local",
            "service": "uploadtoken",
            "action": "upload",
            "format": "2",
            "anyway": "1",  # there is no KS
            "ticket": ticket,
            "param:uploadTokenId": "0_bench",
            "param:fileData": ("big.mp4", Pattern(size), "video/mp4"),
        }
        body = MultipartEncoder(fields)
        monitor = MultipartEncoderMonitor(body, lambda m: sent(m.bytes_read) if sent else None)
        headers = {"Content-Type": body.content_type}
        answer = self._session.post(f"{self._url}/send", data=monitor, headers=headers)
        if not answer.ok:
            raise RuntimeError(f"The console refused the upload: {answer.text[:300]}")
        return answer.json()

    def cancel(self, ticket: str) -> None:
        self._session.post(f"{self._url}/send/cancel", data={"ticket": ticket})


class BrokenOff(Exception):
    """The browser's part of an upload was cancelled."""


def measure() -> list[Figure]:
    upstream = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    upstream.daemon_threads = True
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{upstream.server_address[1]}"
    with running_console(address) as (url, worker, _):
        client = Client(url)
        client.upload(1_000_000, "")
        before = resident(worker)
        with _peak(worker) as sent_on:
            begun = time.perf_counter()
            outcome = client.upload(SIZE, "")["outcome"]["kind"]
            seconds = time.perf_counter() - begun
        if outcome != "ok" or Counting.received < SIZE:
            raise RuntimeError(f"The upload failed: {outcome}, {Counting.received} bytes.")
        with _peak(worker) as cancelled:
            _cancel_while_sent_on(client)
        with _peak(worker) as broken_off:
            _break_off(client)
        left = _waited_for(lambda: len(_spooled(worker)) + Counting.under_way)
        after = resident(worker)
    upstream.shutdown()
    growth = max(*sent_on, *cancelled, *broken_off) - before
    return [
        Figure("2 GB upload: the worker's memory grows at its peak by", growth, 40, "MB"),
        Figure("2 GB upload: to the console and on to an endpoint", seconds, 60, "s"),
        Figure("upload cancelled: memory kept", after - before, 40, "MB"),
        Figure("upload cancelled: files and connections kept", left, 0, ""),
    ]


def _cancel_while_sent_on(client: Client) -> None:
    ticket = uuid.uuid4().hex
    begun = Counting.received

    def cancel() -> None:
        while Counting.received - begun < CANCELLED_AT:
            time.sleep(0.01)
        client.cancel(ticket)

    threading.Thread(target=cancel, daemon=True).start()
    outcome = client.upload(CANCELLED, ticket)["outcome"]["kind"]
    if outcome != "cancelled" or Counting.received - begun >= CANCELLED:
        raise RuntimeError(f"The upload was not cancelled: {outcome}.")


def _break_off(client: Client) -> None:
    def stop(sent: int) -> None:
        if sent > CANCELLED_AT:
            raise BrokenOff

    try:
        client.upload(CANCELLED, "", stop)
    except BrokenOff:
        return
    raise RuntimeError("The upload went on.")


@contextmanager
def _peak(process: int) -> Iterator[list[float]]:
    """The resident memory of a process in MB, many times a second, while the block runs."""
    samples = [resident(process)]
    done = threading.Event()

    def sample() -> None:
        while not done.wait(0.02):
            samples.append(resident(process))

    sampling = threading.Thread(target=sample, daemon=True)
    sampling.start()
    yield samples
    done.set()
    sampling.join()


def _spooled(process: int) -> list[str]:
    """The files below the data folder's `uploads` that a process holds, unnamed ones too."""
    opened = [str(link.readlink()) for link in Path(f"/proc/{process}/fd").iterdir()]
    return [name for name in opened if "/uploads/" in name]


def _waited_for(count: Callable[[], int]) -> int:
    """What `count` comes to when it is 0, or after two seconds."""
    deadline = time.monotonic() + 2
    while (found := count()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found
