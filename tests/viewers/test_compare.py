"""What differs is found where it is, and nothing else, whatever the order or the format."""

import json
import random
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.call.body import MAX_DEPTH
from app.compare.differences import VOLATILE, Comparison, Fold, Row, State, compare
from app.compare.rows import path_text
from app.compare.tree import read
from tests.each import each
from tests.viewers.rendered import as_json, as_xml, objects, values

JSON, XML = "application/json", "text/xml"


def bodies_compared(*bodies: bytes, **options: Any) -> Comparison:
    return compare([read(body, "") for body in bodies], **options)


def compared(*bodies: Any, **options: Any) -> Comparison:
    return bodies_compared(*(json.dumps(body).encode() for body in bodies), **options)


def told(comparison: Comparison) -> list[tuple[str, tuple[State, ...]]]:
    return [(path_text(row.path), row.states) for row in comparison.rows if isinstance(row, Row)]


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same with the properties of every object in another order."""
    if isinstance(value, dict):
        names = list(value)
        chance.shuffle(names)
        return {name: shuffled(value[name], chance) for name in names}
    return [shuffled(one, chance) for one in value] if isinstance(value, list) else value


@settings(deadline=None)
@given(values)
def test_a_body_does_not_differ_from_itself(value: Any) -> None:
    for body in (as_json(value), as_xml(value), b"cb(" + as_json(value) + b");"):
        found = bodies_compared(body, body, body, types=True)
        assert not found.differs
        assert told(found) == []


@settings(deadline=None)
@given(values, st.randoms(use_true_random=False))
def test_the_order_of_properties_does_not_matter(value: Any, chance: random.Random) -> None:
    found = compared(value, shuffled(value, chance), types=True)
    assert told(found) == []


@settings(deadline=None)
@given(values)
def test_xml_and_json_of_the_same_value_are_the_same(value: Any) -> None:
    for pair in ((as_xml(value), as_json(value)), (as_json(value), as_xml(value))):
        found = bodies_compared(*pair, types=True)
        assert [path for path, _ in told(found) if path] == []


def _places(value: Any, path: str = "") -> list[tuple[str, list[Any]]]:
    """Every place within the value: its path as it is to be told, and the way there."""
    found: list[tuple[str, list[Any]]] = []
    if isinstance(value, dict):
        steps = [(f".{name}", name) for name in value]
    elif isinstance(value, list):
        named = bool(value) and all(isinstance(one, dict) and "id" in one for one in value)
        steps = [
            (f"[id={one['id']}]" if named else f"[{place}]", place)
            for place, one in enumerate(value)
        ]
    else:
        return []
    for step, key in steps:
        whole = path + step
        found.append((whole, [key]))
        found += [(deeper, [key, *way]) for deeper, way in _places(value[key], whole)]
    return found


def _holder(value: Any, way: list[Any]) -> Any:
    for key in way[:-1]:
        value = value[key]
    return value


@settings(deadline=None)
@given(objects, st.data())
def test_a_planted_change_is_found_where_it_is(value: dict[str, Any], data: st.DataObject) -> None:
    leaves = [
        (path, way)
        for path, way in _places(value)
        if not isinstance(_holder(value, way)[way[-1]], dict | list) and way[-1] != "id"
    ]
    assume(leaves)
    path, way = data.draw(st.sampled_from(leaves))
    other = json.loads(json.dumps(value))
    _holder(other, way)[way[-1]] = "planted"
    assert told(compared(value, other)) == [(path.removeprefix("."), ("changed",))]
    assert told(compared(other, value)) == [(path.removeprefix("."), ("changed",))]


@settings(deadline=None)
@given(objects, st.data())
def test_a_planted_property_or_removal_is_found_where_it_is(
    value: dict[str, Any], data: st.DataObject
) -> None:
    inside = [("", []), *_places(value)]
    holders = [
        (path, way)
        for path, way in inside
        if isinstance(_holder(value, way)[way[-1]] if way else value, dict)
        # In a list of objects without ids, another object is another item.
        and "[" not in path.replace("[id=", "")
    ]
    path, way = data.draw(st.sampled_from(holders))
    other = json.loads(json.dumps(value))
    (_holder(other, way)[way[-1]] if way else other)["planted"] = 7
    place = f"{path}.planted".removeprefix(".")
    assert told(compared(value, other)) == [(place, ("added",))]
    assert told(compared(other, value)) == [(place, ("missing",))]


ITEMS = [{"id": f"0_{place}", "name": f"name {place}", "status": 2} for place in range(6)]


@each("place", range(7))
def test_an_inserted_item_shifts_nothing(place: int) -> None:
    new = {"id": "0_new", "name": "new", "status": 2}
    other = {"objects": [*ITEMS[:place], new, *ITEMS[place:]]}
    found = compared({"objects": ITEMS}, other)
    assert told(found) == [("objects[id=0_new]", ("added",))]
    found = compared(other, {"objects": ITEMS})
    assert told(found) == [("objects[id=0_new]", ("missing",))]
    # Without an id, what an item is says which it is.
    bare = [{"status": number} for number in range(6)]
    found = compared(bare, [*bare[:place], {"status": 99}, *bare[place:]])
    assert told(found) == [(f"result[{place}]", ("added",))]


def test_items_go_by_the_first_name_that_tells_them_apart() -> None:
    left = [{"id": 1, "systemName": "a", "v": 1}, {"id": 1, "systemName": "b", "v": 2}]
    right = [{"id": 1, "systemName": "b", "v": 2}, {"id": 1, "systemName": "a", "v": 3}]
    found = compared(left, right)
    assert ("result[systemName=a].v", ("changed",)) in told(found)
    assert found.counts[0]["changed"] == 1
    assert found.counts[0]["moved"] == 1


def test_what_has_only_moved_is_a_quiet_mark() -> None:
    moved = [*ITEMS[1:], ITEMS[0]]
    found = compared({"objects": ITEMS}, {"objects": moved})
    assert told(found) == [("objects[id=0_0]", ("moved",))]
    assert not found.differs
    assert found.counts[0]["same"] == 18
    found = compared(["a", "b", "c", "d"], ["d", "a", "b", "c"])
    assert told(found) == [("result[3]", ("moved",))]


def test_types_count_when_asked_for() -> None:
    left, right = {"expiry": "1796106134", "on": True}, {"expiry": 1796106134, "on": 1}
    assert told(compared(left, right)) == []
    assert told(compared(left, right, types=True)) == [
        ("expiry", ("changed",)),
        ("on", ("changed",)),
    ]
    assert told(compared({"on": "true"}, {"on": True})) == [("on", ("changed",))]
    assert told(compared({"a": None}, {"a": "null"})) == [("a", ("changed",))]


def test_a_null_is_absent_between_formats_alone() -> None:
    xml = as_xml({"id": "0_a", "tags": None, "items": None})
    assert told(bodies_compared(xml, b'{"id": "0_a"}')) == []
    assert told(bodies_compared(b'{"id": "0_a", "items": []}', xml)) == []
    assert bodies_compared(xml, b'{"id": "0_a"}').lenient
    assert told(compared({"id": "0_a", "tags": None}, {"id": "0_a"})) == [("tags", ("missing",))]
    assert told(bodies_compared(xml, b'{"id": "0_a", "tags": "x"}')) == [("tags", ("changed",))]


def test_volatile_names_are_ignored_at_any_depth_until_they_are_not() -> None:
    left, right = {"objects": [{"id": 1, "plays": 1}]}, {"objects": [{"id": 1, "plays": 9}]}
    assert told(compared(left, right)) == []
    assert told(compared(left, right, ignore=())) == [("objects[id=1].plays", ("changed",))]
    assert told(compared({"a": 1}, {"a": 2}, ignore={"a"})) == []
    slow = as_xml(1).replace(b"0.1", b"7")
    assert told(bodies_compared(as_xml(1), slow)) == []
    assert told(bodies_compared(as_xml(1), slow, ignore=VOLATILE - {"executionTime"})) == [
        ("executionTime", ("changed",))
    ]


def test_errors_compare_across_formats_and_with_results() -> None:
    xml = (
        b"<xml><result><error><code>NOT_FOUND</code><message>no 9</message>"
        b"<objectType>KalturaAPIException</objectType><args><item>"
        b"<objectType>KalturaApiExceptionArg</objectType><name>ID</name><value>9</value>"
        b"</item></args></error></result></xml>"
    )
    error = {"code": "NOT_FOUND", "message": "no 9", "objectType": "KalturaAPIException"}
    assert told(bodies_compared(xml, json.dumps({**error, "args": {"ID": "9"}}).encode())) == []
    assert told(bodies_compared(xml, json.dumps({**error, "args": {"ID": "8"}}).encode())) == [
        ("args.ID", ("changed",))
    ]
    found = told(compared({"id": 1, "objectType": "KalturaUser"}, error))
    assert found == [
        ("id", ("missing",)),
        ("objectType", ("changed",)),
        ("code", ("added",)),
        ("message", ("added",)),
    ]


def test_maps_of_xml_go_by_their_keys() -> None:
    xml = as_xml({"pluginsData": [{"itemKey": "a", "value": "1"}, {"itemKey": "b", "value": "2"}]})
    body = json.dumps({"pluginsData": {"b": {"value": "2"}, "a": {"value": "1"}}}).encode()
    assert told(bodies_compared(xml, body)) == []


def test_more_than_two_are_each_compared_with_the_first() -> None:
    found = compared(
        {"a": 1, "b": {"c": 1, "d": 1}}, {"a": 1, "b": {"c": 2, "d": 1}}, {"a": 3, "e": 5}
    )
    assert told(found) == [
        ("a", ("same", "changed")),
        ("b", ("inside", "missing")),
        ("b.c", ("changed", "")),
        ("e", ("same", "added")),
    ]
    assert [dict(count) for count in found.counts] == [
        {"changed": 1, "same": 2},
        {"changed": 1, "missing": 1, "added": 1, "same": 0},
    ]


def test_a_column_without_a_body_is_left_out() -> None:
    body = read(b'{"a": 1}', JSON)
    found = compare([body, None, read(b'{"a": 2}', JSON)])
    assert told(found) == [("a", ("", "changed"))]
    assert compare([None, body]).rows == ()


def test_unchanged_values_are_folded_or_shown() -> None:
    left = {"a": 1, "b": [1, 2], "c": {"d": None, "e": {}}, "z": 1}
    right = {**left, "z": 2}
    assert compared(left, right).rows[0] == Fold(5)
    found = compared(left, right, unchanged=True)
    assert told(found) == [
        ("a", ("same",)),
        ("b[0]", ("same",)),
        ("b[1]", ("same",)),
        ("c.d", ("same",)),
        ("c.e", ("same",)),
        ("z", ("changed",)),
    ]
    assert found.counts[0]["same"] == 5


def test_masses_of_differences_are_counted_and_cut() -> None:
    found = compared(list(range(9000)), [-1 - one for one in range(9000)], most=5000)
    assert len(found.rows) == 5000
    assert found.counts[0]["changed"] == 9000
    assert found.cut


def test_a_list_the_other_way_round_does_not_crowd_out_a_difference() -> None:
    left = [{"id": number, "v": 1} for number in range(2000)]
    right = [*left[:0:-1], {"id": 0, "v": 2}]
    found = compared(left, right)
    assert ("result[id=0].v", ("changed",)) in told(found)
    assert found.counts[0]["moved"] == 1999
    assert len(told(found)) == 501


def test_a_body_beyond_the_limit_is_compared_by_its_digest() -> None:
    one = read(b'{"a": 1}', JSON, 4)
    assert one.notes == ("Longer than 4 bytes: compared as a whole.",)
    assert told(compare([one, read(b'{"a": 2}', JSON, 4)])) == [
        ('result["SHA-256"]', ("changed",)),
    ]


HOSTILE = [
    b"",
    b"\x00\xff\xfe",
    b"<",
    b"<xml>",
    b"<xml/>",
    b"<xml><result/><result/></xml>",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]><xml><result>&a;</result></xml>",
    b"<xml><result>&#0;</result></xml>",
    b"<a:b xmlns:a='u' c='d'>e<f/>g</a:b>",
    b"{",
    b'{"a": NaN, "a": 1e999999, "a (2)": -0}',
    b'"\\ud800"',
    b"[1,]",
    b"callback(",
    b"callback({})",
    b"callback)",
    b"null",
    b"1" * 10_000,
    b"[" * 100_000,
    b"[" * 100_000 + b"]" * 100_000,
    b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    b"<a>" * 100_000,
    b"<a>" * 100_000 + b"</a>" * 100_000,
    b"<item>" * 200 + b"</item>" * 200,
    b"[" * (MAX_DEPTH - 1) + b"]" * (MAX_DEPTH - 1),
    b'a:1:{i:0;s:1:"x";}',
    "\u202ereversed \ufeff".encode(),
]


@each("kind", ["", XML, JSON, "image/png"])
@each("body", HOSTILE)
def test_hostile_bodies_are_compared_too(body: bytes, kind: str) -> None:
    hostile, harmless = read(body, kind), read(b'{"id": "0_a"}', JSON)
    assert not compare([hostile, read(body, kind)]).differs
    for pair in ([hostile, harmless], [harmless, hostile]):
        found = compare(pair, unchanged=True)
        assert found.differs
        json.dumps(told(found), ensure_ascii=False).encode()  # a page can carry it


@settings(deadline=None)
@given(st.binary(max_size=60) | st.text("<>{}[]\"':,&;/!x1 \\", max_size=40).map(str.encode))
def test_any_bytes_are_compared(body: bytes) -> None:
    assert told(compare([read(body, ""), read(body, "")], types=True)) == []


def test_the_deep_and_the_broken_are_said_to_be_so() -> None:
    assert read(b"[" * 500 + b"]" * 500, "").notes == (
        "Nested deeper than 100 levels: compared as one text.",
    )
    assert read(b'{"a": ', "").notes[0].startswith("Not valid JSON")
    assert read(b"<a>", "").notes[0].startswith("Not well-formed XML")
    assert read(b"plain", "").notes == ()


def test_binary_bodies_are_equal_or_not() -> None:
    picture = b"\x89PNG\r\n" + b"1" * 50
    same = compare([read(picture, "image/png"), read(picture, "image/png")])
    assert not same.differs
    other = compare([read(picture, "image/png"), read(picture + b"2", "image/png")])
    assert told(other) == [
        ('result["size in bytes"]', ("changed",)),
        ('result["SHA-256"]', ("changed",)),
    ]
