"""The image, as far as it can be tried without building it, and the licences of what is in it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import licences
from tests.pages.running import running
from tests.started import started_anew

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "correct horse battery"


def instructions() -> list[tuple[str, str]]:
    """(instruction, what it says) of the Dockerfile, each on one line."""
    lines = [one for one in (ROOT / "Dockerfile").read_text().splitlines() if one[:1] != "#"]
    text = "\n".join(lines).replace("\\\n", " ")
    return [(words[0], words[2]) for one in text.splitlines() if (words := one.partition(" "))[0]]


SAID = instructions()


def said(name: str) -> list[str]:
    return [" ".join(words.split()) for instruction, words in SAID if instruction == name]


def environment() -> dict[str, str]:
    return dict(re.findall(r"(\w+)=(\S+)", " ".join(said("ENV"))))


def health_check() -> list[str]:
    [words] = said("HEALTHCHECK")
    command: list[str] = json.loads(words[words.index("[") :])
    assert command[0] == "python"
    return [sys.executable, *command[1:]]


def test_the_base_is_an_argument_that_the_readme_pins() -> None:
    assert said("ARG") == ["BASE=python:3.13-slim"]
    assert said("FROM") == ["${BASE} AS build", "${BASE}"]
    # An argument counts in what stands behind it.
    assert SAID[0][0] == "ARG"
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "docker pull python:3.13-slim\n" in readme
    assert "--build-arg BASE=\"$(docker inspect -f '{{index .RepoDigests 0}}'" in readme


def test_it_runs_as_any_user_who_is_not_root() -> None:
    assert said("USER") == ["10001"]
    # No account is needed for it, and the volume is anybody's who runs it.
    assert "useradd" not in (ROOT / "Dockerfile").read_text()
    assert "install -d -m 1777 /data" in said("RUN")
    assert said("VOLUME") == ["/data"]
    assert {environment()[name] for name in ("TESTME_DATA_DIR", "TMPDIR")} == {"/data"}


def test_the_health_check_asks_at_the_port_that_is_set(tmp_path: Path) -> None:
    assert environment()["TESTME_PORT"] == "8080"

    def ended(port: int) -> int:
        environ = {**os.environ, "TESTME_PORT": str(port)}
        asked = subprocess.run(health_check(), check=False, env=environ, capture_output=True)
        return asked.returncode

    with running(tmp_path) as server:
        assert ended(server.port) == 0
    assert ended(server.port) == 1


# Refuses what a read-only file system would, and is a user whom no file knows, in each Python
# process that is started with it.
READ_ONLY = """
import os, pwd, sys

def unknown(uid):
    raise KeyError(uid)

pwd.getpwuid = unknown
ALLOWED = os.environ["TESTED_DATA"]
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "sqlite3.connect"}

def refuse(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        if not (flags or 0) & WRITES:
            return
    elif event in CHANGES:
        path = arguments[0]
    else:
        return
    if not isinstance(path, (str, bytes)) or path in {":memory:", b":memory:"}:
        return
    path = os.path.abspath(os.fsdecode(path))
    if not path.startswith((ALLOWED, "/dev/", "/proc/")):
        sys.stderr.write(f"REFUSED {event} {path}\\n")
        raise OSError(30, "Read-only file system", path)

sys.addaudithook(refuse)
"""


def test_nothing_is_written_outside_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (tmp_path / "sitecustomize.py").write_text(READ_ONLY)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("TESTED_DATA", str(data))
    monkeypatch.setenv("TMPDIR", str(data))
    monkeypatch.delenv("HOME")
    # As in the image; and what Python would compile would be refused as well.
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    with running(tmp_path, started_anew) as server:
        uploaded = server.send(
            "POST /sandbox/api_v3/service/system/action/ping HTTP/1.1\nHost: localhost\n"
            "Content-Type: application/x-www-form-urlencoded\nContent-Length: 1500000\n"
            "Connection: close\n\n" + "a=" + "x" * 1_499_998
        )
        shown = server.send("GET / HTTP/1.1\nHost: localhost\nConnection: close\n\n")
        log = server.log
    assert uploaded.startswith("HTTP/1.1 200 ")
    assert shown.startswith("HTTP/1.1 200 ")
    assert "REFUSED" not in log.read_text()


def test_the_refusals_of_a_read_only_disk_are_seen(tmp_path: Path) -> None:
    """The test before this one would notice."""
    (tmp_path / "sitecustomize.py").write_text(READ_ONLY)
    environ = {**os.environ, "PYTHONPATH": str(tmp_path), "TESTED_DATA": str(tmp_path / "data")}
    command = [sys.executable, "-c", f"open({str(tmp_path / 'other')!r}, 'w')"]
    tried = subprocess.run(
        command, check=False, env=environ, capture_output=True, text=True, timeout=20
    )
    assert tried.returncode == 1
    assert "REFUSED open" in tried.stderr
    assert not (tmp_path / "other").exists()


LIST = re.findall(r"^\| .+ \|$", (ROOT / "LICENCES.md").read_text("utf-8"), re.MULTILINE)[1:]


def test_the_licences_are_those_of_what_is_installed() -> None:
    found = licences.rows()
    assert len(found) > 20
    assert not [row for row in found if row.endswith("|  |")], "one says no licence of itself"
    assert found == LIST, "python -m tests.licences prints the table anew"


def test_checks_and_lists_of_what_is_in_it_are_commands() -> None:
    makefile = (ROOT / "Makefile").read_text()
    assert re.search(r"^CHECKS := .*\bbandit\b", makefile, re.MULTILINE)
    pinned = (ROOT / "requirements-dev.txt").read_text("utf-8")
    assert {"bandit", "cyclonedx-bom"} <= set(re.findall(r"^([\w.-]+)==", pinned, re.MULTILINE))
    assert "--output-file sbom.json requirements.txt" in makefile
    assert "/sbom.json" in (ROOT / ".gitignore").read_text().splitlines()
