"""Of a pasted text nothing secret is said, wherever in it the secret stands."""

import json
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.call.pasted import said, said_name
from app.call.secrets.masking import MASK
from tests.pages.browse import post

GET = "https://www.kaltura.com/api_v3/service/media/action/get"
KS = "djJ8MTAwMDAwMXzQ3y" + "aB3dEf9_x-" * 12
SECRET = "deadbeef1234deadbeef1234deadbeef"
WORD = "Tr0ub4dor"


@pytest.fixture
def client(shared: Flask) -> FlaskClient:
    return shared.test_client()


def paste(client: FlaskClient, text: str) -> Any:
    return post(client, "/paste", {"region": "sandbox", "text": text}).get_json()


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (f'curl {GET} -d "ks: {KS}"', KS),
        (f'curl {GET} -d "{KS}"', KS),
        (f'curl {GET} -H "{KS}"', KS),
        (f"service=session&action=start&secret:{SECRET}", SECRET),
        (f"service=session&action=start&secret:{WORD}", WORD),
        (f'curl {GET} -d "{SECRET}"', SECRET),
        (f"curl {GET} -d secret:{WORD}", WORD),
        (f'curl {GET} -d "password {WORD}=1"', WORD),
        (f"{GET}?{SECRET}=1", SECRET),
        (f"curl {GET} --data-urlencode secret@{SECRET}", SECRET),
        (f"curl {GET} --data-urlencode secret@{WORD}", WORD),
        (f"curl {GET} -X {SECRET} --{SECRET}", SECRET),
        (f"https://www.kaltura.com/api_v3/service/session/action/{SECRET}", SECRET),
        (f"https://www.kaltura.com/api_v3/service/{SECRET}/action/get", SECRET),
        (f"curl {GET}\ncurl https://www.kaltura.com/api_v3/service/{{{{{SECRET}}}}}", SECRET),
    ],
)
def test_nothing_secret_is_said(client: FlaskClient, text: str, hidden: str) -> None:
    answer = paste(client, text)
    sentences = [*answer.get("notes", ()), answer.get("error", {}).get("message", "")]
    assert any(sentences)
    assert hidden[:16] not in " ".join(sentences)
    assert hidden[-16:] not in " ".join(sentences)


def test_the_requests_to_choose_among_show_no_ks(client: FlaskClient) -> None:
    entry = {"request": {"method": "GET", "url": f"{GET}?ks={KS}"}, "startedDateTime": ""}
    text = json.dumps({"log": {"entries": [entry, entry]}})
    assert KS[20:60] not in json.dumps(paste(client, text))


def test_the_page_of_the_choice_does_not_show_the_text(client: FlaskClient) -> None:
    text = f"curl {GET} -d ks={KS}\ncurl {GET} -d entryId=0_b"
    form = {"region": "sandbox", "text": text}
    page = unescape(post(client, "/paste", form, json=False).get_data(as_text=True))
    before, _, after = page.partition(text)
    assert before.rstrip().endswith('class="json" spellcheck="false" hidden>')
    assert KS not in before + after.replace(text, "")


@pytest.mark.parametrize(
    "name", ["1:ks", "appToken:token", "filter:tokenEqual", "passwords:0", "ks", "secret", "a b"]
)
def test_names_alone_are_said(name: str) -> None:
    assert said_name(name) == name


@pytest.mark.parametrize(
    "sentence",
    [
        "Headers left out: Authorization (bearer), X-Kaltura-KS.",
        "secret= stands there without an option such as -d, and was left out.",
        "ks takes no file and no nested value. It is not sent.",
        "filter:advancedSearch is no property of KalturaLiveStreamEntryWithSomeLongName.",
        "There is no action gett in the service media. Did you mean get?",
    ],
)
def test_other_sentences_stay(sentence: str) -> None:
    assert said(sentence) == sentence


def test_what_stands_behind_a_secrets_name_is_masked() -> None:
    assert said(f"secret:{WORD} is no parameter.") == f"secret:{MASK} is no parameter."
