"""Flows that integrations run into: copies, what is listed, what hangs on what."""

from typing import Any

from tests.sandbox.conftest import Caller

PUBLIC, TALKS = 1001, 1002
XSD = (
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="metadata">'
    '<xs:complexType><xs:sequence><xs:element name="A" type="xs:string" minOccurs="0"/>%s'
    "</xs:sequence></xs:complexType></xs:element></xs:schema>"
)


def note(caller: Caller, text: str, **more: Any) -> Any:
    sent = {
        "annotation__objectType": "KalturaAnnotation",
        "annotation__entryId": "0_welcome1",
        "annotation__text": text,
        "annotation__startTime": 9,
    }
    sent |= {f"annotation__{name}": value for name, value in more.items()}
    return caller.json("annotation_annotation", "add", **sent)


def test_a_clone_has_addresses_and_parts_of_its_own(admin: Caller) -> None:
    top = note(admin, "top")
    note(admin, "below", parentId=top["id"])
    profile = admin.json(
        "metadata_metadataprofile",
        "add",
        metadataProfile__name="p",
        metadataProfile__metadataObjectType=1,
        xsdData=XSD % "",
    )
    admin.json(
        "metadata_metadata",
        "add",
        metadataProfileId=profile["id"],
        objectType=1,
        objectId="0_welcome1",
        xmlData="<metadata><A>x</A></metadata>",
    )
    made = admin.json("baseEntry", "clone", entryId="0_welcome1")
    assert made["id"] != "0_welcome1"
    for name in ("dataUrl", "downloadUrl", "thumbnailUrl"):
        assert f"/{made['id']}/" in made[name]
    assert made["categoriesIds"] == str(PUBLIC)
    inside = admin.json("categoryEntry", "list", filter__entryIdEqual=made["id"])
    assert [row["categoryId"] for row in inside["objects"]] == [PUBLIC]
    notes = admin.json("annotation_annotation", "list", filter__entryIdEqual=made["id"])["objects"]
    assert [row["text"] for row in notes] == ["top", "below"]
    assert notes[1]["parentId"] == notes[0]["id"] != top["id"]
    found = admin.json(
        "metadata_metadata",
        "list",
        filter__objectIdEqual=made["id"],
        filter__metadataProfileIdEqual=profile["id"],
    )
    assert [row["xml"] for row in found["objects"]] == ["<metadata><A>x</A></metadata>"]
    options = {}
    for number, item in enumerate(("2", "annotation.ANNOTATION_CUE_POINTS", "5")):
        place = f"cloneOptions__{number}"
        options[f"{place}__objectType"] = "KalturaBaseEntryCloneOptionComponent"
        options |= {f"{place}__itemType": item, f"{place}__rule": "1"}
    bare = admin.json("baseEntry", "clone", entryId="0_welcome1", **options)
    assert bare["categoriesIds"] == ""
    counted = admin.json("cuePoint_cuePoint", "count", filter__entryIdEqual=bare["id"])
    assert counted == 0


def test_what_is_recycled_or_rejected_is_not_listed_unasked(admin: Caller) -> None:
    def listed(**asked: Any) -> int:
        sent = {f"filter__{name}": value for name, value in asked.items()}
        return int(admin.json("media", "list", filter__idIn="0_welcome1", **sent)["totalCount"])

    assert admin.json("baseEntry", "recycle", entryId="0_welcome1")["displayInSearch"] == -2
    assert (listed(), listed(displayInSearchEqual=-2)) == (0, 1)
    admin.json("baseEntry", "restoreRecycled", entryId="0_welcome1")
    admin.json("media", "reject", entryId="0_welcome1")
    assert (listed(), listed(moderationStatusEqual=3)) == (0, 1)
    admin.json("media", "approve", entryId="0_welcome1")
    assert listed() == 1


def test_flags_are_listed_until_somebody_deals_with_them(admin: Caller) -> None:
    flag = {"moderationFlag__flaggedEntryId": "0_welcome1", "moderationFlag__flagType": 1}
    admin.json("media", "flag", **flag)
    assert admin.json("media", "listFlags", entryId="0_welcome1")["totalCount"] == 1
    admin.json("media", "approve", entryId="0_welcome1")
    assert admin.json("media", "listFlags", entryId="0_welcome1")["totalCount"] == 0


def test_cue_points_go_with_the_one_above_them(admin: Caller) -> None:
    top = note(admin, "top", endTime=19)
    below = note(admin, "below", parentId=top["id"])
    note(admin, "deepest", parentId=below["id"])
    top = admin.json("annotation_annotation", "get", id=top["id"])
    assert (top["childrenCount"], top["directChildrenCount"], top["duration"]) == (2, 1, 10)
    times = {"id": top["id"], "startTime": 500}
    refused = admin.refused("cuePoint_cuePoint", "updateCuePointsTimes", **times, endTime=100)
    assert refused == ("END_TIME_CANNOT_BE_LESS_THAN_START_TIME", [])
    moved = admin.json("cuePoint_cuePoint", "updateCuePointsTimes", **times, endTime=700)
    assert (moved["startTime"], moved["duration"]) == (500, 200)
    admin.json("cuePoint_cuePoint", "delete", id=top["id"])
    left = admin.json("annotation_annotation", "list", filter__entryIdEqual="0_welcome1")
    assert left["totalCount"] == 0


def test_a_schedule_event_lasts_from_its_start_to_its_end(anyone: Caller) -> None:
    boss = anyone.admin(userId="boss")
    event = {
        "scheduleEvent__objectType": "KalturaRecordScheduleEvent",
        "scheduleEvent__summary": "s",
        "scheduleEvent__recurrenceType": 0,
        "scheduleEvent__startDate": 2_000_000_000,
    }
    code, arguments = boss.refused(
        "schedule_scheduleEvent", "add", **event, scheduleEvent__endDate=1_999_999_999
    )
    assert code == "INVALID_SCHEDULE_END_BEFORE_START"
    assert arguments == {"START": "2000000000", "END": "1999999999"}
    made = boss.json("schedule_scheduleEvent", "add", **event, scheduleEvent__endDate=2_000_000_060)
    assert (made["duration"], made["ownerId"]) == (60, "boss")
    room = boss.json(
        "schedule_scheduleResource",
        "add",
        scheduleResource__objectType="KalturaLocationScheduleResource",
        scheduleResource__name="Room",
    )
    pair = {
        "scheduleEventResource__eventId": made["id"],
        "scheduleEventResource__resourceId": room["id"],
    }
    boss.json("schedule_scheduleEventResource", "add", **pair)
    again = boss.refused("schedule_scheduleEventResource", "add", **pair)
    expected = {"EVENT_ID": str(made["id"]), "RESOURCE_ID": str(room["id"])}
    assert again == ("SCHEDULE_EVENT_RESOURCE_ALREADY_EXISTS", expected)


def test_a_moved_category_takes_its_members_along(admin: Caller) -> None:
    other = admin.json("category", "add", category__name="Other")["id"]
    admin.json("categoryUser", "add", categoryUser__categoryId=TALKS, categoryUser__userId="ana")
    admin.json("category", "move", categoryIds=TALKS, targetCategoryParentId=other)
    for service in ("categoryEntry", "categoryUser"):
        rows = admin.json(service, "list", filter__categoryIdEqual=TALKS)["objects"]
        assert {row["categoryFullIds"] for row in rows} == {f"{other}>{TALKS}"}


def test_an_entry_that_waits_for_a_moderator_is_counted_apart(
    admin: Caller, anyone: Caller
) -> None:
    made = admin.json("category", "add", category__name="Judged", category__moderation=1)["id"]
    ana = anyone.user("ana")
    entry = ana.json("media", "add", entry__mediaType=1, entry__name="x")["id"]
    place = {"categoryEntry__categoryId": made, "categoryEntry__entryId": entry}
    assert ana.json("categoryEntry", "add", **place)["status"] == 1

    def counts() -> tuple[int | None, int]:
        row = admin.json("category", "get", id=made)
        return row.get("pendingEntriesCount"), row["entriesCount"]

    assert counts() == (1, 0)
    admin.json("categoryEntry", "activate", entryId=entry, categoryId=made)
    # As a real server leaves it out where there is none.
    assert counts() == (None, 1)


def test_metadata_is_of_the_version_that_it_was_checked_against(admin: Caller) -> None:
    service = "metadata_metadataprofile"
    names = {"metadataProfile__name": "p", "metadataProfile__metadataObjectType": 1}
    profile = admin.json(service, "add", **names, xsdData=XSD % "")["id"]
    named = {"metadataProfileId": profile, "objectType": 1, "objectId": "0_welcome1"}
    made = admin.json("metadata_metadata", "add", **named, xmlData="<metadata/>")
    assert made["metadataProfileVersion"] == 1
    more = '<xs:element name="B" type="xs:int" minOccurs="0"/>'
    newer = {"metadataProfile__name": "q", "xsdData": XSD % more}
    assert admin.json(service, "update", id=profile, **newer)["version"] == 2
    xml = "<metadata><B>7</B></metadata>"
    changed = admin.json("metadata_metadata", "update", id=made["id"], xmlData=xml)
    assert (changed["version"], changed["metadataProfileVersion"]) == (2, 2)


def test_a_captions_language_has_its_code(admin: Caller) -> None:
    sent = {"captionAsset__language": "French", "captionAsset__label": "Fr"}
    made = admin.json("caption_captionAsset", "add", entryId="0_welcome1", **sent)
    assert made["languageCode"] == "fr"
    changed = {"id": made["id"], "captionAsset__language": "German"}
    assert admin.json("caption_captionAsset", "update", **changed)["languageCode"] == "de"
    refused = admin.refused("caption_captionAsset", "get", captionAssetId="none")
    assert refused == ("CAPTION_ASSET_ID_NOT_FOUND", {"ASSET_ID": "none"})


def test_an_entry_is_given_once_in_the_order_that_was_asked_for(admin: Caller) -> None:
    ids = "0_keynote1,0_none,0_welcome1,0_keynote1"
    found = admin.json("baseEntry", "getByIds", entryIds=ids)
    assert [row["id"] for row in found] == ["0_keynote1", "0_welcome1"]


def test_references_lead_somewhere(admin: Caller) -> None:
    event = {"scheduleEventResource__eventId": 999, "scheduleEventResource__resourceId": 999}
    refused = admin.refused("schedule_scheduleeventresource", "add", **event)
    assert refused == ("SCHEDULE_EVENT_ID_NOT_FOUND", {"ID": "999"})
    parent = {"entry__mediaType": 1, "entry__parentEntryId": "0_nope"}
    assert admin.refused("media", "add", **parent) == (
        "PARENT_ENTRY_ID_NOT_FOUND",
        {"ID": "0_nope"},
    )


def test_a_feed_counts_its_playlist(admin: Caller) -> None:
    content = {"playlist__playlistType": 3, "playlist__playlistContent": "0_welcome1,0_tokyo001"}
    listed = admin.json("playlist", "add", playlist__name="Two", **content)["id"]
    cls = {"syndicationFeed__objectType": "KalturaGenericSyndicationFeed"}
    feeds = [
        admin.json("syndicationFeed", "add", **cls, syndicationFeed__name="F", **more)
        for more in ({}, {"syndicationFeed__playlistId": listed})
    ]
    key = feeds[1]["id"]
    wanted = f"http://localhost/api_v3/getFeed.php?partnerId=1000001&feedId={key}"
    assert feeds[1]["feedUrl"] == wanted
    counts = [
        admin.json("syndicationFeed", "getEntryCount", feedId=feed["id"])["totalEntryCount"]
        for feed in feeds
    ]
    assert counts == [9, 2]
