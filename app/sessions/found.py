"""Finding the KS in an answer, with what can be known about it.

A fact is taken from the answer where it tells it, else from the KS itself (a v1 KS can be
read whole, of a v2 KS the partner alone), else from what the call asked for.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from app.call.body import Number, Unreadable, Value, number, read, text, texts
from app.call.model import Answer, Call
from app.call.outcome import Outcome
from app.sessions import ks as ks_format

PASTED = "pasted"

_T = TypeVar("_T")
_LARGEST_ANSWER = 65536  # bytes; one that carries a KS takes a few hundred
_KS = re.compile(r"[!-~]{1,4096}", re.ASCII)


@dataclass(frozen=True, slots=True)
class FoundSession:
    """A KS and its facts, each None where it cannot be known.

    `type` is a KalturaSessionType (0 USER, 2 ADMIN), `expiry` unix seconds, `privileges` the
    comma-separated list. `source` is the action that gave the KS, or PASTED. `refused` is the KSID
    that its server refused it for good with (see `told_dead`), and that was at `expiry`.
    """

    ks: str = field(repr=False)
    type: int | None
    partner_id: int | None
    user_id: str | None
    expiry: int | None
    privileges: str | None
    source: str
    refused: str | None = None

    @classmethod
    def of(cls, ks: str, session: ks_format.Session, source: str) -> "FoundSession":
        return cls(
            ks,
            session.type,
            session.partner_id,
            session.user_id,
            session.expiry,
            session.privileges,
            source,
        )


class _Asked(NamedTuple):
    """The parameter that asks for a fact, and what the server takes where it is not sent."""

    parameter: str
    default: str | None = None


class _Source(NamedTuple):
    """An action that gives a KS, as its string result or as `ks` of an object.

    `asked` goes by fact: an attribute of FoundSession, `expiry` as a lifetime in seconds.
    """

    name: str
    in_object: bool
    asked: Mapping[str, _Asked]


_PARTNER = _Asked("partnerId")
_DAY = _Asked("expiry", "86400")
_STARTED = {
    "type": _Asked("type", "0"),
    "user_id": _Asked("userId", ""),
    "expiry": _DAY,
    "privileges": _Asked("privileges", ""),
}
_LOGGED_IN = {"partner_id": _PARTNER, "expiry": _DAY, "privileges": _Asked("privileges", "*")}
# The action has no parameter for it: a widget's session is always one of a USER.
_WIDGET = {"type": _Asked("type", "0"), "expiry": _DAY}
_SOURCES = {
    source.name.casefold(): source
    for source in (
        _Source("session.start", False, {**_STARTED, "partner_id": _PARTNER}),
        _Source(
            "session.impersonate",
            False,
            {**_STARTED, "partner_id": _Asked("impersonatedPartnerId")},
        ),
        _Source("session.impersonateByKs", True, {}),
        _Source("session.startWidgetSession", True, _WIDGET),
        _Source("user.login", False, {**_LOGGED_IN, "user_id": _Asked("userId")}),
        _Source("user.loginByLoginId", False, _LOGGED_IN),
        _Source("user.loginByKs", True, {}),
        _Source("adminUser.login", False, {"partner_id": _PARTNER}),
        _Source("appToken.startSession", True, {}),
    )
}


def path_of(call: Call) -> str:
    """The JSONPath of the KS in the answer to a call that gives one; "" for any other call."""
    source = _source(call)
    return "" if source is None else "$.ks" if source.in_object else "$"


def find(call: Call, answer: Answer, outcome: Outcome, *, now: float) -> FoundSession | None:
    """The KS that this call was answered with, if any; `now` (unix seconds) is when it was.

    The body may be XML, JSON, JSONP or serialized PHP, whatever the call asked for.
    """
    source = _source(call)
    if source is None or outcome.kind != "ok":
        return None
    result = _result(answer)
    members = result if isinstance(result, dict) else {}
    ks = _ks(members.get("ks") if source.in_object else result)
    if not _KS.fullmatch(ks):
        return None
    told = texts(members)
    try:
        inside = describe(ks)
    except ks_format.KsUnreadable:
        # The server says that it is a KS; perhaps one of a kind yet to come.
        inside = FoundSession(ks, None, None, None, None, None, PASTED)
    asked = {fact: _sent(call, parameter) for fact, parameter in source.asked.items()}
    return FoundSession(
        ks=ks,
        type=_first(number(told.get("sessionType")), inside.type, number(asked.get("type"))),
        partner_id=_first(
            number(told.get("partnerId")), inside.partner_id, number(asked.get("partner_id"))
        ),
        user_id=_first(told.get("userId"), inside.user_id, asked.get("user_id")),
        expiry=_first(
            number(told.get("expiry")), inside.expiry, _end(number(asked.get("expiry")), now)
        ),
        privileges=_first(told.get("privileges"), inside.privileges, asked.get("privileges")),
        source=source.name,
    )


def _source(call: Call) -> _Source | None:
    return _SOURCES.get(f"{call.service}.{call.action}".casefold())


def describe(ks: str) -> FoundSession:
    """What a KS that somebody pasted tells about itself. Raises KsUnreadable (BadInput)."""
    return FoundSession.of(ks.strip(), ks_format.read(ks), PASTED)


def _result(answer: Answer) -> Value:
    try:
        return read(answer.utf8).result if answer.size <= _LARGEST_ANSWER else None
    except Unreadable:
        return None


def _ks(value: Value) -> str:
    """The text that may be a KS; "" of what is none."""
    told = text(value)
    # What a page cannot carry is told in other signs.
    return told.strip() if told == value and not isinstance(value, Number) else ""


def _first(*candidates: _T | None) -> _T | None:
    return next((candidate for candidate in candidates if candidate is not None), None)


def _sent(call: Call, asked: _Asked) -> str | None:
    sent = dict(call.parameters).get(asked.parameter)
    if sent is None and asked.parameter == "partnerId":
        sent = call.partner_id  # the same name on the wire
    return sent if isinstance(sent, str) else asked.default


def _end(lifetime: int | None, now: float) -> int | None:
    # What the server makes of a lifetime of nothing, or less, is its own affair.
    return int(now) + lifetime if lifetime and lifetime > 0 else None
