"""Scripts that others had the console keep: whatever way they come in, on no page does one run.

Each payload goes in by answers and errors of a server, by the schemas that it gives, by the names
of regions, files, people, accounts, saved sessions, requests and workflows, by variables, drafts,
descriptions and what is sent, and by what is refused. Then every kind of page is looked at, and
what a payload may have made is hovered, focused and clicked.
"""

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from app.sessions.kept import MOST_KEPT
from tests.browser.stored_in_schemas import xml, xsd
from tests.browser.stored_scripts import payloads
from tests.browser.stored_world import World, world
from tests.pages.planted import ks
from tests.sizes import WHOLE, part
from tests.upstream import http

pytestmark = [pytest.mark.browser, pytest.mark.own_context]

# Each in a console of its own, and as many as that keeps sessions: what is found in one of them
# does not hide what others would.
BATCH = MOST_KEPT
BATCHES = range(0, len(payloads("")), BATCH) if WHOLE else range(1)
SENT = {"region": "own", "service": "hostile", "action": "take", "format": "1"}


def test_there_are_over_three_hundred() -> None:
    every = payloads("http://127.0.0.1:1")
    assert len(every) == len(set(every)) == len(payloads("")) >= 300


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("begin", BATCHES)
def test_none_runs(browser: Browser, tmp_path: Path, begin: int) -> None:
    def kept(foreign: str) -> list[str]:
        every = payloads(foreign)
        return every[begin : begin + BATCH] if WHOLE else part(every, 150)

    with world(browser, tmp_path, kept) as there:
        texts = kept(there.foreign.url)
        _pages_of_the_schema(there, texts)
        calls = _answers(there, texts)
        _own_things(there, texts)
        _saved(there, texts, calls)
        _one_by_one(there, texts)
        _refused(there, texts)
        _lists(there, texts)
        # Nothing even tried to run: what is stopped by the policy alone would be reported.
        assert there.reports == []
        assert there.looked_at > (4 * len(texts) if WHOLE else 20)
        assert there.foreign.requests == []


def _pages_of_the_schema(world: World, texts: list[str]) -> None:
    addresses = (
        "/?region=own",
        "/console/service/hostile/action/take?region=own",
        "/api-docs?region=own",
        "/api-docs/object/KalturaHostileThing?region=own",
        "/api-docs/enum/KalturaHostile?region=own",
        "/api-docs/errors?region=own",
        f"/api-docs/error/{quote(f'C0 {texts[0]}', safe='')}?region=own",
        "/api-docs/changes?region=own",
        "/client-libs?region=own",
    )
    for address in part(addresses, 3):
        world.look(address)
    world.look("/api-docs/service/hostile?region=own", texts[0])
    world.look("/api-docs/service/hostile/action/take?region=own", texts[0])


def _answers(world: World, texts: list[str]) -> list[str]:
    """What a server says, in its formats, beside each other, and where that is compared.

    Gives the ids of the calls.
    """
    rows = [{text: text, "id": text, "name": text, "objectType": text} for text in texts]
    listed = json.dumps({"objects": rows, "totalCount": len(rows)}).encode()
    items = "".join(f"<item><name>{xml(text)}</name></item>" for text in texts)
    markup = f"<xml><result><objects>{items}</objects></result></xml>".encode("utf-8", "replace")
    sent = {f"param:p{number}": text for number, text in enumerate(texts)}
    # What is a variable or an expression is not sent as it stands, or not at all.
    told = {name: text for name, text in sent.items() if "{{" in text}
    if told:
        world.look_after("/send", SENT | told)
    sent = {name: text for name, text in sent.items() if name not in told}
    calls = [
        world.send(listed, "hostile", "take", **sent),
        world.send(listed.replace(b"ran", b"Ran"), "hostile", "take"),
        world.send(markup, "hostile", "take", format="2"),
    ]
    for call in calls:
        world.look(f"/history/{call}")
    world.look(f"/?history={calls[0]}", *sent.values())
    world.look(f"/compare?call={calls[0]}&call={calls[1]}")
    world.look(f"/compare/new?call={calls[0]}")
    world.own.respond(http(xsd(tuple(texts))))
    world.post("/xml-schema/fetch", {"region": "own", "type": "bulkUploadXml.bulkUploadXML"})
    world.look("/xml-schema?region=own", texts[0])
    world.look("/xml-schema?region=own&view=source")
    return calls


def _own_things(world: World, texts: list[str]) -> None:
    """Drafts, accounts and saved sessions, which people name themselves."""
    fields = {f"param:p{number}": text for number, text in enumerate(texts)}
    fields |= {f"param:{text}": text for text in texts}
    world.post("/drafts/hostile-draft", {**SENT, "version": "1", **fields})
    world.look("/?draft=hostile-draft", texts[0])
    world.post("/drafts/hostile-draft/close", {})
    for number, text in enumerate(texts):
        # Some are the same once blanks around them are cut off.
        name, other = f"{text[:400]} {number}", text[:500]
        account = {"name": name, "user_id": other, "login_id": other, "partner_id": "1"}
        world.post("/sessions/accounts", account | {"region": "own", "admin_secret": "x" * 32})
        key = ks(text)
        world.send(json.dumps(key).encode(), "session", "start", **{"param:secret": "x" * 32})
    world.page.goto("/sessions")
    found = world.page.locator("[data-session]").evaluate_all(
        "all => [...new Set(all.map((one) => one.dataset.session))]"
    )
    assert len(found) == len(texts)
    for session, text in zip(found, texts, strict=True):
        world.post("/sessions/rename", {"id": session, "name": text})
    world.look("/sessions", *texts)
    world.look("/sessions?way=inspect")


def _saved(world: World, texts: list[str], calls: list[str]) -> None:
    """Collections, requests, variables, and a workflow that is run."""
    typed = {f"param:p{number}": text for number, text in enumerate(texts)}
    names = [f"{text[:150]} {number}" for number, text in enumerate(texts)]
    request = ""
    for number, (name, text) in enumerate(zip(names, texts, strict=True)):
        parent = world.post("/saved/collection", {"name": name, "parent": ""})["id"]
        asked = {**SENT, **typed, "name": name, "description": text, "parent": parent}
        request = world.post("/saved", asked)["id"]
        world.post("/variables", {"name": f"v{number}", "value": text})
    example = world.post(f"/saved/{request}/examples", {"call": calls[0], "name": texts[0]})["id"]
    made = world.post("/workflows/from-calls", {"id": calls[0], "title": names[0]})
    own, all_of_them = str(made["url"]), " ".join(texts)
    inputs = {"input": "a", "value": texts[0], "about": all_of_them, "description": all_of_them}
    world.post(f"{own}/change", {"title": names[0]} | inputs)
    world.post(f"{own}/add", {"request": request})
    world.look("/saved", *names)
    world.look(f"/saved/{request}", texts[-1])
    world.look(f"/?saved={request}", texts[-1])
    world.look(f"/saved/examples/{example}")
    world.look("/variables", *texts)
    world.look("/workflows", names[0])
    world.look(own, *texts)
    world.page.get_by_role("button", name="Run", exact=True).click()
    world.page.locator("#run-state", has_text="step").wait_for()
    world.look_here("a run")
    world.page.keyboard.press("Control+k")
    world.page.keyboard.type("ran")
    world.page.locator("#find [role=option]").first.wait_for()
    world.look_here("what is found")


def _one_by_one(world: World, texts: list[str]) -> None:
    """What stands on a page by itself: an error, a file's name and who somebody is."""
    for number, text in enumerate(texts):
        error = {"code": text, "message": text, "objectType": "KalturaAPIException"}
        name = world.call_oneself(text)
        call = world.upload(text, json.dumps(error).encode())
        world.look(f"/history/{call}", text, name)
        world.look(f"/?history={call}", text, name)
        if number % 5 == 0:
            world.look("/you", name)


def _refused(world: World, texts: list[str]) -> None:
    """What is not kept is repeated where it is refused."""
    for number, text in enumerate(texts):
        plain = quote(text, safe="")
        account = {"name": text, "user_id": text, "login_id": text, "region": "own"}
        ways: tuple[tuple[str, dict[str, str]] | str, ...] = (
            ("/sessions/accounts", account | {"partner_id": text}),
            ("/send", SENT | {"partnerId": text, "param:p0": text}),
            ("/sessions/accounts", account | {"region": text}),
            ("/send", SENT | {"service": text, "action": text}),
            ("/variables", {"name": text, "value": text}),
            ("/workflows/new/x", {"title": text}),
            f"/history/{plain}",
            f"/api-docs/service/{plain}?region=own",
            f"/api-docs/error/{plain}?region=own",
            f"/console/service/{plain}/action/{plain}?region=own",
            f"/?region={plain}",
        )
        way = ways[number % len(ways)]
        if isinstance(way, str):
            world.look(way)
        else:
            assert 400 <= world.look_after(*way) < 500, way


def _lists(world: World, texts: list[str]) -> None:
    for address in ("/history", "/sessions", "/audit", "/you/space", "/find?q=script&region=own"):
        world.look(address)
    for text in texts[::5]:
        found = quote(text, safe="")
        for address in (f"/history?text={found}", f"/find?q={found}", f"/audit?text={found}"):
            world.look(address)
    # What is taken along is a file, and no page of the console's, whatever somebody does with it.
    request = world.page.context.request
    for address in (
        "/audit/events.csv",
        "/openapi.json?region=own",
        "/postman.json?region=own",
        "/registry.json?region=own",
        "/xml-schema/download?region=own&type=bulkUploadXml.bulkUploadXML",
    ):
        headers = request.get(address).headers
        as_file = headers.get("content-disposition", "").startswith("attachment")
        assert as_file or headers["content-type"] == "application/json", address
        assert headers["x-content-type-options"] == "nosniff"
        assert "html" not in headers["content-type"]
