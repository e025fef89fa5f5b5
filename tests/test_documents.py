"""What the documents say is so: settings, commands, files, numbers."""

import re
from pathlib import Path

import click
import pytest
from flask import Flask

from app.schema.facts import bundled
from app.settings import Settings, table
from tests.conftest import IN_SOAK, in_soak

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "ARCHITECTURE.md")}
README, ARCHITECTURE = DOCUMENTS.values()
OWN_FOLDERS = ("app", "tests", "templates", "static", "bench", ".ci")
TEXT_FILES = {".py", ".md", ".html", ".js", ".css", ".toml", ".in", ".svg", ".json", ""}


def texts() -> list[tuple[Path, str]]:
    """Every text file of the project, by its path below the root."""
    files = [file for file in ROOT.iterdir() if file.is_file() and file.name != ".git"]
    for folder in OWN_FOLDERS:
        files += [file for file in (ROOT / folder).rglob("*") if file.is_file()]
    found = [
        (file.relative_to(ROOT), file.read_text("utf-8"))
        for file in sorted(files)
        if file.suffix in TEXT_FILES and "__pycache__" not in file.parts
    ]
    assert len(found) > 100
    return found


def test_the_readme_lists_every_setting_as_it_is() -> None:
    found = re.search(r"<!-- settings.*?-->\n(.*?)<!-- /settings -->", README, re.DOTALL)
    assert found
    header, rule, *rows = found[1].strip().splitlines()
    assert header == "| Variable | Default | What it does |"
    assert rule == "|---|---|---|"
    assert rows == [
        f"| `{name}` | {f'`{default}`' if default else ''} | {sentence} |"
        for name, default, sentence in table()
    ]


def test_every_variable_that_is_named_anywhere_is_a_setting() -> None:
    known = {name for name, _, _ in table()}
    known |= {f"{name}_FILE" for name in known}
    # tests/test_settings.py names some that are none, to see them refused.
    unknown = {
        (str(file), name)
        for file, text in texts()
        if file.parts[0] != "tests"
        for name in re.findall(r"\bTESTME_[A-Z]+(?:_[A-Z]+)*\b", text)
        if name not in known
    }
    assert unknown == set()


def test_every_make_target_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = {
        name
        for document in DOCUMENTS.values()
        for name in re.findall(r"(?:`| {4}|\b)make ([a-z]+)(?=`|\n)", document)
    }
    assert named == {"run", "test", "check", "bench", "soak", "screenshots", "sbom"}
    assert named <= targets
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    assert set(phony[1].split()) == targets


def test_every_test_that_is_left_to_soak_exists_once() -> None:
    named = in_soak()
    assert len(named) == len(set(named))
    for one in named:
        file, _, name = one.partition("::")
        assert f"\ndef {name}(" in (ROOT / file).read_text("utf-8"), one


def test_what_is_kept_instead_of_a_test_that_is_left_to_soak_is_not_left_itself() -> None:
    """`test_x` in the same file or in any, and files of tests."""
    named = set(in_soak())
    defined = {
        (file.relative_to(ROOT).as_posix(), name)
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)\(", file.read_text("utf-8"), re.MULTILINE)
    }
    for line in IN_SOAK.read_text("utf-8").splitlines()[1:]:
        left, _, told = line.partition("  # ")
        assert told, line
        for file in re.findall(r"tests/[\w/.]+\.py", told):
            assert (ROOT / file).is_file(), line
        for name in set(re.findall(r"\btest_\w+", told)) & {name for _, name in defined}:
            files = {file for file, other in defined if other == name}
            files = {left.partition("::")[0]} & files or files
            assert {f"{file}::{name}" for file in files} - named, line


def test_ci_runs_the_commands_that_the_readme_gives() -> None:
    assert "    make test\n" in README
    assert "`make check`" in README
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert "export CI=true" in lines
    assert 'nice make check >"$told/checks" 2>&1 &' in lines
    assert 'make test | tee "$told/tests" || tested=$?' in lines
    assert lines[-1] == "exit $((checked ? checked : tested))"


def test_every_command_that_is_named_exists(app: Flask) -> None:
    asked = click.Context(app.cli)
    group = app.cli.get_command(asked, "schema")
    assert isinstance(group, click.Group)
    named = {
        words
        for _, text in texts()
        for words in re.findall(r"flask --app app (?!call )(\w+) (\w+)", text)
    }
    shown_in_readme = set(re.findall(r"flask --app app schema ([a-z]+)", README))
    assert shown_in_readme == set(group.commands)
    sandbox = app.cli.get_command(asked, "sandbox")
    assert isinstance(sandbox, click.Group)
    people = app.cli.get_command(asked, "people")
    assert isinstance(people, click.Group)
    existing = {("schema", command) for command in group.commands}
    existing |= {("people", command) for command in people.commands}
    workflow = app.cli.get_command(asked, "workflow")
    assert isinstance(workflow, click.Group)
    existing |= {("workflow", command) for command in workflow.commands}
    assert named == existing | {("sandbox", command) for command in sandbox.commands}
    all_of_them = {"schema", "sandbox", "people", "workflow", "audit", "call", "rotate-key"}
    assert set(app.cli.list_commands(asked)) == all_of_them
    assert all(app.cli.get_command(asked, name) for name in all_of_them)
    assert app.cli.get_command(asked, "calls") is None
    assert "flask --app app rotate-key" in README
    options = {option for one in group.commands["import"].params for option in one.opts}
    assert "--region" in options


def test_every_module_that_is_named_to_be_run_exists() -> None:
    named = {name for _, text in texts() for name in re.findall(r"python -m (app[a-z.]*)", text)}
    assert named == {"app", "app.schema.bundle"}
    assert (ROOT / "app" / "__main__.py").exists()
    assert 'if __name__ == "__main__"' in (ROOT / "app" / "schema" / "bundle.py").read_text()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_is_named_exists(name: str) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", DOCUMENTS[name])
    files = [link for link in links if not link.startswith(("http://", "https://"))]
    quoted = re.findall(r"`([\w.*/-]+)`", DOCUMENTS[name])
    files += [path for path in quoted if path.startswith(tuple(f"{one}/" for one in OWN_FOLDERS))]
    assert len(files) > 1
    missing = [path for path in files if not list(ROOT.glob(path.partition("#")[0]))]
    assert missing == []


def test_every_room_is_described() -> None:
    rooms = [
        file
        for file in (ROOT / "app").iterdir()
        if file.is_dir() and file.name != "__pycache__" and (file / "__init__.py").exists()
    ]
    assert len(rooms) >= 8
    missing = [room.name for room in rooms if f"`app/{room.name}/`" not in ARCHITECTURE]
    assert missing == []


def test_the_numbers_of_the_readme_are_those_of_the_schema() -> None:
    actions = sum(len(service.actions) for service in bundled().services)
    assert f"all {actions:,} actions of API release {bundled().version}" in " ".join(README.split())


def test_the_address_of_the_readme_is_the_default_one(tmp_path: Path) -> None:
    settings = Settings.load({"TESTME_DATA_DIR": str(tmp_path)})
    assert f"open http://{settings.host}:{settings.port}." in README
    assert settings.default_region == "sandbox"


def test_what_the_image_takes_is_there_and_not_ignored() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    copied = [line.split()[1] for line in lines if re.match(r"COPY (?!--from)", line)]
    assert copied == ["requirements.txt", "app", "templates", "static"]
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    for name in copied:
        assert (ROOT / name).exists()
        assert f"!{name}" in ignored


# Written in two parts, so that this file does not name them itself.
MACHINES = re.compile("/" + "(?:work|root|home|tmp)/|(?<![./])\\bshared" + "/")


def test_nothing_names_a_machine_that_it_was_made_on() -> None:
    allowed = {
        # It looks for the published schema beside the checkout, and is skipped where there is none.
        Path("tests/schema_help/test_own_words.py"),
    }
    named = [
        (str(file), place)
        for file, text in texts()
        if file not in allowed
        for place in MACHINES.findall(text)
    ]
    assert named == []
