"""The console as people run it (`python -m app`), and a real browser in front of it.

A test that takes `page` is there twice, wide and narrow. `make test` runs it at one of the two,
chosen by its name, half of them at either; `make soak` runs the other. What is about the layout
itself says so (`both_widths` in steps.py) and runs at both in `make test`, and each view that is
looked at (`looks_right`) has to fit at the other width too. With SOAK=1 both can be run by hand.
"""

import os
import re
import socket
import time
import urllib.request
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.prepared import fill_for_a_process
from tests.sizes import WHOLE
from tests.started import Started
from tests.upstream import Upstream

# Other tests run at the same time, on machines of any speed: nothing is measured here.
PATIENCE = 20_000  # ms
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Live:
    """A running console and an endpoint of ours that it may call, guarded and not."""

    url: str
    upstream: Upstream


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder = tmp_path_factory.mktemp("console")
    port = free_port()
    with Upstream() as upstream:
        regions = folder / "regions.toml"
        regions.write_text(
            f'[[region]]\nid = "own"\nname = "Own server"\nurl = "{upstream.url}"\n'
            f'[[region]]\nid = "schema1400"\nname = "Own server 1400"\nurl = "{upstream.url}"\n'
            f'[[region]]\nid = "schema420"\nname = "Own server 420"\nurl = "{upstream.url}"\n'
            f'[[region]]\nid = "live"\nname = "Production"\nurl = "{upstream.url}"\nguard = true\n'
        )
        environ = {
            name: value for name, value in os.environ.items() if not name.startswith("TESTME_")
        }
        environ |= {
            "TESTME_PORT": str(port),
            "TESTME_DATA_DIR": str(folder / "data"),
            "TESTME_REGIONS_FILE": str(regions),
            "TESTME_READ_TIMEOUT": "5",
        }
        fill_for_a_process(folder / "data")
        with (folder / "log").open("wb") as log:
            server = Started("app", env=environ, stdout=log.fileno(), stderr=log.fileno())
        url = f"http://127.0.0.1:{port}"
        try:
            _wait_for(url, server, folder / "log")
            yield Live(url, upstream)
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(url: str, server: Started, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=2).close()
        except OSError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.1)
        else:
            return
    raise AssertionError(log.read_text())


@pytest.fixture(params=[1400, 420], ids=["wide", "narrow"])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves each test its width, and the other one to `make soak`."""
    others = [item for item in items if _at_its_other_width(item)]
    for item in others:
        item.add_marker("soak")
    for item in items:
        if isinstance(item, pytest.Function) and "looks_right" in item.function.__code__.co_names:
            item.add_marker("soak")
    if others and not WHOLE:
        config.hook.pytest_deselected(items=others)
        left_out = set(others)
        items[:] = [item for item in items if item not in left_out]


def _at_its_other_width(item: pytest.Item) -> bool:
    marks = list(item.iter_markers("parametrize"))
    if item.get_closest_marker("both_widths") or any("width" in mark.args[0] for mark in marks):
        return False
    named = re.search(r"\b(wide|narrow)\b", item.nodeid)
    return named is not None and named[0] != _chosen(item.nodeid.replace(named[0], "", 1))


def _chosen(name: str) -> str:
    return ("wide", "narrow")[zlib.crc32(name.encode()) % 2]


@pytest.fixture(scope="session")
def contexts(browser: Browser, live: Live) -> Callable[[int], BrowserContext]:
    """One for each width, which keeps what it has loaded and compiled.

    A page without a script stays open in it, so that the process in which all pages of the context
    are drawn stays as well (FLAGS): else each new page would cost a new one.
    """

    @cache
    def made(width: int) -> BrowserContext:
        context = _context(browser, live, width)
        context.new_page().goto("/healthz")
        return context

    return made


def _context(browser: Browser, live: Live, width: int) -> BrowserContext:
    """Where something glides, each of its frames is drawn: `make soak` looks at that."""
    made = browser.new_context(
        base_url=live.url,
        viewport={"width": width, "height": 900},
        reduced_motion="no-preference" if WHOLE else "reduce",
    )
    made.set_default_timeout(PATIENCE)
    return made


@pytest.fixture
def context(
    request: pytest.FixtureRequest,
    browser: Browser,
    live: Live,
    width: int,
    contexts: Callable[[int], BrowserContext],
) -> Iterator[BrowserContext]:
    """A browser of somebody who has never been here."""
    if request.node.get_closest_marker("own_context"):
        made = _context(browser, live, width)
        yield made
        made.close()
        return
    made = contexts(width)
    staying = made.pages[0]
    yield made
    for left in made.pages[1:]:
        left.close()
    # Stored things are cleared through a page.
    everything = {"origin": live.url, "storageTypes": "local_storage,indexeddb"}
    made.new_cdp_session(staying).send("Storage.clearDataForOrigin", everything)
    made.clear_cookies()
    made.clear_permissions()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that must not log an error: a script fault, or what the CSP has stopped."""
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on(
        "console",
        lambda message: (
            faults.append(message.text)
            if message.type == "error" and "status of 4" not in message.text
            else None
        ),
    )
    # A page that is left drops what it was still fetching.
    opened.on(
        "requestfailed",
        lambda failed: (
            None
            if failed.failure == "net::ERR_ABORTED"
            else faults.append(f"{failed.url} {failed.failure}")
        ),
    )
    yield opened
    assert faults == []
