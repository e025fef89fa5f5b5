"""Comparing over HTTP: recorded calls side by side, and one call sent to several places."""

import io
import json
import re
import time
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.assembly import EXTENSION
from app.call.model import Call, Object
from app.desk.compare_targets import call_to, has_ks
from app.sandbox.account import DEMO
from app.sessions.ks import Session, sign_v2
from tests.conftest import MakeApp
from tests.pages.browse import answer, jar_of, post, send
from tests.pages.planted import KSES, SECRETS, found_in, readable
from tests.upstream import Upstream, http

START = {"p_secret": DEMO.admin_secret, "p_partnerId": str(DEMO.partner_id), "p_type": "2"}


@pytest.fixture
def own(console: Flask) -> FlaskClient:
    return console.test_client()


def recorded(client: FlaskClient, service: str, action: str, **fields: Any) -> str:
    return str(answer(send(client, service, action, **fields))["id"])


def page_of(response: TestResponse) -> str:
    assert response.status_code == 200, response.get_data(as_text=True)[:500]
    return response.get_data(as_text=True)


def words(page: str) -> str:
    """The page as it reads, without its tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", page)))


def rows(page: str) -> dict[str, list[str]]:
    """The cells of all tables by their path, each as it reads."""
    found = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', page, re.DOTALL)
    return {
        words(path).strip(): [
            words(cell.split("</span>", 1)[1]).strip()
            for cell in re.findall(r"<td.*?>(.*?)</td>", cells, re.DOTALL)
        ]
        for path, cells in found
    }


def compared(client: FlaskClient, *ids: str, query: str = "") -> str:
    calls = "&".join(f"call={id}" for id in ids)
    return page_of(client.get(f"/compare?{calls}{query}"))


def json_answer(value: Any) -> bytes:
    return http(json.dumps(value).encode(), "Content-Type: application/json")


def two_answers(client: FlaskClient, upstream: Upstream, left: Any, right: Any) -> tuple[str, str]:
    upstream.respond(json_answer(left), json_answer(right))
    return (
        recorded(client, "media", "get", region="own", p_entryId="0_a"),
        recorded(client, "media", "get", region="own", p_entryId="0_b"),
    )


def test_two_answers_side_by_side(own: FlaskClient, upstream: Upstream) -> None:
    ids = two_answers(
        own,
        upstream,
        {"id": "0_a", "name": "old film", "tags": "x", "plays": 1, "duration": 7},
        {"duration": 7, "plays": 2, "name": "new film", "id": "0_a", "userId": "carol"},
    )
    page = compared(own, *ids)
    assert rows(page) == {
        "entryId": ["0_ a", "differs 0_ b"],
        "name": ["old film", "differs new film"],
        "tags": ["x", "missing absent"],
        "userId": ["absent", "only here carol"],
    }
    text = words(page)
    assert "1 differ , 1 only in 1, 1 only in 2, 2 the same." in text
    assert "⋯ 1 the same" in text
    assert rows(compared(own, *ids, query="&ignore=name,tags"))["plays"] == ["1", "differs 2"]
    assert rows(compared(own, *ids, query="&unchanged=1"))["duration"] == ["7", "7"]
    assert "Make 2 the base" in text
    assert rows(compared(own, *reversed(ids)))["name"] == ["new film", "differs old film"]


def test_xml_against_json_and_types(own: FlaskClient, upstream: Upstream) -> None:
    xml = b"<xml><result><id>7</id><tags></tags></result><executionTime>1</executionTime></xml>"
    upstream.respond(http(xml, "Content-Type: text/xml"), json_answer({"id": 7}))
    ids = [
        recorded(own, "media", "get", region="own", p_entryId="7", format=format)
        for format in ("2", "1")
    ]
    page = compared(own, *ids)
    assert rows(page) == {"format": ["2", "differs 1"]}
    assert "empty counts as absent" in page
    assert "No difference, but for what is ignored." in page
    typed = two_answers(own, upstream, {"id": "7"}, {"id": 7})
    assert "id" not in rows(compared(own, *typed))
    assert rows(compared(own, *typed, query="&types=1"))["id"] == ["7 text", "differs 7 number"]


def test_errors_and_failures_are_compared_as_far_as_they_go(
    own: FlaskClient, upstream: Upstream
) -> None:
    error = {"code": "ENTRY_ID_NOT_FOUND", "message": "gone", "objectType": "KalturaAPIException"}
    ids = two_answers(own, upstream, {"id": "0_a"}, {**error, "args": []})
    failure = answer(send(own, "media", "get", region="gone", p_entryId="0_a"))
    failed, sentence = str(failure["id"]), failure["outcome"]["message"]
    page = compared(own, *ids, failed)
    assert rows(page)["code"] == ["absent", "only here ENTRY_ID_NOT_FOUND", ""]
    assert ">ENTRY_ID_NOT_FOUND</span>" in page
    assert "There is no answer to compare." in page
    assert len(sentence) > 20
    assert sentence in unescape(page)
    page = compared(own, failed, ids[0])
    assert "The base has no answer to compare the others with." in page


def test_what_history_has_cut_is_said_to_be_cut(
    make_app: MakeApp, upstream: Upstream, console: Flask
) -> None:
    small = make_app(
        regions_file=console.extensions[EXTENSION].settings.regions_file.as_posix(),
        history_answer_kb="1",
    ).test_client()
    ids = two_answers(small, upstream, {"a": "x" * 3000}, {"a": "x" * 3000, "b": 1})
    page = compared(small, *ids)
    assert "History keeps the first 1.0 kB of this answer" in page
    assert "compared as one text" in page


def test_binary_answers_differ_by_their_bytes(own: FlaskClient, upstream: Upstream) -> None:
    picture = b"\x89PNG\r\n" + b"1" * 50
    upstream.respond(http(picture, "Content-Type: image/png"), http(picture + b"2"))
    ids = [recorded(own, "thumbasset", "serve", region="own", p_thumbAssetId="1") for _ in "12"]
    assert rows(compared(own, *ids))['result["size in bytes"]'] == ["5 6", "differs 5 7"]


@pytest.mark.parametrize("format", ["1", "2"])
def test_secrets_that_differ_are_said_to_and_never_shown(
    own: FlaskClient, upstream: Upstream, format: str
) -> None:
    ids = []
    for name, key in (("secret", "pasted"), ("token", "parameter")):
        secret, ks = SECRETS[name], KSES[key]
        value = {"password": secret, "note": f"was {secret} there", "list": [secret, ks], ks: 1}
        escaped = "".join(f"&#{ord(c)};" for c in secret)
        xml = f"<xml><result><token>{escaped}</token><note>{escaped}</note></result></xml>"
        upstream.respond(http(xml.encode()) if format == "2" else json_answer(value))
        ids.append(
            recorded(
                own,
                "user",
                "login",
                region="own",
                format=format,
                ks=ks,
                p_partnerId="1",
                p_userId="u",
                p_password=secret,
            )
        )
    for query in ("", "&unchanged=1", "&types=1"):
        page = compared(own, *ids, query=query)
        assert found_in(readable(page)) == []
        assert rows(page)["password"][1].endswith("differs, masked")
        assert rows(page)["note"][1].endswith("differs, masked")
        assert "differs" in rows(page)["ks"][1]


def test_script_in_a_body_stays_text(own: FlaskClient, upstream: Upstream) -> None:
    script = "<script>alert(1)</script>"
    ids = two_answers(own, upstream, {script: script, "id": 1}, {script: 2, "id": script})
    page = compared(own, *ids, query="&unchanged=1&ignore=%3Cscript%3E")
    assert "<script>alert" not in page
    assert f'result["{script}"]' in rows(page)


def test_what_cannot_be_compared_is_refused_with_a_sentence(
    own: FlaskClient, console: Flask, upstream: Upstream
) -> None:
    ids = two_answers(own, upstream, {"a": 1}, {"a": 2})
    assert own.get("/compare").status_code == 400
    assert "Choose 2 to 8 calls" in own.get("/compare").get_data(as_text=True)
    nine = "&".join(f"call={one}" for one in range(9))
    assert own.get(f"/compare?{nine}").status_code == 400
    alone = own.get(f"/compare?call={ids[0]}&call={ids[0]}")
    assert (alone.status_code, alone.location) == (302, f"/compare/new?call={ids[0]}")
    stranger = console.test_client()
    assert stranger.get(f"/compare?call={ids[0]}&call={ids[1]}").status_code == 404
    assert stranger.get(f"/compare/new?call={ids[0]}").status_code == 404
    stolen = post(stranger, "/compare/send", {"call": ids[0], "target": "own|recorded"})
    assert stolen.status_code == 404
    assert post(own, "/compare/send", {"call": ids[0]}).status_code == 400
    masked = {"call": ids[0], "ks": "djJ8••••••••"}
    assert "masked" in post(own, "/compare/send", masked).get_json()["error"]["message"]


def test_one_call_is_sent_to_two_regions_at_once(own: FlaskClient, upstream: Upstream) -> None:
    upstream.respond(json_answer({"id": "0_a"}))
    call = recorded(own, "media", "get", region="own", p_entryId="0_a", ks=KSES["pasted"])
    page = page_of(own.get(f"/compare/new?call={call}"))
    assert 'value="own|recorded" checked' in page
    assert "no session is saved for it: without a KS" in page
    assert found_in(readable(page)) == []
    sent = post(
        own, "/compare/send", {"call": call, "target": ["own|recorded", "gone|none"]}, json=False
    )
    assert sent.status_code == 303
    assert sent.location.count("call=") == 2
    page = page_of(own.get(sent.location))
    assert rows(page)["ks"][1] == "missing absent"
    assert "There is no answer to compare." in page
    # The KS of one region never goes to another.
    assert dict(upstream.requests[-1].form)["ks"] == KSES["pasted"]


def test_one_place_alone_is_compared_with_the_recorded_answer(
    own: FlaskClient, upstream: Upstream
) -> None:
    upstream.respond(json_answer({"status": 1}), json_answer({"status": 2}))
    call = recorded(own, "media", "get", region="own", p_entryId="0_a")
    sent = post(own, "/compare/send", {"call": call, "target": "own|recorded"}, json=False)
    assert sent.location.startswith(f"/compare?call={call}&call=")
    assert rows(page_of(own.get(sent.location)))["status"] == ["1", "differs 2"]


def test_two_ks_in_one_region_and_the_kept_one_stays(client: FlaskClient) -> None:
    user = {**START, "p_secret": DEMO.user_secret, "p_type": "0", "p_userId": "erin"}
    answer(send(client, "session", "start", **user))
    second = post(client, "/sessions/reveal", {"region": "sandbox"}).get_json()["ks"]
    kept = answer(send(client, "session", "start", **START))["ks"]["value"]
    call = recorded(client, "user", "get", ks=kept, p_userId="ana")
    fields = {"call": call, "target": "sandbox|recorded", "ks": second, "ksRegion": "sandbox"}
    sent = post(client, "/compare/send", fields, json=False)
    page = page_of(client.get(sent.location))
    code = "CANNOT_RETRIEVE_ANOTHER_USER_USING_NON_ADMIN_SESSION"
    assert rows(page)["code"] == ["absent", f"only here {code}"]
    assert rows(page)["id"] == ["ana", "missing absent"]
    assert rows(page)["fullName"] == ["Ana Silva", "missing absent"]
    assert rows(page)["args"] == ["absent", "only here object, 1 property"]
    assert second not in page
    still = post(client, "/sessions/reveal", {"region": "sandbox"}).get_json()["ks"]
    assert still != second
    assert "ADMIN" in client.get("/").get_data(as_text=True)


def test_a_ks_that_is_tried_stays_in_the_jar_beside_the_one_in_use(client: FlaskClient) -> None:
    tried, first = (
        sign_v2(Session(2, DEMO.partner_id, 0, int(time.time()) + 900, user), DEMO.admin_secret)
        for user in ("erin", "finn")
    )
    call = recorded(client, "user", "get", ks=first)
    assert [(kept.ks, kept.chosen) for kept in jar_of(client)] == [(first, True)]
    fields = {"call": call, "target": "sandbox|recorded", "ks": tried, "ksRegion": "sandbox"}
    assert post(client, "/compare/send", fields, json=False).status_code == 303
    assert {(kept.ks, kept.chosen) for kept in jar_of(client)} == {(first, True), (tried, False)}
    # Where none is in use, the one that is tried is.
    for kept in jar_of(client):
        post(client, "/sessions/forget", {"id": kept.id})
    assert jar_of(client) == ()
    alone = {"call": call, "ks": tried, "ksRegion": "sandbox"}
    assert post(client, "/compare/send", alone, json=False).status_code == 303
    assert [(kept.ks, kept.chosen) for kept in jar_of(client)] == [(tried, True)]


def test_a_guarded_region_asks_before_anything_is_sent(
    make_app: MakeApp, upstream: Upstream, tmp_path: Any
) -> None:
    file = tmp_path / "guarded.toml"
    file.write_text(
        f'[[region]]\nid = "own"\nname = "Own"\nurl = "{upstream.url}"\n'
        f'[[region]]\nid = "live"\nname = "Production"\nurl = "{upstream.url}"\nguard = true\n'
    )
    client = make_app(regions_file=str(file)).test_client()
    upstream.respond(json_answer(None))
    call = recorded(client, "media", "delete", region="own", p_entryId="0_a")
    fields: dict[str, Any] = {"call": call, "target": ["own|recorded", "live|none"]}
    count = len(upstream.requests)
    asked = post(client, "/compare/send", fields, json=False)
    assert asked.status_code == 409
    assert 'value="live|none" checked' in asked.get_data(as_text=True)
    assert "Nothing was sent" in asked.get_data(as_text=True)
    assert len(upstream.requests) == count
    sent = post(client, "/compare/send", {**fields, "confirmed": "1"}, json=False)
    assert sent.status_code == 303
    assert len(upstream.requests) == count + 2


def test_the_ks_of_inner_calls_is_exchanged_too() -> None:
    first = Object("", (("service", "media"), ("action", "list"), ("ks", KSES["pasted"])))
    second = Object("", (("service", "session"), ("action", "get"), ("ks", "{1:result}")))
    call = Call("own", "multirequest", "", (("1", first), ("2", second)))
    assert has_ks(call)
    assert not has_ks(Call("own", "multirequest", "", (("2", second),)))
    assert KSES["pasted"] not in repr(call_to(call, "eu", None))
    assert "{1:result}" in repr(call_to(call, "eu", None))
    assert repr(call_to(call, "eu", "other")).count("other") == 2


def test_a_call_with_a_file_cannot_be_sent_anew(own: FlaskClient, upstream: Upstream) -> None:
    upstream.respond(json_answer({"id": "1"}))
    fields = {"p_uploadTokenId": "1", "p_fileData": (io.BytesIO(b"abc"), "a.txt")}
    call = recorded(own, "uploadtoken", "upload", region="own", **fields)
    refused = own.get(f"/compare/new?call={call}")
    assert refused.status_code == 400
    assert "files are not kept" in refused.get_data(as_text=True)


def test_calls_are_chosen_in_history(own: FlaskClient, upstream: Upstream) -> None:
    ids = two_answers(own, upstream, {"a": 1}, {"a": 2})
    page = page_of(own.get("/history"))
    for id in ids:
        box = f'name="id" value="{id}" form="ticked" aria-label="Select media.get 0_'
        assert box in page
    chosen = post(own, "/history/compare", {"id": list(ids)}, json=False)
    assert chosen.headers["Location"] == f"/compare?call={ids[0]}&call={ids[1]}"
