"""`python -m app`: check the settings, prepare the database, serve with gunicorn."""

import contextlib
import ctypes
import gc
import resource
import sys
from functools import partial

from flask import Flask
from gunicorn.app.base import BaseApplication

from app import create_app
from app.assembly import EXTENSION
from app.desk.parts import Parts
from app.desk.row_runs.schedule import begin_due
from app.desk.row_runs.working import working_of
from app.errors import TestMeError
from app.pages.shell import uploads
from app.regions import RegionsFault, load_regions
from app.serving.worker import Worker
from app.settings import Settings, SettingsFault
from app.storage.engine import migrate, open_database
from app.storage.keys import cookie_key
from app.storage.running import say_running
from app.storage.sealing import Sealer


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn carries no types
    """One worker process; the console is made in it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.page_threads = settings.threads
        self.stop_seconds = settings.stop_timeout
        self.https = settings.https
        self.upload_folder = str(uploads.folder(settings.data_dir))
        self.trusted_proxies = frozenset(settings.trusted_proxies)
        super().__init__()

    def load_config(self) -> None:
        settings = self._settings
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        for name, value in {
            "bind": f"{host}:{settings.port}",
            "backlog": 2048,
            "workers": 1,
            "worker_class": Worker,
            # A machine that slept is no worker that hangs.
            "timeout": 0,
            # The worker ends in time by itself.
            "graceful_timeout": int(settings.stop_timeout) + 10,
            "loglevel": "warning",
            "control_socket_disable": True,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        say_running(self._settings.data_dir)
        console = create_app(self._settings)
        self._parts: Parts = console.extensions[EXTENSION]
        self._parts.note_regions()
        self._parts.retention.start()
        due = partial(begin_due, self._parts)
        self._parts.keeper.start(working_of(self._parts), due)
        # What is there now stays: looking for garbage in it takes 70 ms, for which all wait.
        gc.collect()
        gc.freeze()
        return console

    def is_call(self, method: str, path: str) -> bool:
        return method == "POST" and path == "/send"

    def stop_waiting(self) -> None:
        self._parts.admission.stop(waiting=True)

    def stop_calls(self) -> None:
        self._parts.admission.stop()

    def close(self, seconds: float) -> None:
        self._parts.close(seconds)


def main() -> None:
    """Serves until it is told to end; exits with 2 after saying what is wrong."""
    try:
        settings = Settings.load()
        load_regions(settings.regions_file, sandbox_url=None if settings.sandbox == "off" else "")
        engine = open_database(settings.database_url)
        migrate(engine)
        cookie_key(engine, Sealer(settings.secret_key), give_up=settings.accept_new_key)
        engine.dispose()
    except (SettingsFault, RegionsFault, TestMeError) as fault:
        sentences = fault.faults if isinstance(fault, SettingsFault) else [str(fault)]
        print("TestMe cannot start:", *sentences, sep="\n  ", file=sys.stderr)
        sys.exit(2)
    print(f"TestMe is at http://{settings.host}:{settings.port}/ (Ctrl-C ends it)", flush=True)
    if not settings.loopback and not settings.https:
        print(
            "Passwords, secrets and KS go over the network in clear: put a proxy that speaks TLS "
            "in front, and set TESTME_HTTPS=on. Slow clients hold nothing: it need not buffer.",
            flush=True,
        )
    prepare_process()
    Server(settings).run()


def prepare_process() -> None:
    """What a process with many connections and few busy threads does well with."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 8192 if most == resource.RLIM_INFINITY else min(8192, most)
    if now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    # The thread that hands out the work does not wait long for one that computes.
    sys.setswitchinterval(0.0005)
    with contextlib.suppress(OSError, AttributeError):
        # Of glibc: an arena a thread keeps megabytes that nobody uses. -8 is M_ARENA_MAX.
        ctypes.CDLL(None).mallopt(-8, 1)


if __name__ == "__main__":
    main()
