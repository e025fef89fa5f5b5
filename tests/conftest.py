"""The console as a whole, on a data folder of its own, for tests of pages; and a browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from playwright.sync_api import Browser, Playwright, sync_playwright

from app import create_app
from app.desk.parts import Parts
from app.pages.shell.context import EXTENSION
from app.sandbox import Sandbox
from app.schema.facts import bundled
from app.settings import Settings

# The same browser without a window of its own draws pages in two thirds of the time.
SHELL = shutil.which("chromium-headless-shell")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # What is compiled better pays for pages that stay open longer than a test's.
    "--js-flags=--no-turbofan,--no-maglev",
]

MakeApp = Callable[..., Flask]


class CompiledTemplates(BytecodeCache):
    """What all consoles of one process share: compiling takes longer than most tests."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()


@pytest.fixture(scope="session")
def filled_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sandbox that nobody has used: filling it takes longer than most tests."""
    folder = tmp_path_factory.mktemp("filled") / "sandbox"
    Sandbox(folder, bundled()).close()
    return folder


@pytest.fixture
def make_app(tmp_path: Path, filled_sandbox: Path) -> Iterator[MakeApp]:
    """Makes a console from TESTME_ settings given as keywords (`auth="password"`)."""
    made: list[Flask] = []

    def make(**values: str) -> Flask:
        environ = {f"TESTME_{name.upper()}": value for name, value in values.items()}
        settings = Settings.load({"TESTME_DATA_DIR": str(tmp_path / "data"), **environ})
        sandbox = settings.data_dir / "sandbox"
        if settings.sandbox and not sandbox.exists():
            shutil.copytree(filled_sandbox, sandbox)
        app = create_app(settings)
        app.jinja_env.bytecode_cache = COMPILED
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions[EXTENSION].close()


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app()


@pytest.fixture
def parts(app: Flask) -> Parts:
    console = app.extensions[EXTENSION]
    assert isinstance(console, Parts)
    return console


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def other_client(app: Flask) -> FlaskClient:
    """Another browser: another workspace."""
    return app.test_client()


@pytest.fixture(scope="session")
def playwright_loop() -> Iterator[Playwright]:
    """One for a whole process: it cannot be started a second time beside itself."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright_loop: Playwright) -> Iterator[Browser]:
    yield from _launched(playwright_loop, SHELL or CHROMIUM)


@pytest.fixture
def browser_with_a_window(playwright_loop: Playwright) -> Iterator[Browser]:
    """Chromium itself, where more than the drawing of pages is needed."""
    yield from _launched(playwright_loop, CHROMIUM)


def _launched(playwright: Playwright, executable: str | None) -> Iterator[Browser]:
    if executable is None:
        if os.environ.get("CI"):
            pytest.fail("CI has to have Chromium: .ci/run installs it.")
        pytest.skip("There is no Chromium here; Debian: apt-get install chromium.")
    running = playwright.chromium.launch(executable_path=executable, args=FLAGS)
    yield running
    running.close()
