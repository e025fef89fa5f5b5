"""What is known besides an error itself: of the KS that was sent, and of where it was sent to."""

import re

from app.call.model import Call
from app.call.outcome import Outcome
from app.desk.place import Place
from app.sandbox.account import DEMO
from app.sessions.found import FoundSession, describe
from app.sessions.ks import KsUnreadable

DISABLE_ENTITLEMENT = "disableentitlement"
_ENTITLEMENT_PRIVILEGES = frozenset({DISABLE_ENTITLEMENT, "enableentitlement"})
# With these a server says that it does not know an account, or what belongs to one.
_ABOUT_ACCOUNT = frozenset(
    {
        "SERVICE_FORBIDDEN_CONTENT_BLOCKED",
        "START_SESSION_ERROR",
        "UNKNOWN_PARTNER_ID",
        "INVALID_KS",
        "USER_NOT_FOUND",
        "USER_WRONG_PASSWORD",
    }
)
_WIDGET = re.compile(r"_([0-9]{1,10})", re.ASCII)


def session_of(place: Place, call: Call) -> FoundSession | None:
    """What is known of the KS that the call used."""
    if not call.ks:
        return None
    if kept := place.find(call.ks):
        return kept.session
    try:
        return describe(call.ks)
    except KsUnreadable:
        # Its server may know it all the same; we know nothing.
        return None


def sees_all(session: FoundSession | None) -> bool:
    """Whether entitlement is known to hide nothing from the session."""
    return session is not None and has_entitlement_disabled(session.privileges or "")


def has_entitlement_disabled(privileges: str) -> bool:
    """Whether a KS with these privileges sees what entitlement hides from others."""
    return DISABLE_ENTITLEMENT in (one.strip().lower() for one in privileges.split(","))


def without_entitlement(privileges: str) -> str:
    """A KS's privileges (comma separated) with `disableentitlement` instead of its contrary."""
    named = [one.strip() for one in privileges.split(",")]
    kept = [one for one in named if one and one.lower() not in _ENTITLEMENT_PRIVILEGES]
    return ",".join([*kept, DISABLE_ENTITLEMENT])


def another_account_in_the_sandbox(place: Place, call: Call, outcome: Outcome) -> bool:
    """Whether the sandbox refused an account because it is none of its own."""
    if not place.region.sandbox or outcome.code not in _ABOUT_ACCOUNT:
        return False
    return bool(_accounts_of(place, call) - {str(DEMO.partner_id)})


def _accounts_of(place: Place, call: Call) -> set[str]:
    """The partner ids that the call names, and that of its KS."""
    sent = dict(call.parameters)
    told = {one for one in (sent.get("partnerId"), call.partner_id) if isinstance(one, str) and one}
    widget = sent.get("widgetId")
    if isinstance(widget, str) and (named := _WIDGET.fullmatch(widget)):
        told.add(named[1])
    session = session_of(place, call)
    if session and session.partner_id is not None:
        told.add(str(session.partner_id))
    return told
