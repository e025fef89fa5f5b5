"""Many people at once: what waiting for an endpoint costs them, and those who do not wait.

The console is compared with a Flask view that forwards and nothing else, under the same server and
the same load (`bench.bare`), half a minute each in turns.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from typing import Any

from bench.console_figures import resident, running_console
from bench.figure import Figure

ROOT = Path(__file__).resolve().parent.parent


def measure() -> list[Figure]:
    with upstream() as port:
        return [*_herd(port), *_slow(port), *_senders(port), *_callers(port)]


@contextmanager
def upstream() -> Iterator[int]:
    command = [sys.executable, "-m", "bench.load", "upstream"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield int(server.stdout.readline())
        finally:
            server.terminate()


@contextmanager
def _bare(upstream: int) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "bench.bare", str(port), str(upstream)]
    with subprocess.Popen(command, cwd=ROOT) as server:
        try:
            for _ in range(100):
                with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                    break
                time.sleep(0.1)
            yield port
        finally:
            server.terminate()


@contextmanager
def _console(upstream: int) -> Iterator[tuple[int, int]]:
    with running_console(f"http://127.0.0.1:{upstream}") as (url, process, _):
        port = int(url.rpartition(":")[2])
        play(port, people=4, every=0.1, wait=5, seconds=2)
        yield port, process


def play(port: int, **plan: Any) -> dict[str, Any]:
    """See bench/load.py."""
    command = [sys.executable, "-m", "bench.load", json.dumps({"port": port, **plan})]
    came = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert came.returncode == 0, came.stderr
    return dict(json.loads(came.stdout))


def at(times: list[float], share: float) -> float:
    """That quantile, in ms."""
    ordered = sorted(times)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def processor(process: int) -> float:
    """Seconds that it has used."""
    user, system = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _herd(upstream: int) -> list[Figure]:
    pages, health, wrong, most = [], [], 0, 0.0
    for _ in range(3):
        with _console(upstream) as (port, process):
            came = play(port, people=200, every=0, wait=2000, seconds=5, beside=["/", "/healthz"])
            pages.append(at(came["beside"][0], 0.95))
            health.append(at(came["beside"][1], 0.95))
            wrong += came["wrong"]
            most = max(most, resident(process))
    return [
        Figure("200 people wait 2 s: pages, p95", median(pages), 100, "ms"),
        Figure("200 people wait 2 s: /healthz, p95", median(health), 20, "ms"),
        Figure("200 people wait 2 s: not answered", wrong, 0, "calls"),
        Figure("the worker after 200 waited", most, 105, "MB"),
    ]


def _slow(upstream: int) -> list[Figure]:
    with _console(upstream) as (port, _):
        before = play(port, seconds=5, beside=["/"])["beside"][0]
        slow = play(port, seconds=8, slow=500, beside=["/"])["beside"][0]
    more = at(slow, 0.95) - at(before, 0.95)
    return [Figure("500 slow connections: pages, p95 more", more, 50, "ms")]


def _senders(upstream: int) -> list[Figure]:
    """In turns, so that neither has the quieter machine."""
    plan = {"people": 50, "every": 1, "wait": 50, "seconds": 15}
    bare: list[float] = []
    ours: list[float] = []
    with _bare(upstream) as other, _console(upstream) as (port, process):
        play(other, people=4, every=0.1, wait=5, seconds=2)
        used = 0.0
        for _ in range(2):
            bare += play(other, **plan)["took"]
            before = processor(process)
            ours += play(port, **plan)["took"]
            used += processor(process) - before
        after_a_minute = resident(process)
        for _ in range(8):
            play(port, **plan)
        more = 100 * (resident(process) / after_a_minute - 1)
        most = resident(process)
    return [
        Figure("50 senders: p50, to a bare view's", at(ours, 0.5) / at(bare, 0.5), 1.25, "times"),
        Figure("50 senders: p99, to a bare view's", at(ours, 0.99) / at(bare, 0.99), 2, "times"),
        Figure("50 senders: processor time a call", 1000 * used / len(ours), 10, "ms"),
        Figure("memory after two more minutes of them", more, 5, "%"),
        Figure("the worker after them", most, 105, "MB"),
    ]


def _callers(upstream: int) -> list[Figure]:
    """To what the same people have to wait who call the endpoint directly, in turns: they and it
    need a millisecond themselves."""
    plan = {"people": 20, "every": 1, "wait": 50, "seconds": 10}
    direct: list[float] = []
    ours: list[float] = []
    with _console(upstream) as (port, _):
        for _ in range(2):
            direct += play(upstream, **plan)["took"]
            ours += play(port, **plan)["took"]
    return [
        Figure("20 callers: added, p50", at(ours, 0.5) - at(direct, 0.5), 3, "ms"),
        Figure("20 callers: added, p99", at(ours, 0.99) - at(direct, 0.99), 15, "ms"),
    ]
