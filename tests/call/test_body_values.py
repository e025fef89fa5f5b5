"""What each format says becomes the same values, and what it cannot say is named."""

import itertools
from typing import Any

import pytest

from app.call.body import Number, Unreadable, read
from app.call.model import Answer
from app.call.outcome import judge
from app.compare.differences import Comparison, compare
from app.compare.tree import read as read_to_compare
from tests.call.answers import BLOCKED, KS, LIST, NOT_FOUND, ROWS, STARTED
from tests.call.spellings import SPELLINGS, as_json, as_php, as_xml
from tests.each import each


def compared(*bodies: bytes) -> Comparison:
    return compare([read_to_compare(body, "") for body in bodies])


MAP = {
    "pluginsData": {"a": {"value": "1", "objectType": "B"}, "b": {"value": "2", "objectType": "B"}},
    "objectType": "KalturaUiConf",
}
MAP_IN_XML = as_xml(
    {
        **MAP,
        "pluginsData": [
            {"itemKey": key, "value": value, "objectType": "B"} for key, value in ("a1", "b2")
        ],
    }
).encode()


@each("result", [KS, True, None, STARTED, LIST, NOT_FOUND, BLOCKED, [KS, LIST]])
def test_the_same_answer_in_two_formats_does_not_differ(result: Any) -> None:
    trees = {name: spelling.write(result) for name, spelling in SPELLINGS.items()}
    for one, other in itertools.permutations(trees, 2):
        assert not compared(trees[one], trees[other]).differs, (one, other)


def test_a_map_goes_by_its_keys_in_every_format() -> None:
    in_json, in_php = as_json(MAP).encode(), as_php(MAP).encode()
    for one, other in itertools.permutations((MAP_IN_XML, in_json, in_php), 2):
        assert not compared(one, other).differs
        assert compared(one, other.replace(b"2", b"3")).differs


def test_another_value_differs_between_any_two_formats() -> None:
    other = {**LIST, "objects": [*ROWS[:2], {**ROWS[2], "name": "else"}]}
    for one, another in itertools.permutations(SPELLINGS.values(), 2):
        changed = compared(one.write(LIST), another.write(other))
        assert [count["changed"] for count in changed.counts] == [1]


def test_json_and_php_tell_numbers_from_texts() -> None:
    for body in (as_json([1, "1", 1.50, True]), as_php([1, "1", 1.50, True])):
        result = read(body.encode()).result
        assert result == ["1", "1", "1.5", True]
        assert isinstance(result, list)
        assert [isinstance(one, Number) for one in result] == [True, False, True, False]


def test_the_same_name_twice_is_kept_twice() -> None:
    for body in (
        b'{"a": 1, "a": 2}',
        b'a:2:{s:1:"a";i:1;s:1:"a";i:2;}',
        b"<xml><result><a>1</a><a>2</a></result></xml>",
    ):
        assert read(body).result == {"a": "1", "a (2)": "2"}


@each(
    ("body", "result"),
    [
        (b"d:1.0E+25;", "1.0E+25"),
        (b"d:-INF;", "-INF"),
        (b"d:1.5e-7;", "1.5e-7"),
        (b"d:NAN;", "NAN"),
        (b"i:-5;", "-5"),
        (b"b:0;", False),
        (b"a:0:{}", []),
        (b"a:2:{i:0;N;i:1;b:1;}", [None, True]),
        # A list that has lost an item is a map by then.
        (b'a:2:{i:0;i:5;i:2;s:0:"";}', {"0": "5", "2": ""}),
        (b'O:8:"stdClass":0:{}', {"objectType": "stdClass"}),
        # A protected member, and a private one of a class.
        (
            b'O:1:"A":2:{s:4:"\0*\0b";i:1;s:4:"\0A\0c";i:2;}',
            {"b": "1", "c": "2", "objectType": "A"},
        ),
        (b's:9:"a";s:1:"b";', 'a";s:1:"b'),
        (b's:3:"\xe2\x82\xac";', "€"),
        (b's:1:"\xff";', "\ufffd"),
        (b'a:2:{i:0;O:1:"A":0:{}i:1;r:2;}', [{"objectType": "A"}, None]),
        (b"a:1:{i:0;R:1;}", [None]),
    ],
)
def test_serialized_php(body: bytes, result: Any) -> None:
    assert read(body).result == result


@each(
    "body",
    [
        b's:2:"a";',
        b's:0:"a";',
        b's:99999999999:"a";',
        b's:9999999999:"a";',
        b's:-1:"a";',
        b"s:1:a;",
        b"a:2:{i:0;i:1;}",
        b"a:0:{i:0;i:1;}",
        b"a:9999999999:{i:0;i:1;}",
        b"a:1:{i:0;i:1;",
        b"a:1:{b:1;i:1;}",
        b"a:1:{N;i:1;}",
        b"a:1:{a:0:{}i:1;}",
        b'O:1:"A":2:{s:1:"a";i:1;}',
        b"O:1:A:0:{}",
        b"b:2;",
        b"i:1",
        b"i:1.5;",
        b"d:;",
        b"d:x;",
        b"i:1;i:2;",
        b'C:1:"A":1:{x}',
        b"s:",
    ],
)
def test_serialized_php_with_wrong_lengths_or_signs_is_none(body: bytes) -> None:
    broken = read(body)
    with pytest.raises(Unreadable):
        _ = broken.result
    assert judge(Answer(200, body=body), "3").kind == "unreadable"


@each(
    ("body", "reason", "detail"),
    [
        (b"<rss/>", "is XML, but not of the API: it starts with <rss>", "Not XML of the API"),
        (
            b"<xml>",
            "breaks off before the end of its XML",
            "Not well-formed XML (Premature end of data in tag xml",
        ),
        (
            b'{"a": }',
            "is not valid JSON (Expecting value: line 1 column 7 (char 6))",
            "Not valid JSON (Expecting value: line 1 column 7 (char 6))",
        ),
        (
            b"cb(nope)",
            "is not valid JSON (Expecting value: line 1 column 1 (char 0))",
            "Not valid JSON (Expecting value",
        ),
        (
            b'cb({"a": 1}',
            "is not JSON inside a call of a function",
            "The call of a function has no end",
        ),
        (b's:5:"ab";', "is not serialized PHP", "Not valid serialized PHP (at byte 11)"),
        (b"Fatal error", "is in no format of the API", "In no format of the API"),
        (b"true true", "is in no format of the API", "In no format of the API"),
        (
            b'<!DOCTYPE xml [<!ENTITY a "b">]><xml><result>1</result></xml>',
            "is XML with a DOCTYPE",
            "A document with a DOCTYPE is not taken apart",
        ),
    ],
)
def test_why_it_cannot_be_read_is_said(body: bytes, reason: str, detail: str) -> None:
    with pytest.raises(Unreadable) as raised:
        _ = read(body).result
    assert str(raised.value) == reason
    assert raised.value.detail.startswith(detail)


@each("undeclared", ["&a;", "a&b;c"])
def test_an_entity_that_is_declared_elsewhere_is_refused(undeclared: str) -> None:
    body = read(f'<!DOCTYPE xml SYSTEM "x"><xml><result>{undeclared}</result></xml>'.encode())
    with pytest.raises(Unreadable, match="DOCTYPE"):
        _ = body.result


@each("doctype", ["", "<!DOCTYPE xml>", "<!DOCTYPE xml [<!ELEMENT xml ANY>]>"])
@each("attributes", ["", ' b="2"'])
def test_a_text_is_one_whatever_stands_around_it(doctype: str, attributes: str) -> None:
    alone = f"{doctype}<xml><result{attributes}>djJ8</result></xml>"
    assert read(alone.encode()).result == "djJ8"
    listed = read(f"{doctype}<xml><result><item{attributes}>djJ8</item></result></xml>".encode())
    assert listed.result == ["djJ8"]
    assert [read(item).result for item in listed.items] == ["djJ8"]


def test_a_part_says_what_it_says_in_the_whole() -> None:
    for body, format in ((b'a:2:{i:0;s:1:"a";i:1;R:1;}', "3"), (b'["a",NaN,-Infinity]', "1")):
        whole = read(body)
        parts = [read(item) for item in whole.items]
        assert [part.result for part in parts] == whole.result
        assert {part.format for part in parts} == {format}
    for constant in ("NaN", "Infinity", "-Infinity"):
        for text in (constant, f"[{constant}]"):
            outcome = judge(Answer(200, body=text.encode()), "1")
            assert outcome.kind == "unreadable"
            assert "in it, which JSON does not have" in outcome.message
