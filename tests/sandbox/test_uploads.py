"""Upload tokens: whole files, chunks, limits; and the entry that takes the file."""

import io
import os
from pathlib import Path
from typing import Any

import pytest

from app.sandbox import uploads
from app.sandbox.content import load
from app.sandbox.uploads import Uploads
from tests.sandbox.conftest import Caller


def send(caller: Caller, token: str, content: bytes, **more: Any) -> Any:
    file = (io.BytesIO(content), "clip.mp4")
    return caller.json("uploadToken", "upload", uploadTokenId=token, fileData=file, **more)


@pytest.fixture
def token(admin: Caller) -> str:
    made = admin.json("uploadToken", "add")
    assert (made["status"], made["autoFinalize"]) == (0, False)
    assert "uploadedFileSize" not in made
    assert len(made["id"]) == 34
    return str(made["id"])


def kept(folder: Path) -> list[bytes]:
    """What is kept of uploads, without the demo content's films."""
    found = [file.read_bytes() for file in (folder / "sandbox" / "uploads").iterdir()]
    films = [(Path(load.__file__).parent / name).read_bytes() for name in ("clip.mp4", "tone.mp3")]
    return [content for content in found if content not in films]


def test_a_whole_file(admin: Caller, token: str, tmp_path: Path) -> None:
    answer = send(admin, token, b"0123456789")
    assert (answer["status"], answer["uploadedFileSize"]) == (2, "10")
    assert answer["fileName"] == "clip.mp4"
    assert kept(tmp_path) == [b"0123456789"]
    code = send(admin, token, b"x")["code"]
    assert code == "UPLOAD_TOKEN_INVALID_STATUS_FOR_UPLOAD"


def test_chunks_at_the_end_and_at_a_place(admin: Caller, token: str, tmp_path: Path) -> None:
    answer = send(admin, token, b"01234", finalChunk=0)
    assert (answer["status"], answer["uploadedFileSize"]) == (1, "5")
    assert send(admin, token, b"56", resume=1, finalChunk=0)["uploadedFileSize"] == "7"
    far = send(admin, token, b"x", resume=1, resumeAt=9)
    assert far["code"] == "UPLOAD_TOKEN_CANNOT_MATCH_EXPECTED_SIZE"
    answer = send(admin, token, b"abc", resume=1, resumeAt=6, finalChunk=1)
    assert (answer["status"], answer["uploadedFileSize"]) == (2, "9")
    assert kept(tmp_path) == [b"012345abc"]


def test_what_is_kept_is_its_owners_alone(admin: Caller, token: str, tmp_path: Path) -> None:
    folder = tmp_path / "sandbox" / "uploads"
    before = os.umask(0)
    try:
        send(admin, token, b"012", finalChunk=0)
        send(admin, token, b"89", resume=1, resumeAt=8, finalChunk=0)
        Uploads(folder).copy(token, "0_copied")
        (folder / "0_before").write_bytes(b"x")
        assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600, 0o666}
    finally:
        os.umask(before)
    # One of before was everybody's to read.
    Uploads(folder)
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_chunks_may_come_out_of_order(admin: Caller, token: str, tmp_path: Path) -> None:
    early = send(admin, token, b"89", resume=1, resumeAt=8, finalChunk=0)
    assert early["code"] == "UPLOAD_TOKEN_CANNOT_RESUME"
    send(admin, token, b"012", finalChunk=0)
    for at, chunk in ((6, b"67"), (8, b"89")):
        ahead = send(admin, token, chunk, resume=1, resumeAt=at, finalChunk=0)
        assert (ahead["status"], ahead["uploadedFileSize"]) == (1, "3")
    answer = send(admin, token, b"345", resume=1, resumeAt=3, finalChunk=0)
    assert answer["uploadedFileSize"] == "10"
    assert kept(tmp_path) == [b"0123456789"]
    assert send(admin, token, b"!", resume=1, resumeAt=10)["status"] == 2
    other = admin.json("uploadToken", "add")["id"]
    send(admin, other, b"a", finalChunk=0)
    send(admin, other, b"z", resume=1, resumeAt=5, finalChunk=0)
    admin.json("uploadToken", "delete", uploadTokenId=other)
    assert kept(tmp_path) == [b"0123456789!"]


def test_a_files_name_has_no_path(admin: Caller, token: str) -> None:
    file = (io.BytesIO(b"1"), "/clips/mine/clip.mp4")
    sent = admin.json("uploadToken", "upload", uploadTokenId=token, fileData=file)
    assert sent["fileName"] == "clip.mp4"


def test_starting_again_replaces_what_was_there(admin: Caller, token: str, tmp_path: Path) -> None:
    send(admin, token, b"long first try", finalChunk=0)
    assert send(admin, token, b"short")["uploadedFileSize"] == "5"
    assert kept(tmp_path) == [b"short"]


def test_an_announced_size_is_checked_or_finishes(admin: Caller) -> None:
    made = admin.json("uploadToken", "add", uploadToken__fileSize=4, uploadToken__fileName="a")
    assert made["fileSize"] == 4
    wrong = send(admin, made["id"], b"123")
    assert wrong["code"] == "UPLOAD_TOKEN_CANNOT_MATCH_EXPECTED_SIZE"
    assert send(admin, made["id"], b"1234")["fileName"] == "a"
    auto = admin.json("uploadToken", "add", uploadToken__fileSize=4, uploadToken__autoFinalize=1)
    assert send(admin, auto["id"], b"1234", finalChunk=0)["status"] == 2


def test_without_a_file(admin: Caller, token: str) -> None:
    missing = admin.refused("uploadToken", "upload", uploadTokenId=token)
    assert missing == ("MISSING_MANDATORY_PARAMETER", {"PARAM_NAME": "fileData"})
    text = admin.refused("uploadToken", "upload", uploadTokenId=token, fileData="x")
    assert text == ("UPLOAD_ERROR", [])


def test_get_list_delete(admin: Caller, anyone: Caller, token: str, tmp_path: Path) -> None:
    send(admin, token, b"x")
    assert admin.json("uploadToken", "get", uploadTokenId=token)["id"] == token
    ana = anyone.user("ana")
    own = ana.json("uploadToken", "add")["id"]
    assert [row["id"] for row in ana.json("uploadToken", "list")["objects"]] == [own]
    assert admin.json("uploadToken", "list", filter__statusEqual=2)["totalCount"] == 1
    assert ana.refused("uploadToken", "delete", uploadTokenId=token)[0] == "UPLOAD_TOKEN_NOT_FOUND"
    assert admin.json("uploadToken", "delete", uploadTokenId=token) is None
    assert kept(tmp_path) == []


@pytest.mark.parametrize("bad", ["../sandbox.sqlite", "/etc/passwd", "0_nothing"])
def test_an_id_is_never_a_path(admin: Caller, bad: str) -> None:
    assert send(admin, bad, b"x")["code"] == "UPLOAD_TOKEN_NOT_FOUND"


def test_limits(admin: Caller, token: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(uploads, "MAX_FILE", 10)
    films = sum(file.stat().st_size for file in (tmp_path / "sandbox" / "uploads").iterdir())
    monkeypatch.setattr(uploads, "MAX_TOTAL", films + 15)
    assert send(admin, token, b"x" * 11)["code"] == "REQUEST_TOO_LARGE"
    assert send(admin, token, b"x" * 8, finalChunk=0)["uploadedFileSize"] == "8"
    assert send(admin, token, b"x" * 3, resume=1)["code"] == "REQUEST_TOO_LARGE"
    other = admin.json("uploadToken", "add")["id"]
    assert send(admin, other, b"x" * 8)["code"] == "SANDBOX_FULL"
    assert send(admin, token, b"y" * 9)["uploadedFileSize"] == "9"
    assert kept(tmp_path) == [b"y" * 9]


@pytest.mark.parametrize("service", ["media", "baseEntry"])
def test_content_makes_an_entry_ready(
    admin: Caller, token: str, tmp_path: Path, service: str
) -> None:
    entry = admin.json("media", "add", entry__mediaType=1)["id"]
    sent = {"resource__objectType": "KalturaUploadedFileTokenResource", "resource__token": token}
    send(admin, token, b"film")
    assert admin.json(service, "addContent", entryId=entry, **sent)["status"] == 2
    assert kept(tmp_path) == [b"film"]
    used = admin.json("uploadToken", "get", uploadTokenId=token)
    assert (used["status"], used["attachedObjectId"]) == (3, entry)
    again = admin.refused(service, "addContent", entryId=entry, **sent)
    assert again == ("ENTRY_ALREADY_WITH_CONTENT", [])
    other = admin.json("media", "add", entry__mediaType=1)["id"]
    sent["resource__token"] = "0_nothing"
    code, _ = admin.refused(service, "addContent", entryId=other, **sent)
    assert code == "UPLOAD_TOKEN_NOT_FOUND"


def test_what_would_have_to_be_fetched_stays_in_import(admin: Caller) -> None:
    entry = admin.json("media", "add", entry__mediaType=1)["id"]
    url = {"resource__objectType": "KalturaUrlResource", "resource__url": "http://127.0.0.1:9/x"}
    assert admin.json("media", "addContent", entryId=entry, **url)["status"] == 0
    code, _ = admin.refused("media", "addContent", entryId="0_waiting1")
    assert code == "MISSING_MANDATORY_PARAMETER"


@pytest.mark.parametrize("service", ["media", "baseEntry"])
def test_content_may_come_before_its_file(admin: Caller, token: str, service: str) -> None:
    entry = admin.json("media", "add", entry__mediaType=1)["id"]
    sent = {"resource__objectType": "KalturaUploadedFileTokenResource", "resource__token": token}
    assert admin.json(service, "addContent", entryId=entry, **sent)["status"] == 0
    send(admin, token, b"half", finalChunk=0)
    assert admin.json("media", "get", entryId=entry)["status"] == 0
    assert send(admin, token, b" done", resume=1)["status"] == 3
    assert admin.json("media", "get", entryId=entry)["status"] == 2
    [flavor] = admin.json("flavorAsset", "getByEntryId", entryId=entry)
    assert (flavor["isOriginal"], flavor["status"], flavor["sizeInBytes"]) == (True, 2, 9)
