"""A multirequest taken apart, its calls and the answer to each, and put together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.call.body import LOOKED_INTO, Unreadable, read
from app.call.form.request_level import ATTRIBUTES
from app.call.model import Answer, Call, Object, Value
from app.call.outcome import Outcome, judge

NAME = "multirequest"
# The settings that a call can have for itself.
_OWN = {name: attribute for name, attribute in ATTRIBUTES.items() if name != "format"}


@dataclass(frozen=True, slots=True)
class Part:
    """One call of a multirequest with what it was answered, as if it had been sent alone."""

    number: int
    call: Call
    answer: Answer
    outcome: Outcome


def calls_of(call: Call) -> list[Call]:
    """The calls within a multirequest, in order, each with the settings it uses; else the call.

    A `partnerId` of its own stays among its parameters: the wire has one place for the setting and
    the parameter of that name, and only the schema knows which it is.
    """
    if call.service != NAME:
        return [call]
    return [
        _inner(call, dict(value.fields))
        for _, value in call.parameters
        if isinstance(value, Object)
    ]


def calls_in(call: Call) -> int:
    """How many calls a multirequest has; 0 for another call."""
    return len(calls_of(call)) if call.service == NAME else 0


def together(calls: Sequence[Call], shared: Iterable[tuple[str, Value]] = ()) -> Call:
    """The multirequest of calls (one at least), `shared` by wire name the settings of them all.

    Each call keeps what it has for itself, but for its format: there is one for all.
    """
    settings: dict[str, Any] = {ATTRIBUTES[name]: value for name, value in shared}
    numbered = tuple((str(number), _numbered(call)) for number, call in enumerate(calls, 1))
    return Call(calls[0].region, NAME, "", numbered, **settings)


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


def _numbered(call: Call) -> Object:
    head: list[tuple[str, Value]] = [("service", call.service), ("action", call.action)]
    for name, attribute in _OWN.items():
        value = getattr(call, attribute)
        if value is not None and name not in dict(call.parameters):
            head.append((name, value))
    return Object("", (*head, *call.parameters))


def _inner(call: Call, fields: dict[str, Value]) -> Call:
    service, action = str(fields.pop("service", "")), str(fields.pop("action", ""))
    own: dict[str, Any] = {}
    for name, attribute in _OWN.items():
        value = fields.pop(name, None) if name != "partnerId" else None
        if isinstance(value, str) or (value is not None and name == "responseProfile"):
            own[attribute] = value
    return replace(call, service=service, action=action, parameters=tuple(fields.items()), **own)
