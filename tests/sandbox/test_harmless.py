"""Unsafe input stays data: no file outside its folder, nothing fetched, caps on size and count."""

import socket
from typing import Any

import pytest
from werkzeug.test import Client

from app.sandbox.uploads import Uploads
from tests.sandbox.conftest import Caller


@pytest.mark.parametrize("key", ["../x", "/etc/passwd", "0_../../x", "..", "", "0_A", "0_a\0"])
def test_a_key_of_another_form_has_no_file(tmp_path: Any, key: str) -> None:
    (tmp_path / "x").write_text("outside")
    uploads = Uploads(tmp_path / "uploads")
    assert uploads.read(key) is None
    assert uploads.size(key) == 0
    uploads.remove(key)
    uploads.move(key, "0_other")
    assert (tmp_path / "x").read_text() == "outside"


def test_nothing_is_fetched(admin: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    url = "http://127.0.0.1:9/x.mp4"
    entry = {"mediaEntry__objectType": "KalturaMediaEntry", "mediaEntry__mediaType": 1}
    assert admin.json("media", "addFromUrl", **entry, url=url)["status"] == 0
    thumb = admin.json("thumbAsset", "addFromUrl", entryId="0_welcome1", url=url)
    assert thumb["status"] == 7
    link = admin.json("shortLink_shortLink", "add", shortLink__name="x", shortLink__fullUrl=url)
    answer = admin.raw("shortLink_shortLink", "goto", id=link["id"])
    assert (answer.status_code, answer.headers["Location"]) == (302, url)


def test_a_server_file_is_no_resource(admin: Caller) -> None:
    made = admin.json("media", "add", entry__mediaType=1)
    sent = {
        "resource__objectType": "KalturaServerFileResource",
        "resource__localFilePath": "/etc/passwd",
    }
    code, arguments = admin.refused("media", "addContent", entryId=made["id"], **sent)
    assert (code, arguments) == (
        "RESOURCE_TYPE_NOT_SUPPORTED",
        {"RES_TYPE": "KalturaServerFileResource"},
    )
    assert admin.json("media", "get", entryId=made["id"])["status"] == 7


def test_a_short_link_leads_to_the_web_alone(admin: Caller) -> None:
    for url in ("javascript:alert(1)", "http://x.example/\r\nSet-Cookie: a=b"):
        form = {"shortLink:name": "x", "shortLink:fullUrl": url, "ks": admin.ks, "format": 1}
        path = "/api_v3/service/shortlink_shortlink/action"
        made = Client(admin.sandbox).post(f"{path}/add", data=form).get_json()
        answer = Client(admin.sandbox).get(f"{path}/goto/id/{made['id']}")
        assert "Location" not in answer.headers
        assert answer.headers["X-Kaltura"] == "error- INVALID_SHORT_LINK"
