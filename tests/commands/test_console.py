"""What a command is made of: no more of the console than it needs, as people wait for it."""

import gc
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import FlaskGroup

from app import create_app
from app.storage.engine import DatabaseUnusable
from tests.pages.running import environ_of, run_to_end
from tests.prepared import fill_for_a_process
from tests.started import started_anew

# What takes long to import, and is for pages, or for consoles with a provider, or for
# other commands.
NEEDLESS = {
    "app.pages",
    "app.wiring",
    "app.codegen",
    "app.commands.call",
    "app.commands.workflow",
    "app.call.pasted",
    "authlib",
    "joserfc",
    "jsonpath",
    "yaml",
}


def test_a_command_imports_what_it_needs(tmp_path: Path) -> None:
    fill_for_a_process(tmp_path / "data")
    ended = run_to_end(
        *("flask", "--app", "app", "people", "list"),
        environ=environ_of(tmp_path) | {"PYTHONVERBOSE": "1"},
        start=started_anew,
    )
    assert (ended.returncode, ended.stdout) == (0, "")
    imported = set(re.findall(r"^import '([\w.]+)' #", ended.stderr, re.M))
    assert {"app.assembly", "app.commands.people", "sqlalchemy"} <= imported
    assert imported & NEEDLESS == set()


def test_what_is_wrong_with_settings_is_said_without_a_traceback(tmp_path: Path) -> None:
    wrong = environ_of(tmp_path, threads="x", port="0x")
    ended = run_to_end("flask", "--app", "app", "people", "list", environ=wrong)
    assert ended.returncode == 1
    told = ended.stderr.splitlines()
    assert "Error: TESTME_PORT takes a whole number" in ended.stderr
    assert "TESTME_THREADS takes a whole number from 2 to 256." in told
    assert "Traceback" not in ended.stderr


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Flask]:
    """What was made within this process, the settings being those of a console of its own."""
    fill_for_a_process(tmp_path / "data")
    for name, value in environ_of(tmp_path).items():
        monkeypatch.setenv(name, value)
    # What this process has is not to stay for good.
    monkeypatch.setattr(gc, "freeze", lambda: None)
    return []


def flask(made: list[Flask], *arguments: str) -> str:
    """What `flask --app app` says, whose application is put into `made`."""

    def create() -> Flask:
        made.append(create_app())
        return made[-1]

    ran = CliRunner().invoke(FlaskGroup(create_app=create), arguments)
    for app in made:
        app.extensions["testme"].close()
    return ran.output


def test_what_flask_itself_does_has_the_pages(made: list[Flask]) -> None:
    assert "rotate-key" in flask(made, "--help")
    assert flask(made, "people", "list") == ""
    assert "history.index" in flask(made, "routes")
    assert [len(list(one.url_map.iter_rules())) for one in made[:2]] == [0, 0]
    assert "history.index" in made[2].view_functions


def test_garbage_is_looked_for_again_after_a_start(
    made: list[Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TESTME_DATABASE_URL", "mysql://somewhere/x")
    said = flask(made, "people", "list")
    assert said.splitlines()[-1].startswith("Error: TESTME_DATABASE_URL starts with mysql:")
    assert gc.isenabled()
    with pytest.raises(DatabaseUnusable):
        create_app()
    assert gc.isenabled()
