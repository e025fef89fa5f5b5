"""Documentation pages of the bundled registry render, and no link leads nowhere.

All 4,211 of them in `make soak`; in `make test` those that are alone of their kind, and a part of
the services, actions, classes, enums and errors.
"""

import re
from urllib.parse import unquote, urlsplit

import pytest
from flask.testing import FlaskClient

from app.pages.docs.guides import GUIDES
from app.schema.facts import bundled
from tests.sizes import part

# Named by actions of release 22.19.0, though its schema does not list them.
UNLISTED = {
    "ENTRY_SERVER_NODE_MULTI_RESULT",
    "SEARCH_UNSUPPORTED_MEDIA_SOURCE_FOR_URL",
    "THUMB_ASSET_PARAMS_ID_NOT_FOUND",
}
CONSOLE = re.compile(r"/console/service/(\w+)/action/(\w+)")


def general_paths() -> list[str]:
    paths = ["", "/objects", "/enums", "/errors", "/changes"]
    paths += [f"/guide/{guide.name}" for guide in GUIDES]
    return [f"/api-docs{path}" for path in paths]


def paths_of_the_schema() -> list[str]:
    schema = bundled().schema
    paths = []
    for service in schema.services:
        paths.append(f"/service/{service.id}")
        paths += [f"/service/{service.id}/action/{action.name}" for action in service.actions]
    paths += [f"/object/{item.name}" for item in schema.classes]
    paths += [f"/enum/{item.name}" for item in schema.enums]
    codes = {item.code.strip() for item in schema.errors} | UNLISTED
    paths += [f"/error/{code}" for code in sorted(codes)]
    return [f"/api-docs{path}" for path in paths]


@pytest.mark.soak
@pytest.mark.timeout(300)
def test_every_page_and_every_link(client: FlaskClient) -> None:
    general, detailed = general_paths(), paths_of_the_schema()
    assert (len(general), len(detailed)) == (15, 146 + 1004 + 1636 + 683 + 725 + 3)
    every = {*general, *detailed}
    ids: dict[str, set[str]] = {}
    links: dict[str, str] = {}  # where to, and a page that it stands on
    for path in [*general, *part(detailed, 16)]:
        response = client.get(path)
        assert response.status_code == 200, path
        text = response.get_data(as_text=True)
        assert "Schema 22.19.0 (bundled)" in text, path
        found = re.findall(r'\sid="([^"]*)"', text)
        assert len(found) == len(set(found)), (path, found)
        ids[path] = set(found)
        for href in re.findall(r'href="([^"]*)"', text):
            links.setdefault(path + href if href.startswith("#") else href, path)
    elsewhere = set()
    for href, page in links.items():
        parts = urlsplit(href)
        assert not parts.netloc, (href, page)
        if opened := CONSOLE.fullmatch(parts.path):
            assert bundled().action(opened[1], opened[2]), (href, page)
        elif parts.path.startswith("/api-docs"):
            assert parts.path in every, (href, page)
            anchor = unquote(parts.fragment)
            assert parts.path not in ids or anchor in {"", *ids[parts.path]}, (href, page)
        else:
            elsewhere.add(parts.path)
    for path in elsewhere:
        # An asset's file is open until its answer is closed.
        with client.get(path) as opened_page:
            assert opened_page.status_code == 200, path
