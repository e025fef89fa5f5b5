"""A KS looked into, and what its region says of it."""

import time
from dataclasses import dataclass, field

from app.desk.desk import Desk
from app.desk.keeping import LEAVE
from app.desk.place import Place
from app.desk.ways.profiles import stored_secret
from app.desk.ways.result import Step, call_of, kept_by_id, sent
from app.errors import BadInput
from app.sessions.found import PASTED, FoundSession, describe
from app.sessions.inspector import Inspection, inspect
from app.sessions.kept import KeptSession
from app.sessions.kept_words import type_name
from app.sessions.ks import KsUnreadable, Session
from app.sessions.lifetime import roughly
from app.sessions.privileges import BY_NAME, Known, Privilege, parse
from app.sessions.told import refused_as_good, told_by


@dataclass(frozen=True, slots=True)
class InspectRequest:
    """`ks` as it was pasted, however mangled; `kept` is the id of one of the jar instead, which
    says the region too.

    `which` of several in what was pasted is meant, from 0. `partner_id` is the one that it should
    be of. `secret` (the administrator's) checks the signature, or that of the profile with the id
    `account`. `ask` its region about it, `keep` it in the jar.
    """

    region: str = ""
    ks: str = field(default="", repr=False)
    kept: str = ""
    partner_id: int | None = None
    secret: str = field(default="", repr=False)
    account: str = ""
    ask: bool = False
    keep: bool = False
    which: int = 0


@dataclass(frozen=True, slots=True)
class Inspected:
    """What there is to say of a KS; `asked` is session.get, `told` what it answered.

    `kept` is the jar's entry of the KS, None where it is not kept; `now` is in unix seconds.
    """

    inspection: Inspection
    region: str
    asked: Step | None = None
    told: Session | None = None
    kept: KeptSession | None = None
    now: float = 0

    @property
    def session(self) -> Session | None:
        """All that is known: what the region said goes before what can be read."""
        return self.told or self.inspection.session

    @property
    def accepted(self) -> bool:
        """Whether its region was asked, and takes it."""
        if self.asked is None or self.asked.exchange is None:
            return False
        exchange = self.asked.exchange
        return self.asked.ok or refused_as_good(exchange.call, exchange.outcome)

    @property
    def whole(self) -> bool:
        """Whether enough is known to start the same session again."""
        return self.session is not None and self.session.type is not None

    @property
    def type_name(self) -> str:
        """`USER`, `ADMIN`, another number as it is, "" where it is not known."""
        return type_name(self.session.type) if self.session else ""

    @property
    def when(self) -> str:
        """`in 3 hours`, `3 hours ago`, "" where the expiry is not known."""
        if self.session is None or self.session.expiry is None:
            return ""
        left = self.session.expiry - self.now
        return f"in {roughly(left)}" if left > 0 else f"{roughly(-left)} ago"

    @property
    def privileges(self) -> list[tuple[Privilege, Known | None]]:
        granted = parse(self.session.privileges) if self.session else ()
        return [(one, BY_NAME.get(one.name)) for one in granted]


def inspected(desk: Desk, request: InspectRequest, *, consent: bool = False) -> Inspected:
    """Raises BadInput (fields `ks`, `kept`, `account`), NotFound, and NeedsConsent."""
    kept = kept_by_id(desk, request.kept, "kept") if request.kept else None
    pasted = kept.ks if kept else request.ks
    if not pasted.strip():
        raise BadInput("Paste a KS, or choose one of the jar.", field="ks")
    now = time.time()
    place = desk.place(kept.region if kept else request.region)
    inspection = _with_secret(desk, place, request, pasted, now)
    ks = inspection.repaired or pasted.strip()
    step, told = _asked(desk, place, ks, consent=consent) if request.ask else (None, None)
    if request.keep:
        kept = _keep(desk, place, ks, told or inspection.session, now)
    elif step and step.exchange:
        # What it told is known in the jar by now.
        kept = step.exchange.place.find(ks)
    return Inspected(inspection, place.region.id, step, told, kept or place.find(ks), now)


def _with_secret(
    desk: Desk, place: Place, request: InspectRequest, pasted: str, now: float
) -> Inspection:
    """With the typed secret, else with the one that signs the chosen account's KS."""
    stored = stored_secret(desk, place, request.account, "admin")
    return inspect(
        pasted,
        secret=request.secret or stored,
        now=now,
        partner_id=request.partner_id,
        asked=request.ask,
        which=request.which,
    )


def _asked(desk: Desk, place: Place, ks: str, *, consent: bool) -> tuple[Step, Session | None]:
    call = call_of(place.region.id, "session", "get", ks=ks)
    step, exchange = sent(desk, "session.get", call, place, consent=consent, keeping=LEAVE)
    told = told_by(call, exchange.answer, exchange.outcome)
    if told is None or told.partner_id is None:
        return step, None
    return step, Session(
        version=0,
        partner_id=told.partner_id,
        type=told.type,
        expiry=told.expiry,
        user_id=told.user_id,
        privileges=told.privileges,
    )


def _keep(desk: Desk, place: Place, ks: str, session: Session | None, now: float) -> KeptSession:
    try:
        found = describe(ks)
    except KsUnreadable as fault:
        raise BadInput(fault.sentence, field="ks") from fault
    if session:
        found = FoundSession.of(ks, session, PASTED)
    return desk.parts.jar.keep(desk.workspace, place.region.id, found, now)
