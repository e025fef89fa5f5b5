"""Files of a request: where they wait, how far they are, what is refused, how a form keeps them."""

import errno
import io
import os
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import ClientDisconnected

from app.assembly import EXTENSION
from app.desk.parts import Parts
from app.pages.shell import uploads
from tests.conftest import MakeApp
from tests.pages.browse import answer, csrf_token, post, send, workspace_of
from tests.upstream import Received, Upstream, http

SIZE = 100_000


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as server:
        yield server


@pytest.fixture
def app(
    make_app: MakeApp, tmp_path: Path, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> Flask:
    """A console with the region `own`, that takes 2 MB in one request and puts all on disk."""
    monkeypatch.setattr(uploads, "_IN_MEMORY", 1)
    regions = tmp_path / "regions.toml"
    regions.write_text(f'[[region]]\nid = "own"\nname = "Own"\nurl = "{upstream.url}"\n')
    return make_app(regions_file=str(regions), max_upload_mb="2")


def file(size: int = 3, name: str = "clip.mp4") -> FileStorage:
    return FileStorage(io.BytesIO(b"x" * size), name, content_type="video/mp4")


def upload(client: FlaskClient, **fields: Any) -> Any:
    fields = {"region": "own", "p_uploadTokenId": "0_a", "anyway": "1", **fields}
    return send(client, "uploadtoken", "upload", **fields)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells where an open file lies")
def test_a_file_waits_below_the_data_folder_and_leaves_nothing(app: Flask, tmp_path: Path) -> None:
    waiting = tmp_path / "data" / "uploads"
    with app.test_request_context("/send", method="POST", data={"f": file(SIZE)}):
        stream = request.files["f"].stream
        place = Path(f"/proc/self/fd/{stream.fileno()}").readlink()
        assert place.is_relative_to(waiting)
        assert request.files["f"].read() == b"x" * SIZE
        assert list(waiting.iterdir()) == []  # it has no name
    assert stream.closed


def test_a_file_that_breaks_off_is_given_up_at_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[IO[bytes]] = []

    def remember(*arguments: Any, **options: Any) -> IO[bytes]:
        # To close it is what the console has to do.
        opened.append(SpooledTemporaryFile(*arguments, **options))  # noqa: SIM115
        return opened[-1]

    monkeypatch.setattr(uploads, "SpooledTemporaryFile", remember)
    head = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n'
    with app.test_request_context(
        "/send",
        method="POST",
        input_stream=io.BytesIO(head + b"x" * SIZE),
        content_type="multipart/form-data; boundary=b",
        environ_overrides={"CONTENT_LENGTH": str(2 * SIZE)},
    ):
        with pytest.raises(ClientDisconnected):
            request.files.get("f")
        assert [one.closed for one in opened] == [False]
    assert [one.closed for one in opened] == [True]


def test_what_a_crash_has_left_is_removed_at_the_start(make_app: MakeApp, tmp_path: Path) -> None:
    left = tmp_path / "data" / "uploads" / "tmpabc"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half a film")
    make_app()
    assert left.parent.is_dir()
    assert not left.exists()


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EIO])
def test_a_full_disk_gets_a_sentence(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, fault: int
) -> None:
    class Full(io.BytesIO):
        def write(self, _: object) -> int:
            raise OSError(fault, os.strerror(fault))

    monkeypatch.setattr(uploads, "SpooledTemporaryFile", lambda *_, **__: Full())
    response = upload(client, p_fileData=file())
    if fault == errno.ENOSPC:
        assert response.status_code == 507
        assert response.get_json()["error"]["code"] == "NO_ROOM"
        assert "disk is full" in response.get_json()["error"]["message"]
    else:
        assert response.status_code == 500


def test_more_than_the_console_takes_is_refused(client: FlaskClient, upstream: Upstream) -> None:
    response = client.post(
        "/send",
        data=b"x" * 3_000_000,
        content_type="multipart/form-data; boundary=b",
        headers={"X-CSRFToken": csrf_token(client), "Accept": "application/json"},
    )
    assert response.status_code == 413
    assert response.get_json()["error"]["code"] == "BAD_INPUT"
    assert "TESTME_MAX_UPLOAD_MB" in response.get_json()["error"]["message"]
    assert upstream.requests == []


def test_the_page_knows_how_much_that_is(client: FlaskClient) -> None:
    page = client.get("/console/service/uploadtoken/action/upload").get_data(as_text=True)
    assert f'<file-field data-max-bytes="{2 * 1024 * 1024}">' in page
    sizes = re.findall(r'<option value="(\d+000000)"', page)
    assert sizes == ["1000000"]
    other = client.get("/console/service/media/action/upload").get_data(as_text=True)
    assert "<file-field" in other
    assert "In chunks" not in other


def test_several_files_go_out_under_their_own_names(
    client: FlaskClient, upstream: Upstream
) -> None:
    upstream.respond(http(b"true"))
    fields = {
        "p_metadataObjectType": "1",
        "p_xsdFile": file(3, "a.xsd"),
        "p_viewsFile": file(SIZE, "views.xml"),
    }
    sent = answer(
        send(
            client,
            "metadata_metadataprofile",
            "addFromFile",
            region="own",
            anyway="1",
            **fields,
        )
    )
    assert sent["outcome"]["kind"] == "ok"
    body = upstream.requests[0].body
    assert b'name="xsdFile"; filename="a.xsd"' in body
    assert b'name="viewsFile"; filename="views.xml"' in body
    assert body.count(b"x" * SIZE) == 1


def test_how_far_an_upload_is_can_be_asked(
    app: Flask, client: FlaskClient, other_client: FlaskClient, upstream: Upstream
) -> None:
    token = csrf_token(client)
    arrived, told = threading.Event(), threading.Event()
    seen: list[Any] = []

    def hold(received: Received, connection: Any) -> None:
        arrived.set()
        told.wait(10)
        connection.sendall(http(b"true"))

    upstream.respond(hold)
    watching = app.test_client()
    workspace_of(client)
    cookie = client.get_cookie("testme")
    assert cookie
    watching.set_cookie("testme", cookie.value)

    def watch() -> None:
        arrived.wait(10)
        for one in (watching, other_client):
            seen.append(one.get("/send/progress?ticket=t1").get_json())
        told.set()

    looking = threading.Thread(target=watch)
    looking.start()
    data = {
        "region": "own",
        "service": "uploadtoken",
        "action": "upload",
        "format": "1",
        "anyway": "1",
        "ticket": "t1",
        "param:uploadTokenId": "0_a",
        "param:fileData": file(SIZE),
    }
    response = client.post(
        "/send", data=data, headers={"X-CSRFToken": token, "Accept": "application/json"}
    )
    looking.join(10)
    assert response.status_code == 200
    whole = len(upstream.requests[0].body)
    assert seen == [
        {"phase": "waiting", "sent": whole, "total": whole},
        {"phase": "none", "sent": 0, "total": 0},
    ]
    after = watching.get("/send/progress?ticket=t1").get_json()
    assert after == {"phase": "none", "sent": 0, "total": 0}


def test_a_call_under_way_is_its_workspace_s_own(
    app: Flask, client: FlaskClient, other_client: FlaskClient
) -> None:
    parts = app.extensions[EXTENSION]
    assert isinstance(parts, Parts)
    call = parts.running.begin(workspace_of(client), "t1")
    assert client.get("/send/progress?ticket=t1").get_json()["phase"] == "waiting"
    call.uploaded(5, 10)
    expected = {"phase": "sending", "sent": 5, "total": 10}
    assert client.get("/send/progress?ticket=t1").get_json() == expected
    assert other_client.get("/send/progress?ticket=t1").get_json()["phase"] == "none"
    assert client.get("/send/progress").get_json()["phase"] == "none"
    assert post(other_client, "/send/cancel", {"ticket": "t1"}).get_json() == {"cancelled": False}
    assert not call.cancel.cancelled
    assert post(client, "/send/cancel", {"ticket": "t1"}).get_json() == {"cancelled": True}
    assert call.cancel.cancelled


def test_a_question_beside_the_form_is_no_choice(client: FlaskClient, upstream: Upstream) -> None:
    upstream.respond(http(b"true"))
    chosen = 'value="2" selected>XML'
    answer(send(client, "system", "ping", region="own", format="1", aside="1"))
    assert chosen in client.get("/").get_data(as_text=True)
    answer(send(client, "system", "ping", region="own", format="1"))
    assert chosen not in client.get("/").get_data(as_text=True)


def redrawn(client: FlaskClient, **fields: str) -> list[tuple[str, str]]:
    """(field, the former field whose file it keeps) of the form that /form draws."""
    data = {"region": "own", "service": "uploadtoken", "action": "upload", "format": "1", **fields}
    html = post(client, "/form", data).get_json()["html"]
    return re.findall(r'name="([^"]+)" type="file" data-chosen="([^"]+)"', html)


def test_a_chosen_file_stays_with_its_field(client: FlaskClient) -> None:
    kept = [("param:fileData", "param:fileData")]
    assert redrawn(client, **{"param:fileData": "param:fileData"}) == kept
    moved = {"service": "media", "param:fileData": "param:fileData"}
    assert redrawn(client, **moved) == kept
    assert redrawn(client, **{"param:fileData": ""}) == []


def test_a_chosen_file_moves_with_its_call(client: FlaskClient) -> None:
    assert redrawn(client, op="multirequest|", **{"param:fileData": "param:fileData"}) == [
        ("param:1:fileData", "param:fileData")
    ]
    two = {
        "service": "multirequest",
        "param:1:service": "system",
        "param:1:action": "ping",
        "param:2:service": "uploadtoken",
        "param:2:action": "upload",
        "param:2:fileData": "param:2:fileData",
    }
    moved = redrawn(client, **two, op="call-up|param:2")
    assert moved == [("param:1:fileData", "param:2:fileData")]
    copied = redrawn(client, **two, op="call-copy|param:2")
    assert copied == [
        ("param:2:fileData", "param:2:fileData"),
        ("param:3:fileData", "param:2:fileData"),
    ]
