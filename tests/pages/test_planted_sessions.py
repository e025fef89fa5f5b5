"""Marked secrets go in through every form of the sessions page; they come out nowhere."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.pages.browse import post
from tests.pages.echoes import HEARD_IN_SESSIONS, Echo
from tests.pages.planted import KSES, SECRETS, found_in, readable
from tests.pages.test_planted_secrets import (
    assert_kept_nowhere,
    assert_on_no_page,
    cookie_of,
    every_third,
    everything_logged,
)
from tests.upstream import Answering, Upstream, http

pytestmark = pytest.mark.usefixtures(everything_logged.__name__)

_SECRET = {"partner_id": "1000001", "secret": SECRETS["secret"]}
_KEPT = "the id of the KS in the jar"
# What is sent to the region first; then comes what the test has it say.
_WIDGET = http(json.dumps({"ks": KSES["described"]}).encode(), "Content-Type: application/json")

# path, fields, and what the region answers before it says anything again
PLANTINGS: tuple[tuple[str, dict[str, str], tuple[Answering, ...]], ...] = (
    ("/sessions/get/start", _SECRET, ()),
    (
        "/sessions/get/login",
        {
            "login_id": "a@example.com",
            "password": SECRETS["password"],
            "otp": SECRETS["otp"],
            "asks_otp": "1",
        },
        (),
    ),
    (
        "/sessions/get/token",
        {
            "partner_id": "1000001",
            "token_id": "1_x",
            "token": SECRETS["token"],
            "hash_type": "MD5",
        },
        (_WIDGET,),
    ),
    ("/sessions/get/impersonate", {**_SECRET, "impersonated_partner_id": "7"}, ()),
    ("/sessions/get/by-ks", {"with_ks": _KEPT, "session": KSES["parameter"]}, ()),
    ("/sessions/inspect", {"ks": KSES["pasted"], "secret": SECRETS["key"], "do": "ask"}, ()),
    ("/sessions/tokens", {"with_ks": _KEPT}, ()),
    ("/sessions/tokens", {"with_ks": _KEPT, "revoke": "1_x", "confirmed": "1"}, ()),
    ("/sessions/tokens/add", {"with_ks": _KEPT, "description": "For nobody"}, ()),
)
# These make no call.
QUIET: tuple[tuple[str, dict[str, str]], ...] = (
    ("/sessions/get/sign", {**_SECRET, "keep": "y"}),
    ("/sessions/get/sign", {**_SECRET, "version": "1"}),
    ("/sessions/get/sign", {**_SECRET, "keep": "y", "version": "1"}),
    ("/sessions/inspect", {"ks": KSES["pasted"], "secret": SECRETS["key"]}),
    ("/sessions/inspect", {"ks": KSES["pasted"] + "%3D", "secret": SECRETS["key"]}),
    ("/sessions/inspect", {"ks": KSES["pasted"][:-7], "secret": SECRETS["key"]}),
    ("/sessions/inspect", {"ks": SECRETS["token"], "secret": SECRETS["key"]}),
    ("/sessions/inspect", {"ks": KSES["pasted"], "do": "keep"}),
)


def jar_with_a_ks(client: FlaskClient, upstream: Upstream) -> str:
    """The id of a planted KS that the region `own` has given."""
    upstream.respond(http(json.dumps(KSES["pasted"]).encode(), "Content-Type: application/json"))
    fields = {"region": "own", **_SECRET}
    page = post(client, "/sessions/get/start", fields, json=False).get_data(as_text=True)
    found = re.search(r'data-verb="copy-ks" data-session="([^"]+)"', page)
    assert found
    return found[1]


def with_kept(fields: dict[str, str], kept: str) -> dict[str, str]:
    return {"region": "own", **fields, **({"with_ks": kept} if "with_ks" in fields else {})}


def records_of(client: FlaskClient) -> list[str]:
    page = client.get("/history").get_data(as_text=True)
    return list(dict.fromkeys(re.findall(r'href="/history/([\w-]{12,})"', page)))


@pytest.mark.soak
@pytest.mark.parametrize("echo", HEARD_IN_SESSIONS)
def test_whatever_the_region_says_again(
    console: Flask, upstream: Upstream, echo: Echo, tmp_path: Path
) -> None:
    client = console.test_client()
    kept = jar_with_a_ks(client, upstream)
    for path, fields, before in PLANTINGS:
        upstream.respond(*before, echo)
        response = post(client, path, with_kept(fields, kept), json=False)
        assert response.status_code == 200
        assert found_in(readable(response.get_data(as_text=True))) == [], path
        assert found_in(str(response.headers)) == []
    # They did go out, whole; an application token never does.
    arrived = " ".join(value for received in upstream.requests for _, value in received.form)
    for name in ("secret", "password", "otp"):
        assert SECRETS[name] in arrived
    for name in ("pasted", "parameter", "described"):
        assert KSES[name] in arrived
    assert SECRETS["token"] not in arrived
    assert SECRETS["key"] not in arrived
    records = records_of(client)
    assert len(records) >= len(PLANTINGS)
    assert_on_no_page(client, every_third(records, HEARD_IN_SESSIONS.index(echo)))
    assert_kept_nowhere(tmp_path / "data")
    assert found_in(cookie_of(client, console)) == []


@pytest.mark.soak
def test_a_region_that_nobody_answers_for(
    console: Flask, upstream: Upstream, tmp_path: Path
) -> None:
    client = console.test_client()
    jar_with_a_ks(client, upstream)
    for path, fields, _ in PLANTINGS:
        if "with_ks" in fields:
            continue
        response = post(client, path, {**fields, "region": "gone"}, json=False)
        text = response.get_data(as_text=True)
        assert response.status_code == 200
        assert "verdict-failed" in text
        assert found_in(readable(text)) == [], path
    assert_on_no_page(client, every_third(records_of(client), 0))
    assert_kept_nowhere(tmp_path / "data")


@pytest.mark.soak
@pytest.mark.parametrize(
    "wrong",
    [
        {"partner_id": "many", "with_ks": "nothing", "revoke": ""},
        {"region": "nowhere", "with_ks": "nothing"},
        {"account": "nobody", "with_ks": "nothing", "region": "gone", "login_id": ""},
        {"partner_id": "", "lasts": "2 parsecs", "privileges": "edit"},
        {"ks": ""},
    ],
)
def test_forms_that_do_not_fit(
    console: Flask, upstream: Upstream, wrong: dict[str, str], tmp_path: Path
) -> None:
    client = console.test_client()
    kept = jar_with_a_ks(client, upstream)
    upstream.respond(http(b"true"))
    for path, fields, _ in PLANTINGS:
        asked = {**with_kept(fields, kept), **wrong}
        for as_json in (False, True):
            response = post(client, path, asked, json=as_json)
            assert found_in(readable(response.get_data(as_text=True))) == [], path
            assert found_in(str(response.headers)) == []
    assert_on_no_page(client, every_third(records_of(client), 1))
    assert_kept_nowhere(tmp_path / "data")


def test_what_makes_no_call(console: Flask, upstream: Upstream, tmp_path: Path) -> None:
    client = console.test_client()
    for path, fields in QUIET:
        response = post(client, path, {"region": "own", **fields}, json=False)
        text = response.get_data(as_text=True)
        assert found_in(readable(text)) == [], (path, fields)
        # Drawn anew, whatever for.
        key = path.rpartition("/")[2]
        again = post(client, f"/sessions/fill/{key}", {"region": "own", **fields}, json=False)
        assert again.status_code == 200
        assert found_in(readable(again.get_data(as_text=True))) == []
    assert upstream.requests == []
    assert_on_no_page(client, [])
    assert_kept_nowhere(tmp_path / "data")
    assert found_in(cookie_of(client, console)) == []


def test_a_link_with_a_secret_in_it(console: Flask) -> None:
    client = console.test_client()
    for name in ("secret", "ks", "token", "password", "way"):
        page = client.get("/sessions", query_string={"way": "start", name: SECRETS["secret"]})
        assert page.status_code == 200
        assert page.headers["Cache-Control"] == "no-store"
        assert found_in(readable(page.get_data(as_text=True))) == []


def test_a_token_that_the_region_makes(console: Flask, upstream: Upstream, tmp_path: Path) -> None:
    """It is told to whoever presses the button, and stands on no page."""
    client = console.test_client()
    kept = jar_with_a_ks(client, upstream)
    made = {"id": "1_made", "token": SECRETS["token"], "hashType": "SHA1", "partnerId": 1000001}
    upstream.respond(http(json.dumps(made).encode(), "Content-Type: application/json"))
    page = post(client, "/sessions/tokens/add", {"with_ks": kept}, json=False)
    text = page.get_data(as_text=True)
    assert "The application token 1_made is made." in text
    assert found_in(readable(text)) == []
    listed = {"objects": [made], "totalCount": 1}
    upstream.respond(http(json.dumps(listed).encode(), "Content-Type: application/json"))
    tokens = post(client, "/sessions/tokens", {"with_ks": kept}, json=False)
    assert '<code translate="no">1_made</code>' in tokens.get_data(as_text=True)
    assert found_in(readable(tokens.get_data(as_text=True))) == []
    record = re.search(r'data-record="([^"]+)"', text)
    assert record
    told = post(client, "/sessions/tokens/reveal", {"record": record[1]})
    assert told.get_json() == {"token": SECRETS["token"]}
    assert_on_no_page(client, records_of(client))
    assert_kept_nowhere(tmp_path / "data")
