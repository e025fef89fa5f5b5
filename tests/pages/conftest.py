"""What all tests of pages share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import MakeApp, making
from tests.made_once import CompiledTemplates
from tests.pages.own_servers import console_with, url_of_nobody
from tests.upstream import Upstream


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as server:
        yield server


@pytest.fixture(scope="module")
def shared(
    tmp_path_factory: pytest.TempPathFactory, templates: CompiledTemplates
) -> Iterator[Flask]:
    """One console for a module whose tests have a browser each, and change nothing for others."""
    with making(tmp_path_factory.mktemp("shared"), templates) as make:
        yield make()


@pytest.fixture
def console(make_app: MakeApp, upstream: Upstream, tmp_path: Path) -> Flask:
    """A console with the regions `own` (the upstream) and `gone` (a port where nothing is)."""
    urls = {"own": upstream.url, "gone": url_of_nobody()}
    return console_with(make_app, tmp_path, urls, read_timeout="1")
