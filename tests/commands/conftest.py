"""A terminal, and the server that its calls go to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.terminal import Terminal
from tests.conftest import MakeApp
from tests.upstream import Upstream


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as server:
        yield server


@pytest.fixture
def terminal(make_app: MakeApp, tmp_path: Path, upstream: Upstream) -> Terminal:
    return Terminal(make_app, tmp_path, upstream.url)
