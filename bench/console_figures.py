"""Start, memory, first page and the cost of the proxy, on a console started as people start it."""

import http.server
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import requests

from bench.chromium import chromium
from bench.figure import Figure

ROOT = Path(__file__).resolve().parent.parent
CALLS = 300
ANSWER = b"<xml><result>1</result><executionTime>0.1</executionTime></xml>"


class LocalServer(http.server.BaseHTTPRequestHandler):
    """Answers every POST at once, over kept-alive connections."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *_: object) -> None:
        pass


def measure() -> list[Figure]:
    upstream = http.server.ThreadingHTTPServer(("127.0.0.1", 0), LocalServer)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{upstream.server_address[1]}"
    starts = []
    for _ in range(5):
        with running_console(address) as (_, _, seconds):
            starts.append(seconds)
    with running_console(address) as (url, worker, _):
        pages = _first_page(url)
        added = _added_by_the_proxy(url, address)
        memory = resident(worker)
        for name in ("openapi", "postman", "registry"):
            requests.get(f"{url}/{name}.json", timeout=60).raise_for_status()
        after_exports = resident(worker)
    upstream.shutdown()
    return [
        Figure("cold start to first page", statistics.median(starts), 1.5, "s"),
        *_commands(),
        *pages,
        Figure(f"added by the proxy (median of {CALLS} calls)", added, 5, "ms"),
        Figure("resident memory of the worker, after that", memory, 100, "MB"),
        Figure("resident memory after the exports, each once", after_exports, 105, "MB"),
    ]


@contextmanager
def running_console(
    upstream: str,
    further: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[tuple[str, int, float]]:
    """A running console: its URL, the worker's process id, and seconds from start to first page.

    Its own region `local` is at `upstream`, as is the guarded one `live`; `further` are URLs by id.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        regions = Path(folder, "regions.toml")
        regions.write_text(
            f'[[region]]\nid = "live"\nname = "Production"\nurl = "{upstream}"\nguard = true\n'
            + "".join(
                f'[[region]]\nid = "{name}"\nname = "{name.capitalize()}"\nurl = "{at}"\n'
                for name, at in {"local": upstream, **(further or {})}.items()
            )
        )
        environ = {k: v for k, v in os.environ.items() if not k.startswith("TESTME_")}
        environ |= {
            "TESTME_PORT": str(port),
            "TESTME_DATA_DIR": folder,
            "TESTME_REGIONS_FILE": str(regions),
            **(settings or {}),
        }
        begun = time.perf_counter()
        server = subprocess.Popen(
            [sys.executable, "-m", "app"], cwd=ROOT, env=environ, stdout=subprocess.DEVNULL
        )
        url = f"http://127.0.0.1:{port}"
        try:
            seconds = _first_answer(url, begun)
            children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
            yield url, int(children[0]), seconds
        finally:
            server.terminate()
            server.wait(20)


def _commands() -> list[Figure]:
    """Processor time of a command that does next to nothing, and of one that makes a call."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {k: v for k, v in os.environ.items() if not k.startswith("TESTME_")}
        environ["TESTME_DATA_DIR"] = folder
        return [
            Figure(f"processor time of `flask --app app {' '.join(command)}`", seconds, limit, "s")
            for command, limit in ((("people", "list"), 1.0), (("call", "system.ping"), 1.2))
            for seconds in [statistics.median(_processor_time(command, environ) for _ in range(5))]
        ]


def _processor_time(command: Sequence[str], environ: Mapping[str, str]) -> float:
    before = os.times()
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", *command],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4])


def _first_answer(url: str, begun: float) -> float:
    while time.perf_counter() - begun < 30:
        try:
            if requests.get(url, timeout=5).ok:
                return time.perf_counter() - begun
        except requests.ConnectionError:
            time.sleep(0.005)
    raise RuntimeError("The console did not start.")


def resident(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1000  # type: ignore[index]  # always there


def _first_page(url: str) -> list[Figure]:
    received: list[float] = []
    with chromium("the first page") as browser:
        if browser is None:
            return []
        page = browser.new_page()
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on(
            "Network.loadingFinished", lambda event: received.append(event["encodedDataLength"])
        )
        page.goto(url, wait_until="networkidle")
    return [
        Figure("requests of the first page", len(received), 10, "requests"),
        Figure("first page, compressed, headers included", sum(received) / 1000, 80, "kB"),
    ]


def _added_by_the_proxy(url: str, upstream: str) -> float:
    """Milliseconds that /send takes beyond the same call made directly, in turns."""
    direct, through = requests.Session(), requests.Session()
    page = through.get(url).text
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)[1]  # type: ignore[index]  # on every page
    through.headers.update({"X-CSRFToken": token, "Accept": "application/json"})
    form = {"region": "local", "service": "system", "action": "ping", "format": "2"}
    times: tuple[list[float], list[float]] = ([], [])
    for call in range(CALLS + 20):
        for index, (session, target) in enumerate(
            ((direct, f"{upstream}/api_v3/service/system/action/ping"), (through, f"{url}/send"))
        ):
            begun = time.perf_counter()
            session.post(target, data=form).raise_for_status()
            if call >= 20:
                times[index].append(time.perf_counter() - begun)
    return (statistics.median(times[1]) - statistics.median(times[0])) * 1000
