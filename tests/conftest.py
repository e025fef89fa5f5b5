"""The console as a whole, on a data folder of its own, for tests of pages; and a browser."""

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from playwright.sync_api import Browser, Playwright, sync_playwright

from app import create_app
from app.assembly import EXTENSION
from app.desk.parts import Parts
from app.schema.help import client_library
from app.settings import Settings
from tests.made_once import CompiledTemplates, share
from tests.prepared import fill_for
from tests.sizes import WHOLE, examples

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
    # Pages of one context share a process, which takes as long to start as a page to be drawn.
    "--renderer-process-limit=1",
    # What is compiled better pays for pages that stay open longer than a test's.
    "--js-flags=--no-turbofan,--no-maglev",
]

# Where a test of Hypothesis says no number itself.
EXAMPLES = examples(25, 100)
settings.register_profile("testme", settings(), max_examples=EXAMPLES)
settings.load_profile("testme")

# Searching for garbage while tests are only collected takes as long as collecting them.
gc.disable()

share()

# What jsonschema imports for addresses that are not ASCII, which no schema of ours has, makes forty
# grammars: two seconds of each process.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

MakeApp = Callable[..., Flask]

# "tests/x.py::test_y  # what `make test` looks at instead" a line.
IN_SOAK = Path(__file__).with_name("in_soak.txt")


def in_soak() -> list[str]:
    """The tests that `make soak` alone runs."""
    lines = IN_SOAK.read_text("utf-8").splitlines()
    return [line.split()[0] for line in lines if line and not line.startswith("#")]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves to `make soak` what `make test` has something quicker for."""
    named = set(in_soak())
    left = [item for item in items if item.nodeid.partition("[")[0] in named]
    for item in left:
        item.add_marker("soak")
    for item in items:
        chosen = getattr(getattr(item, "obj", None), "_hypothesis_internal_use_settings", None)
        if chosen is not None and chosen.max_examples == EXAMPLES:
            item.add_marker("soak")
    if left and not WHOLE and len(left) < len(items):
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is there by now stays: each search for garbage would go through all of the schema."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> CompiledTemplates:
    """Those of all processes of this run of the tests."""
    own = tmp_path_factory.getbasetemp()
    return CompiledTemplates((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "made")


@contextmanager
def making(folder: Path, templates: CompiledTemplates) -> Iterator[MakeApp]:
    """What makes consoles from TESTME_ settings given as keywords, all with one data folder."""
    made: list[Flask] = []

    def make(**values: str) -> Flask:
        environ = {f"TESTME_{name.upper()}": value for name, value in values.items()}
        asked = Settings.load({"TESTME_DATA_DIR": str(folder / "data"), **environ})
        fill_for(asked)
        app = create_app(asked)
        app.jinja_env.bytecode_cache = templates
        made.append(app)
        return app

    with pytest.MonkeyPatch.context() as patched:
        # Each new data folder would have half a second of it done in the background.
        patched.setattr(client_library, "start_in_background", lambda data_dir: None)
        yield make
    for app in made:
        app.extensions[EXTENSION].close()


@pytest.fixture
def make_app(tmp_path: Path, templates: CompiledTemplates) -> Iterator[MakeApp]:
    """Makes a console from TESTME_ settings given as keywords (`auth="password"`)."""
    with making(tmp_path, templates) as make:
        yield make


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
    playwright = sync_playwright().start()
    yield playwright
    playwright.stop()


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
