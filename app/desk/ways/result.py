"""What came of a way to a KS: its steps, each a call as it was sent, and the KS at their end."""

import json
from dataclasses import dataclass, replace
from typing import Any

from app.call.model import Answer, Call, Value
from app.desk.exchange import Exchange, KsFound, perform
from app.pages.answer.view import AnswerView
from app.pages.shell.context import console, workspace
from app.sessions.jar import KeptSession


@dataclass(frozen=True, slots=True)
class Hashing:
    """What stands between two calls: `tokenHash` as hex, of which hash type."""

    hash_type: str
    value: str


@dataclass(frozen=True, slots=True)
class Step:
    """One call and its answer, or the hashing between two."""

    title: str
    view: AnswerView | None = None
    hashing: Hashing | None = None

    @property
    def ok(self) -> bool:
        return self.view is None or self.view.outcome.kind == "ok"


@dataclass(frozen=True, slots=True)
class Result:
    """`kept` is the KS in the jar; `shown` one that is shown this once instead.

    `done` is the sentence of success where it is not a KS; `token` is a new application token.
    """

    steps: tuple[Step, ...] = ()
    kept: KeptSession | None = None
    shown: str = ""
    signed_as: str = ""  # the client libraries' function, where no call was made
    done: str = ""
    token: "NewToken | None" = None

    @property
    def ok(self) -> bool:
        return all(step.ok for step in self.steps)


@dataclass(frozen=True, slots=True)
class NewToken:
    """An application token that appToken.add gave; the token itself is in the recorded call."""

    id: str
    hash_type: str
    record_id: str
    partner_id: str
    region: str


def call_of(
    region: str, service: str, action: str, *, ks: str | None = None, **sent: Value
) -> Call:
    """A call of what is filled in; names are wire names, and what is "" is left out."""
    parameters = tuple((name, value) for name, value in sent.items() if value != "")
    return Call(region, service, action, parameters, format="1", ks=ks)


def sent(title: str, call: Call, *, ks_found: KsFound = "use") -> tuple[Step, Exchange]:
    """Send and record a call; its KS is kept, as of every call."""
    exchange = perform(console(), workspace(), call, ks_found=ks_found)
    registry = console().schemas.registry_for(call.region)
    view = AnswerView.of_exchange(exchange, registry, console().regions[call.region])
    return Step(title, view), exchange


def sent_aside(title: str, call: Call) -> tuple[Step, Exchange]:
    """The same, leaving the jar as it is: which KS is in use stays a person's choice."""
    return sent(title, call, ks_found="leave")


def of_account(result: Result, account_id: str) -> Result:
    """The result, its KS known to the jar as that account's."""
    if result.kept is None or not account_id:
        return result
    kept = result.kept
    named = console().jar.keep(
        workspace(), kept.region, kept.session, kept.kept_at, account_id=account_id
    )
    return replace(result, kept=named)


def result_of(answer: Answer) -> dict[str, Any]:
    """A JSON answer's object; empty where it is none."""
    try:
        told = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
