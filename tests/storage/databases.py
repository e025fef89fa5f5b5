"""Fixtures: real databases. A test that takes `engine` runs on SQLite and on PostgreSQL.

A module uses them with `pytest_plugins = ["tests.storage.databases"]`, so that all modules
share one private PostgreSQL server. Without its binaries those runs are skipped.
"""

import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from app.storage.engine import migrate, open_database
from app.storage.sealing import Sealer
from tests.storage.migrated import migrated_file
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


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the databases of tests that take `engine` are copied from."""
    path = tmp_path_factory.mktemp("migrated") / "testme.sqlite"
    migrated_file(path)
    return path


@pytest.fixture(scope="session")
def new_postgresql(postgres_folder: Path) -> Callable[[str], str]:
    """Makes an empty database of a name, and tells its URL."""

    def create(name: str) -> str:
        with _postgres(postgres_folder) as server:
            server.execute(f"CREATE DATABASE {name}".encode())
        return _postgres_url(postgres_folder, name)

    return create


@pytest.fixture(scope="session")
def migrated_postgresql(new_postgresql: Callable[[str], str]) -> str:
    """The name of the database that those of tests that take `engine` are copied from."""
    opened = open_database(new_postgresql("migrated"))
    migrate(opened)
    opened.dispose()
    return "migrated"


@pytest.fixture
def database_source(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """What a test's database is a copy of, by its kind: a path, a name, or "" for nothing."""
    if "engine" in request.fixturenames:
        return lambda kind: str(request.getfixturevalue(f"migrated_{kind}"))
    return lambda kind: ""


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(
    request: pytest.FixtureRequest, database_source: Callable[[str], str], tmp_path: Path
) -> Iterator[str]:
    """The URL of a fresh, empty database: of a migrated one where a test takes `engine` too."""
    source = database_source(request.param)
    if request.param == "sqlite":
        path = tmp_path / "testme.sqlite"
        if source:
            shutil.copyfile(source, path)
        yield f"sqlite:///{path}"
        return
    folder: Path = request.getfixturevalue("postgres_folder")
    name = f"test_{uuid.uuid4().hex}"
    with _postgres(folder) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE {source or "template1"}'.encode())
        yield _postgres_url(folder, name)
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def _postgres(folder: Path) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(host=str(folder), user="testme", dbname="postgres", autocommit=True)


def _postgres_url(folder: Path, name: str) -> str:
    return f"postgresql+psycopg://testme@/{name}?host={folder}"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A migrated database."""
    opened = open_database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def sealer() -> Sealer:
    return Sealer("a secret key of thirty-two or more characters")
