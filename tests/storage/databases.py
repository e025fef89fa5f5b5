"""Fixtures: real databases. A test that takes `engine` runs on SQLite and on PostgreSQL.

A module uses them with `pytest_plugins = ["tests.storage.databases"]`, so that all modules
share one private PostgreSQL server. Without its binaries those runs are skipped.
"""

import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from app.storage.engine import migrate, open_database
from app.storage.sealing import Sealer
from tests.storage.postgres import PostgresServer


def _running() -> Iterator[PostgresServer]:
    server = PostgresServer()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def postgres_folder() -> Iterator[Path]:
    """The folder of a running server's unix socket."""
    for server in _running():
        yield server.folder


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A running server that a test may stop and start again."""
    yield from _running()


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
