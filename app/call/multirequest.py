"""A multirequest taken apart: its calls, and the answer to each."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from app.call.model import Answer, Call, Object, Value
from app.call.outcome import LOOKED_INTO, Outcome, judge
from app.schema.hardened import UNTRUSTED

NAME = "multirequest"
_SPACE = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Part:
    """One call of a multirequest with what it was answered, as if it had been sent alone."""

    number: int
    call: Call
    answer: Answer
    outcome: Outcome


def calls_of(call: Call) -> list[Call]:
    """The calls within a multirequest, in order, each with the KS that it uses; else the call."""
    if call.service != NAME:
        return [call]
    return [
        _inner(call, dict(value.fields))
        for _, value in call.parameters
        if isinstance(value, Object)
    ]


def parts_of(call: Call, answer: Answer) -> list[Part]:
    """The answers to a multirequest's calls; none where the body cannot be taken apart.

    Reads XML and JSON of up to outcome.LOOKED_INTO bytes.
    """
    if call.service != NAME or answer.failure or answer.size > LOOKED_INTO:
        return []
    split = {"1": _json_items, "2": _xml_items}.get(call.format)
    try:
        bodies = list(split(answer.body)) if split else []
    except (ValueError, RecursionError, etree.XMLSyntaxError):
        return []
    calls = calls_of(call)
    if len(bodies) != len(calls):
        return []
    parts = []
    for number, (one, body) in enumerate(zip(calls, bodies, strict=True), 1):
        alone = replace(answer, body=body, came=None)
        parts.append(Part(number, one, alone, judge(alone, call.format)))
    return parts


def _inner(call: Call, fields: dict[str, Value]) -> Call:
    own_ks = fields.pop("ks", None)
    service, action = str(fields.pop("service", "")), str(fields.pop("action", ""))
    ks = own_ks if isinstance(own_ks, str) else call.ks
    return replace(call, service=service, action=action, parameters=tuple(fields.items()), ks=ks)


def _json_items(body: bytes) -> Iterator[bytes]:
    """The items' own texts, so that numbers keep every digit."""
    text = body.decode("utf-8-sig")
    decoder = json.JSONDecoder()
    at = _skip(text, 0)
    if text[at : at + 1] != "[":
        raise ValueError("not a list")
    at = _skip(text, at + 1)
    while text[at : at + 1] != "]":
        _, end = decoder.raw_decode(text, at)
        yield text[at:end].encode()
        at = _skip(text, end)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _xml_items(body: bytes) -> Iterator[bytes]:
    root = etree.fromstring(body.strip(), etree.XMLParser(**UNTRUSTED))
    for item in root.findall("result/item"):
        item.tag = "result"
        item.tail = None
        yield b"<xml>" + etree.tostring(item, encoding="utf-8") + b"</xml>"
