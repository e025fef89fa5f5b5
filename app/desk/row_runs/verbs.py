"""What a person does with runs over rows: prepare, begin, pause, go on, cancel, make again."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.call.variables.values import Json
from app.desk import consent as asking
from app.desk.consent import may_change
from app.desk.desk import Desk
from app.desk.place import Place
from app.desk.row_runs.begun import settle
from app.desk.row_runs.columns import renamed, with_names
from app.desk.row_runs.empty_cells import EmptyCells
from app.desk.row_runs.plan import UNDER_WAY, Plan, RowRun, wrong
from app.desk.row_runs.session import session_again, session_of, start_sessions
from app.desk.running.beginning import Source
from app.desk.running.step import place_of
from app.errors import BadInput, NeedsConsent, TestMeError
from app.people.roles import Role
from app.rows.narrowing import Narrowing
from app.workflows.model import Step

MOST_UNDER_WAY = 8  # runs of a workspace


def prepare(
    desk: Desk,
    source: Source,
    region: str,
    *,
    rows: Iterable[Mapping[str, Json]] | None = None,
    narrowing: Narrowing | None = None,
    **more: Any,
) -> RowRun:
    """A run whose rows are these, or those that its workflow lists; nothing is changed yet.

    Those that are listed are narrowed by `narrowing`. `more` are fields of Plan. Raises BadInput,
    NotFound and Refused.
    """
    desk.needs(Role.CALL, "to run a workflow")
    workflow = source.workflow
    parts = workflow.parts
    if not parts.each and not parts.listing:
        raise BadInput("This workflow has no step that is done for each row.")
    if rows is None and not parts.listing:
        raise BadInput(
            "This workflow takes rows: give a file, paste ids, or let one of its steps list them.",
            field="rows",
        )
    if rows is not None and parts.each:
        # They are given: what would have found them is left out.
        workflow = replace(workflow, steps=workflow.steps[len(parts.listing) :])
    if rows is not None and (names := renamed(workflow, more.get("columns", ()))):
        rows = with_names(rows, names)
        more["columns"] = tuple(names.get(one, one) for one in more["columns"])
        said = (
            f"The column {one} is {other} here, as in the steps." for one, other in names.items()
        )
        more["notes"] = (*more.get("notes", ()), *said)
    more |= session_of(desk.place(region), workflow, **more)
    plan = Plan(
        workflow,
        source.address,
        region,
        collection=source.collection,
        person=desk.who.name,
        address=desk.who.address,
        role=int(desk.role),
        **more,
    )
    runs = desk.parts.row_runs
    made = runs.add(desk.workspace, plan, "ready")
    if rows is None:
        if narrowing:
            desk.parts.run_rows.narrow(made, narrowing)
        made = runs.change(made, status="gathering")
        desk.parts.keeper.poke()
        return made
    try:
        cells = EmptyCells(parts.each)
        if not desk.parts.run_rows.add(made, cells.passing(rows)):
            raise BadInput("There is no row: nothing would be done.", field="rows")
    except TestMeError:
        runs.remove(made)
        raise
    made = runs.change(made, empty=cells.counts)
    return by_itself(desk, made) if plan.auto is not None else made


def changing(desk: Desk, plan: Plan) -> Sequence[tuple[Step, Place, str]]:
    """The steps that may change something, with the KS that they are sent with; where; and what
    asks before that ("": nothing)."""
    found = []
    for step, place in placed(desk, plan):
        call = replace(step.call, region=place.region.id)
        if may_change(place.registry, call):
            call = replace(call, ks=call.ks or (place.chosen.ks if place.chosen else None))
            found.append((replace(step, call=call), place, asking.asks(call, place)))
    return found


def placed(desk: Desk, plan: Plan) -> list[tuple[Step, Place]]:
    """Its steps, and where each is sent. Raises NotFound."""
    run = plan.as_run
    places: dict[tuple[str, str], Place] = {}
    for step in plan.workflow.steps:
        if (key := (step.region, step.account)) not in places:
            places[key] = place_of(desk, run, step)
    return [(step, places[step.region, step.account]) for step in plan.workflow.steps]


def check_agreed(desk: Desk, plan: Plan, what: str, agreed_for: frozenset[int]) -> str:
    """What asks before it is begun, "" for nothing. Raises NeedsConsent where the steps change
    something for other partners than were agreed to, and Refused; `what` says what that is."""
    asks = ""
    for step, place, why in changing(desk, plan):
        asking.check_role(step.call, place, desk.role)
        if why and not asking.within(step.call, place, agreed_for):
            raise NeedsConsent(what, why)
        asks = asks or why
    return asks


def start(
    desk: Desk,
    run: RowRun,
    *,
    consent: int | None = None,
    agreed_for: tuple[int, ...] | None = None,
    **changed: Any,
) -> RowRun:
    """Begin it, or go on with it. `consent` is the number of rows that somebody agreed to, for the
    partners `agreed_for` alone if some are given.

    Raises NeedsConsent where something is changed in a place that asks, and that is not the number,
    or not for whom it is; Refused, BadInput.
    """
    if changed.get("pace") is None:
        changed.pop("pace", None)
    changed |= session_again(desk, run)
    run = replace(run, plan=replace(run.plan, **changed))
    start_sessions(desk, run.plan)
    asks = []
    for step, place, why in changing(desk, run.plan):
        asking.check_role(step.call, place, desk.role)
        asks += [why] if why else []
    if asks:
        what = f"{run.title} ({run.total:,} rows)"
        if run.total not in {consent, run.plan.consent}:
            raise NeedsConsent(what, asks[0])
        # Whoever agrees to it now, agrees to it anew.
        agreed_for = agreed_for if run.total == consent else run.plan.agreed_for
        if agreed_for is not None:
            check_agreed(desk, run.plan, what, frozenset(agreed_for))
        changed["agreed_for"] = agreed_for
    under_way = [one for one in desk.parts.row_runs.list(desk.workspace) if one.status in UNDER_WAY]
    if len(under_way) >= MOST_UNDER_WAY:
        raise BadInput(f"{len(under_way)} runs are under way: pause one, or wait for its end.")
    if asks:
        desk.tell("guarded call", f"a run, {run.title}, {run.total} rows, in {asks[0]}")
        changed["consent"] = run.total
    begun = desk.parts.row_runs.change(
        run,
        status="running",
        only_if=("ready", "paused"),
        wanted="",
        turns=True,
        trouble="",
        role=int(desk.role),
        began_at=run.plan.began_at or time.time(),
        forgiven=wrong(desk.parts.run_rows.counts(run)),
        **changed,
    )
    desk.parts.keeper.poke()
    return begun


def by_itself(desk: Desk, run: RowRun) -> RowRun:
    """Begin one whose rows are there without anybody's looking at them, for as many as were agreed
    to, all where its rows are all that there is; why it does not begin is said with it."""
    run = desk.parts.row_runs.get(desk.workspace, run.id)
    most = run.total if run.plan.auto is None else run.plan.auto
    if not run.total:
        now = time.time()
        return desk.parts.row_runs.change(run, status="done", began_at=now, ended_at=now)
    if run.total > most:
        trouble = f"It has {run.total:,} rows; {most:,} were agreed to for a run that begins alone."
        return desk.parts.row_runs.change(run, status="paused", trouble=trouble)
    try:
        return start(desk, run, consent=run.total, agreed_for=run.plan.agreed_for)
    except TestMeError as fault:
        return desk.parts.row_runs.change(run, status="paused", trouble=fault.sentence)


def want(desk: Desk, run: RowRun, what: str) -> RowRun:
    """`pause` or `cancel` one that is under way; one that is not is cancelled at once. Raises
    Refused, and BadInput where it is neither."""
    desk.needs(Role.CALL, "to steer a run")
    if what == "cancel" and run.status in {"paused", "ready"}:
        settle(desk, run)
        return desk.parts.row_runs.change(
            run, status="cancelled", only_if=("paused", "ready"), ended_at=time.time()
        )
    wanted = desk.parts.row_runs.change(run, wanted=what, only_if=UNDER_WAY)
    desk.parts.keeper.poke()
    return wanted


def stop_all(desk: Desk) -> int:
    """Pause every run of the workspace that is under way; how many these are."""
    under_way = [one for one in desk.parts.row_runs.list(desk.workspace) if one.status in UNDER_WAY]
    for one in under_way:
        desk.parts.row_runs.change(one, wanted="pause" if one.status == "running" else "cancel")
    desk.parts.keeper.poke()
    return len(under_way)
