"""The inspector's page side: a pasted KS looked into, and what its region says of it."""

import time
from dataclasses import dataclass
from typing import Any

from app.desk.ways.profiles import Means, kept_secret
from app.desk.ways.result import Step, call_of, result_of, sent_aside
from app.desk.ways.ways import kept_by_id
from app.errors import BadInput
from app.pages.sessions.forms import InspectForm
from app.pages.shell.context import console, workspace
from app.sessions.found import PASTED, FoundSession, describe
from app.sessions.inspector import Inspection, inspect
from app.sessions.jar import KeptSession
from app.sessions.ks import KsUnreadable, Session
from app.sessions.lifetime import roughly
from app.sessions.privileges import BY_NAME, Known, Privilege, parse


@dataclass(frozen=True, slots=True)
class Inspected:
    """What the page says of a KS; `asked` is session.get, `told` what it answered.

    `kept` is the jar's entry of the KS, None where it is not kept.
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
    def whole(self) -> bool:
        """Whether enough is known to start the same session again."""
        return self.session is not None and self.session.type is not None

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


def inspected(form: InspectForm, *, ask: bool, keep: bool) -> Inspected:
    """Look into the KS; `ask` its region, `keep` it in the jar. Raises BadInput."""
    kept = _of_jar(form)
    region = kept.region if kept else form.region_id
    pasted = kept.ks if kept else str(form.ks.data or "")
    if not pasted.strip():
        raise BadInput("Paste a KS, or choose one of the jar.", field="ks")
    now = time.time()
    partner = form.partner_id.data
    inspection = _with_secret(
        form, region, pasted, now, int(partner) if partner else None, asked=ask
    )
    ks = inspection.repaired or pasted.strip()
    step, told = _asked(region, ks) if ask else (None, None)
    if keep:
        kept = _keep(region, ks, told or inspection.session, now)
    kept = kept or console().jar.find(workspace(), region, ks)
    return Inspected(inspection, region, step, told, kept, now)


def _of_jar(form: InspectForm) -> KeptSession | None:
    if not form.kept.data:
        return None
    try:
        return kept_by_id(form.kept.data)
    except BadInput as fault:
        raise BadInput(fault.sentence, field="kept") from fault


def _with_secret(
    form: InspectForm,
    region: str,
    pasted: str,
    now: float,
    partner_id: int | None,
    *,
    asked: bool,
) -> Inspection:
    """With the typed secret, else with each that the chosen account has until one fits."""
    typed = str(form.secret.data or "")
    kinds: tuple[Means, ...] = ("admin", "user")
    kept = [kept_secret(form.account_id, region, kind) for kind in kinds]
    secrets = [typed] if typed else [one for one in kept if one] or [""]
    tried = [
        inspect(pasted, secret=one, now=now, partner_id=partner_id, asked=asked) for one in secrets
    ]
    return next((one for one in tried if one.signature == "good"), tried[0])


def _asked(region: str, ks: str) -> tuple[Step, Session | None]:
    step, exchange = sent_aside("session.get", call_of(region, "session", "get", ks=ks))
    told = result_of(exchange.answer) if step.ok else {}
    partner = _number(told.get("partnerId"))
    if partner is None:
        return step, None
    return step, Session(
        version=0,
        partner_id=partner,
        type=_number(told.get("sessionType")),
        expiry=_number(told.get("expiry")),
        user_id=str(told.get("userId") or ""),
        privileges=str(told.get("privileges") or ""),
    )


def _keep(region: str, ks: str, session: Session | None, now: float) -> KeptSession:
    try:
        found = describe(ks)
    except KsUnreadable as fault:
        raise BadInput(fault.sentence, field="ks") from fault
    if session:
        found = FoundSession(
            ks,
            session.type,
            session.partner_id,
            session.user_id,
            session.expiry,
            session.privileges,
            PASTED,
        )
    return console().jar.keep(workspace(), region, found, now)


def _number(value: Any) -> int | None:
    # Numbers are texts in this answer of a real server.
    text = str(value)
    return int(text) if text.lstrip("-").isdecimal() and text.isascii() and len(text) < 15 else None
