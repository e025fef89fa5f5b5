"""Requests as nobody's form makes them: every route, with values of every kind in every place."""

import io
import random
import re
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage, MultiDict

from app.call.secrets.places import MASK
from tests.conftest import MakeApp
from tests.pages.browse import answer, csrf_token, post, send
from tests.pages.own_servers import regions_file
from tests.sizes import examples

REQUESTS = examples(1_000, 20_000)
LONGEST = 5  # seconds
# What takes a third of the time, as it writes out a whole schema or fills the sandbox anew.
LONG = {"exports.openapi", "exports.postman", "exports.registry", "sandbox_reset.reset"}
LONG_REQUESTS = examples(3, 150)  # each
TOKENS = examples(20, 1)  # requests that go with one token
APP = Path(__file__).resolve().parents[2] / "app"
NAMES = sorted(
    {
        name
        for file in (APP / "pages").rglob("*.py")
        for name in re.findall(
            r'\b(?:form|args|values|files|given)\b[^"\n]{0,20}"([\w:.-]+)"', file.read_text()
        )
    }
    | {"region", "service", "action", "format", "ks", "kept", "stored", "sent", "null", "op"}
    | {"param:filter", "param:filter:objectType", "param:1:service", "param:1:action", "param:id"}
    | {
        "param:fileData",
        "param:user:password",
        "clientTag",
        "partnerId",
        "responseProfile",
        "anyway",
        "input:a",
        "looked",
        "check_path",
        "operator",
        "expected",
    }
)
VALUES = [
    *("", "0", "-1", "1", "2", "9" * 40, "1e999", "NaN", "true", "null", "{1:result:id}", MASK),
    *("media", "list", "multirequest", "do", "session", "start", "baseentry", "user", "add"),
    *("sandbox", "own", "nowhere", "param:filter", "open|param:filter", "add|param:1", "call-add|"),
    *("<script>alert(1)</script>", "'\"><img src=x>", "${7*7}{{7*7}}", "../../etc/passwd", "%00"),
    *(
        "\0",
        "a\r\nSet-Cookie: b=c",
        "é\u202e😀",
        "\ud800",
        "A" * 70_000,
        "[" * 3_000,
        '{"a":' * 500,
    ),
    *('{"objectType":"KalturaMediaEntry"}', "[1,{}]", "<xml>", "curl 'https://a.example/?ks=b'"),
    *("KalturaMediaEntry", "KalturaEntryStatus", "bash", "python", "http", "2026-11-28", "xml"),
]


def _things(client: FlaskClient) -> dict[str, list[str]]:
    """What somebody has: ids by the name that routes know them by."""
    calls = [answer(send(client, "system", "ping"))["id"] for _ in range(3)]
    form = {"region": "sandbox", "service": "media", "action": "get", "param:entryId": "0_a"}

    def kept(path: str, **fields: Any) -> dict[str, Any]:
        return answer(post(client, path, fields))

    collection = kept("/saved/collection", name="one")["id"]
    saved = kept("/saved", **form, name="two", description="three", parent=collection)["id"]
    example = kept(f"/saved/{saved}/examples", call=calls[0], name="four")["id"]
    workflow = kept("/workflows/from-calls", id=calls, title="five")["url"].rpartition("/")[2]
    page = client.get(f"/workflows/own/{workflow}").get_data(as_text=True)
    run = kept("/runs", source=f"own/{workflow}", region="sandbox")
    return {
        "call_id": calls,
        "saved_id": [collection, saved, workflow],
        "step_id": sorted(set(re.findall(r"/steps/([^/\"]+)", page))),
        "example_id": [example],
        "run_id": [run["id"]],
        "variable_id": [
            kept("/variables", name=f"v{number}", value="{{v1}}", secret=str(number))["id"]
            for number in range(2)
        ],
    }


def _value(chance: random.Random, ids: list[str]) -> str:
    kind = chance.random()
    if kind < 0.25:
        return chance.choice(ids)
    if kind < 0.9:
        return chance.choice(VALUES)
    return "".join(chr(chance.randrange(1, 0xD7FF)) for _ in range(chance.randrange(20)))


def _fields(chance: random.Random, ids: list[str]) -> MultiDict[str, Any]:
    found: MultiDict[str, Any] = MultiDict()
    for _ in range(chance.randrange(9)):
        found.add(chance.choice(NAMES), _value(chance, ids).replace("\ud800", "?"))
    return found


@pytest.mark.soak
@pytest.mark.timeout(2_400)
def test_no_request_breaks_a_page_or_holds_it_up(make_app: MakeApp, tmp_path: Path) -> None:
    regions = regions_file(tmp_path, {"own": "http://127.0.0.1:9"})
    app: Flask = make_app(regions_file=str(regions), read_timeout="1", connect_timeout="1")
    client = app.test_client()
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    chance = random.Random(15)
    slow, statuses = [], set[int]()
    token = ""
    for number in range(REQUESTS):
        if number % 500 == 0:  # much of it was deleted since
            things = _things(client)
            ids = [one for named in things.values() for one in named]
        rule = rules[number % len(rules)]
        while rule.endpoint in LONG and number // len(rules) >= LONG_REQUESTS:
            rule = chance.choice(rules)
        given = {
            name: _value(chance, ids)[:200].strip("/") or "x" for name in sorted(rule.arguments)
        }
        for name in sorted(set(given) & set(things)):
            if chance.random() < 0.5:
                given[name] = chance.choice(things[name])
        with app.test_request_context():
            try:
                path = app.url_map.bind("localhost").build(
                    rule.endpoint, given, append_unknown=False
                )
            except Exception:  # noqa: BLE001  # a value that the route itself does not take
                path = re.sub("<[^>]*>", "1", rule.rule)
        method = chance.choice(sorted((rule.methods or {"GET"}) - {"OPTIONS"}))
        fields = _fields(chance, ids)
        headers = {"Accept": chance.choice(["text/html", "application/json", "*/*", ""])}
        options: dict[str, Any] = {"query_string": _fields(chance, ids)}
        if method == "POST":
            if number % TOKENS == 0 or not token:
                token = csrf_token(client)
            fields["csrf_token"] = token
            if chance.random() < 0.2:
                fields["param:fileData"] = FileStorage(io.BytesIO(b"\x89PNG"), filename="a\r\n.png")
            options["data"] = fields
        begun = time.perf_counter()
        response = client.open(path, method=method, headers=headers, **options)
        response.get_data()
        taken = time.perf_counter() - begun
        told = (method, path[:200], list(fields.items(multi=True))[:9])
        assert response.status_code < 500 or response.status_code in {502, 503, 504}, told
        statuses.add(response.status_code)
        if taken > LONGEST:
            slow.append((taken, told))
    assert slow == []
    assert {200, 302, 400, 404, 422} <= statuses
