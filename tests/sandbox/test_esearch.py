"""eSearch: items of every kind, operators, ranges, highlights, orders and aggregations."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.sandbox import Sandbox
from app.schema.facts import bundled
from tests.sandbox.conftest import Caller

EXACT, PARTIAL, STARTS_WITH, EXISTS, RANGE = 1, 2, 3, 4, 5
AND, OR, NOT = 1, 2, 3


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """The demo content as a whole, which nobody here changes."""
    folder: Path = tmp_path_factory.mktemp("esearch")
    made = Sandbox(folder, bundled())
    yield Caller(made).admin(privileges="all:*,disableentitlement")
    made.close()


def fields(item: Any, at: str) -> dict[str, Any]:
    """Nested dictionaries and lists as form fields."""
    if isinstance(item, dict):
        pairs = item.items()
    elif isinstance(item, list):
        pairs = {str(index): part for index, part in enumerate(item)}.items()
    else:
        return {at: item}
    found: dict[str, Any] = {}
    for name, part in pairs:
        found |= fields(part, f"{at}__{name}")
    return found


def search(caller: Caller, *items: dict[str, Any], kind: str = "Entry", **more: Any) -> Any:
    operator = more.pop("operator", AND)
    params = {
        "objectType": f"KalturaESearch{kind}Params",
        "searchOperator": {
            "objectType": f"KalturaESearch{kind}Operator",
            "operator": operator,
            "searchItems": list(items),
        },
        **more.pop("params", {}),
    }
    sent = fields(params, "searchParams")
    return caller.json("elasticsearch_eSearch", f"search{kind}", **sent, **more)


def ids(answer: Any) -> list[Any]:
    return [row["object"]["id"] for row in answer["objects"]]


def item(kind: str, term: str = "", how: int = PARTIAL, **more: Any) -> dict[str, Any]:
    sent = {"objectType": f"KalturaESearch{kind}", "itemType": how, **more}
    return {**sent, "searchTerm": term} if term else sent


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (item("EntryItem", "magnets", fieldName="name"), {"0_physics02", "0_quizvid1"}),
        (item("EntryItem", "Backstage", EXACT, fieldName="name"), {"0_events001"}),
        (item("EntryItem", "Back", EXACT, fieldName="name"), set()),
        (item("EntryItem", "what is", STARTS_WITH, fieldName="name"), {"0_physics03"}),
        (item("EntryItem", "morning", EXACT, fieldName="tags"), {"0_tokyo001"}),
        (item("EntryItem", "ref-poster01", EXACT, fieldName="reference_id"), {"0_poster01"}),
        (item("EntryItem", "1", EXACT, fieldName="is_quiz"), {"0_quizvid1"}),
        (item("EntryItem", how=RANGE, fieldName="plays", range={"greaterThan": 500}),
         {"0_keynote1", "0_tokyo001"}),
        (item("UnifiedItem", "魔"), set()),
        (item("UnifiedItem", "日本"), {"0_tokyo001"}),
        (item("CaptionItem", "entropy", fieldName="content"), {"0_physics03"}),
        (item("CuePointItem", "spoon", fieldName="hint"), {"0_quizvid1"}),
        (item("EntryMetadataItem", "History", EXACT), {"0_history01", "0_history02"}),
        (item("EntryMetadataItem", "2026", EXACT, xpath=
         "/*[local-name()='metadata']/*[local-name()='Year']"), {"0_physics02", "0_biology01"}),
        (item("CategoryEntryItem", "1012", EXACT, fieldName="id"), {"0_history01", "0_history02"}),
        (item("CategoryEntryItem", "Medieval", EXACT, fieldName="name"),
         {"0_history01", "0_history02"}),
        (item("CategoryEntryItem", "1011", EXACT, fieldName="ancestor_id"),
         {"0_history01", "0_history02"}),
    ],
)  # fmt: skip
def test_items(whole: Caller, wanted: dict[str, Any], found: set[str]) -> None:
    assert set(ids(search(whole, wanted))) == found


def test_operators(whole: Caller) -> None:
    one = item("EntryItem", "light", fieldName="name")
    two = item("EntryItem", "quiz", fieldName="name")
    assert set(ids(search(whole, one, two))) == {"0_quizvid1"}
    assert set(ids(search(whole, one, two, operator=OR))) == {"0_physics01", "0_quizvid1"}
    without = {"objectType": "KalturaESearchEntryOperator", "operator": NOT, "searchItems": [two]}
    assert ids(search(whole, one, without)) == ["0_physics01"]


def test_a_unified_item_says_what_it_hit(whole: Caller) -> None:
    answer = search(whole, item("UnifiedItem", "entropy", addHighlight=1))
    assert answer["totalCount"] == 1
    [hit] = answer["objects"]
    marked = {part["fieldName"]: part["hits"][0]["value"] for part in hit["highlight"]}
    assert marked == {
        "name": "What is <em>entropy</em>?",
        "description": "Demo content: What is <em>entropy</em>?",
    }
    [data] = hit["itemsData"]
    assert (data["itemsType"], data["totalCount"]) == ("caption", 1)
    assert data["items"][0]["line"] == "Welcome to What is entropy?."
    assert data["items"][0]["startsAt"] == 0


def test_order_pages_and_ids(whole: Caller) -> None:
    courses = item("EntryItem", "course", EXACT, fieldName="tags")
    order = {
        "objectType": "KalturaESearchOrderBy",
        "orderItems": [
            {"objectType": "KalturaESearchEntryOrderByItem", "sortField": "plays",
             "sortOrder": "desc"}
        ],
    }  # fmt: skip
    answer = search(whole, courses, params={"orderBy": order}, pager__pageSize=3)
    plays = [row["object"]["plays"] for row in answer["objects"]]
    assert len(plays) == 3
    assert plays == sorted(plays, reverse=True)
    assert answer["totalCount"] > 20
    named = search(whole, courses, params={"objectIds": "0_physics01,0_physics02"})
    assert set(ids(named)) == {"0_physics01", "0_physics02"}
    waiting = search(whole, item("EntryItem", "draft", EXACT, fieldName="tags"))
    assert waiting["totalCount"] == 0
    waiting = search(
        whole,
        item("EntryItem", "draft", EXACT, fieldName="tags"),
        params={"objectStatuses": "7,1"},
    )
    assert waiting["totalCount"] == 2


def test_aggregations(whole: Caller) -> None:
    wanted = {
        "objectType": "KalturaESearchAggregation",
        "aggregations": [
            {"objectType": "KalturaESearchEntryAggregationItem", "fieldName": "media_type"},
            {"objectType": "KalturaESearchEntryAggregationItem", "fieldName": "tags", "size": 1},
        ],
    }
    everything = item("EntryItem", how=EXISTS, fieldName="name")
    answer = search(whole, everything, params={"aggregations": wanted})
    by_type, by_tag = answer["aggregations"]
    counts = {bucket["value"]: bucket["count"] for bucket in by_type["buckets"]}
    assert (counts["2"], counts["5"]) == (4, 5)
    assert [bucket["value"] for bucket in by_tag["buckets"]] == ["course"]


def test_categories_users_and_groups(whole: Caller) -> None:
    found = search(whole, item("CategoryItem", "phys", fieldName="name"), kind="Category")
    assert [row["object"]["fullName"] for row in found["objects"]] == ["Courses>Sciences>Physics"]
    found = search(whole, item("CategoryUserItem", "dana", EXACT, fieldName="user_id"),
                   kind="Category")  # fmt: skip
    assert ids(found) == [1010]
    found = search(whole, item("UserItem", "costa", fieldName="last_name"), kind="User")
    assert ids(found) == ["fatima"]
    found = search(whole, item("GroupUserItem", "editors", EXACT, fieldName="group_ids"),
                   kind="User")  # fmt: skip
    assert set(ids(found)) == {"ana", "bo"}
    found = search(whole, item("GroupItem", "Students", fieldName="screen_name"), kind="Group")
    assert ids(found) == ["students"]


def test_an_item_without_a_term_is_refused(admin: Caller) -> None:
    form = {
        "searchParams__objectType": "KalturaESearchEntryParams",
        "searchParams__searchOperator__objectType": "KalturaESearchEntryOperator",
        "searchParams__searchOperator__searchItems__0__objectType": "KalturaESearchEntryItem",
        "searchParams__searchOperator__searchItems__0__fieldName": "name",
        "searchParams__searchOperator__searchItems__0__itemType": 2,
        "searchParams__searchOperator__searchItems__0__searchTerm": " ",
    }
    assert admin.refused("elasticsearch_esearch", "searchEntry", **form) == (
        "EMPTY SEARCH TERM IS NOT ALLOWED",
        {"FIELD": "name", "TYPE": "2"},
    )
