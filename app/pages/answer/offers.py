"""The sessions that a verdict offers: a new one, and one that entitlement does not apply to.

Where a session.start that this browser sent to the region is in history, a form of masked fields
repeats it: `recorded` names that call, and /send puts its secret back (see ARCHITECTURE.md).
"""

import logging
from dataclasses import dataclass
from typing import Any, Protocol

from flask import Blueprint, url_for

from app.call.form.call_form import PREFIX
from app.call.form.request_form import draft_of
from app.call.model import Call
from app.call.multirequest import Part
from app.call.outcome import Outcome
from app.desk.advice import (
    ENTITLEMENT,
    SESSION,
    Advice,
    advice_for,
    has_entitlement_disabled,
    without_entitlement,
)
from app.errors import NotFound
from app.history.records import Filters, Record
from app.pages.shell.context import console, workspace
from app.sandbox.account import DEMO
from app.schema.registry import Registry
from app.sessions.found import FoundSession, describe
from app.sessions.ks import KsUnreadable
from app.storage.sealing import SealBroken

blueprint = Blueprint("renewal", __name__)
log = logging.getLogger(__name__)

ADMIN = 2  # KalturaSessionType
_RECENT = 20  # recorded calls of the session service that are looked at
# These say that the KS itself is no good, whatever its type.
_ABOUT_KS = frozenset({"MISSING_KS", "INVALID_KS"})


class Answered(Protocol):
    """An answer as the page shows it; see AnswerView."""

    @property
    def call(self) -> Call: ...
    @property
    def outcome(self) -> Outcome: ...
    @property
    def registry(self) -> Registry: ...
    @property
    def parts(self) -> tuple[Part, ...]: ...
    def mask(self, text: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Offers:
    """What the verdict's buttons do; "" and () where there is nothing to offer.

    `session` is an address that fills session.start in, `field` the form's name of the field to
    show. `renewal` are the fields of a POST to /send that starts a session without entitlement;
    `entitlement` is the address that fills one in, where its secret is not at hand.
    """

    session: str = ""
    field: str = ""
    renewal: tuple[tuple[str, str], ...] = ()
    entitlement: str = ""

    def __bool__(self) -> bool:
        return bool(self.session or self.field or self.renewal or self.entitlement)


@blueprint.app_template_global()
def advice_of(answer: Answered, part: Part | None = None) -> Advice | None:
    """See `advice_for`; of a multirequest each part has its own, and the whole has none."""
    if part is None and answer.parts:
        return None
    about = part or answer
    shown = [(answer.mask(name), answer.mask(value)) for name, value in about.outcome.args]
    return advice_for(
        answer.registry, about.call, about.outcome, shown, number=part.number if part else 0
    )


@blueprint.app_template_global()
def offers_of(answer: Answered, part: Part | None, advice: Advice | None) -> Offers:
    """What can be offered here and now, to the one who sent the call."""
    call, outcome = (part or answer).call, (part or answer).outcome
    if advice is None or call.region not in console().regions:
        return Offers()
    session = _session_of(call)
    offers_session = SESSION in advice.offers and (
        outcome.code in _ABOUT_KS or session is None or session.type != ADMIN
    )
    renewal: tuple[tuple[str, str], ...] = ()
    link = ""
    if ENTITLEMENT in advice.offers and call.ks and not _sees_all(session):
        renewal = _renewal(call, session)
        link = "" if renewal else _filled_in(call.region, session, _privileges(session))
    return Offers(
        _session_link(outcome, call, session) if offers_session else "",
        advice.field,
        renewal,
        link,
    )


def _session_of(call: Call) -> FoundSession | None:
    """What is known of the KS that the call used."""
    if not call.ks:
        return None
    kept = console().jar.chosen(workspace(), call.region)
    if kept and kept.ks == call.ks:
        return kept.session
    try:
        return describe(call.ks)
    except KsUnreadable:
        # Its server may know it all the same; we know nothing.
        return None


def _sees_all(session: FoundSession | None) -> bool:
    return session is not None and has_entitlement_disabled(session.privileges or "")


def _privileges(session: FoundSession | None) -> str:
    """What the new KS gets, where no recorded call tells it."""
    known = session.privileges if session else None
    return without_entitlement("all:*" if known is None else known)


def _session_link(outcome: Outcome, call: Call, session: FoundSession | None) -> str:
    if session is not None and outcome.code not in _ABOUT_KS:
        # The KS is sound and not enough.
        return _filled_in(call.region, session, session.privileges or "")
    record = _recorded_start(call, session)
    if record:
        return url_for("console.index", history=record.row.id, region=call.region)
    return url_for("console.action", service="session", action="start", region=call.region)


def _filled_in(region: str, session: FoundSession | None, privileges: str) -> str:
    """The address of session.start for an ADMIN KS, filled in all but the secret."""
    values: dict[str, Any] = {f"{PREFIX}type": str(ADMIN)}
    if privileges:
        values[f"{PREFIX}privileges"] = privileges
    if session and session.partner_id is not None:
        values[f"{PREFIX}partnerId"] = str(session.partner_id)
    if session and session.user_id:
        values[f"{PREFIX}userId"] = session.user_id
    return url_for("console.action", service="session", action="start", region=region, **values)


def _renewal(call: Call, session: FoundSession | None) -> tuple[tuple[str, str], ...]:
    """The fields that start the session of the call's KS once more, without entitlement."""
    record = _recorded_start(call, session)
    fields: dict[str, str] = {}
    if record:
        sent = dict(record.call.parameters).get("privileges", "")
        values = draft_of(record.call).values
        fields = {name: value for name, value in values.items() if isinstance(value, str)}
        fields["recorded"] = record.row.id
        fields[f"{PREFIX}privileges"] = without_entitlement(sent if isinstance(sent, str) else "")
        fields.pop("ks", None)
    elif console().region(call.region).sandbox:
        admin = session is None or session.type in {ADMIN, None}
        fields = {
            "service": "session",
            "action": "start",
            f"{PREFIX}secret": DEMO.admin_secret if admin else DEMO.user_secret,
            f"{PREFIX}partnerId": str(DEMO.partner_id),
            f"{PREFIX}type": str(ADMIN if admin else 0),
            f"{PREFIX}userId": (session.user_id if session else None) or "",
            f"{PREFIX}privileges": _privileges(session),
        }
    if not fields:
        return ()
    # What is asked beside the form does not change what the browser chose last.
    return tuple({**fields, "region": call.region, "aside": "1"}.items())


def _recorded_start(call: Call, session: FoundSession | None) -> Record | None:
    """The session.start that gave the call's KS, else the last one alike in its region."""
    rows = (
        console()
        .history.list(
            workspace(),
            Filters(service="session", region=call.region, outcome="ok"),
            limit=_RECENT,
        )
        .rows
    )
    records = [_opened(row.id) for row in rows if row.action == "start"]
    found = [record for record in records if record]
    ks = call.ks.encode() if call.ks else b""
    gave = (record for record in found if ks and ks in record.answer.body)
    alike = (record for record in found if _alike(record.call, session))
    return next(gave, None) or next(alike, None)


def _opened(call_id: str) -> Record | None:
    try:
        return console().history.get(workspace(), call_id)
    except NotFound:
        # Deleted in another tab since it was listed.
        return None
    except SealBroken:
        log.warning("The recorded call %s was sealed with another key.", call_id)
        return None


def _alike(start: Call, session: FoundSession | None) -> bool:
    if session is None or session.partner_id is None:
        return True
    sent = dict(start.parameters)
    return sent.get("partnerId", start.partner_id) == str(session.partner_id) and (
        session.type is None or sent.get("type", "0") == str(session.type)
    )
