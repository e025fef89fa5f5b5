"""Templates show what they are given: to render one opens no connection to the database."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask, before_render_template, template_rendered
from flask.testing import FlaskClient
from sqlalchemy import event

from app.desk.parts import Parts
from app.pages.answer.stream import MEDIA_TYPE
from app.sandbox.account import DEMO
from tests.pages.browse import answer, csrf_token, post, send, workspace_of

Rendering = dict[str, list[str]]


@pytest.fixture
def asked(app: Flask, parts: Parts) -> Iterator[Rendering]:
    """The templates that were rendered, each with what it asked the database."""
    found: Rendering = {}
    open_templates: list[str] = []

    def begins(_: Flask, template: object, **__: object) -> None:
        name = str(getattr(template, "name", ""))
        open_templates.append(name)
        found.setdefault(name, [])

    def ends(_: Flask, **__: object) -> None:
        open_templates.pop()

    def asks(*arguments: object) -> None:
        if open_templates:
            found[open_templates[-1]].append(str(arguments[2]))

    with (
        before_render_template.connected_to(begins, app),
        template_rendered.connected_to(ends, app),
    ):
        event.listen(parts.engine, "before_cursor_execute", asks)
        yield found
        event.remove(parts.engine, "before_cursor_execute", asks)


def test_no_template_asks_the_database(client: FlaskClient, parts: Parts, asked: Rendering) -> None:
    start = {"p_secret": DEMO.admin_secret, "p_partnerId": str(DEMO.partner_id), "p_type": "2"}
    for _ in range(3):
        answer(send(client, "session", "start", **start))
    listed = answer(send(client, "media", "list"))["id"]
    refused = answer(send(client, "media", "get", p_entryId="0_none"))["id"]
    workspace = workspace_of(client)
    account = parts.accounts.save(
        workspace, name="Own", region="sandbox", partner_id=str(DEMO.partner_id)
    )
    kept = parts.jar.list(workspace)[0].id
    for path in (
        "/",
        "/console/multirequest",
        f"/?history={refused}",
        "/paste",
        "/history",
        f"/history/{listed}",
        f"/history/{refused}",
        f"/history/{listed}/thumbnails",
        f"/compare?call={listed}&call={refused}",
        f"/compare/new?call={listed}",
        "/sessions",
        "/sessions?way=inspect",
        "/sessions?way=token",
        f"/sessions/renew?id={kept}",
        "/sessions/accounts/new",
        f"/sessions/accounts/{account.id}",
        "/api-docs",
        "/api-docs/service/media/action/list",
        "/api-docs/object/KalturaMediaEntry",
        "/xml-schema",
        "/client-libs",
        "/find?q=media",
    ):
        assert client.get(path).status_code == 200, path
    form = {"region": "sandbox", "service": "media", "action": "get", "param:entryId": "0_none"}
    headers = {"X-CSRFToken": csrf_token(client), "Accept": MEDIA_TYPE}
    assert client.post("/send", data=form, headers=headers).status_code == 200
    for path in ("/send", "/form", "/code", "/sessions/get/start", "/sessions/inspect"):
        post(client, path, {**form, "with_ks": kept, "kept": kept, "do": "ask"}, json=False)
    assert len(asked) > 15
    assert {name: queries for name, queries in asked.items() if queries} == {}


def test_a_page_with_scripts_reads_one_service_and_one_without_has_them_all(
    client: FlaskClient,
) -> None:
    select = re.findall(r'(?s)<select id="service".*?</select>', client.get("/").text)[0]
    chosen, every = select.split("<noscript>")
    assert re.findall(r'<option value="(\w+)"( selected)?>', chosen) == [("session", " selected")]
    services = dict(re.findall(r'<option value="(\w+)"( selected)?>', every))
    assert len(services) > 100
    assert [name for name, selected in services.items() if selected] == ["session"]
