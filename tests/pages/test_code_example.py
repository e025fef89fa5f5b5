"""What the form holds as a program: by itself, on the page, and as a project to save."""

import io
import zipfile
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import Markup

from app.codegen import languages
from app.sandbox.account import DEMO
from tests.pages.browse import post

START = {
    "region": "sandbox",
    "service": "session",
    "action": "start",
    "param:secret": DEMO.admin_secret,
    "param:type": "2",
    "param:partnerId": str(DEMO.partner_id),
    "param:userId": 'it\'s "me" </code><script>',
}
IDS = [(one.id, variant.id) for one in languages() for variant in one.variants]


@pytest.fixture
def client(shared: Flask) -> FlaskClient:
    return shared.test_client()


def code(client: FlaskClient, fields: dict[str, str], **chosen: str) -> tuple[Any, str]:
    """What /code answers, and the text of the program in it."""
    told = post(client, "/code", {**fields, **chosen}).get_json()
    assert "<script" not in told["html"]
    lines = told["html"].split('<span class="line">')[1:]
    return told, "\n".join(unescape(Markup(line).striptags()) for line in lines)


@pytest.mark.parametrize(("language", "variant"), IDS)
def test_every_language_shows_the_call_without_its_secrets(
    client: FlaskClient, language: str, variant: str
) -> None:
    told, text = code(client, START, codeLanguage=language, codeVariant=variant)
    assert (told["variant"], told["refusal"]) == (variant, "")
    assert str(DEMO.partner_id) in text
    assert DEMO.admin_secret not in told["html"]
    assert "KALTURA_SECRET" in text
    told, _ = code(client, START, codeLanguage=language, codeVariant=variant, codeLiteral="1")
    assert DEMO.admin_secret in told["html"]


def test_the_kept_ks_is_never_in_the_page_unless_it_is_asked_for(client: FlaskClient) -> None:
    started = post(client, "/send", {**START, "format": "1"}).get_json()
    mask = started["ks"]["value"]
    ks = post(client, "/sessions/reveal", {"region": "sandbox"}).get_json()["ks"]
    ping = {"region": "sandbox", "service": "media", "action": "list", "ks": mask}
    told, text = code(client, ping, codeLanguage="python", codeVariant="http")
    assert "KALTURA_KS" in text
    assert ks not in told["html"]
    assert mask not in unescape(told["html"])
    told, _ = code(client, ping, codeLanguage="python", codeVariant="http", codeLiteral="1")
    assert ks in told["html"]


def test_what_a_library_cannot_do_is_said(client: FlaskClient) -> None:
    serve = {"region": "sandbox", "service": "caption_captionasset", "action": "serve"}
    fields = {**serve, "param:captionAssetId": "1_x"}
    told, text = code(client, fields, codeLanguage="node", codeVariant="client")
    assert text == ""
    assert told["refusal"].endswith("choose plain HTTP.")
    assert told["refusal"] in unescape(told["html"])


def test_half_a_form_gives_a_program_of_what_is_there(client: FlaskClient) -> None:
    half = {"region": "sandbox", "service": "session", "action": "start", "param:expiry": "soon"}
    told, text = code(client, half, codeLanguage="curl")
    assert told["refusal"] == ""
    assert "service/session/action/start" in text


def test_unknown_languages_are_refused(client: FlaskClient) -> None:
    response = post(client, "/code", {**START, "codeLanguage": "../python"})
    assert response.status_code == 404
    assert "Choose one of" in response.get_json()["error"]["message"]


def test_a_browser_without_scripts_gets_it_on_the_page(client: FlaskClient) -> None:
    fields = {**START, "codeLanguage": "ruby", "codeVariant": "http"}
    page = post(client, "/code", fields, json=False).get_data(as_text=True)
    assert 'aria-labelledby="tab-code-example" id="code-example" tabindex="-1">' in page
    assert "net/http" in page
    assert DEMO.admin_secret not in page.partition('id="code-example"')[2]


@pytest.mark.parametrize(("language", "variant"), IDS)
def test_a_project_to_save(client: FlaskClient, language: str, variant: str) -> None:
    fields = {**START, "codeLanguage": language, "codeVariant": variant}
    response = post(client, "/code/project", fields, json=False)
    assert response.mimetype == "application/zip"
    folder = f"session.start-{language}"
    assert response.headers["Content-Disposition"] == f"attachment; filename={folder}.zip"
    with zipfile.ZipFile(io.BytesIO(response.data)) as packed:
        names = packed.namelist()
        texts = {name: packed.read(name).decode() for name in names}
    chosen = next(one for one in languages() if one.id == language).variant(variant)
    assert {f"{folder}/README.md", f"{folder}/{chosen.file}"} <= set(names)
    assert chosen.run in texts[f"{folder}/README.md"]
    assert DEMO.admin_secret not in "".join(texts.values())
