"""A schema survives its JSON form exactly, and nothing else passes for one."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import SchemaRejected
from app.schema import facts, reader
from app.schema.model import Schema
from tests.schema.told import PUBLISHED, told_by_schema
from tests.schema.zoo import zoo
from tests.sizes import examples

SCHEMAS = st.from_type(Schema)


@pytest.mark.soak
@settings(max_examples=examples(2, 60), deadline=None, suppress_health_check=list(HealthCheck))
@given(SCHEMAS)
def test_round_trip(schema: Schema) -> None:
    data = facts.dump(schema)
    assert facts.load(data) == schema
    assert facts.dump(facts.load(data)) == data


def test_round_trip_of_the_zoo() -> None:
    assert facts.load(facts.dump(zoo())) == zoo()


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published schema is not at hand")
def test_round_trip_of_the_published_file() -> None:
    schema = reader.read(PUBLISHED.read_bytes())
    assert facts.load(facts.dump(schema)) == schema


def test_extras_give_the_same_bytes_in_any_order() -> None:
    first = Schema("1", (), (), (), extras={"a": "1", "b": "2"})
    second = Schema("1", (), (), (), extras={"b": "2", "a": "1"})
    assert facts.dump(first) == facts.dump(second)


def test_one_thing_stands_on_one_line() -> None:
    lines = facts.dump(zoo()).decode().splitlines()
    assert sum(line.startswith('["KalturaZooBird",') for line in lines) == 1
    assert sum(line.startswith('["animal","animal",') for line in lines) == 1
    assert '["KalturaZooDiet","int",[["LEAVES","-1"],["MEAT","2"]]],' in lines


def test_strip_leaves_the_facts_and_no_sentence() -> None:
    stripped = facts.strip(zoo())
    sentences = {"description"}
    expected = [
        (path, {key: value for key, value in attributes.items() if key not in sentences})
        for path, attributes in told_by_schema(zoo())
    ]
    for _, attributes in expected:
        attributes.pop("message", None)
    assert told_by_schema(stripped) == expected
    assert stripped != zoo()
    assert b"zoo" in facts.dump(zoo())
    assert b"Looks after" not in facts.dump(stripped)
    assert b"No room" not in facts.dump(stripped)


def damaged(**changes: Any) -> bytes:
    content = json.loads(facts.dump(zoo()))
    return json.dumps({**content, **changes}).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format":1}',
        facts.dump(zoo())[:-20],
        damaged(format=2),
        damaged(format="1"),
        damaged(colour="red"),
        damaged(version=None),
        damaged(generated_at="soon"),
        damaged(generated_at=True),
        damaged(extras={"a": 1}),
        damaged(extras=[]),
        damaged(services={}),
        damaged(services=["animal"]),
        damaged(services=[["animal"]]),
        damaged(services=[["animal", "animal", [], {}, {}]]),
        damaged(services=[["animal", "animal", [], {"colour": "red"}]]),
        damaged(services=[["animal", "animal", [], {"deprecated": 1}]]),
        damaged(services=[["animal", "animal", [], []]]),
        damaged(services=[["animal", "animal", [], "x"]]),
        damaged(enums=[["A", "int", [["B", 1]]]]),
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(SchemaRejected, match="not a schema as the console keeps it"):
        facts.load(data)


def test_equal_words_are_kept_once() -> None:
    first, second = (item.type for item in facts.load(facts.dump(zoo())).classes[0].properties[:2])
    assert first is second
