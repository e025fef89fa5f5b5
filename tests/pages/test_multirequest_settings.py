"""What a call of a multirequest has for itself: in the form, on the wire, in copies, and again."""

import json
import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.call.pasted import Pasted, recognise
from app.call.secrets.masking import mask_ks
from app.codegen import languages
from tests.pages.browse import answer, post
from tests.pages.form_fields import FormFields
from tests.upstream import Upstream, http

FIRST_KS, SECOND_KS = "djJ8MTAyfGZpcnN0LWtzLW9mLWl0cy1vd24", "djJ8MTAyfHNlY29uZC1rcy1vZi1pdHMtb3du"
SHARED = {"format": "1", "clientTag": "of all"}
FIRST = {
    "1:service": "media",
    "1:action": "get",
    "1:clientTag": "of the first",
    "1:partnerId": "102",
    "1:ks": FIRST_KS,
    "1:language": "de",
    "1:responseProfile:objectType": "KalturaDetachedResponseProfile",
    "1:responseProfile:type": "1",
    "1:responseProfile:fields": "id,partnerId",
    "1:entryId": "0_a",
}
SECOND = {
    "2:service": "media",
    "2:action": "get",
    "2:apiVersion": "1.2.3",
    "2:partnerId": "{1:result:partnerId}",
    "2:ks": SECOND_KS,
    "2:responseProfile:objectType": "KalturaResponseProfileHolder",
    "2:responseProfile:systemName": "{1:result:name}",
    "2:entryId": "{1:result:id}",
}
THIRD = {"3:service": "media", "3:action": "get", "3:entryId": "0_c"}
SENT = SHARED | FIRST | SECOND | THIRD
TEXT = "curl https://kaltura.example/api_v3/service/multirequest" + "".join(
    f" -d '{name}={value}'" for name, value in SENT.items()
)


@pytest.fixture
def own(console: Flask, upstream: Upstream) -> FlaskClient:
    upstream.respond(http(b"null", "Content-Type: application/json"))
    return console.test_client()


def pasted(client: FlaskClient) -> FormFields:
    filled = post(client, "/paste", {"region": "own", "text": TEXT}).get_json()
    assert [note for note in filled["notes"] if "not sent" in note] == []
    return FormFields(filled["html"])


def drawn(client: FlaskClient, form: FormFields, operation: str) -> FormFields:
    """The form after one of its buttons was pressed."""
    posted = form.posted(region="own", op=operation)
    return FormFields(post(client, "/form", posted).get_json()["html"])


def sent(client: FlaskClient, upstream: Upstream, form: FormFields) -> dict[str, str]:
    """What arrives of a form, each call of which has a result."""
    posted = form.posted(region="own", anyway="1")
    calls = sum(re.fullmatch(r"param:\d+:service", name) is not None for name in posted)
    entry = {"objectType": "KalturaMediaEntry", "id": "0_a", "partnerId": 102, "name": "n"}
    upstream.respond(http(json.dumps([entry] * calls).encode(), "Content-Type: application/json"))
    told = answer(post(client, "/send", posted))
    assert told["outcome"]["kind"] == "ok"
    return dict(upstream.requests[-1].form)


def test_each_stands_under_its_own_call_and_goes_out(own: FlaskClient, upstream: Upstream) -> None:
    form = pasted(own)
    for name, value in (FIRST | SECOND | THIRD).items():
        assert form.value(f"param:{name}") == value
        goes_anyway = name.endswith((":service", ":action", ":objectType", ":entryId"))
        assert goes_anyway or form.ticked(f"param:{name}")
    for name in ("clientTag", "apiVersion", "partnerId", "ks", "language", "responseProfile"):
        assert not form.ticked(f"param:3:{name}")
    assert sent(own, upstream, form) == SENT


def test_the_fold_is_open_where_something_is_set(own: FlaskClient) -> None:
    html = post(own, "/paste", {"region": "own", "text": TEXT}).get_json()["html"]
    folds = re.findall(r'<details class="settings"( open)?>\s*<summary>(.*?)</summary>', html, re.S)
    told = [(opened, " ".join(re.sub("<[^>]*>", " ", text).split())) for opened, text in folds]
    assert told == [
        ("", "Request settings clientTag of all Change"),
        (
            " open",
            "Settings of this call clientTag of the first · partnerId 102 · language de · "
            "responseProfile set",
        ),
        (
            " open",
            "Settings of this call apiVersion 1.2.3 · partnerId {1:result:partnerId} · "
            "responseProfile set",
        ),
        ("", "Settings of this call"),
    ]


def test_an_action_with_a_partner_id_of_its_own_has_one_field_for_it(own: FlaskClient) -> None:
    data = {
        "region": "own",
        "service": "multirequest",
        "param:1:service": "session",
        "param:1:action": "start",
    }
    form = FormFields(post(own, "/form", data).get_json()["html"])
    names = [name for name, _ in form.pairs]
    assert names.count("param:1:partnerId") == 1
    assert names.count("param:1:language") == 1


def test_a_wrong_one_is_named_at_its_field(own: FlaskClient) -> None:
    wrong = {"param:2:partnerId": "{2:result:partnerId}", "param:1:partnerId": "one"}
    refused = post(own, "/send", pasted(own).posted(region="own", **wrong))
    assert refused.status_code == 422
    found = {one["field"]: one["message"] for one in refused.get_json()["problems"]}
    assert "has to refer to a call before this one" in found["param:2:partnerId"]
    assert "param:1:partnerId" in found


@pytest.mark.parametrize("kind", ["bash", "cmd", "powershell", "url"])
def test_copies_have_them(own: FlaskClient, kind: str) -> None:
    copy = post(own, "/copy", pasted(own).posted(region="own", codeLiteral="1", **{"as": kind}))
    found = recognise(copy.get_json()["text"])
    assert isinstance(found, Pasted)
    assert dict(found.pairs) == {"service": "multirequest", **SENT}


def test_a_link_has_all_but_the_ks(own: FlaskClient) -> None:
    link = post(own, "/copy", pasted(own).posted(region="own", **{"as": "link"})).get_json()
    assert sorted(link["leftOut"]) == ["1:ks", "2:ks"]
    form = FormFields(own.get(link["text"]).get_data(as_text=True))
    for name, value in (FIRST | SECOND | THIRD).items():
        assert form.value(f"param:{name}") == ("" if name.endswith(":ks") else value)


@pytest.mark.parametrize("language", [one.id for one in languages()])
def test_examples_have_them(own: FlaskClient, language: str) -> None:
    example = {"codeLanguage": language, "codeVariant": "http"}
    shown = post(own, "/code", pasted(own).posted(region="own", **example)).get_json()["html"]
    text = unescape(re.sub("<[^>]*>", "", shown))
    for told in ("of the first", "de", "1.2.3", "{1:result:partnerId}", "{1:result:name}"):
        assert told in text
    assert FIRST_KS not in text


def replayed(client: FlaskClient) -> FormFields:
    told = answer(post(client, "/send", pasted(client).posted(region="own", anyway="1")))
    page = client.get(f"/?history={told['id']}").get_data(as_text=True)
    assert FIRST_KS not in page
    assert SECOND_KS not in page
    return FormFields(page)


def test_history_shows_them_again_the_ks_masked(own: FlaskClient, upstream: Upstream) -> None:
    form = replayed(own)
    assert form.value("param:1:ks") == mask_ks(FIRST_KS)
    assert form.value("param:2:responseProfile:systemName") == "{1:result:name}"
    assert sent(own, upstream, form) == SENT


def test_a_mask_stands_for_the_same_ks_where_its_call_moves_to(
    own: FlaskClient, upstream: Upstream
) -> None:
    form = replayed(own)
    assert form.value("param:1:ks") == form.value("param:2:ks")
    form = drawn(own, form, "call-down|param:1")
    arrived = sent(own, upstream, form)
    assert (arrived["1:ks"], arrived["2:ks"]) == (SECOND_KS, FIRST_KS)
    arrived = sent(own, upstream, drawn(own, form, "call-remove|param:1"))
    assert arrived["1:ks"] == FIRST_KS
    assert "2:ks" not in arrived


def test_nothing_stands_behind_the_masks_of_a_copy(own: FlaskClient) -> None:
    form = drawn(own, replayed(own), "call-copy|param:1")
    refused = post(own, "/send", form.posted(region="own"))
    assert refused.status_code == 422
    found = {one["field"]: one["message"] for one in refused.get_json()["problems"]}
    assert found["param:2:ks"] == "This masked value is no longer known here: type it anew."
    assert not {"param:1:ks", "param:3:ks"} & set(found)


def test_a_draft_keeps_what_stands_behind_the_masks(own: FlaskClient, upstream: Upstream) -> None:
    form = drawn(own, replayed(own), "call-down|param:1")
    for version in ("1", "2"):
        kept = form.posted(region="own", version=version)
        assert post(own, "/drafts/a-draft-of-mine", kept).status_code == 200
        form = FormFields(own.get("/?draft=a-draft-of-mine").get_data(as_text=True))
        assert form.value("draft") == "a-draft-of-mine"
        assert form.value("param:2:ks") == mask_ks(FIRST_KS)
    arrived = sent(own, upstream, drawn(own, form, "call-down|param:1"))
    assert (arrived["1:ks"], arrived["2:ks"]) == (FIRST_KS, SECOND_KS)


def test_a_recorded_call_becomes_the_first_with_its_secrets(
    own: FlaskClient, upstream: Upstream
) -> None:
    start: dict[str, Any] = {
        "region": "own",
        "service": "session",
        "action": "start",
        "format": "1",
        "param:secret": "a secret of its own",
        "param:partnerId": "102",
    }
    record = answer(post(own, "/send", start))["id"]
    form = FormFields(own.get(f"/?history={record}").get_data(as_text=True))
    arrived = sent(own, upstream, drawn(own, form, "multirequest|"))
    assert arrived["1:secret"] == "a secret of its own"


def test_another_region_takes_no_ks_along_but_what_refers_to_one(own: FlaskClient) -> None:
    form = pasted(own).posted(region="gone", **{"param:2:ks": "{1:result}"})
    moved = FormFields(post(own, "/form", form).get_json()["html"])
    assert moved.value("param:1:ks") == ""
    assert not moved.ticked("param:1:ks")
    assert moved.value("param:2:ks") == "{1:result}"
    assert moved.value("param:1:language") == "de"


def test_the_advice_on_a_setting_leads_to_that_of_its_call(
    own: FlaskClient, upstream: Upstream
) -> None:
    blocked = {
        "objectType": "KalturaAPIException",
        "code": "SERVICE_FORBIDDEN_CONTENT_BLOCKED",
        "message": "The access to service [media->get] is forbidden",
    }
    upstream.respond(http(json.dumps([blocked] * 3).encode(), "Content-Type: application/json"))
    told = answer(post(own, "/send", pasted(own).posted(region="own", anyway="1")))
    page = own.get(f"/history/{told['id']}").get_data(as_text=True)
    shown = re.findall(r'data-verb="show-parameter" data-parameter="([^"]+)"', page)
    assert shown == ["param:1:partnerId", "param:2:partnerId", "partnerId"]
