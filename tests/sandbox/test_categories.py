"""Categories as a tree, and what entitlement hides."""

import pytest
from werkzeug.test import Client

from tests.sandbox.conftest import Caller

PUBLIC, TALKS, PRIVATE = 1001, 1002, 1003


def test_the_tree(admin: Caller) -> None:
    made = admin.json("category", "add", category__name="Sport", category__parentId=PUBLIC)
    assert (made["fullName"], made["depth"]) == ("Public>Sport", 1)
    assert made["fullIds"] == f"{PUBLIC}>{made['id']}"
    below = admin.json("category", "add", category__name="Ski", category__parentId=made["id"])
    assert below["fullName"] == "Public>Sport>Ski"
    renamed = admin.json("category", "update", id=made["id"], category__name="Sports")
    assert renamed["fullName"] == "Public>Sports"
    assert admin.json("category", "get", id=below["id"])["fullName"] == "Public>Sports>Ski"
    entry = {"entry__mediaType": 1, "entry__categoriesIds": below["id"]}
    inside = admin.json("media", "add", **entry)["id"]
    admin.json("category", "update", id=made["id"], category__parentId=0)
    assert admin.json("media", "get", entryId=inside)["categories"] == "Sports>Ski"
    assert admin.json("category", "get", id=below["id"])["fullIds"] == f"{made['id']}>{below['id']}"
    assert admin.json("category", "get", id=PUBLIC)["directSubCategoriesCount"] == 1
    assert admin.json("category", "delete", id=made["id"]) is None
    for gone in (made, below):
        assert admin.refused("category", "get", id=gone["id"])[0] == "CATEGORY_NOT_FOUND"


def test_what_the_tree_refuses(admin: Caller) -> None:
    assert admin.refused("category", "add", category__tags="x") == (
        "PROPERTY_VALIDATION_CANNOT_BE_NULL",
        {"PROP_NAME": "KalturaCategory::name"},
    )
    # The caller of these tests leaves empty texts away.
    empty = Client(admin.sandbox).post(
        "/api_v3/service/category/action/add",
        data={"category:name": "", "ks": admin.ks, "format": 1},
    )
    assert (empty.get_json()["code"], empty.get_json()["args"]) == (
        "PROPERTY_VALIDATION_MIN_LENGTH",
        {"PROP_NAME": "KalturaCategory::name", "MIN_LEN": "1"},
    )
    assert admin.refused("category", "add", category__name="Public") == (
        "DUPLICATE_CATEGORY",
        {"CATEGORY": "Public"},
    )
    assert admin.refused("category", "add", category__name="x", category__parentId=77) == (
        "CATEGORY_NOT_FOUND",
        {"ID": "77"},
    )
    assert admin.refused("category", "update", id=PUBLIC, category__parentId=TALKS) == (
        "PARENT_CATEGORY_IS_CHILD",
        {"PARENT_CATEGORY": str(TALKS), "OTHER_CATEGORY": str(PUBLIC)},
    )


def test_a_private_category_is_hidden_without_disableentitlement(anyone: Caller) -> None:
    for caller in (anyone.admin(), anyone.user("ana"), anyone.widget()):
        assert caller.refused("category", "get", id=PRIVATE) == (
            "CATEGORY_NOT_FOUND",
            {"ID": str(PRIVATE)},
        )
        found = caller.json("category", "list")
        assert [row["id"] for row in found["objects"]] == [PUBLIC, TALKS]
        assert found["totalCount"] == 2
    freed = anyone.admin(privileges="all:*,disableentitlement")
    assert freed.json("category", "get", id=PRIVATE)["name"] == "Board only"
    assert freed.json("category", "list")["totalCount"] == 3


def test_its_owner_sees_it(anyone: Caller) -> None:
    assert anyone.user("bo").json("category", "get", id=PRIVATE)["owner"] == "bo"


def test_entries_in_private_categories_alone_are_hidden_too(anyone: Caller) -> None:
    admin = anyone.admin()
    assert admin.refused("media", "get", entryId="0_private1")[0] == "ENTRY_ID_NOT_FOUND"
    assert admin.json("media", "count") == 9
    for privileges in ("disableentitlement", "disableentitlementforentry:0_private1"):
        freed = anyone.admin(privileges=privileges)
        assert freed.json("media", "get", entryId="0_private1")["name"] == "Board meeting"
        assert freed.json("media", "count") == 10


def test_entries_move_up_when_their_category_goes(anyone: Caller) -> None:
    admin = anyone.admin()
    before = admin.json("category", "get", id=PUBLIC)
    assert (before["directEntriesCount"], before["entriesCount"]) == (4, 7)
    admin.json("category", "delete", id=TALKS)
    after = admin.json("category", "get", id=PUBLIC)
    assert (after["directEntriesCount"], after["entriesCount"]) == (7, 7)
    assert admin.json("media", "get", entryId="0_keynote1")["categories"] == "Public"


@pytest.mark.parametrize(
    ("sent", "ids"),
    [
        ({"parentIdEqual": PUBLIC}, [TALKS]),
        ({"fullNameStartsWith": "Public>"}, [TALKS]),
        ({"depthEqual": 0}, [PUBLIC]),
        ({"freeText": "recorded"}, [TALKS]),
        ({"orderBy": "-depth"}, [TALKS, PUBLIC]),
        ({"orderBy": "-entriesCount"}, [PUBLIC, TALKS]),
        ({"nameOrReferenceIdStartsWith": "pub"}, [PUBLIC]),
    ],
)
def test_filters_of_categories(admin: Caller, sent: dict[str, object], ids: list[int]) -> None:
    answer = admin.json("category", "list", **{f"filter__{name}": v for name, v in sent.items()})
    assert [row["id"] for row in answer["objects"]] == ids


def test_a_name_has_nothing_that_separates_names(admin: Caller) -> None:
    made = admin.json("category", "add", category__name="x>y<z,w")
    assert (made["name"], made["fullName"]) == ("x_y_z_w", "x_y_z_w")
    changed = admin.json("category", "update", id=made["id"], category__name=">" + "n" * 80)
    assert changed["name"] == "_" + "n" * 59
