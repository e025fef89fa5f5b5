"""Find on the server: the index for browsers, the history's part, and the page without scripts."""

import json
import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.desk.parts import Parts
from tests.pages.browse import answer, send
from tests.schema.zoo import zoo


def test_the_index_is_small_and_asked_for_again_by_its_digest(client: FlaskClient) -> None:
    first = client.get("/find/index?region=us", headers={"Accept-Encoding": "gzip"})
    assert first.status_code == 200
    assert first.mimetype == "application/json"
    assert first.headers["Content-Encoding"] == "gzip"
    assert len(first.get_data()) < 400_000
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = {"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]}
    second = client.get("/find/index?region=us", headers=again)
    assert (second.status_code, second.get_data()) == (304, b"")


def test_another_schema_is_another_index(client: FlaskClient, parts: Parts) -> None:
    parts.schemas.assign("eu", parts.schemas.add(zoo(), "the zoo").id)
    bundled, of_zoo = (client.get(f"/find/index?region={one}") for one in ("us", "eu"))
    assert bundled.headers["ETag"] != of_zoo.headers["ETag"]
    assert _json(of_zoo)["version"] == "1.2.3"
    assert client.get("/find/index?region=nowhere").status_code == 404


def test_regions_and_pages_are_in_it_and_the_pages_exist(client: FlaskClient) -> None:
    index = _json(client.get("/find/index"))
    assert ["sandbox", "Sandbox (built in)"] in index["regions"]
    titles = [title for title, _, _ in index["pages"]]
    assert titles[:2] == ["Test Console", "API Documentation"]
    assert {"History", "Sessions", "Multirequest", "Uploading files"} <= set(titles)
    for _, address, _ in index["pages"]:
        assert client.get(address).status_code == 200, address


def _json(response: Any) -> Any:
    return json.loads(response.get_data())


def page(client: FlaskClient, typed: str) -> str:
    response = client.get("/find", query_string={"q": typed, "region": "sandbox"})
    assert response.status_code == 200
    return response.get_data(as_text=True)


def links(markup: str) -> list[str]:
    main = markup[markup.index("<main") : markup.index("</main>")]
    return [unescape(one) for one in re.findall(r'<li><a href="([^"]+)"', main)]


def test_the_page_without_scripts(client: FlaskClient) -> None:
    text = page(client, "media.list")
    assert links(text)[0] == "/console/service/media/action/list?region=sandbox"
    assert (
        'href="/api-docs/service/media/action/list" aria-label="Documentation of media.list"'
        in text
    )
    assert 'value="media.list"' in text
    empty = page(client, "")
    assert "Type a name or a part of it" in empty
    assert "Next match, previous match" in empty, "the shortcuts are listed"
    assert "Nothing fits “zzzzzz”" in page(client, "zzzzzz")
    assert "Perhaps you meant" not in page(client, "zzzzzz")


@pytest.mark.parametrize(
    ("typed", "title", "address"),
    [
        ("uploadtoken", "Services", "/console/service/uploadtoken?region=sandbox"),
        ("session.start", "Actions", "/console/service/session/action/start?region=sandbox"),
        ("withdraws token", "Actions", "/console/service/apptoken/action/delete?region=sandbox"),
        ("MediaEntryFilter", "Classes", "/api-docs/object/KalturaMediaEntryFilter"),
        ("entry status", "Enums", "/api-docs/enum/KalturaEntryStatus"),
        ("INVALID_KS", "Error codes", "/api-docs/error/INVALID_KS"),
    ],
)
def test_each_kind_has_its_heading(
    client: FlaskClient, typed: str, title: str, address: str
) -> None:
    found = page(client, typed)
    group = found[found.index(f">{title}</h2>") :]
    assert links(f"<main{group}")[0] == address


def test_names_near_to_what_nothing_fits_are_offered(client: FlaskClient) -> None:
    text = page(client, "meida.list")
    assert "Nothing fits “meida.list”" in text
    assert "Perhaps you meant" in text
    assert links(text)[0] == "/console/service/media/action/list?region=sandbox"


@pytest.mark.parametrize("typed", ["media", "entry status", "ks", "invalid", "session", "medja"])
def test_no_link_of_it_leads_nowhere(client: FlaskClient, typed: str) -> None:
    found = links(page(client, typed))
    assert len(found) >= 3
    for address in found:
        assert client.get(address).status_code == 200, address


def test_what_was_typed_is_text(client: FlaskClient) -> None:
    text = page(client, '"><img src=x>')
    assert "<img" not in text
    assert client.get("/find", query_string={"q": "x" * 5000}).status_code == 200


def test_a_long_group_says_how_much_it_leaves_out(client: FlaskClient) -> None:
    assert re.search(r"and [\d,]+ more: add a word", page(client, "entry"))


def test_the_history_of_this_workspace_alone(app: Flask) -> None:
    client = app.test_client()
    answer(send(client, "system", "ping"))
    [call] = _json(client.get("/find/history?q=system+ping"))["calls"]
    assert call["label"] == "system.ping"
    assert call["detail"].endswith(" · Sandbox (built in)")
    assert client.get(f"/history/{call['id']}").status_code == 200
    assert f'<a href="/history/{call["id"]}" translate="no">system.ping</a>' in page(client, "ping")
    assert _json(client.get("/find/history?q=media"))["calls"] == []
    assert _json(client.get("/find/history?q="))["calls"] == []
    assert _json(app.test_client().get("/find/history?q=ping"))["calls"] == []


def test_every_page_offers_it(client: FlaskClient) -> None:
    for path in ("/", "/api-docs", "/history", "/sessions", "/find"):
        assert 'href="/find" data-verb="open-find"' in client.get(path).get_data(as_text=True)


def test_workflows_are_found_by_title_and_by_words(client: FlaskClient) -> None:
    index = _json(client.get("/find/index"))
    told = "An entry is put into the recycle bin, and taken out again."
    bin = ["Delete, and take back", "/workflows/Content/Recycle_bin", told, "Recycle bin"]
    assert bin in index["workflows"]
    assert "Delete, and take back" not in [title for title, *_ in index["pages"]]
    for typed in ("take back", "recycle bin"):
        assert "/workflows/Content/Recycle_bin" in links(page(client, typed))
    # What is called so stands before the schema's classes of that name.
    first, second, *_ = links(page(client, "authentication"))
    assert first == "/workflows/Generate_API_Sessions/Authentication"
    assert second.startswith("/api-docs/object/")
