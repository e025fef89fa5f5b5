"""`python -m` without its imports: they take a second and a half of each start's processor time.

Tests start some seventy consoles and commands. One process a pytest process imports what these do,
once, and starts no thread; for each `Started` it forks one that goes on as `python -m` does, with
arguments, environment, streams, session, signals and an exit status of its own. What differs: all
has been imported, in an order of its own, and is passed over by searches for garbage. What is about
a start itself, the options of Python, or the imports or memory of a process starts a real one.
"""

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, Self

ROOT = Path(__file__).resolve().parent.parent
PIPE, DEVNULL = subprocess.PIPE, subprocess.DEVNULL


def started_anew(*arguments: str, **given: Any) -> "subprocess.Popen[bytes]":
    """A real one, for what is about a start itself."""
    return subprocess.Popen([sys.executable, "-m", *arguments], cwd=ROOT, **given)


class Started:
    """A process of `python -m ARGUMENTS` in the project's folder, used as `subprocess.Popen` is.

    Its streams are descriptors, DEVNULL, or PIPE for bytes that are read here.
    """

    def __init__(
        self,
        *arguments: str,
        env: dict[str, str],
        stdin: int = DEVNULL,
        stdout: int = PIPE,
        stderr: int = PIPE,
        start_new_session: bool = False,
    ) -> None:
        self.returncode: int | None = None
        asked = {"arguments": arguments, "env": env, "session": start_new_session}
        with tempfile.TemporaryFile() as file, ExitStack() as theirs:
            file.write(json.dumps(asked).encode())
            file.seek(0)

            def opened(stream: int) -> tuple[int, BinaryIO | None]:
                if stream == PIPE:
                    ours, stream = os.pipe()
                elif stream == DEVNULL:
                    stream, ours = os.open(os.devnull, os.O_RDWR), -1
                else:
                    return stream, None
                theirs.callback(os.close, stream)
                return stream, os.fdopen(ours, "rb", 0) if ours >= 0 else None

            read, _ = opened(stdin)
            out, self.stdout = opened(stdout)
            err, self.stderr = opened(stderr)
            # A line with its number, and one with its status when it has ended.
            told, self._told = opened(PIPE)
            socket.send_fds(_forking(), [b"\n"], [file.fileno(), told, read, out, err])
        self.pid = self._next()

    def _next(self) -> int:
        assert self._told is not None
        line = self._told.readline()
        assert line, "The process that forks is gone: what it said stands above."
        return int(line)

    def poll(self) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            assert self._told is not None
            if not select.select([self._told], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            self.returncode = os.waitstatus_to_exitcode(self._next())
            self._told.close()
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[bytes, bytes]:
        """All that it says at its pipes, once it has ended."""
        with ThreadPoolExecutor() as threads:
            read = [threads.submit(one.read) if one else None for one in (self.stdout, self.stderr)]
            try:
                self.wait(timeout)
            except subprocess.TimeoutExpired:
                self.kill()
                raise
        self._close()
        out, err = (one.result() if one else b"" for one in read)
        return out, err

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()
        self.wait()

    def _close(self) -> None:
        for one in (self.stdout, self.stderr):
            if one:
                one.close()


@cache
def _forking() -> socket.socket:
    """The way to the process that forks; it ends when this one closes it, or is killed."""
    ours, its = socket.socketpair()
    with its:
        way = its.fileno()
        command = [sys.executable, "-m", "tests.forking", str(way)]
        process = subprocess.Popen(command, cwd=ROOT, pass_fds=[way], stdin=subprocess.DEVNULL)

    def end() -> None:
        ours.shutdown(socket.SHUT_RDWR)
        ours.close()
        process.wait(20)

    atexit.register(end)
    return ours
