"""What these tests share."""

import shutil
from pathlib import Path

import pytest

from tests.how_to.copied import Copy


@pytest.fixture
def copy(tmp_path: Path, unused: Path) -> Copy:
    made = Copy(tmp_path)
    # Filling it takes longer than all else of a start.
    shutil.copytree(unused / "sandbox", made.data / "sandbox")
    return made
