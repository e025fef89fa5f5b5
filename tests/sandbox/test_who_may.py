"""Who sees and who changes what belongs to an entry, a category or a user."""

from typing import Any

import pytest

from tests.sandbox.conftest import Caller

PRIVATE, HIDDEN = 1003, "0_private1"  # a private category, and the entry that is in it alone
OPEN = "0_welcome1"  # ana's
FORBIDDEN = ("INVALID_KS", {"KSID": "", "ERR_CODE": "-4", "ERR_DESC": "INVALID_TYPE"})
SRT = "1\n00:00:01,000 --> 00:00:02,000\nSecret\n"


def text(content: str, name: str = "contentResource") -> dict[str, str]:
    return {f"{name}__objectType": "KalturaStringResource", f"{name}__content": content}


def captioned(admin: Caller, entry_id: str) -> str:
    """A caption of an entry with a file."""
    sent = {"captionAsset__language": "English", "captionAsset__format": "1"}
    made = admin.json("caption_captionasset", "add", entryId=entry_id, **sent)
    admin.json("caption_captionasset", "setContent", id=made["id"], **text(SRT))
    return str(made["id"])


def described(admin: Caller, entry_id: str) -> str:
    """Custom metadata of an entry."""
    xsd = (
        '<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
        '<xsd:element name="metadata" type="xsd:anyType"/></xsd:schema>'
    )
    profile = admin.json(
        "metadata_metadataprofile",
        "add",
        metadataProfile__name="P",
        metadataProfile__metadataObjectType="1",
        xsdData=xsd,
    )
    sent = {"metadataProfileId": profile["id"], "objectType": "1", "objectId": entry_id}
    made = admin.json("metadata_metadata", "add", xmlData="<metadata>x</metadata>", **sent)
    return str(made["id"])


def noted(who: Caller, entry_id: str, **more: Any) -> str:
    sent = {"cuePoint__objectType": "KalturaAnnotation", "cuePoint__entryId": entry_id}
    made = who.json("cuepoint_cuepoint", "add", **sent, cuePoint__text="note", **more)
    return str(made["id"])


@pytest.fixture
def freed(anyone: Caller) -> Caller:
    return anyone.admin(privileges="disableentitlement")


@pytest.mark.parametrize("action", ["serve", "serveWebVTT", "serveAsJson"])
def test_a_hidden_entry_s_caption_is_not_there(freed: Caller, anyone: Caller, action: str) -> None:
    key = captioned(freed, HIDDEN)
    for who in (anyone, anyone.user("eve"), anyone.widget(), anyone.admin()):
        answer = who.raw("caption_captionasset", action, captionAssetId=key)
        assert (answer.data, answer.headers["X-Kaltura"]) == (
            b"",
            "error- CAPTION_ASSET_ID_NOT_FOUND",
        )
    shown = freed.raw("caption_captionasset", action, captionAssetId=key, segmentIndex=1)
    assert b"Secret" in shown.data


@pytest.mark.parametrize(
    ("service", "parameter", "code"),
    [
        ("thumbAsset", "thumbAssetId", "THUMB_ASSET_ID_NOT_FOUND"),
        ("attachment_attachmentasset", "attachmentAssetId", "ATTACHMENT_ASSET_ID_NOT_FOUND"),
    ],
)
def test_a_hidden_entry_s_files_are_not_there(
    freed: Caller, anyone: Caller, service: str, parameter: str, code: str
) -> None:
    made = freed.json(service, "add", entryId=HIDDEN, **{f"{parameter[:-2]}__tags": "x"})
    freed.json(service, "setContent", id=made["id"], **text("bytes"))
    assert freed.raw(service, "serve", **{parameter: made["id"]}).data == b"bytes"
    assert anyone.raw(service, "serve", **{parameter: made["id"]}).headers["X-Kaltura"] == (
        f"error- {code}"
    )
    eve = anyone.user("eve")
    for action in ("get", "getUrl", "delete"):
        name = {"getUrl": "id"}.get(action, parameter)
        assert eve.refused(service, action, **{name: made["id"]})[0] == code
    assert eve.json(service, "list", filter__idIn=made["id"])["totalCount"] == 0


def test_a_hidden_entry_s_notes_and_data_are_not_there(freed: Caller, anyone: Caller) -> None:
    cue, metadata = noted(freed, HIDDEN, cuePoint__isPublic=1), described(freed, HIDDEN)
    eve, entry = anyone.user("eve"), {"filter__entryIdEqual": HIDDEN}
    assert eve.json("cuepoint_cuepoint", "list", **entry)["totalCount"] == 0
    assert freed.json("cuepoint_cuepoint", "list", **entry)["totalCount"] == 1
    found = {"filter__objectIdEqual": HIDDEN, "filter__metadataObjectTypeEqual": "1"}
    assert eve.json("metadata_metadata", "list", **found)["totalCount"] == 0
    assert freed.json("metadata_metadata", "list", **found)["totalCount"] == 1
    assert eve.json("categoryEntry", "list", filter__categoryIdEqual=PRIVATE)["totalCount"] == 0
    assert eve.json("categoryUser", "list", filter__categoryIdEqual=PRIVATE)["totalCount"] == 0
    for action in ("get", "update", "delete"):
        assert eve.refused("metadata_metadata", action, id=metadata, xmlData="<metadata/>")[0] == (
            "METADATA_NOT_FOUND"
        )
        sent = {"cuePoint__objectType": "KalturaAnnotation", "cuePoint__text": "x"}
        assert eve.refused("cuepoint_cuepoint", action, id=cue, **sent)[0] == (
            "INVALID_CUE_POINT_ID"
        )


def test_a_stranger_changes_nothing_of_a_seen_entry(anyone: Caller, admin: Caller) -> None:
    caption, metadata = captioned(admin, OPEN), described(admin, OPEN)
    thumb = admin.json("thumbAsset", "add", entryId=OPEN, thumbAsset__tags="x")["id"]
    eve = anyone.user("eve")
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("caption_captionasset", "add", {"entryId": OPEN, "captionAsset__language": "English"}),
        ("caption_captionasset", "setContent", {"id": caption, **text("x")}),
        ("caption_captionasset", "setAsDefault", {"captionAssetId": caption}),
        ("caption_captionasset", "delete", {"captionAssetId": caption}),
        ("thumbAsset", "add", {"entryId": OPEN, "thumbAsset__tags": "x"}),
        ("thumbAsset", "setAsDefault", {"thumbAssetId": thumb}),
        ("thumbAsset", "delete", {"thumbAssetId": thumb}),
        ("metadata_metadata", "update", {"id": metadata, "xmlData": "<metadata/>"}),
        ("metadata_metadata", "delete", {"id": metadata}),
        ("media", "add", {"entry__mediaType": 1, "entry__userId": "ana"}),
        ("media", "updateContent", {"entryId": OPEN, **text("x", "resource")}),
    ]
    for service, action, sent in calls:
        assert eve.refused(service, action, **sent) == FORBIDDEN, (service, action)
    assert eve.raw("caption_captionasset", "serve", captionAssetId=caption).data == SRT.encode()
    listed = admin.json("thumbAsset", "list", filter__entryIdEqual=OPEN)
    assert [row["tags"] for row in listed["objects"]] == ["x"]
    ana = anyone.user("ana")
    assert ana.json("thumbAsset", "setAsDefault", thumbAssetId=thumb) is None
    assert ana.json("caption_captionasset", "delete", captionAssetId=caption) is None


def test_notes_are_their_writer_s(anyone: Caller, admin: Caller) -> None:
    bob, eve = anyone.user("bob"), anyone.user("eve")
    own, told = noted(bob, OPEN), noted(bob, OPEN, cuePoint__isPublic=1)
    entry = {"filter__entryIdEqual": OPEN}
    shown = [
        [row["id"] for row in who.json("cuepoint_cuepoint", "list", **entry)["objects"]]
        for who in (bob, eve, anyone.widget(), anyone.user("ana"), admin)
    ]
    assert shown == [[own, told], [told], [told], [own, told], [own, told]]
    changed = {"cuePoint__objectType": "KalturaAnnotation", "cuePoint__text": "changed"}
    assert eve.refused("cuepoint_cuepoint", "update", id=told, **changed) == FORBIDDEN
    assert eve.refused("cuepoint_cuepoint", "delete", id=told) == FORBIDDEN
    assert eve.refused("cuepoint_cuepoint", "delete", id=own)[0] == "INVALID_CUE_POINT_ID"
    assert bob.json("cuepoint_cuepoint", "update", id=told, **changed)["text"] == "changed"
    # The entry is ana's.
    assert anyone.user("ana").json("cuepoint_cuepoint", "delete", id=own) is None


def test_a_student_sees_a_question_without_its_solution(anyone: Caller) -> None:
    ana, eve = anyone.user("ana"), anyone.user("eve")
    ana.json("quiz_quiz", "add", entryId=OPEN, quiz__attemptsAllowed=1)
    question = {
        "cuePoint__objectType": "KalturaQuestionCuePoint",
        "cuePoint__entryId": OPEN,
        "cuePoint__question": "1 + 1?",
        "cuePoint__explanation": "So it is.",
        "cuePoint__optionalAnswers__0__text": "2",
        "cuePoint__optionalAnswers__0__isCorrect": 1,
        "cuePoint__optionalAnswers__1__text": "3",
        "cuePoint__optionalAnswers__1__isCorrect": 0,
    }
    assert eve.refused("cuepoint_cuepoint", "add", **question)[0] == "INVALID_USER_ID"
    changed = {"entryId": OPEN, "quiz__attemptsAllowed": 9}
    assert eve.refused("quiz_quiz", "update", **changed)[0] == "INVALID_USER_ID"
    made = ana.json("cuepoint_cuepoint", "add", **question)
    for who, right, why in ((eve, [-1, -1], None), (ana, [1, 0], "So it is.")):
        listed = who.json("cuepoint_cuepoint", "list", filter__entryIdEqual=OPEN)["objects"][0]
        got = who.json("cuepoint_cuepoint", "get", id=made["id"])
        for row in (listed, got):
            assert [item["isCorrect"] for item in row["optionalAnswers"]] == right
            assert row.get("explanation") == why
    attempt = {"userEntry__objectType": "KalturaQuizUserEntry", "userEntry__entryId": OPEN}
    taken = eve.json("userEntry", "add", **attempt)
    answer = {
        "cuePoint__objectType": "KalturaAnswerCuePoint",
        "cuePoint__entryId": OPEN,
        "cuePoint__parentId": made["id"],
        "cuePoint__quizUserEntryId": taken["id"],
        "cuePoint__answerKey": "1",
    }
    mallory = anyone.user("mallory")
    assert mallory.refused("cuepoint_cuepoint", "add", **answer)[0] == "USER_ENTRY_NOT_FOUND"
    assert eve.json("cuepoint_cuepoint", "add", **answer)["isCorrect"] == 1
    assert mallory.refused("userEntry", "submitQuiz", id=taken["id"])[0] == "USER_ENTRY_NOT_FOUND"
    for action in ("get", "delete"):
        assert mallory.refused("userEntry", action, id=taken["id"])[0] == "USER_ENTRY_NOT_FOUND"
    assert mallory.json("userEntry", "list")["totalCount"] == 0
    assert eve.json("userEntry", "submitQuiz", id=taken["id"])["score"] == 1
    # Whose quiz it is sees who took it.
    assert ana.json("userEntry", "list")["totalCount"] == 1


def test_a_category_is_its_manager_s(anyone: Caller, freed: Caller) -> None:
    closed = {"category__name": "Closed", "category__contributionPolicy": 2}
    key = freed.json("category", "add", **closed)["id"]
    eve, own = anyone.user("eve"), {"categoryEntry__categoryId": key}
    sent = {**own, "categoryEntry__entryId": OPEN}
    assert eve.refused("categoryEntry", "add", **sent)[0] == "CANNOT_ASSIGN_ENTRY_TO_CATEGORY"
    member = {"categoryUser__categoryId": key, "categoryUser__userId": "eve"}
    assert eve.refused("categoryUser", "add", **member)[0] == "CATEGORY_USER_JOIN_NOT_ALLOWED"
    assert freed.json("categoryUser", "add", **member)["permissionLevel"] == 3
    other = {**member, "categoryUser__userId": "bob"}
    named = {"categoryId": key, "userId": "eve"}
    level = {"categoryUser__permissionLevel": 0}
    assert eve.refused("categoryUser", "update", **named, **level) == FORBIDDEN
    freed.json("categoryEntry", "add", **sent)
    assert eve.refused("categoryEntry", "delete", entryId=OPEN, categoryId=key)[0] == (
        "CANNOT_REMOVE_ENTRY_FROM_CATEGORY"
    )
    assert freed.json("categoryUser", "update", **named, **level)["permissionLevel"] == 0
    assert eve.json("categoryEntry", "delete", entryId=OPEN, categoryId=key) is None
    assert eve.json("categoryUser", "add", **other)["userId"] == "bob"


def test_content_is_taken_from_what_is_seen_alone(anyone: Caller, freed: Caller) -> None:
    caption, eve = captioned(freed, HIDDEN), anyone.user("eve")
    mine = eve.json("media", "add", entry__mediaType=1)["id"]
    entry = {"resource__objectType": "KalturaEntryResource", "resource__entryId": HIDDEN}
    assert eve.refused("media", "addContent", entryId=mine, **entry) == (
        "ENTRY_ID_NOT_FOUND",
        {"ENTRY_ID": HIDDEN},
    )
    asset = {"resource__objectType": "KalturaAssetResource", "resource__assetId": caption}
    assert eve.refused("media", "addContent", entryId=mine, **asset)[0] == (
        "FLAVOR_ASSET_ID_NOT_FOUND"
    )
    token = anyone.user("bob").json("uploadToken", "add")["id"]
    taken = {"resource__objectType": "KalturaUploadedFileTokenResource", "resource__token": token}
    assert eve.refused("media", "addContent", entryId=mine, **taken)[0] == "UPLOAD_TOKEN_NOT_FOUND"
