"""A multirequest taken apart: its calls, and the answer to each."""

from dataclasses import dataclass, replace

from app.call.body import LOOKED_INTO, Unreadable, read
from app.call.model import Answer, Call, Object, Value
from app.call.outcome import Outcome, judge

NAME = "multirequest"


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

    Reads bodies of up to LOOKED_INTO bytes.
    """
    if call.service != NAME or answer.failure or answer.size > LOOKED_INTO:
        return []
    try:
        bodies = read(answer.utf8).items
    except Unreadable:
        return []
    calls = calls_of(call)
    if len(bodies) != len(calls):
        return []
    # They are UTF-8, whatever the whole came in.
    headers = tuple(pair for pair in answer.headers if pair[0].lower() != "content-type")
    parts = []
    for number, (one, body) in enumerate(zip(calls, bodies, strict=True), 1):
        alone = replace(answer, body=body, headers=headers, came=None)
        parts.append(Part(number, one, alone, judge(alone, call.format)))
    return parts


def _inner(call: Call, fields: dict[str, Value]) -> Call:
    own_ks = fields.pop("ks", None)
    service, action = str(fields.pop("service", "")), str(fields.pop("action", ""))
    ks = own_ks if isinstance(own_ks, str) else call.ks
    return replace(call, service=service, action=action, parameters=tuple(fields.items()), ks=ks)
