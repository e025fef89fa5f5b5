"""Captions: added as SRT or DFXP, converted, served in pieces, and searched."""

from typing import Any

import pytest
from werkzeug.test import Client

from app.sandbox import captions
from app.sandbox.captions import Cue
from tests.sandbox.conftest import Caller

SRT = (
    "1\n00:00:01,500 --> 00:00:03,000\nHello <i>there</i>\n\n"
    "2\n00:00:40,000 --> 00:00:41,250\nBye & on\n"
)
CUES = [Cue(1500, 3000, "Hello there"), Cue(40_000, 41_250, "Bye & on")]


@pytest.fixture
def asset(admin: Caller) -> Any:
    return captioned(admin, "0_welcome1", SRT)


def captioned(admin: Caller, entry: str, text: str) -> Any:
    made = admin.json(
        "caption_captionAsset",
        "add",
        entryId=entry,
        captionAsset__language="English",
        captionAsset__format="1",
        captionAsset__isDefault=1,
    )
    assert made["status"] == 0
    filled = admin.json(
        "caption_captionAsset",
        "setContent",
        id=made["id"],
        contentResource__objectType="KalturaStringResource",
        contentResource__content=text,
    )
    assert (filled["status"], filled["sizeInBytes"]) == (2, len(text.encode()))
    return filled


DFXP = (
    '<tt xmlns="http://www.w3.org/ns/ttml"><body><div>'
    '<p begin="00:00:01.500" end="3s">Hello there</p>'
    '<p begin="00:00:40" end="00:00:41.250">Bye &amp; on</p></div></body></tt>'
)


@pytest.mark.parametrize("content", [SRT, DFXP, captions.write(CUES)])
def test_every_format_is_read(content: str) -> None:
    assert captions.read(content.encode()) == CUES


def test_what_is_no_caption_has_no_cues() -> None:
    for content in (b"", b"<tt", b"\xff\xfe", b"00:00 --> x"):
        assert captions.read(content) == []
    # An entity is not expanded.
    [cue] = captions.read(b"<!DOCTYPE x [<!ENTITY a SYSTEM '/etc/passwd'>]><p>&a;</p>")
    assert cue.text == "&a;"


def test_serve_gives_the_file_back(admin: Caller, asset: Any) -> None:
    answer = admin.raw("caption_captionAsset", "serve", captionAssetId=asset["id"])
    assert answer.data.decode() == SRT
    assert answer.headers["Content-Type"] == "text/plain;charset=UTF-8"


def test_web_vtt_comes_in_segments(admin: Caller, asset: Any) -> None:
    playlist = admin.raw("caption_captionAsset", "serveWebVTT", captionAssetId=asset["id"])
    assert playlist.data.startswith(b"#EXTM3U")
    assert playlist.data.count(b"#EXTINF") == 2
    second = admin.raw(
        "caption_captionAsset", "serveWebVTT", captionAssetId=asset["id"], segmentIndex=2
    )
    assert second.data.decode() == ("WEBVTT\n\n00:00:40.000 --> 00:00:41.250\nBye & on\n\n")


def test_as_json(admin: Caller, asset: Any) -> None:
    answer = admin.raw("caption_captionAsset", "serveAsJson", captionAssetId=asset["id"])
    first, _ = answer.get_json()["objects"]
    assert first == {"startTime": 1500, "endTime": 3000, "content": [{"text": "Hello there"}]}


def test_search(admin: Caller, asset: Any) -> None:
    captioned(admin, "0_tokyo001", SRT.replace("Hello", "Good morning"))

    def found(**sent: Any) -> list[tuple[str, int]]:
        answer = admin.json("captionSearch_captionAssetItem", "search", **sent)
        return [(row["entry"]["id"], row["startTime"]) for row in answer["objects"]]

    wanted = {"captionAssetItemFilter__contentLike": "THERE"}
    assert found(**wanted) == [("0_welcome1", 1500), ("0_tokyo001", 1500)]
    assert found(**wanted, entryFilter__idEqual="0_tokyo001") == [("0_tokyo001", 1500)]
    assert found(captionAssetItemFilter__startTimeGreaterThanOrEqual=2000) == [
        ("0_welcome1", 40_000),
        ("0_tokyo001", 40_000),
    ]
    entries = admin.json("captionSearch_captionAssetItem", "searchEntries", **wanted)
    assert [row["id"] for row in entries["objects"]] == ["0_welcome1", "0_tokyo001"]


def test_one_default_an_entry(admin: Caller, asset: Any) -> None:
    other = captioned(admin, "0_welcome1", SRT)
    admin.json("caption_captionAsset", "setAsDefault", captionAssetId=other["id"])
    listed = admin.json("caption_captionAsset", "list", filter__entryIdEqual="0_welcome1")
    assert [(row["id"], row["isDefault"]) for row in listed["objects"]] == [
        (asset["id"], 0),
        (other["id"], 1),
    ]


def test_a_list_must_name_an_entry(admin: Caller) -> None:
    code, _ = admin.refused("caption_captionAsset", "list")
    assert code == "PROPERTY_VALIDATION_CANNOT_BE_NULL"


def test_the_file_goes_with_its_entry(admin: Caller, asset: Any) -> None:
    folder = admin.sandbox.folder / "uploads"
    assert (folder / asset["id"]).exists()
    admin.json("media", "delete", entryId="0_welcome1")
    assert not (folder / asset["id"]).exists()
    refused = admin.raw("caption_captionAsset", "serve", captionAssetId=asset["id"])
    assert refused.data == b""
    assert refused.headers["X-Kaltura"] == "error- CAPTION_ASSET_ID_NOT_FOUND"


def test_a_thumbnail_is_never_a_page(admin: Caller) -> None:
    """What people upload comes back as what a browser does not run."""
    made = admin.json(
        "attachment_attachmentAsset",
        "add",
        entryId="0_welcome1",
        attachmentAsset__filename="x.html",
        attachmentAsset__fileExt="html",
    )
    admin.json(
        "attachment_attachmentAsset",
        "setContent",
        id=made["id"],
        contentResource__objectType="KalturaStringResource",
        contentResource__content="<script>alert(1)</script>",
    )
    answer = admin.raw("attachment_attachmentAsset", "serve", attachmentAssetId=made["id"])
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_thumbnails(admin: Caller) -> None:
    sent = {"entryId": "0_welcome1", "thumbParams__objectType": "KalturaThumbParams"}
    made = admin.json("thumbAsset", "generate", **sent)
    url = f"/api_v3/service/thumbasset/action/serve/thumbAssetId/{made['id']}"
    picture = Client(admin.sandbox).get(url)
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.data.startswith(b"\x89PNG")
    admin.json("thumbAsset", "setAsDefault", thumbAssetId=made["id"])
    [row] = admin.json("thumbAsset", "getByEntryId", entryId="0_welcome1")
    assert row["tags"] == "default_thumb"
