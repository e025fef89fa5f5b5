"""The process that `tests.started` has fork: `python -m tests.forking SOCKET`.

A byte at the socket asks for one, with five descriptors: of a file that says what it shall be, of
the way to tell its number and status, and of its three streams.
"""

import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import sys
from contextlib import suppress
from typing import Any

import app
from app.schema.facts import bundled as schema
from app.schema.help.texts import own_words
from app.workflows.bundled import bundled as workflows

# Beside the modules of `app`: what these, Flask and gunicorn import when it is first needed.
LATER = [
    "alembic.command",
    "alembic.config",
    "dbos",
    "flask.cli",
    "gunicorn.app.base",
    "gunicorn.glogging",
]


def _fork(asking: socket.socket) -> dict[str, Any]:
    """Forks for each that is asked for; in each process that was forked, what has been asked."""
    told: dict[int, int] = {}
    # Ctrl-C is for those that were forked.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    woken, waking = os.pipe()
    os.set_blocking(waking, False)
    signal.set_wakeup_fd(waking)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while True:
        ready, _, _ = select.select([asking.fileno(), woken], [], [])
        if woken in ready:
            os.read(woken, 512)
            for one in list(told):
                ended, status = os.waitpid(one, os.WNOHANG)
                if ended:
                    _tell(told[one], status)
                    os.close(told.pop(one))
        if asking.fileno() in ready:
            came, given, _, _ = socket.recv_fds(asking, 1, 5)
            if not came:
                for one in told:
                    os.kill(one, signal.SIGTERM)
                sys.exit()
            file, tells, *streams = given
            child = os.fork()
            if not child:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                signal.signal(signal.SIGINT, before)
                for one in (asking.detach(), woken, waking, tells, *told.values()):
                    os.close(one)
                return _become(file, streams)
            for one in (file, *streams):
                os.close(one)
            told[child] = tells
            _tell(tells, child)


def _tell(way: int, number: int) -> None:
    with suppress(BrokenPipeError):
        os.write(way, b"%d\n" % number)


def _become(file: int, streams: list[int]) -> dict[str, Any]:
    with open(file, "rb") as readable:
        asked: dict[str, Any] = json.load(readable)
    if asked["session"]:
        os.setsid()
    os.environ.clear()
    os.environ.update(asked["env"])
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = _opened(sys.stdin, "r")
    sys.stdout = _opened(sys.stdout, "w")
    sys.stderr = _opened(sys.stderr, "w", by_line=True)
    return asked


def _opened(before: Any, mode: str, *, by_line: bool = False) -> Any:
    """A standard stream that knows no more than its number of what it was."""
    number = before.fileno()
    buffering = 1 if mode == "w" and (by_line or os.isatty(number)) else -1
    new: Any = os.fdopen(number, mode, buffering, before.encoding, before.errors, closefd=False)
    new.buffer.raw.name = before.name
    return new


def _import_all() -> None:
    gc.disable()
    names = [one.name for one in pkgutil.walk_packages(app.__path__, "app.")]
    for name in (*names, *LATER):
        # Alembic runs the migrations; and `python -m` what it is given.
        if not name.startswith(("app.storage.migrations.", "app.__main__")):
            importlib.import_module(name)
    # What is read of the tree once a process counts among that.
    for read in (schema, own_words, workflows):
        read()
    gc.freeze()
    gc.enable()


def _main(way: int) -> None:
    _import_all()
    asked = _fork(socket.socket(fileno=way))
    module, *sys.argv[1:] = asked["arguments"]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _main(int(sys.argv[1]))
