"""Whose KS a run goes with: the one that it was begun with, and no other account's where that is
gone."""

import time
from typing import Any

from app.desk.account_ks import account_named, kept_of, with_ks_of
from app.desk.desk import Desk
from app.desk.place import Place
from app.desk.renewing import repeatable
from app.desk.row_runs.plan import ENDED, ENDED_ANEW, KS_NOT_SEEN, WITHOUT_KS, Plan, RowRun
from app.desk.running.run import Run, begin
from app.desk.running.step import place_of
from app.errors import BadInput, NotFound
from app.sessions.kept import KeptSession
from app.sessions.ks import KsUnreadable, read
from app.workflows.model import Step, Workflow

_GONE = "The KS that this run was begun with is here no more: start a session of the same partner."


def session_of(place: Place, workflow: Workflow, **plan: Any) -> dict[str, Any]:
    """`kept` and `whose` of a plan: what a person chooses for other calls meanwhile is not its own.

    Where a step of it starts a session, that is what the later ones go with.
    """
    kept = plan.get("kept", "")
    if not kept:
        if plan.get("account") or plan.get("ks") or any(repeatable(s.call) for s in workflow.steps):
            return {}
        kept = place.chosen.id if place.chosen else ""
    found = _named(place, kept)
    return {"kept": kept, "whose": _whose(found) if found else ()}


def session_again(desk: Desk, run: RowRun) -> dict[str, Any]:
    """The same for one that is gone on with, whose KS may have ended. Raises NotFound."""
    plan, now = run.plan, time.time()
    if plan.account:
        return {}
    place = desk.place(plan.region)
    if not (plan.kept or plan.ks):
        return session_of(place, plan.workflow)
    own = _named(place, plan.kept)
    if plan.trouble not in {ENDED, ENDED_ANEW} and (
        not plan.kept or (own and not own.expired(now))
    ):
        return {}
    partner = plan.whose[:1] or _partner(plan.ks)
    others = [
        one
        for one in place.kept
        if one.id != plan.kept and not one.expired(now) and _whose(one)[:1] == partner
    ]
    if not others:
        if plan.kept and own is None:
            raise NotFound(_GONE)
        return {}
    newest = max(others, key=lambda one: one.kept_at)
    return {"kept": newest.id, "whose": _whose(newest)}


def place_with_ks(desk: Desk, plan: Plan, run: Run, step: Step) -> tuple[Place, str]:
    """Where a step of the run is sent, and the id of the KS that is the run's; a session of an
    account that has none is started by its stored secret.

    Raises NotFound, BadInput where there is no secret, and UpstreamFailed."""
    account_id = step.account or run.account
    if "{{" in f"{step.account}{step.region}":
        return place_of(desk, run, step), run.kept
    if account_id:
        place = desk.place(step.region or run.region)
        account = next((one for one in place.accounts if one.id == account_id), None)
        if account and not kept_of(place, account.id, account.partner_id):
            return with_ks_of(desk, place, account_named(place, account.id)), run.kept
        return place_of(desk, run, step), run.kept
    place = place_of(desk, run, step)
    if not run.kept or place.region.id != plan.region or _named(place, run.kept):
        return place, run.kept
    # Somebody has renewed it by hand.
    alike = (one for one in place.kept if plan.whose and _whose(one) == plan.whose)
    again = max(alike, key=lambda one: one.kept_at, default=None)
    if again is None:
        raise NotFound(_GONE)
    return place.using(again.id), again.id


def start_sessions(desk: Desk, plan: Plan) -> None:
    """Have a KS for each account that a run's steps are for, as a program cannot start them by
    hand. Raises as `place_with_ks`."""
    run = begin(
        plan.workflow,
        plan.source,
        plan.region,
        account=plan.account,
        kept=plan.kept,
        given=plan.given,
    )
    for step in plan.workflow.steps:
        place_with_ks(desk, plan, run, step)


def refused(code: str, sent: object, *, anew: bool) -> BadInput:
    """Why a run cannot go on: its server says MISSING_KS, whether or not one is `sent`, or takes it
    no more, perhaps once it was renewed either (`anew`)."""
    if code == "MISSING_KS":
        return BadInput(KS_NOT_SEEN if sent else WITHOUT_KS)
    return BadInput(ENDED_ANEW if anew else ENDED)


def _named(place: Place, kept_id: str) -> KeptSession | None:
    return next((one for one in place.kept if one.id == kept_id), None)


def _whose(kept: KeptSession) -> tuple[str, ...]:
    session = kept.session
    return str(session.partner_id), str(session.user_id), str(session.type)


def _partner(ks: str) -> tuple[str, ...]:
    try:
        return (str(read(ks).partner_id),)
    except KsUnreadable:
        return ()
