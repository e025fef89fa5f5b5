"""Find: what is in its index, and what is found in it, typos and beginnings of words included."""

import json
from collections import Counter
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.schema.facts import bundled
from app.schema.find.entries import Entry, entries_of
from app.schema.find.index import find_index
from app.schema.find.match import Matcher, pieces_of
from app.schema.find.score import humps, typos
from app.schema.registry import Registry
from tests.schema.find_queries import QUERIES
from tests.schema.zoo import zoo

OF_THE_CONSOLE = {
    "pages": [["Compare two answers", "/compare/new", "Differences, diff"]],
    "regions": [["sandbox", "Sandbox"], ["eu", "EU (Ireland)"]],
    "addresses": {"console": "/", "docs": "/api-docs"},
}


@cache
def everything() -> tuple[Entry, ...]:
    return entries_of(find_index(bundled()) | OF_THE_CONSOLE)


@cache
def matcher() -> Matcher:
    return Matcher(everything())


def found(typed: str, most: int = 3) -> list[tuple[str, str]]:
    return [named(entry) for entry in matcher().find(typed)[:most]]


def named(entry: Entry) -> tuple[str, str]:
    return entry.kind, f"{entry.owner} {entry.label}".strip()


def test_everything_of_the_schema_is_in_it() -> None:
    schema = bundled().schema
    kinds = Counter(entry.kind for entry in everything())
    assert kinds["service"] == len(schema.services) == 146
    assert kinds["action"] == sum(len(one.actions) for one in schema.services) == 1004
    assert kinds["class"] == len(schema.classes) == 1636
    assert kinds["enum"] == len(schema.enums) == 683
    assert kinds["value"] == sum(len(one.constants) for one in schema.enums)
    assert kinds["property"] == sum(len(one.properties) for one in schema.classes)
    assert kinds["parameter"] == len(schema.request_configuration) + sum(
        len(action.parameters) for one in schema.services for action in one.actions
    )
    codes = {entry.label for entry in everything() if entry.kind == "error"}
    assert codes >= {one.code.strip() for one in schema.errors}


def test_the_index_of_a_schema() -> None:
    index = find_index(Registry(zoo()))
    assert index["version"] == "1.2.3"
    animal = next(one for one in index["services"] if one[0] == "animal")
    assert animal[1:4] == ["animal", "", 0]
    assert animal[4][0] == ["add", "", 0, ["animal", "when", "note", "kind", "labels"]]
    assert ["KalturaZooBird", "", 1, ["name", "wings"], "KalturaZooAnimal"] in index["classes"]
    assert ["KalturaZooDiet", "", 0, [["LEAVES", "-1"], ["MEAT", "2"]]] in index["enums"]
    codes = [code for code, _ in index["errors"]]
    assert "NOT_IN_THE_LIST" in codes, "an error that an action throws and no list has"


def test_no_sentence_of_a_schema_is_in_it() -> None:
    text = json.dumps(find_index(Registry(zoo())))
    assert "Lives in a zoo" not in text
    assert "Looks after animals" not in text


def test_where_entries_lead() -> None:
    places = {named(entry): (entry.open, entry.docs) for entry in everything()}
    action = "/service/media/action/list"
    docs = f"/api-docs{action}"
    assert places["action", "media.list"] == (f"/console{action}", docs)
    assert places["parameter", "media.list pager"] == (f"{docs}#member-pager", "")
    assert places["parameter", "every request ks"] == ("/api-docs/guide/request", "")
    assert places["service", "media"] == ("/console/service/media", "/api-docs/service/media")
    assert places["value", "KalturaEntryStatus READY"] == (
        "/api-docs/enum/KalturaEntryStatus#value-READY",
        "",
    )
    assert places["error", "INVALID_KS"] == ("/api-docs/error/INVALID_KS", "")
    assert places["region", "EU (Ireland)"] == ("/?region=eu", "")


def test_the_list_is_long_enough() -> None:
    assert len({typed for typed, _, _ in QUERIES}) >= 60


@pytest.mark.parametrize(("typed", "kind", "name"), QUERIES, ids=[one[0] for one in QUERIES])
def test_what_is_meant_is_among_the_first_three(typed: str, kind: str, name: str) -> None:
    assert (kind, name) in found(typed)


def test_pages_and_regions() -> None:
    assert found("compare")[0] == ("page", "Compare two answers")
    assert found("diff", 20).count(("page", "Compare two answers")) == 1
    assert found("ireland")[0] == ("region", "EU (Ireland)")
    assert found("sandbx")[0] == ("region", "Sandbox")


def test_an_inherited_property_is_found_under_the_class_that_is_named() -> None:
    [first, *_] = matcher().find("mediaentry.tags")
    assert named(first) == ("property", "KalturaMediaEntry tags")
    assert first.open == "/api-docs/object/KalturaMediaEntry#member-tags"
    assert first.detail == "KalturaMediaEntry"


@pytest.mark.parametrize("typed", ["tags", "tag", "status", "entry tags", "createdAt"])
def test_what_names_no_class_finds_properties_where_they_are_declared(typed: str) -> None:
    declared = {
        f"{one.name} {held.name}" for one in bundled().schema.classes for held in one.properties
    }
    properties = [name for kind, name in found(typed, 9999) if kind == "property"]
    assert len(properties) > 3
    assert set(properties) <= declared


def test_classes_that_inherit_from_each_other() -> None:
    one, other = (
        Entry("class", name, f"/{name}", base=base)
        for name, base in (("One", "Two"), ("Two", "One"))
    )
    inherited = Matcher([one, other, Entry("property", "late", "/Two#member-late", owner="Two")])
    assert [entry.open for entry in inherited.find("one.late")] == ["/One#member-late"]
    assert [entry.open for entry in inherited.find("late")] == ["/Two#member-late"]


@pytest.mark.parametrize("typed", ["", " ", "...", "kaltura", "zzzzzz", "media zzzzzz", "日本"])
def test_what_nothing_fits(typed: str) -> None:
    assert found(typed) == []


def test_of_two_alike_the_deprecated_one_is_behind() -> None:
    ranked = Matcher([Entry("action", "a.list", "/", old=True), Entry("action", "b.list", "/")])
    assert [one.label for one in ranked.find("list")] == ["b.list", "a.list"]


def test_more_words_narrow_it_down() -> None:
    assert set(found("media list pager", 9999)) <= set(found("media list", 9999)) | set(
        found("pager", 9999)
    )


@pytest.mark.parametrize(
    ("typed", "pieces"),
    [
        ("Media.List", ["media", "list"]),
        ("ENTRY_ID_NOT_FOUND", ["entryidnotfound"]),
        ("KalturaMediaEntry", ["mediaentry"]),
        ("how to start a session", ["start", "session"]),
        ("the", ["the"]),
        ("filter:statusEqual", ["filter", "statusequal"]),
    ],
)
def test_pieces(typed: str, pieces: list[str]) -> None:
    assert pieces_of(typed) == pieces


@pytest.mark.parametrize(
    ("piece", "name", "whole", "start"),
    [
        ("media", "media", 0, 0),
        ("meida", "media", 1, 1),
        ("medi", "media", 1, 0),
        ("mediia", "mediaentry", 3, 1),
        ("session", "sesson", 1, 1),
        ("abcdef", "media", 3, 3),
    ],
)
def test_typos(piece: str, name: str, whole: int, start: int) -> None:
    assert typos(piece, name, 2) == (whole, start)


@pytest.mark.parametrize(
    ("piece", "rating"), [("mel", 3), ("ml", 3), ("me", 2), ("medl", 3), ("li", 0), ("lis", 1)]
)
def test_beginnings_of_words(piece: str, rating: int) -> None:
    assert humps(piece, ("media", "list")) == rating


@given(st.text(max_size=80))
@settings(max_examples=15, deadline=None)
def test_whatever_is_typed_is_no_fault(typed: str) -> None:
    ranked = Matcher(everything()[:3000]).find(typed)
    assert len(ranked) == len(set(map(id, ranked)))


@given(st.sampled_from(("media", "session", "uploadtoken", "thumbasset")), st.data())
@settings(max_examples=40, deadline=None)
def test_a_letter_left_out_or_two_swapped_are_one_typo(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(word) - 2))
    assert typos(word[:at] + word[at + 1 :], word, 1)[0] == 1
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    assert typos(swapped, word, 1)[0] == (0 if swapped == word else 1)
