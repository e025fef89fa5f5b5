"""The examples of the page on testing, word for word, in a project that is not ours."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.sandbox import DEMO
from tests.codegen.conftest import VENV, needed, node

__all__ = ["node"]
ROOT = VENV.parent
Run = Callable[..., "subprocess.CompletedProcess[str]"]
EXAMPLE = re.compile(r'<pre[^>]* aria-label="([^"]*)"><code[^>]*>(.*?)</code></pre>', re.DOTALL)


@pytest.fixture
def page(client: FlaskClient) -> str:
    return client.get("/api-docs/guide/testing").get_data(as_text=True)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the checkout keeps belongs to whoever works in it."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def run(page: str, tmp_path: Path, data: Path) -> Run:
    """Runs a command in a folder with the files of the page, and nothing else."""
    project = tmp_path / "project"
    project.mkdir()
    for name, code in EXAMPLE.findall(page):
        if "." in name and " " not in name:
            lines = code.split('<span class="line">')[1:]
            text = "\n".join(re.sub(r"<[^>]*>", "", line) for line in lines)
            (project / name).write_text(unescape(text) + "\n", "utf-8")
    given = {"TESTME": str(ROOT), "TESTME_DATA_DIR": str(data)}

    def run(*command: str, **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command,
            cwd=project,
            env={**os.environ, **given, **more},
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )

    return run


def test_the_credentials_are_those_of_the_sandbox(page: str) -> None:
    cells = re.findall(r'<th scope="row">([^<]*)</th><td><code[^>]*>([^<]*)</code>', page)
    assert dict(cells) == {
        "Partner id": str(DEMO.partner_id),
        "Administrator secret": DEMO.admin_secret,
        "User secret": DEMO.user_secret,
    }


@pytest.mark.timeout(120)
def test_pytest(run: Run) -> None:
    ended = run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", ".")
    assert "5 passed" in ended.stdout, ended.stdout + ended.stderr
    assert ended.returncode == 0


@pytest.mark.timeout(120)
def test_node(run: Run, node: str) -> None:
    ended = run(node, "--test", "--test-reporter=tap")
    assert "# pass 2\n" in ended.stdout, ended.stdout + ended.stderr
    assert ended.returncode == 0


@pytest.mark.timeout(120)
def test_ci(run: Run) -> None:
    needed("curl")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    called = "curl --silent $KALTURA_URL/api_v3/service/system/action/ping?format=1; exit 7"
    ended = run("sh", "with-kaltura.sh", "sh", "-c", called, KALTURA_PORT=port)
    assert (ended.stdout, ended.returncode) == ("true", 7), ended.stderr
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", int(port)), timeout=5)
