"""What all tests of pages share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.schema.help import client_library
from tests.conftest import MakeApp
from tests.pages.own_servers import console_with, url_of_nobody
from tests.upstream import Upstream


@pytest.fixture(autouse=True)
def no_reading_of_the_client_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each new data folder would have half a second of it done in the background."""
    monkeypatch.setattr(client_library, "start_in_background", lambda data_dir: None)


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as server:
        yield server


@pytest.fixture
def console(make_app: MakeApp, upstream: Upstream, tmp_path: Path) -> Flask:
    """A console with the regions `own` (the upstream) and `gone` (a port where nothing is)."""
    urls = {"own": upstream.url, "gone": url_of_nobody()}
    return console_with(make_app, tmp_path, urls, read_timeout="1")
