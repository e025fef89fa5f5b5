"""A page, a region, a language, a viewer and a privilege, each by the files that are named.

All are added to one copy, and one program says what has come of them: starting takes the time.
"""

import re
from typing import Any

import pytest

from tests.how_to.additions import (
    LANGUAGE,
    LANGUAGE_TEMPLATE,
    PAGE,
    PAGE_TEMPLATE,
    PRIVILEGE,
    VIEWER,
)
from tests.how_to.copied import Copy, named

GERMANY = '            ("de", "DE (Germany)", "frp2"),\n'
MOON = '            ("moon", "Moon (far side)", "moop2"),\n'
LAST_PRIVILEGE = 'example = "searchcontext:library"\n'
PROGRAM = """
from app.sessions.privileges import problems
from app.viewers import language_of, show

client = console(sys.argv[1]).test_client()

def text(address):
    return client.get(address).get_data(as_text=True)

def code(**more):
    fields = {"region": "us", "service": "media", "action": "get", "param:entryId": "0_abc"}
    sent = {**fields, "codeLanguage": "pseudo"}
    return client.post("/code" + more.get("path", ""), data=sent, headers=more.get("headers"))

def of(body):
    shown = show(body, "text/plain")
    return [shown.language, str(shown.lines.striptags()), shown.notes]

index = text("/find/index")
told(
    page={
        "status": client.get("/weather").status_code,
        "page": text("/weather"),
        "other": text("/history"),
        "found": text("/find?q=sunshine"),
        "index": index,
    },
    region={
        "page": text("/?region=moon"),
        "docs": text("/api-docs/guide/regions"),
        "index": index,
    },
    language={
        "page": text("/"),
        "code": code(headers={"Accept": "application/json"}).get_json(),
        "saved": code(path="/project").headers["Content-Disposition"],
    },
    viewer={
        "yaml": of(b"--- \\nrain: no  "),
        "cannot": of(b"---\\n\\train"),
        "json": of(b"[]"),
        "head": language_of(b"%YAML 1.2", "text/plain"),
    },
    privilege={
        "page": text("/sessions?way=privileges"),
        "right": [one.sentence for one in problems("shelf:4", None)],
        "wrong": [one.sentence for one in problems("shelf:top", None)],
    },
)
"""


@pytest.fixture(scope="module")
def all_told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    copy = Copy(tmp_path_factory.mktemp("copied"))
    page = {"app/pages/weather.py": PAGE, "templates/weather.html": PAGE_TEMPLATE}
    copy.add(page, named("A page", name="weather"))
    copy.add({"app/regions.py": (GERMANY, GERMANY + MOON)}, named("A region"))
    language = {
        "app/codegen/languages/pseudo.py": LANGUAGE,
        "app/codegen/templates/pseudo.http.j2": LANGUAGE_TEMPLATE,
    }
    copy.add(language, named("A language of the examples", id="pseudo"))
    copy.add({"app/viewers/as_yaml.py": VIEWER}, named("A viewer", language="yaml"))
    known = {"app/sessions/privileges/known.toml": (LAST_PRIVILEGE, LAST_PRIVILEGE + PRIVILEGE)}
    copy.add(known, named("A privilege"))
    told: dict[str, dict[str, Any]] = copy.run(PROGRAM)
    return told


def test_a_page(all_told: dict[str, dict[str, Any]]) -> None:
    told = all_told["page"]
    assert told["status"] == 200
    assert "<p>The sky is cloudless.</p>" in told["page"]
    assert '<a href="/weather" aria-current="page">Weather</a>' in told["page"]
    tabs = re.findall(r'<a href="([^"]+)"[^>]*>', told["other"].partition('class="tabs"')[2])
    assert tabs.index("/weather") == 8  # behind the eight that there are
    assert '<a href="/weather">Weather</a>' in told["found"]
    assert "Rain and sunshine" in told["index"]


def test_a_region(all_told: dict[str, dict[str, Any]]) -> None:
    told = all_told["region"]
    assert re.search(r'<option value="moon"[^>]*>Moon \(far side\)', told["page"])
    assert "https://api.moon.kaltura.com" in told["docs"]
    assert "Moon (far side)" in told["index"]


def test_a_language(all_told: dict[str, dict[str, Any]]) -> None:
    told = all_told["language"]
    listed = re.findall(r'<option value="(\w+)" data-variants', told["page"])
    assert listed[3:6] == ["python", "pseudo", "javascript"]
    assert (told["code"]["variant"], told["code"]["refusal"]) == ("http", "")
    assert "the field &#34;entryId&#34; is &#34;0_abc&#34;." in told["code"]["html"]
    assert "pseudo" in told["saved"]


def test_a_viewer(all_told: dict[str, dict[str, Any]]) -> None:
    told = all_told["viewer"]
    assert told == {
        "yaml": ["yaml", "---rain: no", []],
        "cannot": ["text", "--- rain", ["YAML has no tabs: shown as it came."]],
        "json": ["json", "[]", []],
        "head": "yaml",
    }


def test_a_privilege(all_told: dict[str, dict[str, Any]]) -> None:
    told = all_told["privilege"]
    rows = re.findall(r'data-row="(\w+)"', told["page"])
    assert rows[-2:] == ["searchcontext", "shelf"]
    assert "The session may read what stands on this shelf." in told["page"]
    assert told["right"] == []
    assert told["wrong"] == ["shelf: “top” is not a number from 1 up: write digits alone."]
