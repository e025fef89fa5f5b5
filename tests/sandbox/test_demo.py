"""The demo content as a whole: enough of everything to try it at once."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.sandbox import DEMO, Sandbox
from app.sandbox.content.load import FIRST, MORE, demo
from app.schema.facts import bundled
from tests.sandbox.conftest import Caller


@pytest.fixture(scope="module")
def admin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    folder: Path = tmp_path_factory.mktemp("demo")
    made = Sandbox(folder, bundled())
    yield Caller(made).admin(privileges="all:*,disableentitlement")
    made.close()


def test_sixty_entries_of_every_kind(admin: Caller) -> None:
    answer = admin.json("baseEntry", "list", filter__statusNotEqual=3, pager__pageSize=500)
    kinds = Counter(row["objectType"] for row in answer["objects"])
    assert answer["totalCount"] == sum(kinds.values()) == 60
    assert set(kinds) >= {
        "KalturaMediaEntry",
        "KalturaDataEntry",
        "KalturaDocumentEntry",
        "KalturaPlaylist",
        "KalturaLiveStreamEntry",
        "KalturaExternalMediaEntry",
        "KalturaMixEntry",
        "KalturaRoomEntry",
    }
    assert {row.get("mediaType") for row in answer["objects"]} >= {1, 2, 5}


def test_what_hangs_on_them(admin: Caller) -> None:
    thumbs = admin.json("thumbAsset", "getByEntryId", entryId="0_physics01")
    assert [row["status"] for row in thumbs] == [2]
    found = admin.json("caption_captionAsset", "list", filter__entryIdEqual="0_history01")
    assert [row["language"] for row in found["objects"]] == ["English", "German"]
    text = admin.raw(
        "caption_captionAsset", "serve", captionAssetId=found["objects"][0]["id"]
    ).data.decode()
    assert text.startswith("1\n00:00:00,000 --> 00:00:04,500\nWelcome to The printing press.")
    cues = admin.json("cuePoint_cuePoint", "list", filter__entryIdEqual="0_quizvid1")
    assert cues["totalCount"] == 3
    assert admin.json("quiz_quiz", "get", entryId="0_quizvid1")["attemptsAllowed"] == 3
    metadata = admin.json("metadata_metadata", "list", filter__objectIdEqual="0_physics02")
    assert "<Level>Advanced</Level>" in metadata["objects"][0]["xml"]
    played = admin.json("playlist", "execute", id="0_plist001")
    assert [row["id"] for row in played] == ["0_physics01", "0_physics02", "0_physics03"]
    assert len(admin.json("playlist", "execute", id="0_plist002")) == 5


def test_people_and_places(admin: Caller) -> None:
    depths = [row["depth"] for row in admin.json("category", "list")["objects"]]
    assert max(depths) == 2
    assert admin.json("user", "list")["totalCount"] == 8
    assert admin.json("group_group", "list")["totalCount"] == 2
    assert admin.json("userRole", "list")["totalCount"] >= 5
    members = admin.json("categoryUser", "list", filter__categoryIdEqual=1010)
    assert members["totalCount"] == 2
    assert admin.json("appToken", "list")["totalCount"] == 2
    table = admin.json("report", "getTotal", reportType=1, reportInputFilter__interval="days")
    assert int(table["data"].split(",")[0]) > 0


def test_the_account_that_may_stand_in_examples_opens_it(admin: Caller) -> None:
    anyone = Caller(admin.sandbox)
    login = {"loginId": DEMO.login_id, "password": DEMO.password}
    assert anyone.json("user", "loginByLoginId", **login).startswith("djJ8")
    assert admin.json("appToken", "get", id=DEMO.app_token_id)["token"] == DEMO.app_token


def test_no_object_has_what_its_class_has_not() -> None:
    registry = bundled()
    for content in demo(FIRST, MORE):
        for sent in content["objects"]:
            properties = {item.name for _, item in registry.properties(sent["objectType"])}
            own = {name for name in sent if not name.startswith("_")} - {"objectType", "id"}
            assert own <= properties | {"type"}, (sent["objectType"], own - properties)
