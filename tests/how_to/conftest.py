"""What these tests share."""

from pathlib import Path

import pytest

from tests.how_to.copied import Copy


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)
