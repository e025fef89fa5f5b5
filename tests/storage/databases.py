"""Fixtures: real databases. A test that takes `engine` runs on SQLite and on PostgreSQL.

A module uses them with `pytest_plugins = ["tests.storage.databases"]`, so that all modules
share one private PostgreSQL server. Without its binaries those runs are skipped.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine

from app.storage.engine import migrate, open_database
from app.storage.sealing import Sealer


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


@pytest.fixture(scope="session")
def postgres_folder() -> Iterator[Path]:
    """The folder of a running server's unix socket."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server on this machine")
    # Not below tmp_path: that one is root's alone where the tests run as root, and a
    # socket's path may have 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="testme-pg-"))
    user = _unprivileged()
    if user:
        os.chown(folder, user["user"], user["group"])
    data = str(folder / "data")
    initdb = [str(binaries / "initdb"), "-D", data, "-U", "testme", "-A", "trust", "--no-sync"]
    options = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=16MB"]
    subprocess.run(
        [*initdb, "-E", "UTF8", "--locale=C"],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
        **user,
    )
    server = subprocess.Popen(
        [str(binaries / "postgres"), "-D", data, "-k", folder, *options],
        cwd=folder,
        stderr=subprocess.DEVNULL,
        **user,
    )
    try:
        _wait_for(folder, server)
        yield folder
    finally:
        server.terminate()  # waits for clients, and every engine has been disposed of
        server.wait(timeout=30)
        shutil.rmtree(folder)


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


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'testme.sqlite'}"
        return
    folder: Path = request.getfixturevalue("postgres_folder")
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(
        host=str(folder), user="testme", dbname="postgres", autocommit=True
    ) as server:
        server.execute(f'CREATE DATABASE "{name}"'.encode())
        yield f"postgresql+psycopg://testme@/{name}?host={folder}"
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A migrated database."""
    opened = open_database(database_url)
    migrate(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def sealer() -> Sealer:
    return Sealer("a secret key of thirty-two or more characters")
