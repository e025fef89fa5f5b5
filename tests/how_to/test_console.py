"""A page, a region, a language, a viewer and a privilege, each by the files that are named."""

import re

from tests.how_to.additions import (
    LANGUAGE,
    LANGUAGE_TEMPLATE,
    PAGE,
    PAGE_TEMPLATE,
    PRIVILEGE,
    VIEWER,
)
from tests.how_to.copied import Copy, named


def test_a_page(copy: Copy) -> None:
    files = {"app/pages/weather.py": PAGE, "templates/weather.html": PAGE_TEMPLATE}
    copy.add(files, named("A page", name="weather"))
    told = copy.run(
        """
client = console(sys.argv[1]).test_client()
page = client.get("/weather")
told(
    status=page.status_code,
    page=page.get_data(as_text=True),
    other=client.get("/history").get_data(as_text=True),
    found=client.get("/find?q=sunshine").get_data(as_text=True),
    index=client.get("/find/index").get_data(as_text=True),
)
"""
    )
    assert told["status"] == 200
    assert "<p>The sky is cloudless.</p>" in told["page"]
    assert '<a href="/weather" aria-current="page">Weather</a>' in told["page"]
    tabs = re.findall(r'<a href="([^"]+)"[^>]*>', told["other"].partition('class="tabs"')[2])
    assert tabs.index("/weather") == 7  # behind the seven that there are
    assert '<a href="/weather">Weather</a>' in told["found"]
    assert "Rain and sunshine" in told["index"]


def test_a_region(copy: Copy) -> None:
    entry = '            ("moon", "Moon (far side)", "moop2"),\n'
    before = '            ("de", "DE (Germany)", "frp2"),\n'
    copy.add({"app/regions.py": (before, before + entry)}, named("A region"))
    told = copy.run(
        """
app = console(sys.argv[1])
client = app.test_client()
told(
    page=client.get("/?region=moon").get_data(as_text=True),
    docs=client.get("/api-docs/guide/regions").get_data(as_text=True),
    index=client.get("/find/index").get_data(as_text=True),
)
"""
    )
    assert re.search(r'<option value="moon"[^>]*>Moon \(far side\)', told["page"])
    assert "https://api.moon.kaltura.com" in told["docs"]
    assert "Moon (far side)" in told["index"]


def test_a_language(copy: Copy) -> None:
    files = {
        "app/codegen/languages/pseudo.py": LANGUAGE,
        "app/codegen/templates/pseudo.http.j2": LANGUAGE_TEMPLATE,
    }
    copy.add(files, named("A language of the examples", id="pseudo"))
    told = copy.run(
        """
client = console(sys.argv[1]).test_client()
fields = {"region": "us", "service": "media", "action": "get", "param:entryId": "0_abc"}
sent = {**fields, "codeLanguage": "pseudo"}
told(
    page=client.get("/").get_data(as_text=True),
    code=client.post("/code", data=sent, headers={"Accept": "application/json"}).get_json(),
    saved=client.post("/code/project", data=sent).headers["Content-Disposition"],
)
"""
    )
    listed = re.findall(r'<option value="(\w+)" data-variants', told["page"])
    assert listed[3:6] == ["python", "pseudo", "javascript"]
    assert (told["code"]["variant"], told["code"]["refusal"]) == ("http", "")
    assert "the field &#34;entryId&#34; is &#34;0_abc&#34;." in told["code"]["html"]
    assert "pseudo" in told["saved"]


def test_a_viewer(copy: Copy) -> None:
    copy.add({"app/viewers/as_yaml.py": VIEWER}, named("A viewer", language="yaml"))
    told = copy.run(
        """
from app.viewers import language_of, show
console(sys.argv[1])
def of(body):
    shown = show(body, "text/plain")
    return [shown.language, str(shown.lines.striptags()), shown.notes]
told(
    yaml=of(b"--- \\nrain: no  "),
    cannot=of(b"---\\n\\train"),
    json=of(b"[]"),
    head=language_of(b"%YAML 1.2", "text/plain"),
)
"""
    )
    assert told == {
        "yaml": ["yaml", "---rain: no", []],
        "cannot": ["text", "--- rain", ["YAML has no tabs: shown as it came."]],
        "json": ["json", "[]", []],
        "head": "yaml",
    }


def test_a_privilege(copy: Copy) -> None:
    last = 'example = "searchcontext:library"\n'
    file = "app/sessions/privileges/known.toml"
    copy.add({file: (last, last + PRIVILEGE)}, named("A privilege"))
    told = copy.run(
        """
from app.sessions.privileges import problems
client = console(sys.argv[1]).test_client()
told(
    page=client.get("/sessions?way=privileges").get_data(as_text=True),
    right=[one.sentence for one in problems("shelf:4", None)],
    wrong=[one.sentence for one in problems("shelf:top", None)],
)
"""
    )
    rows = re.findall(r'data-row="(\w+)"', told["page"])
    assert rows[-2:] == ["searchcontext", "shelf"]
    assert "The session may read what stands on this shelf." in told["page"]
    assert told["right"] == []
    assert told["wrong"] == ["shelf: “top” is not a number from 1 up: write digits alone."]
