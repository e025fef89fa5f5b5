"""A private PostgreSQL server."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest


def _binaries() -> Path | None:
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if on_path := shutil.which("postgres"):
        places.insert(0, Path(on_path).resolve().parent)
    return next((place for place in places if (place / "initdb").exists()), None)


def _unprivileged() -> dict[str, Any]:
    """The user to run the server as, for subprocess: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return {}
    users = {user.pw_name: user for user in pwd.getpwall()}
    user = users.get("postgres") or users["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


class PostgresServer:
    """A private server of its own folder below the temporary one, to be started and stopped.

    Not below tmp_path: that one is root's alone where the tests run as root, and a socket's path
    may have 107 characters.
    """

    def __init__(self) -> None:
        binaries = _binaries()
        if binaries is None:
            pytest.skip("no PostgreSQL server on this machine")
        self.folder = Path(tempfile.mkdtemp(prefix="testme-pg-"))
        self.url = f"postgresql+psycopg://testme@/postgres?host={self.folder}"
        self._binaries = binaries
        self._user = _unprivileged()
        self._server: subprocess.Popen[bytes] | None = None
        if self._user:
            os.chown(self.folder, self._user["user"], self._user["group"])
        initdb = [str(binaries / "initdb"), "-D", self._data, "-U", "testme", "-A", "trust"]
        subprocess.run(
            [*initdb, "--no-sync", "-E", "UTF8", "--locale=C"],
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
            **self._user,
        )

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def start(self) -> None:
        settings = ["listen_addresses=", "fsync=off", "shared_buffers=16MB"]
        settings += ["full_page_writes=off", "synchronous_commit=off", "autovacuum=off"]
        options = [word for setting in settings for word in ("-c", setting)]
        self._server = subprocess.Popen(
            [str(self._binaries / "postgres"), "-D", self._data, "-k", self.folder, *options],
            cwd=self.folder,
            stderr=subprocess.DEVNULL,
            **self._user,
        )
        _wait_for(self.folder, self._server)

    def stop(self) -> None:
        """At once, whoever is connected."""
        if self._server:
            self._server.send_signal(signal.SIGINT)  # "fast shutdown"
            self._server.wait(timeout=30)
            self._server = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)


def _wait_for(folder: Path, server: "subprocess.Popen[bytes]") -> None:
    give_up = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(host=str(folder), user="testme", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > give_up:
                raise
            time.sleep(0.05)
