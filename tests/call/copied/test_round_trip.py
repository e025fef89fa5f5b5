"""A Call copied out in any form and pasted in again is the same Call."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.call import copied, wire
from app.call.model import Call
from app.call.pasted import Choices, recognise, with_its_call
from app.call.scalars import is_reference
from app.call.wire.unflatten import build_call
from app.regions import Region
from app.schema.facts import bundled
from tests.call.random_calls import calls, multirequests
from tests.sizes import examples

pytestmark = pytest.mark.soak

EXAMPLES = examples(60, 5_000)
HERE = Region("here", "Here", "https://kaltura.example")
REGISTRY = bundled()
# What stands for a value that is left open: {{A}}, %A%, $A, <A>, [A], {a}, !A!, __A__, %s, your_a,
# and a KS or a secret that is crossed out.
OPEN = re.compile(
    r"\{\{|%\w+(?::[^%]*)?%|%%\w|\$\{?\w|<[^<>]*>|\[[^\]]*\]|\{\w*\}|!\w+!|__\w+__|%[sdv]\Z"
    r"|(?i:your[_-])|[.…*•xX]{3}|…|•"
)
round_trips = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def back(text: str, call: Call) -> Call:
    found = recognise(text)
    if isinstance(found, Choices):
        found = found.take(0)
    # A value such as %PATH% is a placeholder, whoever wrote it; no other is taken for one.
    if found.placeholders or found.kept_ks or found.account:
        assert any(OPEN.search(value) for _, value in wire.pairs(call))
        assume(False)
    found = with_its_call(found, text, REGISTRY, call.service, call.action)
    placed = build_call(
        found.pairs,
        registry=REGISTRY,
        region=call.region,
        service=call.service,
        action=call.action,
    )
    reasons = {item.why for item in placed.unplaced}
    assert reasons <= {
        "is a file: choose it again.",
        "names the function of a JSONP answer; the console gives its own.",
    }
    return placed.whole


def requests(*, with_files: bool = True) -> st.SearchStrategy[Call]:
    """Calls alone, and multirequests whose calls have request-level fields of their own."""
    return st.one_of(
        calls(REGISTRY, with_files=with_files), multirequests(REGISTRY, with_files=with_files)
    )


def postman(call: Call) -> str:
    """A collection (format 2.1) as Postman exports it, of a form with files or without."""
    files = wire.files(call)
    fields: list[dict[str, Any]] = [
        {"key": name, "value": value, "type": "text"} for name, value in wire.pairs(call)
    ]
    fields += [
        {"key": name, "type": "file", "src": file.name, "contentType": file.content_type}
        for name, file in files
    ]
    mode = "formdata" if files else "urlencoded"
    url = {"raw": HERE.url + wire.path(call)}
    request = {"method": "POST", "url": url, "body": {"mode": mode, mode: fields}}
    return json.dumps({"info": {"name": "x"}, "item": [{"name": "one", "request": request}]})


def har(call: Call) -> str:
    """A HAR file as a browser writes it, of a form with files or without."""
    fields: list[dict[str, str]] = [
        {"name": name, "value": value} for name, value in wire.pairs(call)
    ]
    parts = [
        {"name": name, "fileName": file.name, "contentType": file.content_type}
        for name, file in wire.files(call)
    ]
    body: dict[str, Any] = {
        "mimeType": "application/x-www-form-urlencoded; charset=UTF-8",
        "text": urlencode(wire.pairs(call)),
    }
    if parts:
        body = {"mimeType": "multipart/form-data; boundary=x", "params": [*fields, *parts]}
    request = {"method": "POST", "url": HERE.url + wire.path(call), "postData": body}
    row = {"request": request, "response": {"status": 200}, "startedDateTime": "2026-01-01"}
    other = {"request": {"method": "GET", "url": "https://kaltura.example/logo.png"}}
    return json.dumps({"log": {"entries": [other, row]}})


def comparable(call: Call) -> object:
    """Files travel behind the other fields: inside an object the order is not kept then."""
    if not any(":" in name for name, _ in wire.files(call)):
        return call
    leaves = {
        leaf_name: leaf
        for name, value in call.parameters
        for leaf_name, leaf in wire.flatten(name, value)
    }
    return replace(call, parameters=()), leaves


SHELLS: dict[str, Callable[[Call], str]] = {
    "bash": lambda call: copied.bash(call, HERE, secrets="literal"),
    "cmd": lambda call: copied.cmd(call, HERE, secrets="literal"),
    "powershell": lambda call: copied.powershell(call, HERE, secrets="literal"),
    "HAR": har,
    "Postman": postman,
}
BODIES: dict[str, Callable[[Call], str]] = {
    "URL": lambda call: copied.url(call, HERE, secrets=True).href,
    "urlencoded": lambda call: urlencode(wire.pairs(call)),
    "JSON": lambda call: json.dumps(wire.as_json(call)),
    "JSON in curl": lambda call: (
        f"curl '{HERE.url}{wire.path(call)}' --json "
        + copied.quoting.quote_bash(json.dumps(wire.as_json(call)))
    ),
}


@round_trips
@given(requests())
def test_commands_har_and_postman(call: Call) -> None:
    for name, write in SHELLS.items():
        text = write(call)
        assert comparable(back(text, call)) == comparable(call), f"{name}: {text}"


@round_trips
@given(requests(with_files=False))
def test_bodies_and_urls(call: Call) -> None:
    for name, write in BODIES.items():
        text = write(call)
        assert back(text, call) == call, f"{name}: {text}"


@settings(round_trips, max_examples=EXAMPLES // 5)
@given(requests(with_files=False))
def test_wire_pairs_in_brackets(call: Call) -> None:
    bracketed = []
    for name, value in wire.pairs(call):
        first, *rest = name.split(":")
        bracketed.append((first + "".join(f"[{part}]" for part in rest), value))
    placed = build_call(
        bracketed,
        registry=REGISTRY,
        region="here",
        service=call.service.upper(),
        action=call.action.upper(),
    )
    assert placed.whole == call


@settings(round_trips, max_examples=EXAMPLES // 5)
@given(requests())
def test_links_hold_all_that_they_do_not_name(call: Call) -> None:
    link = copied.link(call)
    parts = urlsplit(link.href)
    below = f"/action/{call.action}" if call.action else ""
    assert parts.path == f"/console/service/{call.service}{below}"
    (_, region), *shown = parse_qsl(parts.query, keep_blank_values=True)
    assert region == call.region
    sent = [*wire.pairs(call), *wire.files(call)]
    names = [name.removeprefix("param:") for name, _ in shown]
    assert {name for name, _ in sent} == {*names, *link.left_out}
    values = dict(sent)
    assert all(values[name] == value for name, (_, value) in zip(names, shown, strict=True))
    # A reference to an earlier result is no KS.
    assert call.ks in {None, ""} or is_reference(str(call.ks)) or "ks" in link.left_out
