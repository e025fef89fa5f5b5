"""The addresses in answers lead to files of the sandbox's own."""

import io
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
from werkzeug.test import Client, TestResponse

from app.sandbox import Sandbox
from app.sandbox.content import load
from app.sandbox.content.load import FIRST, MORE, demo
from app.schema.facts import bundled
from tests.sandbox.conftest import Caller

ENTRY, HIDDEN = "0_welcome1", "0_private1"
ADDRESSES = ("downloadUrl", "thumbnailUrl", "dataUrl")


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """An administrator's view of all demo content, which no test changes."""
    made = Sandbox(tmp_path_factory.mktemp("full"), bundled(), demo(FIRST, MORE))
    yield Caller(made).admin(privileges="disableentitlement")
    made.close()


def fetched(who: Caller, address: str, **headers: str) -> TestResponse:
    path = urlsplit(address).path
    return Client(who.sandbox).get(
        path, headers={n.replace("_", "-"): v for n, v in headers.items()}
    )


def test_every_demo_entry_with_sound_or_pictures_plays(full: Caller) -> None:
    listed = full.json("media", "list", filter__mediaTypeIn="1,5", pager__pageSize=500)["objects"]
    # An external one lies elsewhere.
    listed = [entry for entry in listed if entry["objectType"] == "KalturaMediaEntry"]
    assert len(listed) == 39
    for entry in listed:
        context = {"contextDataParams__objectType": "KalturaPlaybackContextOptions"}
        answer = full.json("baseEntry", "getPlaybackContext", entryId=entry["id"], **context)
        (source,) = answer["sources"]
        (flavor,) = answer["flavorAssets"]
        assert (source["flavorIds"], flavor["isOriginal"]) == (flavor["id"], True)
        served = fetched(full, source["url"] + f"/ks/{full.ks}")
        kind, start = {1: ("video/mp4", b"ftyp"), 5: ("audio/mpeg", b"")}[entry["mediaType"]]
        assert served.headers["Content-Type"] == kind
        assert served.data[4:].startswith(start)
        assert len(served.data) == flavor["sizeInBytes"]


def test_captions_come_along(full: Caller) -> None:
    context = {"contextDataParams__objectType": "KalturaPlaybackContextOptions"}
    answer = full.json("baseEntry", "getPlaybackContext", entryId="0_history01", **context)
    first, second = answer["playbackCaptions"]
    assert (first["language"], first["isDefault"], second["isDefault"]) == ("English", True, False)
    assert b"-->" in fetched(full, first["url"]).data
    assert fetched(full, first["webVttUrl"]).data.startswith(b"#EXTM3U")


def test_a_document_is_a_page(full: Caller) -> None:
    for entry in full.json("document_documents", "list")["objects"]:
        served = full.raw("document_documents", "serve", entryId=entry["id"])
        assert (served.headers["Content-Type"], served.data[:5]) == ("application/pdf", b"%PDF-")


def test_an_uploaded_file_comes_back(admin: Caller) -> None:
    token = admin.json("uploadToken", "add")["id"]
    admin.json(
        "uploadToken", "upload", uploadTokenId=token, fileData=(io.BytesIO(b"0123456789"), "v.mp4")
    )
    made = admin.json("media", "add", entry__mediaType=1, entry__name="v")
    resource = {"resource__objectType": "KalturaUploadedFileTokenResource"}
    admin.json("media", "addContent", entryId=made["id"], **resource, resource__token=token)
    entry = admin.json("media", "get", entryId=made["id"])
    assert entry["downloadUrl"] == (
        f"http://localhost/p/1000001/sp/100000100/playManifest/entryId/{made['id']}"
        "/format/download/protocol/http/flavorParamIds/0"
    )
    for name in ("downloadUrl", "dataUrl"):
        assert fetched(admin, entry[name]).data == b"0123456789"
    flavor = admin.json("flavorAsset", "list", filter__entryIdEqual=made["id"])["objects"][0]["id"]
    address = admin.json("flavorAsset", "getUrl", id=flavor)
    part = fetched(admin, address, Range="bytes=2-4")
    assert (part.status_code, part.data) == (206, b"234")
    assert part.headers["Content-Range"] == "bytes 2-4/10"
    assert fetched(admin, address).headers["Accept-Ranges"] == "bytes"
    beyond = fetched(admin, address, Range="bytes=50-")
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, "bytes */10")
    # What would have to be made of the file is not there.
    streamed = fetched(admin, entry["dataUrl"].replace("format/url", "format/applehttp"))
    assert streamed.status_code == 404


def test_a_format_is_made_once(admin: Caller) -> None:
    for _ in range(2):
        admin.json("flavorAsset", "convert", entryId=ENTRY, flavorParamsId=2)
    listed = admin.json("flavorAsset", "list", filter__entryIdEqual=ENTRY)["objects"]
    assert [row["flavorParamsId"] for row in listed] == [0, 2]
    assert listed[0]["sizeInBytes"] == listed[1]["sizeInBytes"] > 0


def test_a_hidden_entry_s_files_stay_hidden(anyone: Caller) -> None:
    freed = anyone.admin(privileges="disableentitlement")
    entry = freed.json("media", "get", entryId=HIDDEN)
    for name in ADDRESSES:
        refused = fetched(anyone, entry[name])
        assert (refused.status_code, b"ENTRY_ID_NOT_FOUND" in refused.data) == (404, True)
        assert fetched(anyone, f"{entry[name]}/ks/{freed.ks}").status_code == 200
        assert fetched(anyone, f"{entry[name]}/ks/none").status_code == 404
    for path in ("/p/", "/p/x", "/p/1000001/sp/1/thumbnail", "/p/../p/1/sp/1/playManifest/entryId"):
        assert fetched(anyone, path).status_code == 404


def test_addresses_are_the_server_s_own(service_url: str, sandbox: Sandbox) -> None:
    """Behind a mount and in every format, over a real connection."""
    ks = Caller(sandbox).admin().ks
    for form in (1, 2, 3):
        url = f"{service_url}/api_v3/service/media/action/list/format/{form}/ks/{ks}"
        with urllib.request.urlopen(url) as answer:
            body = answer.read().replace(b"\\/", b"/").decode()
        assert f"{service_url}/p/1000001/sp/100000100/thumbnail/entry_id/{ENTRY}" in body
        assert "cdn.sandbox" not in body
    with urllib.request.urlopen(
        f"{service_url}/p/1000001/sp/1/playManifest/entryId/{ENTRY}"
    ) as file:
        assert file.read() == (Path(load.__file__).parent / "clip.mp4").read_bytes()
    with pytest.raises(HTTPError, match="404"):
        urllib.request.urlopen(f"{service_url}/p/1/sp/1/playManifest/entryId/{ENTRY}")
