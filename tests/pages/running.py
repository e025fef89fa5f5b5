"""The console as people run it, `python -m app`, for what only a real server shows."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.prepared import fill_for_a_process
from tests.started import PIPE, Started

Process = Started | subprocess.Popen[bytes]
# `Started`, or what starts a real one.
Start = Callable[..., Process]


@dataclass(frozen=True)
class Running:
    port: int
    log: Path  # all that it writes to stdout and stderr
    process: Process

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def crash(self) -> None:
        """Kill it and its worker as the system does, without a word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def send(self, request: str) -> str:
        """The answer to the very bytes of one request; it has to ask for `Connection: close`."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(request.replace("\n", "\r\n").encode())
            pieces = iter(lambda: connection.recv(65536), b"")
            return b"".join(pieces).decode("utf-8", "replace")


def environ_of(folder: Path, **values: str) -> dict[str, str]:
    """That of this process with TESTME_ settings given as keywords alone; data in `folder`/data."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("TESTME_")}
    environ |= {"TESTME_DATA_DIR": str(folder / "data")}
    return environ | {f"TESTME_{name.upper()}": value for name, value in values.items()}


def run_to_end(
    *arguments: str, environ: dict[str, str], start: Start = Started
) -> "subprocess.CompletedProcess[str]":
    """What `python -m` with the arguments said, and how it ended."""
    with start(*arguments, env=environ, stdout=PIPE, stderr=PIPE) as process:
        out, err = (said.decode() for said in process.communicate(timeout=60))
    return subprocess.CompletedProcess(arguments, process.wait(), out, err)


@contextmanager
def running(folder: Path, start: Start = Started, /, **values: str) -> Iterator[Running]:
    """A console with TESTME_ settings given as keywords and its data in `folder`/data."""
    fill_for_a_process(folder / "data")
    port = int(values.get("port") or _free_port())
    environ = environ_of(folder, **{**values, "port": str(port)})
    log = folder / "log"
    with log.open("wb") as output:
        # In a session of its own, so that both can be killed at once.
        to = output.fileno()
        server = start("app", env=environ, stdout=to, stderr=to, start_new_session=True)
    try:
        _wait(port, server, log)
        yield Running(port, log, server)
    finally:
        server.terminate()
        server.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, server: Process, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
        except OSError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.05)
        else:
            return
    raise AssertionError(log.read_text())
