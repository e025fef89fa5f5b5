"""The registry that ships: complete, without a foreign sentence, and what `bundle` writes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.schema import bundle, facts, reader
from app.schema.model import PRIMITIVES, Parameter, Property, Result
from tests.schema.told import PUBLISHED
from tests.schema.zoo import ZOO_XML, zoo

SCHEMA = facts.bundled().schema
ACTIONS = [action for service in SCHEMA.services for action in service.actions]


def test_version_and_origin() -> None:
    assert facts.bundled().version == facts.BUNDLED_VERSION == "22.19.0"
    assert facts.bundled().origin == "bundled"
    assert facts.bundled() is facts.bundled()


def test_everything_is_in_it() -> None:
    assert {
        "services": len(SCHEMA.services),
        "actions": len(ACTIONS),
        "parameters": sum(len(action.parameters) for action in ACTIONS),
        "classes": len(SCHEMA.classes),
        "properties": sum(len(item.properties) for item in SCHEMA.classes),
        "enums": len(SCHEMA.enums),
        "constants": sum(len(enum.constants) for enum in SCHEMA.enums),
        "errors": len(SCHEMA.errors),
        "plugins": len(SCHEMA.plugins),
    } == {
        "services": 146,
        "actions": 1004,
        "parameters": 1795,
        "classes": 1636,
        "properties": 5935,
        "enums": 683,
        "constants": 6142,
        "errors": 725,
        "plugins": 123,
    }


def test_facts_of_an_action() -> None:
    start = facts.bundled().action("session", "start")
    assert start is not None
    assert [(p.name, p.type, p.optional, p.default, p.enum_type) for p in start.parameters] == [
        ("secret", "string", False, None, ""),
        ("userId", "string", True, "", ""),
        ("type", "int", True, "0", "KalturaSessionType"),
        ("partnerId", "int", True, "null", ""),
        ("expiry", "int", True, "86400", ""),
        ("privileges", "string", True, "null", ""),
    ]
    assert (start.session_required, start.result.type) == ("none", "string")


def test_request_configuration() -> None:
    assert [(p.name, p.type, p.alias, p.volatile) for p in SCHEMA.request_configuration] == [
        ("partnerId", "int", "", False),
        ("ks", "string", "sessionId", False),
        ("language", "string", "", False),
        ("responseProfile", "KalturaBaseResponseProfile", "", True),
    ]


def test_every_type_that_is_named_is_there_but_one() -> None:
    items: list[Parameter | Property | Result] = [
        *(parameter for action in ACTIONS for parameter in action.parameters),
        *(action.result for action in ACTIONS),
        *(item for kind in SCHEMA.classes for item in kind.properties),
    ]
    named = {name for item in items for name in (item.type, item.array_type)}
    known = {item.name for item in SCHEMA.classes} | PRIMITIVES | {""}
    assert named - known == {"KalturaObjectBase"}


def test_no_sentence_is_in_it() -> None:
    assert facts.strip(SCHEMA) == SCHEMA
    written = facts.BUNDLED_FILE.read_text(encoding="utf-8")
    assert '"description":' not in written
    assert '"message":' not in written
    # What has blanks is the value of a constant: names of languages, categories of a feed.
    texts = re.findall(r'"([^"]*)"', written)
    assert len(texts) > 30_000
    assert {text for text in texts if text.count(" ") > 6} == set()


def test_bundle_writes_what_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "BUNDLED_FILE", tmp_path / "bundled" / "1.json")
    file = tmp_path / "zoo.xml"
    file.write_text(ZOO_XML)
    written = bundle.main(file)
    assert written == tmp_path / "bundled" / "1.2.3.json"
    assert facts.load(written.read_bytes()) == facts.strip(zoo())


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published schema is not at hand")
def test_it_is_the_published_file_without_its_sentences() -> None:
    schema = reader.read(PUBLISHED.read_bytes())
    assert facts.dump(facts.strip(schema)) == facts.BUNDLED_FILE.read_bytes()


def test_it_loads_in_a_fresh_process() -> None:
    code = "from app.schema.facts import bundled; print(len(bundled().services))"
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(facts.__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout == "146\n"
