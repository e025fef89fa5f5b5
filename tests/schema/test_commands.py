"""The schema commands, in a small application of their own."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.commands.schema import schema_group
from app.errors import NotFound, UpstreamFailed
from app.people.audit import Who
from app.people.nobody import COMMAND
from app.schema.facts import bundled
from app.schema.store import SchemaStore, StoredSchema
from tests.schema.zoo import ZOO_XML, zoo, zoo_xml

Run = Callable[..., Result]


@dataclass
class Parts:
    """What the commands need of the console."""

    schemas: SchemaStore
    refreshed: list[str] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)

    @property
    def audit(self) -> "Parts":
        return self

    def tell(self, happening: str, who: Who, what: str) -> None:
        assert who == Who(COMMAND)
        self.told.append((happening, what))

    def region(self, region_id: str) -> object:
        if region_id not in {"eu", "us"}:
            raise NotFound(f"There is no region {region_id!r}; choose one of eu, us.")
        return object()

    def refresh_schema(self, region_id: str) -> StoredSchema:
        if region_id == "us":
            raise UpstreamFailed("The connection was refused:\ntry again later.")
        self.refreshed.append(region_id)
        return self.schemas.add(zoo(), region_id)


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return Parts(SchemaStore(tmp_path / "schemas"))


@pytest.fixture
def run(parts: Parts) -> Run:
    application = Flask(__name__)
    application.extensions["testme"] = parts
    application.cli.add_command(schema_group)
    runner = application.test_cli_runner()

    def run_command(*arguments: object) -> Result:
        return runner.invoke(args=["schema", *map(str, arguments)])

    return run_command


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "zoo.xml"
    path.write_text(ZOO_XML)
    return path


def fails(result: Result, sentence: str) -> None:
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert result.output.count("\n") == 1
    assert sentence in result.output


def test_import(run: Run, parts: Parts, file: Path) -> None:
    result = run("import", file)
    stored = parts.schemas.list()[0]
    assert result.output == (
        f"Schema 1.2.3 is kept as {stored.id}: 5 services, 6 actions, 7 classes. "
        "No region uses it yet.\n"
    )
    assert result.exit_code == 0
    assert (stored.origin, stored.regions) == ("zoo.xml", ())
    assert parts.schemas.get("1.2.3").schema == zoo()


def test_import_for_regions(run: Run, parts: Parts, file: Path) -> None:
    result = run("import", file, "--region", "eu", "--region", "us")
    assert "It is used by eu, us." in result.output
    assert parts.schemas.list()[0].regions == ("eu", "us")
    assert parts.told == [("schema changed", "eu, us: 1.2.3, from a file")]


def test_import_says_what_it_leaves_out(run: Run, file: Path) -> None:
    file.write_bytes(zoo_xml(('name="KalturaZooLabel"/>', 'name="KalturaZooLabel" new="1"/>')))
    assert "does not know it: class@new (1 times).\n" in run("import", file).output


@pytest.mark.parametrize("content", [b"", b"hello", b"<html/>", ZOO_XML[:2000].encode()])
def test_a_failed_import_changes_nothing(
    run: Run, parts: Parts, file: Path, content: bytes
) -> None:
    file.write_bytes(content)
    fails(run("import", file, "--region", "eu"), "The file")
    assert parts.schemas.list() == []
    assert parts.schemas.registry_for("eu") is bundled()


def test_import_of_no_file(run: Run, tmp_path: Path) -> None:
    fails(run("import", tmp_path / "nothing.xml"), "nothing.xml: No such file")
    fails(run("import", tmp_path), "Is a directory")


def test_import_for_an_unknown_region_keeps_nothing(run: Run, parts: Parts, file: Path) -> None:
    fails(run("import", file, "--region", "eu", "--region", "mars"), "no region 'mars'")
    assert parts.schemas.list() == []


def test_list(run: Run, parts: Parts, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1_700_000_000.0)
    stored = parts.schemas.add(zoo(), "zoo.xml")
    parts.schemas.assign("eu", stored.id)
    lines = run("list").output.splitlines()
    assert lines[0].split() == ["bundled", "22.19.0", "ships", "with", "the", "console"]
    assert lines[1].split() == [stored.id, "1.2.3", "2023-11-14", "22:13", "zoo.xml", "[eu]"]
    assert len(lines) == 2


def test_diff(run: Run, parts: Parts, file: Path, tmp_path: Path) -> None:
    stored = parts.schemas.add(zoo(), "zoo.xml")
    other = tmp_path / "other.xml"
    other.write_bytes(zoo_xml(('name="MEAT"', 'name="FISH"')))
    expected = (
        "removed constant KalturaZooDiet.MEAT\nadded constant KalturaZooDiet.FISH\n2 differences\n"
    )
    for old in (stored.id, "1.2.3", file):
        assert run("diff", old, other).output == expected
    assert run("diff", file, stored.id).output == "No difference.\n"
    assert "removed service media\n" in run("diff", "bundled", file).output


def test_diff_of_what_a_region_uses(run: Run, parts: Parts, file: Path) -> None:
    parts.schemas.assign("eu", parts.schemas.add(zoo(), "zoo.xml").id)
    assert run("diff", "region:eu", file).output == "No difference.\n"
    assert run("diff", "region:us", "bundled").output == "No difference.\n"
    assert "removed service media\n" in run("diff", "bundled", "region:eu").output
    fails(run("diff", "region:mars", "bundled"), "There is no region 'mars'; choose one of eu, us.")


def test_diff_of_a_version_that_several_have(run: Run, parts: Parts, file: Path) -> None:
    version = bundled().version
    assert run("diff", "bundled", version).output == "No difference.\n"
    same = parts.schemas.add(replace(zoo(), version=version), "a region")
    sentence = f"2 schemas have the version {version}: {same.id}, bundled. Give one of these ids"
    fails(run("diff", "bundled", version), sentence)
    fails(run("diff", version, file), sentence)
    assert "removed service media\n" in run("diff", "bundled", same.id).output
    two = [parts.schemas.add(replace(zoo(), services=()), "x"), parts.schemas.add(zoo(), "y")]
    refused = run("diff", file, "1.2.3")
    fails(refused, "2 schemas have the version 1.2.3: ")
    assert all(one.id in refused.output for one in two)


def test_diff_of_something_unknown(run: Run, file: Path) -> None:
    fails(run("diff", "bundled", "9.9.9"), "There is no schema '9.9.9'")
    file.write_text("hello")
    fails(run("diff", file, "bundled"), "The file is not XML")


def test_refresh(run: Run, parts: Parts) -> None:
    result = run("refresh", "eu")
    stored = parts.schemas.list()[0]
    assert result.output == f"Region eu now uses schema 1.2.3 ({stored.id}).\n"
    assert parts.refreshed == ["eu"]
    assert parts.told == [("schema changed", "eu: 1.2.3, fetched")]
    fails(run("refresh", "us"), "The connection was refused: try again later.")
