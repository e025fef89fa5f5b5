"""Data folders as nobody has used them, filled once a process: that takes longer than a test."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from app.assembly import assembled
from app.desk.parts import Parts
from app.sandbox import Sandbox
from app.schema.facts import bundled
from app.schema.help import client_library
from app.settings import Settings
from tests.storage.migrated import migrated_file

DATABASE = "testme.sqlite"


@cache
def _unused() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="testme-unused-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Sandbox(folder / "sandbox", bundled()).close()
    migrated_file(folder / DATABASE)
    return folder


def fill(data: Path, *, sandbox: bool = True, database: bool = True) -> None:
    """Puts what it has not into a data folder, which need not be there."""
    data.mkdir(parents=True, exist_ok=True)
    if sandbox and not (data / "sandbox").exists():
        shutil.copytree(_unused() / "sandbox", data / "sandbox", copy_function=_copied)
    if database and not (data / DATABASE).exists():
        shutil.copy(_unused() / DATABASE, data / DATABASE)


def fill_for(settings: Settings) -> None:
    """What a console of these settings would make in its data folder, and take a while."""
    fill(
        settings.data_dir,
        sandbox=settings.sandbox != "off",
        database=not settings.database_url.startswith("postgresql"),
    )


def assembled_from(environ: Mapping[str, str]) -> Parts:
    """What `assembled` makes of TESTME_ settings, in a folder that is filled."""
    settings = Settings.load(environ)
    fill_for(settings)
    return assembled(settings)


def fill_for_a_process(data: Path) -> None:
    """The same for a console of its own, which reads the client library once a data folder."""
    fill(data)
    words = client_library.cache_file(data)
    if words and not words.exists():
        shutil.copy(_with_words(words.name), words)


@cache
def _with_words(name: str) -> Path:
    file = _unused() / name
    client_library._write(file)
    return file


def _copied(source: str, target: str) -> None:
    """Most are files of the sandbox's content, which takes a new one where content changes."""
    if Path(source).parent.name == "uploads":
        os.link(source, target)
    else:
        shutil.copy2(source, target)
