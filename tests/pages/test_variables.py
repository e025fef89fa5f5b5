"""Variables in a form: sent, copied and written as programs, and nowhere in clear where they are
secret."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from app.sandbox.account import DEMO
from tests.pages.browse import answer, jar_of, post, send

FORM = {
    "region": "sandbox",
    "service": "media",
    "action": "get",
    "format": "1",
    "param:entryId": "{{id}}",
    "param:version": "{{version}}",
}


@pytest.fixture
def known(client: FlaskClient) -> FlaskClient:
    for name, value, secret in (
        ("id", "0_welcome1", ""),
        ("version", "-1", ""),
        ("key", "s3cr3t-thing", "1"),
    ):
        fields = {"place": "region:sandbox", "name": name, "value": value, "secret": secret}
        assert post(client, "/variables", fields).status_code == 200
    return client


def test_a_value_is_sent_with_its_type_checked(known: FlaskClient) -> None:
    sent = answer(post(known, "/send", FORM))
    assert sent["telling"] == "0_welcome1, version -1"
    refused = post(known, "/send", {**FORM, "param:version": "{{id}}"})
    assert refused.status_code == 422
    assert refused.get_json()["error"]["field"] == "param:version"


@pytest.mark.parametrize(
    "typed", ["{{nobody}}", "{{ id | upper }} {{nobody}}", "{{id.x}}", "{{id(}}"]
)
def test_what_has_no_value_stops_the_call(known: FlaskClient, typed: str) -> None:
    response = post(known, "/send", {**FORM, "param:entryId": typed, "anyway": "1"})
    assert response.status_code == 422
    assert response.get_json()["error"]["field"] == "param:entryId"


COPIED = {
    "bash": '--data-urlencode "entryId=$ID"',
    "cmd": "entryId=%ID%",
    "powershell": "entryId=$env:ID",
    "url": "entryId=0_welcome1",
    "link": "param:entryId=%7B%7Bid%7D%7D",
}


@pytest.mark.parametrize("kind", COPIED)
def test_copies_have_it_as_their_own_variable(known: FlaskClient, kind: str) -> None:
    text = post(known, "/copy", {**FORM, "as": kind}).get_json()["text"]
    assert COPIED[kind] in text


@pytest.mark.parametrize("language", ["python", "php", "java", "csharp", "go", "curl"])
def test_examples_take_it_from_the_environment(known: FlaskClient, language: str) -> None:
    page = post(known, "/code", {**FORM, "codeLanguage": language}).get_json()["html"]
    assert "takes ID, VERSION from the environment" in "".join(_without_tags(page))
    assert "0_welcome1" not in page


def _without_tags(text: str) -> Any:
    within = False
    for character in text:
        if character in "<>":
            within = character == "<"
        elif not within:
            yield character


def test_a_secret_one_is_masked_wherever_it_stands(known: FlaskClient) -> None:
    form = {**FORM, "param:entryId": "x-{{key}}-y", "param:version": "-1"}
    texts = [
        post(known, "/send", form).get_data(as_text=True),
        post(known, "/code", form).get_data(as_text=True),
        post(known, "/copy", {**form, "as": "bash"}).get_data(as_text=True),
        post(known, "/copy", {**form, "as": "url"}).get_data(as_text=True),
        post(known, "/variables/filled-in", {"region": "sandbox", "text": "a {{key}}"}).get_data(
            as_text=True
        ),
        known.get("/variables").get_data(as_text=True),
        known.get("/history").get_data(as_text=True),
        known.get("/?region=sandbox&history=" + _last(known)).get_data(as_text=True),
        known.get("/history/" + _last(known)).get_data(as_text=True),
    ]
    for number, text in enumerate(texts):
        assert "s3cr3t-thing" not in text, number


@pytest.mark.parametrize("name", ["filter:statusEqual", "filter:createdAtGreaterThanOrEqual"])
@pytest.mark.parametrize("typed", ["{{pin}}", "1{{pin}}"])
def test_no_example_has_a_secret_number(known: FlaskClient, name: str, typed: str) -> None:
    fields = {"place": "everywhere", "name": "pin", "value": "77112233", "secret": "1"}
    post(known, "/variables", fields)
    form = {"region": "sandbox", "service": "media", "action": "list", f"param:{name}": typed}
    form |= {"param:filter:objectType": "KalturaMediaEntryFilter", "codeLanguage": "python"}
    assert "77112233" not in post(known, "/code", form).get_data(as_text=True)


def _last(client: FlaskClient) -> str:
    page = client.get("/history").get_data(as_text=True)
    return page.partition('name="id" value="')[2].partition('"')[0]


def test_an_empty_variable_is_sent_empty(known: FlaskClient) -> None:
    post(known, "/variables", {"place": "everywhere", "name": "nothing", "value": ""})
    form = {"region": "sandbox", "service": "media", "action": "list", "as": "url"}
    form |= {"param:filter:objectType": "KalturaMediaEntryFilter"}
    form |= {"param:filter:nameLike": "{{nothing}}"}
    assert "filter:nameLike=&" in post(known, "/copy", form).get_json()["text"] + "&"


def test_what_is_filled_in_says_whence(known: FlaskClient) -> None:
    asked = {"region": "sandbox", "text": "{{id}} {{$date}} {{nobody}}"}
    told = answer(post(known, "/variables/filled-in", asked))
    assert [one["whence"] for one in told["used"]] == ["the region Sandbox (built in)", "built in"]
    assert told["faults"] == ["nobody has no value."]


def test_what_is_known_at_a_field_has_its_value_and_whence(known: FlaskClient) -> None:
    post(known, "/variables", {"place": "everywhere", "name": "both", "value": "{{id}}/{{key}}"})
    told = answer(post(known, "/variables/known", {"region": "sandbox"}))
    found = {one["name"]: (one["value"], one["whence"]) for one in told["variables"]}
    region = "the region Sandbox (built in)"
    assert found["id"] == ("0_welcome1", region)
    assert found["key"] == ("••••••••", region)
    # What is made of a secret one is masked as that is.
    assert found["both"] == ("••••••••", "everywhere")
    assert "$now" in found
    assert told["given"] == []
    filters = answer(post(known, "/variables/filters", {"region": "sandbox", "name": "id"}))
    values = {one["name"]: one["value"] for one in filters["filters"]}
    assert values["upper"] == "0_WELCOME1"
    assert "date" not in values  # which can do nothing with it
    filters = answer(post(known, "/variables/filters", {"region": "sandbox", "name": "both"}))
    assert {one["value"] for one in filters["filters"]} == {"••••••••"}
    filters = answer(post(known, "/variables/filters", {"region": "sandbox", "name": "later"}))
    assert {one["value"] for one in filters["filters"]} == {None, ""}
    assert "s3cr3t-thing" not in str((told, filters))


def test_what_an_answer_says_is_no_variable_however_it_looks(known: FlaskClient) -> None:
    secret, partner = DEMO.admin_secret, str(DEMO.partner_id)
    answer(send(known, "session", "start", p_secret=secret, p_partnerId=partner, p_type="2"))
    entry = {"objectType": "KalturaMediaEntry", "tags": "{{ '{{key}}' }}"}
    fields = {f"p_mediaEntry:{name}": value for name, value in entry.items()}
    ks = jar_of(known)[0].ks
    sent = answer(send(known, "media", "update", ks=ks, p_entryId="0_welcome1", **fields))
    fields = {"place": "everywhere", "name": "tags", "call": sent["id"], "path": "$.tags"}
    answer(post(known, "/variables", fields))
    told = answer(post(known, "/variables/filled-in", {"region": "sandbox", "text": "{{tags}}"}))
    assert told["text"] == "{{key}}"
    # Nor once it is saved again as it stands.
    answer(post(known, "/variables", {"place": "everywhere", "name": "tags", "value": "{{key}}"}))
    told = answer(post(known, "/variables/filled-in", {"region": "sandbox", "text": "{{tags}}"}))
    assert told["text"] == "{{key}}"


@pytest.mark.parametrize("place", ["account:nobody", "collection:none", "region:atlantis", "?"])
def test_a_place_that_is_not_there_keeps_nothing(client: FlaskClient, place: str) -> None:
    fields = {"place": place, "name": "lost", "value": "typed & kept"}
    refused = post(client, "/variables", fields)
    assert (refused.status_code, refused.get_json()["error"]["field"]) == (400, "place")
    # Without the script the page says it beside the field, with what was typed.
    page = post(client, "/variables", fields, json=False)
    assert page.status_code == 400
    beside = page.get_data(as_text=True).partition('<select id="variable-place"')[2]
    assert 'aria-invalid="true" aria-describedby="place-problem"' in beside.partition(">")[0]
    assert 'id="place-problem">There is no such place here' in beside.partition("</div>")[0]
    assert ">typed &amp; kept</textarea>" in page.get_data(as_text=True)
    assert "lost" not in client.get("/variables").get_data(as_text=True)
