"""The rows of a run found by a list call: all of its pages, also beyond the pager's reach."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from app.call import body
from app.call.model import Call, Object, Value
from app.call.paging import Listing, PagePlace, Seen
from app.call.variables.filling import filled_call
from app.call.variables.scope import Scope
from app.call.variables.values import ExpressionFault, Json, number, of_body, written
from app.desk.consent import may_change
from app.desk.desk import Desk
from app.desk.exchange import Exchange
from app.desk.place import Place
from app.desk.row_runs.one_row import Stopped
from app.desk.row_runs.pace import LOOK, MOST_TRIES, busy_pause
from app.desk.row_runs.plan import BEFORE
from app.desk.row_runs.surroundings import Surroundings
from app.desk.running.run import Run
from app.desk.running.step import stepping
from app.errors import BadInput, Busy, UpstreamFailed
from app.history.records import Mark
from app.rows.narrowing import Condition
from app.waits import drive
from app.workflows import paths
from app.workflows.model import Step
from app.workflows.outcome import is_busy, taking

MOST_ROWS = 200_000
LARGEST_ROW = 20_000  # characters; of a larger one the simple values alone are kept


def gathered(
    around: Surroundings, wanted: Callable[[], str], came: Callable[[int], None]
) -> Iterator[Mapping[str, Json]]:
    """The objects of all pages of the step that gives the rows, those for which `where` is so;
    `came` is told how many there are so far. Less, where something else is wanted.

    Steps before it are done first. Raises BadInput where one of them may change something, and
    UpstreamFailed where an answer is none.
    """
    run = around.run_value(())
    listing_steps = around.workflow.parts.listing
    for step in listing_steps:
        place, _ = around.of(step)
        if may_change(place.registry, step.call):
            raise BadInput(
                f"{step.id} may change something, and it comes before the step that gives the "
                "rows: put it behind that, so that nothing changes before somebody has seen them."
            )
        if not step.pages:
            run = _done(around, run, step)
    yield from _pages(around, run, listing_steps[-1], wanted, came)


def _done(around: Surroundings, run: Run, step: Step) -> Run:
    one = replace(run, workflow=replace(run.workflow, steps=(step,)), at=0, attempt=0)
    outcome = drive(
        stepping(
            around.desk,
            one,
            ks=around.ks,
            around=lambda it: around.known(it, run.taken),
            mark=Mark(run.id, BEFORE, step.id, around.carrier),
        )
    )
    if outcome.verdict not in {"ok", "skipped"}:
        raise UpstreamFailed(f"{step.id}: {outcome.sentence}")
    return replace(run, taken={**run.taken, **outcome.taken})


def _pages(
    around: Surroundings,
    run: Run,
    step: Step,
    wanted: Callable[[], str],
    came: Callable[[int], None],
) -> Iterator[Mapping[str, Json]]:
    place, scope = around.known(step, run.taken)
    call, faults = filled_call(replace(step.call, region=place.region.id), scope)
    if faults:
        raise BadInput(" ".join(faults))
    if call.ks is None:
        run_has_own = around.run.plan.account or around.run.plan.kept or not around.ks
        chosen = place.chosen.ks if place.chosen else None
        call = replace(call, ks=chosen if run_has_own else around.ks)
    listing = Listing(place.registry, _narrowed(call))
    at: PagePlace | None = listing.start(None)
    narrowing = around.desk.parts.run_rows.narrowing(around.run)
    where = around.workflow.where
    condition = Condition(where, scope) if where else None
    seen_ids: set[str] = set()
    count = pages = 0
    while at is not None and not wanted():
        mark = Mark(run.id, BEFORE, step.id, around.carrier)
        exchange = _page(around.desk, place, listing.call(at), mark, wanted)
        if exchange.outcome.kind != "ok":
            said = ": ".join(filter(None, (exchange.outcome.code, exchange.outcome.message)))
            hint = "" if call.ks else " No KS was sent: start a session there first."
            raise UpstreamFailed(f"Page {pages + 1} of {step.id}: {said}.{hint}".replace("..", "."))
        pages += 1
        objects, total = _objects(exchange.answer.utf8)
        if at.index == 1 and not at.windows and pages == 1:
            # It may be more than the pager reaches: then in windows, from the beginning.
            better = listing.start(total)
            if better.windows:
                at = better
                continue
        for one in objects:
            own = written(one.get("id"))
            if own and own in seen_ids:
                continue
            seen_ids.add(own)
            row = {**one, **_columns(step, one, scope)}
            if narrowing and not narrowing.lets(row):
                continue
            if condition and not condition.holds(row):
                continue
            count += 1
            if count > MOST_ROWS:
                raise BadInput(f"A run has at most {MOST_ROWS:,} rows: narrow the list.")
            yield small(row)
        came(count)
        at = listing.after(at, _seen(objects, total))


def _page(desk: Desk, place: Place, call: Call, mark: Mark, wanted: Callable[[], str]) -> Exchange:
    """One page; asked for again, as it only reads, while no server answers, or one in trouble.

    Raises Stopped where something else is wanted meanwhile, and Busy.
    """
    tries = 0
    while True:
        with suppress(*([Busy] if tries < MOST_TRIES else [])):
            exchange = drive(desk.begin(call, place, mark=mark).whole())
            away = exchange.outcome.kind == "failed" or is_busy(exchange.answer)
            if not away or tries == MOST_TRIES:
                return exchange
        until = time.monotonic() + busy_pause(tries)
        while (left := until - time.monotonic()) > 0:
            if wanted():
                raise Stopped
            time.sleep(min(LOOK, left))
        tries += 1


def _columns(step: Step, one: Mapping[str, Json], scope: Scope) -> Mapping[str, Json]:
    """What the step takes of one of its objects; "" where the object has nothing there."""
    made: dict[str, Json] = {}
    for each in step.takings:
        if "{{" in each.path or paths.values(each.path, dict(one)):
            made[each.name], _ = taking(each, dict(one), scope, made)
        else:
            made[each.name] = ""
    return made


def _narrowed(call: Call) -> Call:
    """The call without what is empty in its filter: that of an input left empty narrows nothing."""

    def given(value: Value) -> Value:
        if not isinstance(value, Object):
            return value
        return Object(value.type, tuple((name, one) for name, one in value.fields if one != ""))

    return replace(call, parameters=tuple((name, given(one)) for name, one in call.parameters))


def _objects(content: bytes) -> tuple[list[dict[str, Json]], int | None]:
    try:
        data = of_body(body.read(content).result)
    except body.Unreadable as fault:
        raise UpstreamFailed("The list's answer cannot be read.") from fault
    listed = data.get("objects") if isinstance(data, dict) else data
    if listed in ("", None):
        listed = []
    if isinstance(listed, dict):
        listed = [one for name, value in listed.items() for one in _as_list(value)]
    if not isinstance(listed, list):
        raise UpstreamFailed("The step that gives the rows has no list of objects in its answer.")
    return as_rows(listed), _whole(data.get("totalCount")) if isinstance(data, dict) else None


def as_rows(listed: Sequence[Json]) -> list[dict[str, Json]]:
    """The things of a list as rows: objects as they are, anything else as their `value`."""
    return [one if isinstance(one, dict) else {"value": one} for one in listed]


def _as_list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


def _seen(objects: list[dict[str, Json]], total: int | None) -> Seen:
    times = [one for row in objects if (one := _whole(row.get("createdAt"))) is not None]
    known = times if len(times) == len(objects) else []
    return Seen(
        len(objects),
        total,
        min(known, default=None),
        max(known, default=None),
        known[-1] if known else None,
    )


def _whole(value: Json) -> int | None:
    try:
        return int(number(value)) if value is not None else None
    except ExpressionFault:
        return None


def small(row: Mapping[str, Json]) -> Mapping[str, Json]:
    """The row, or of one that is larger than LARGEST_ROW the simple values."""
    if sum(len(written(value)) for value in row.values()) <= LARGEST_ROW:
        return row
    simple = {name: v for name, v in row.items() if not isinstance(v, list | dict)}
    return {name: v[:LARGEST_ROW] if isinstance(v, str) else v for name, v in simple.items()}
