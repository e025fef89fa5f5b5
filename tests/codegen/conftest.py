"""What the tests of other languages need: their programs, and official client libraries."""

import contextlib
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

NODE_FILES = Path(__file__).with_name("node")
VENV = Path(__file__).resolve().parents[2] / ".venv"


def needed(program: str) -> str:
    """The path of a program. Skips the test where there is none, and fails it in CI."""
    found = shutil.which(program)
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{program} is not installed, and CI has to run these tests.")
        pytest.skip(f"{program} is not installed")
    return found


@pytest.fixture(scope="session")
def node() -> str:
    return needed("node")


@pytest.fixture(scope="session")
def node_modules(node: str) -> Path:
    """A folder `node_modules` with what tests/codegen/node/package-lock.json names.

    It is installed once beside the virtual environment, and again when that file changes.
    """
    npm = needed("npm")
    locked = (NODE_FILES / "package-lock.json").read_bytes()
    folder = VENV / f"node-{hashlib.sha256(locked).hexdigest()[:12]}"
    if not folder.exists():
        VENV.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=VENV) as waiting:
            made = Path(waiting, "node")
            shutil.copytree(NODE_FILES, made)
            subprocess.run(
                [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
                cwd=made,
                capture_output=True,
                timeout=110,
                check=True,
            )
            # Another process that runs tests may have been faster with the same.
            with contextlib.suppress(OSError):
                made.rename(folder)
    return folder / "node_modules"
