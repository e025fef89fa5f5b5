"""What can be done about an outcome that is no success: a new session, or one that entitlement
does not apply to.

Where a session.start that this person sent to the region is in history, it is repeated with its
secret: the fields of the form are masked, and `recorded` names the call behind the masks.
"""

from dataclasses import dataclass

from app.call.form.call_form import PREFIX
from app.call.form.of_call import draft_of
from app.call.model import Call
from app.call.outcome import Outcome
from app.desk.advising.advice import ENTITLEMENT, SESSION, Advice
from app.desk.advising.circumstances import sees_all, session_of, without_entitlement
from app.desk.desk import Desk
from app.desk.place import Place
from app.history.records import Filters, Record
from app.sandbox.account import DEMO
from app.sessions.found import FoundSession
from app.sessions.ks import ADMIN, USER

_RECENT = 20  # recorded calls of the session service that are looked at
# These say that the KS itself is no good, whatever its type.
_ABOUT_KS = frozenset({"MISSING_KS", "INVALID_KS"})

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Start:
    """A session.start to open: filled in by `fields`, or by the recorded call of that id."""

    fields: Fields = ()
    recorded: str = ""


@dataclass(frozen=True, slots=True)
class Offers:
    """Nothing, None, "" or () where there is nothing to offer.

    `session` opens session.start, `field` is the form's name of the field to show. `renewal` are
    the fields of a POST to /send that starts a session without entitlement; `entitlement` opens
    one to fill in, where its secret is not at hand.
    """

    session: Start | None = None
    field: str = ""
    renewal: Fields = ()
    entitlement: Start | None = None

    def __bool__(self) -> bool:
        return bool(self.session or self.field or self.renewal or self.entitlement)


def offers_for(
    desk: Desk, place: Place, call: Call, outcome: Outcome, advice: Advice | None
) -> Offers:
    """What can be offered here and now, to the one who sent the call."""
    if advice is None:
        return Offers()
    session = session_of(place, call)
    offers_session = SESSION in advice.offers and (
        outcome.code in _ABOUT_KS or session is None or session.type != ADMIN
    )
    renewal: Fields = ()
    entitlement = None
    if ENTITLEMENT in advice.offers and call.ks and not sees_all(session):
        renewal = _renewal(desk, place, call, session)
        entitlement = None if renewal else Start(_filled_in(session, _privileges(session)))
    return Offers(
        _start(desk, outcome, call, session) if offers_session else None,
        advice.field,
        renewal,
        entitlement,
    )


def _privileges(session: FoundSession | None) -> str:
    """What the new KS gets, where no recorded call tells it."""
    known = session.privileges if session else None
    return without_entitlement("all:*" if known is None else known)


def _start(desk: Desk, outcome: Outcome, call: Call, session: FoundSession | None) -> Start:
    if session is not None and outcome.code not in _ABOUT_KS:
        # The KS is sound and not enough.
        return Start(_filled_in(session, session.privileges or ""))
    record = _recorded_start(desk, call, session)
    return Start(recorded=record.row.id if record else "")


def _filled_in(session: FoundSession | None, privileges: str) -> Fields:
    """A session.start for an ADMIN KS, filled in all but the secret."""
    values = {f"{PREFIX}type": str(ADMIN)}
    if privileges:
        values[f"{PREFIX}privileges"] = privileges
    if session and session.partner_id is not None:
        values[f"{PREFIX}partnerId"] = str(session.partner_id)
    if session and session.user_id:
        values[f"{PREFIX}userId"] = session.user_id
    return tuple(values.items())


def _renewal(desk: Desk, place: Place, call: Call, session: FoundSession | None) -> Fields:
    """The fields that start the session of the call's KS once more, without entitlement."""
    record = _recorded_start(desk, call, session)
    fields: dict[str, str] = {}
    if record:
        sent = dict(record.call.parameters).get("privileges", "")
        values = draft_of(record.call).values
        fields = {name: value for name, value in values.items() if isinstance(value, str)}
        fields["recorded"] = record.row.id
        fields[f"{PREFIX}privileges"] = without_entitlement(sent if isinstance(sent, str) else "")
        fields.pop("ks", None)
    elif place.region.sandbox:
        admin = session is None or session.type in {ADMIN, None}
        fields = {
            "service": "session",
            "action": "start",
            f"{PREFIX}secret": DEMO.admin_secret if admin else DEMO.user_secret,
            f"{PREFIX}partnerId": str(DEMO.partner_id),
            f"{PREFIX}type": str(ADMIN if admin else USER),
            f"{PREFIX}userId": (session.user_id if session else None) or "",
            f"{PREFIX}privileges": _privileges(session),
        }
    if not fields:
        return ()
    # What is asked beside the form does not change what the browser chose last.
    return tuple({**fields, "region": call.region, "aside": "1"}.items())


def _recorded_start(desk: Desk, call: Call, session: FoundSession | None) -> Record | None:
    """The session.start that gave the call's KS, else the last one alike in its region."""
    filters = Filters(service="session", region=call.region, outcome="ok")
    rows = desk.parts.history.list(desk.workspace, filters, limit=_RECENT).rows
    opened = [desk.still(row.id) for row in rows if row.action == "start"]
    found = [one.record for one in opened if one]
    ks = call.ks.encode() if call.ks else b""
    gave = (record for record in found if ks and ks in record.answer.utf8)
    alike = (record for record in found if _alike(record.call, session))
    return next(gave, None) or next(alike, None)


def _alike(start: Call, session: FoundSession | None) -> bool:
    if session is None or session.partner_id is None:
        return True
    sent = dict(start.parameters)
    return sent.get("partnerId", start.partner_id) == str(session.partner_id) and (
        session.type is None or sent.get("type", "0") == str(session.type)
    )
