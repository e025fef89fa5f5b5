"""The programs over plain HTTP where a file is refused: they say so, and end as failed.

A real server answers such a call with nothing, and says why in a header alone.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.call.model import Call
from app.codegen import build, language, languages, project
from tests.codegen import jvm
from tests.codegen.calls import CASES, REGISTRY, call, setting
from tests.codegen.conftest import needed
from tests.codegen.endpoint import answer
from tests.codegen.running import Written, write
from tests.codegen.test_javascript import ANYBODY, SEND
from tests.sizes import WHOLE, part
from tests.upstream import Upstream, http

TEXT = 'THUMB_ASSET_ID_NOT_FOUND - The Thumbnail asset id "7" not found'
IN_HEADERS = http(
    b"",
    "X-Kaltura: error- THUMB_ASSET_ID_NOT_FOUND",
    f"X-Kaltura-App: exiting on error {TEXT}",
    "Content-Type: text/html; charset=UTF-8",
    "Access-Control-Expose-Headers: X-Kaltura",
    *ANYBODY,
)
IN_BODY = http(
    b'{"code":"INVALID_KS","message":"No good","objectType":"KalturaAPIException","args":[]}',
    "Content-Type: application/json",
    *ANYBODY,
)
FILE = http(b"\x89PNG\r\n\x00\xff", "Content-Type: image/png", *ANYBODY)
PHP = http(
    b'a:2:{s:4:"code";s:1:"X";s:10:"objectType";s:19:"KalturaAPIException";}',
    "Content-Type: text/html",
    *ANYBODY,
)
REFUSED = "The server refused the call"
# How each is started where its compiler or interpreter is at hand.
STARTED: dict[str, list[str]] = {
    "python": [sys.executable, "main.py"],
    "curl": ["bash", "call.sh"],
    "go": ["go", "run", "."],
    "node": ["node", "main.js"],
    "php": ["php", "main.php"],
    "ruby": ["ruby", "main.rb"],
    "java": ["java", *jvm.QUICK, "Main.java"],
}
# `make test` refuses the programs of half of them a file, and answers the others with an error.
REFUSED_A_FILE = part(list(STARTED), 2)
# Compiled and run where all of their programs are, or not at hand at all: three are read below.
APART = {"typescript", "javascript", "kotlin", "csharp", "swift", "powershell"}


@contextmanager
def refusing(upstream: Upstream) -> Iterator[None]:
    """An endpoint of all programs that refuses one of them, and forgets that it was asked."""
    before = len(upstream.requests)
    upstream.respond(IN_HEADERS)
    yield
    del upstream.requests[before:]
    upstream.respond(answer)


def program(root: Path, id: str, url: str, made: Call) -> dict[str, str]:
    """Writes a program to a folder; what it takes from its environment."""
    written = build(made, REGISTRY, url)
    root.mkdir(parents=True, exist_ok=True)
    for name, text in project(language(id), written, "http").items():
        (root / name).write_text(text, encoding="utf-8")
    return {pair.variable: pair.text for pair in written.pairs if pair.variable}


def command(id: str, folder: Path) -> list[str]:
    """What starts the program in a folder, which Go would link anew each time."""
    if id != "go":
        return STARTED[id]
    built = started(["go", "build", "-ldflags=-w", "-o", "program", "."], folder, {})
    assert built.returncode == 0, built.stderr
    return [str(folder / "program")]


def started(
    command: list[str], folder: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [needed(command[0]), *command[1:]],
        cwd=folder,
        env={**os.environ, "GOPROXY": "off", **environment},
        capture_output=True,
        timeout=110,
        check=False,
    )


def test_every_language_is_started_or_named() -> None:
    assert {one.id for one in languages()} == STARTED.keys() | APART


@pytest.mark.soak
@pytest.mark.parametrize("id", REFUSED_A_FILE)
def test_a_file_that_is_refused_is_no_success(id: str, tmp_path: Path) -> None:
    with Upstream() as upstream:
        environment = program(tmp_path, id, upstream.url, CASES["thumbAsset.serve"])
        upstream.respond(IN_HEADERS, IN_BODY, FILE)
        starts = command(id, tmp_path)
        empty, error, given = (started(starts, tmp_path, environment) for _ in range(3))
    assert (empty.returncode, empty.stdout) == (1, b"")
    assert REFUSED.lower() in empty.stderr.decode().lower()
    assert TEXT in empty.stderr.decode()
    assert (error.returncode, error.stdout) == (1, b"")
    assert "INVALID_KS" in error.stderr.decode()
    assert given.returncode == 0, given.stderr
    file = tmp_path / "answer.bin"
    assert (file.read_bytes() if file.exists() else given.stdout) == b"\x89PNG\r\n\x00\xff"


@pytest.mark.soak
@pytest.mark.parametrize("id", [id for id in STARTED if WHOLE or id not in REFUSED_A_FILE])
def test_an_error_in_serialized_php_is_no_success(id: str, tmp_path: Path) -> None:
    with Upstream() as upstream:
        made = setting(call("media.get", entryId="0_x"), format="3")
        environment = program(tmp_path, id, upstream.url, made)
        upstream.respond(PHP)
        ran = started(STARTED[id], tmp_path, environment)
    assert ran.returncode == 1
    assert REFUSED.lower() in ran.stderr.decode().lower()


def test_a_page_says_the_code_which_is_all_that_it_may_read(
    tmp_path: Path, browser: Browser
) -> None:
    def shown(one: Written) -> str:
        page = browser.new_page()
        page.goto((one.folder / one.file).as_uri(), wait_until="domcontentloaded")
        told = str(page.evaluate(SEND, one.environment))
        page.close()
        return told

    with Upstream() as upstream:
        [one] = write(tmp_path, upstream.url, "javascript", "http", ["thumbAsset.serve"])
        upstream.respond(IN_HEADERS, IN_BODY, FILE)
        assert shown(one) == f"{REFUSED}: error- THUMB_ASSET_ID_NOT_FOUND"
        assert "INVALID_KS" in shown(one)
        assert shown(one) == "Save the file"


@pytest.mark.parametrize("id", ["csharp", "swift", "powershell"])
def test_what_cannot_be_started_here_looks_at_both(id: str) -> None:
    if shutil.which({"csharp": "dotnet", "swift": "swift", "powershell": "pwsh"}[id]):
        pytest.skip("it can be started here: start it")
    written = build(CASES["thumbAsset.serve"], REGISTRY, "https://host.example")
    text = language(id).variant("http").render(written)
    saved = text.index("The file is in answer.bin.")
    for one in ("X-Kaltura-App", "KalturaAPIException", REFUSED):
        assert text.index(one) < saved
