"""media and baseEntry: making, changing, finding and paging entries."""

from typing import Any

import pytest

from app.sandbox import Sandbox
from app.sandbox.errors import ApiError
from app.sandbox.filters import MAX_MATCHES, page
from app.sandbox.values import Object
from tests.sandbox.conftest import Caller

MIX = {"entry__objectType": "KalturaMixEntry"}
READY = [
    "0_emoji001",
    "0_arabic01",
    "0_greek001",
    "0_podcast1",
    "0_poster01",
    "0_tokyo001",
    "0_zurich01",
    "0_keynote1",
    "0_welcome1",
]


@pytest.fixture
def looking(shared: Sandbox) -> Caller:
    return Caller(shared).admin()


def found(caller: Caller, service: str = "media", **sent: Any) -> list[str]:
    answer = caller.json(service, "list", **sent)
    return [entry["id"] for entry in answer["objects"]]


@pytest.mark.parametrize(
    ("service", "parameter"), [("media", "mediaEntry"), ("baseEntry", "baseEntry")]
)
def test_add_get_update_delete(admin: Caller, service: str, parameter: str) -> None:
    sent = {"entry__name": "Name", "entry__objectType": "KalturaMediaEntry"}
    made = admin.json(service, "add", **sent, entry__mediaType=5, entry__tags="a, b")
    assert (made["status"], made["type"], made["mediaType"]) == (7, 1, 5)
    assert made["id"][:2] == "0_"
    assert made["id"] == made["rootEntryId"]
    changed = admin.json(service, "update", entryId=made["id"], **{f"{parameter}__name": "New"})
    assert (changed["name"], changed["tags"]) == ("New", "a, b")
    assert "New" in changed["searchText"]
    assert admin.json(service, "get", entryId=made["id"]) == changed
    assert admin.json(service, "delete", entryId=made["id"]) is None
    assert admin.refused(service, "get", entryId=made["id"]) == (
        "ENTRY_ID_NOT_FOUND",
        {"ENTRY_ID": made["id"]},
    )


def test_what_making_refuses(admin: Caller) -> None:
    assert admin.refused("media", "add", entry__name="x") == (
        "PROPERTY_VALIDATION_CANNOT_BE_NULL",
        {"PROP_NAME": "KalturaMediaEntry::mediaType"},
    )
    assert admin.refused("media", "add", entry__status=2, entry__mediaType=1) == (
        "PROPERTY_VALIDATION_NOT_UPDATABLE",
        {"PROP_NAME": "KalturaMediaEntry::status"},
    )
    assert admin.refused("media", "update", entryId="0_welcome1", mediaEntry__mediaType=2) == (
        "PROPERTY_VALIDATION_NOT_UPDATABLE",
        {"PROP_NAME": "KalturaMediaEntry::mediaType"},
    )
    other = "conference.CONFERENCE_ENTRY_SERVER"
    for sent in ({"type": other}, {"entry__type": other}, {"type": 6, **MIX}):
        code, _ = admin.refused("baseEntry", "add", **{"entry__name": "x", **sent})
        assert code == "ENTRY_TYPE_NOT_SUPPORTED"


def test_a_base_entry_becomes_a_media_entry(admin: Caller) -> None:
    made = admin.json("baseEntry", "add", entry__name="x", type=1)
    assert (made["objectType"], made["mediaType"], made["type"]) == ("KalturaMediaEntry", 1, 1)


def test_categories_of_an_entry(admin: Caller) -> None:
    sent = {"entry__mediaType": 1, "entry__categoriesIds": "1002, 77,x"}
    made = admin.json("media", "add", **sent)
    assert (made["categoriesIds"], made["categories"]) == ("1002", "Public>Talks")
    changed = admin.json("media", "update", entryId=made["id"], mediaEntry__categories="Public")
    assert (changed["categoriesIds"], changed["categories"]) == ("1001", "Public")


def test_a_user_changes_its_own_entries_alone(anyone: Caller) -> None:
    ana = anyone.user("ana")
    made = ana.json("media", "add", entry__mediaType=1)
    assert (made["userId"], made["creatorId"]) == ("ana", "ana")
    bo = anyone.user("bo")
    assert bo.json("media", "get", entryId=made["id"])["id"] == made["id"]
    for action in ("update", "delete"):
        code, _ = bo.refused("media", action, entryId=made["id"], mediaEntry__name="x")
        assert code == "INVALID_KS"
    editing = anyone.user("bo", privileges=f"edit:0_other001/{made['id']}")
    assert editing.json("media", "update", entryId=made["id"], mediaEntry__name="x")["name"] == "x"
    assert ana.json("media", "delete", entryId=made["id"]) is None


def test_a_list_shows_ready_entries_newest_first_unless_told_otherwise(looking: Caller) -> None:
    assert found(looking) == READY == found(looking, "baseEntry")
    assert looking.json("media", "count") == looking.json("baseEntry", "count") == len(READY)
    assert found(looking, filter__statusIn="7,-1") == ["0_failed01", "0_waiting1"]
    assert found(looking, filter__idEqual="0_waiting1") == ["0_waiting1"]


@pytest.mark.parametrize(
    ("sent", "ids"),
    [
        ({"statusEqual": "7"}, ["0_waiting1"]),
        ({"statusNotEqual": "2"}, ["0_failed01", "0_working1", "0_waiting1"]),
        ({"statusNotIn": "2,7"}, ["0_failed01", "0_working1"]),
        ({"idIn": "0_tokyo001,0_working1"}, ["0_working1", "0_tokyo001"]),
        ({"statusEqual": "2", "idNotIn": ",".join(READY[:7])}, ["0_keynote1", "0_welcome1"]),
        ({"nameLike": "ZÜRICH"}, ["0_zurich01"]),
        ({"nameEqual": "東京の朝"}, ["0_tokyo001"]),
        ({"nameEqual": "東京"}, []),
        ({"nameMultiLikeOr": "keynote,poster"}, ["0_poster01", "0_keynote1"]),
        ({"nameMultiLikeAnd": "keynote,video"}, ["0_keynote1"]),
        ({"tagsLike": "city"}, ["0_tokyo001", "0_zurich01"]),
        ({"tagsMultiLikeOr": "日本,poster"}, ["0_poster01", "0_tokyo001"]),
        ({"tagsNameMultiLikeOr": "welcome"}, ["0_welcome1"]),
        ({"mediaTypeEqual": "5"}, ["0_greek001", "0_podcast1"]),
        ({"mediaTypeIn": "2,5"}, ["0_greek001", "0_podcast1", "0_poster01"]),
        ({"userIdEqual": "chidi"}, ["0_arabic01", "0_tokyo001"]),
        ({"categoriesIdsMatchOr": "1002,77"}, ["0_podcast1", "0_poster01", "0_keynote1"]),
        ({"categoriesMatchOr": "Public>Talks"}, ["0_podcast1", "0_poster01", "0_keynote1"]),
        ({"referenceIdEqual": "ref-podcast1"}, ["0_podcast1"]),
        ({"freeText": "podcast sound"}, ["0_podcast1"]),
        ({"partnerIdEqual": "5"}, []),
        ({"partnerIdEqual": "1000001"}, READY),
        ({"durationGreaterThan": "2000"}, ["0_keynote1"]),
        ({"durationLessThanOrEqual": "33"}, ["0_greek001", "0_poster01"]),
        ({"createdAtGreaterThanOrEqual": f"-{45 * 86400}"}, ["0_emoji001"]),
        ({"createdAtLessThanOrEqual": f"-{250 * 86400}"}, ["0_welcome1"]),
        ({"startDateLessThanOrEqualOrNull": "5"}, READY),
        ({"advancedSearch:objectType": "KalturaSearchOperator"}, READY),
    ],
)
def test_filters(looking: Caller, sent: dict[str, str], ids: list[str]) -> None:
    filters = {f"filter__{name}": value for name, value in sent.items() if isinstance(value, str)}
    assert found(looking, **filters) == ids
    assert looking.json("media", "count", **filters) == len(ids)


@pytest.mark.parametrize(
    ("order", "first", "last"),
    [
        ("+createdAt", "0_welcome1", "0_emoji001"),
        (" createdAt", "0_welcome1", "0_emoji001"),
        ("-createdAt", "0_emoji001", "0_welcome1"),
        ("-plays", "0_keynote1", "0_greek001"),
        ("+name", "0_poster01", "0_tokyo001"),
        ("-duration", "0_keynote1", "0_poster01"),
        ("+updatedAt", "0_welcome1", "0_emoji001"),
        ("?bogus", "0_welcome1", "0_emoji001"),
    ],
)
def test_orders(looking: Caller, order: str, first: str, last: str) -> None:
    ids = found(looking, filter__orderBy=order)
    assert (ids[0], ids[-1]) == (first, last)


def test_a_property_without_a_value_fits_no_value(admin: Caller) -> None:
    made = admin.json("media", "add", entry__mediaType=1)["id"]
    assert "referenceId" not in admin.json("media", "get", entryId=made)
    for sent in ({"referenceIdEqual": "x"}, {"referenceIdIn": "x,None"}, {"adminTagsLike": "x"}):
        filters = {f"filter__{name}": value for name, value in sent.items()}
        assert found(admin, filter__idEqual=made, **filters) == []
    assert found(admin, filter__idEqual=made, filter__startDateLessThanOrEqualOrNull=5) == [made]


def test_pages(looking: Caller) -> None:
    assert found(looking, pager__pageSize=4) == READY[:4]
    assert found(looking, pager__pageSize=4, pager__pageIndex=3) == READY[8:]
    assert found(looking, pager__pageSize=4, pager__pageIndex=4) == []
    answer = looking.json("media", "list", pager__pageSize=1)
    assert (answer["totalCount"], len(answer["objects"])) == (9, 1)


def test_the_size_of_a_page_and_the_end_of_all_pages() -> None:
    rows = [{"id": str(number)} for number in range(MAX_MATCHES + 100)]

    def asked(size: int, index: int) -> int:
        pager = Object("KalturaFilterPager", {"pageSize": size, "pageIndex": index})
        return len(page(rows, pager))

    assert len(page(rows, None)) == 30
    assert asked(9999, 1) == 500
    assert asked(-1, 1) == asked(-1, -1) == 10_000
    assert asked(-2, 1) == 1
    assert asked(500, 20) == 500
    assert asked(30, 334) == 10
    for size, index in ((500, 21), (30, 335)):
        with pytest.raises(ApiError) as caught:
            asked(size, index)
        assert caught.value.code == "QUERY_EXCEEDED_MAX_MATCHES_ALLOWED"
