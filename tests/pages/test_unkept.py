"""A call that history cannot take: its answer is shown, and its KS of use, all the same."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from app.assembly import EXTENSION
from app.desk.parts import Parts
from app.sandbox.account import DEMO
from app.storage.engine import writing
from tests.conftest import MakeApp
from tests.pages.browse import answer, csrf_token, jar_of, post, send, stream, workspace_of

START = {
    "p_secret": DEMO.admin_secret,
    "p_partnerId": str(DEMO.partner_id),
    "p_type": "2",
}
CAUTION = (
    "This call was made, but it is not kept in history: the disk is full. It is kept as soon as "
    "that is possible."
)


class SmallDisk:
    """A file system of two megabytes with the database on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filling = folder / "filling"

    def fill(self) -> None:
        with self._filling.open("ab", buffering=0) as file:
            try:
                while file.write(b"x" * 512):
                    pass
            except OSError:
                pass

    def free(self) -> None:
        self._filling.unlink(missing_ok=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root may mount a file system")
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], check=False
    )
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    yield SmallDisk(folder)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def console(disk: SmallDisk, make_app: MakeApp) -> Iterator[Flask]:
    yield make_app(database_url=f"sqlite:///{disk.folder / 'testme.sqlite'}")
    disk.free()


def filled(client: FlaskClient, disk: SmallDisk) -> dict[str, Any]:
    """What the first call is answered with that does not fit on the disk any more."""
    workspace_of(client)
    for _ in range(100):
        disk.fill()
        told = answer(send(client, "system", "ping"))
        assert told["body"] == "true"
        if not told["kept"]:
            return told
    raise AssertionError("The disk is never full.")


def test_a_full_disk_costs_no_answer_and_no_ks(
    console: Flask, disk: SmallDisk, caplog: pytest.LogCaptureFixture
) -> None:
    client = console.test_client()
    parts = console.extensions[EXTENSION]
    assert isinstance(parts, Parts)
    assert (answer(send(client, "system", "ping"))["kept"], jar_of(client)) == (True, ())
    assert filled(client, disk)["caution"] == CAUTION
    assert "History cannot be written: the disk is full (database or disk is full)." in caplog.text

    started = answer(send(client, "session", "start", **START))
    assert (started["kept"], started["caution"]) == (False, CAUTION)
    [kept] = jar_of(client)
    assert started["ks"]["value"] == kept.masked
    assert kept.chosen
    # The page has the mask alone, and the next call is sent with what it stands for.
    listed = answer(send(client, "media", "list", ks=kept.masked))
    assert (listed["outcome"]["kind"], listed["kept"]) == ("ok", False)
    # The answer can be opened, revealed, saved and compared as if it were kept.
    page = client.get(f"/history/{started['id']}").get_data(as_text=True)
    assert "OK" in page
    assert kept.masked in page
    revealed = post(client, f"/history/{started['id']}/reveal", {}, json=False)
    assert kept.ks in revealed.get_data(as_text=True)

    disk.free()
    parts.history.close()
    rows = parts.history.list(workspace_of(client)).rows
    assert {row.id for row in rows} >= {started["id"], listed["id"]}
    assert {row.outcome for row in rows} == {"ok"}
    assert jar_of(client) == (kept,)
    assert parts.jar.get(workspace_of(client), kept.id) == kept
    assert answer(send(client, "system", "ping"))["kept"]
    assert "History can be written again; it could not, as the disk is full." in caplog.text


def test_the_page_says_it_streamed_and_whole(console: Flask, disk: SmallDisk) -> None:
    client = console.test_client()
    filled(client, disk)
    data = {"region": "sandbox", "service": "system", "action": "ping", "format": "1"}
    told = stream(client, data)
    assert (told.end["kept"], told.end["caution"]) == (False, CAUTION)
    news = {name: value for one in told.news for name, value in one.items()}
    assert news["caution"] == (
        "This call is made without standing in history, where it cannot be kept now: the disk is "
        "full."
    )
    form = {**data, "csrf_token": csrf_token(client)}
    for page in (told.html, client.post("/send", data=form).get_data(as_text=True)):
        assert html.fromstring(page).xpath('//p[@class="caution"][@role="alert"]/text()') == [
            CAUTION
        ]


def test_a_console_starts_while_its_database_is_locked(
    make_app: MakeApp, parts: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    with writing(parts.engine):
        again = make_app().test_client()
        assert again.get("/").status_code == 200
    assert "stays in the database for now" in caplog.text
    assert "the database is locked" in caplog.text


def test_what_a_person_changes_is_refused_with_the_cause(console: Flask, disk: SmallDisk) -> None:
    client = console.test_client()
    first = answer(send(client, "system", "ping"))["id"]
    filled(client, disk)
    response = post(client, "/history/pin", {"id": first})
    assert response.status_code == 503
    assert response.get_json()["error"] == {
        "code": "DATABASE_TROUBLE",
        "message": "The console's own database could not be used: the disk is full. Nothing was "
        "changed; try again once that is over.",
        "field": None,
    }
