"""What a run over rows would do, before anything of it is sent."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from app.call.model import Call
from app.call.secrets.masking import is_secret, masked_pairs
from app.call.variables.filling import filled_call
from app.call.variables.scope import Scope, Variable
from app.call.variables.values import ExpressionFault, Json, written
from app.desk.consent import may_change
from app.desk.desk import Desk
from app.desk.place import Place
from app.desk.row_runs.empty_cells import Empty, told
from app.desk.row_runs.plan import CHUNK, Plan, RowOutcome, RowRun
from app.desk.running.run import Run, of_steps
from app.desk.running.step import place_of, scope_in
from app.history.records import Filters
from app.workflows.model import ROW, Step

SHOWN = 3  # rows
_USUAL = 0.5  # seconds of a call of which nothing is known
_LOOKED_AT = 50  # calls of history


@dataclass(frozen=True, slots=True)
class FilledStep:
    """A step's call for a row: `call` is as it would go out, `faults` the sentences of what has no
    value. `items` is how many calls it would be: of an inner list the first is the one shown.
    With `passed_over` it would not be sent, for its condition is not so."""

    step: Step
    call: Call = field(repr=False)
    faults: tuple[str, ...] = ()
    items: int = 1
    passed_over: bool = False

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What tells of it, masked."""
        of_every_call = {"format", "clientTag", "apiVersion", "ks", "objectType"}
        return [
            (name, value)
            for name, value in masked_pairs(self.call)
            if name.rpartition(":")[2] not in of_every_call
        ]


@dataclass(frozen=True, slots=True)
class Preview:
    """`rows` are the calls of the first rows, `lacking` how many of the first `looked_at` rows have
    no value for something, by sentence. `seconds` is how long all of it would take, about. `same`
    are the steps that would change the same thing for each of the first rows, `empty` what is said
    of rows for which something would be changed without a value."""

    rows: Sequence[Sequence[FilledStep]]
    lacking: Mapping[str, int]
    looked_at: int
    seconds: float
    same: Sequence[Step] = ()
    empty: Sequence[Empty] = ()


def previewed(desk: Desk, run: RowRun) -> Preview:
    """Raises NotFound where a step is for a place or an account that is not there."""
    plan = run.plan
    filling = _filling(desk, plan)
    rows = desk.parts.run_rows.chunk(run, 0)[:CHUNK]
    made = [list(filling.row(row)) for row in rows]
    lacking: Counter[str] = Counter()
    for steps in made:
        lacking.update({fault for one in steps for fault in one.faults})
    calls = max((sum(one.items for one in steps) for steps in made[:SHOWN]), default=1)
    pace, each = plan.pace, plan.workflow.parts.each
    usual = sum(_usual(desk, plan.region, step) for step in each) / max(1, len(each))
    seconds = run.total * calls * usual / pace.at_once
    if pace.per_second:
        seconds = max(seconds, run.total * calls / pace.per_second)
    same = tuple(one[0].step for one in zip(*made[:SHOWN], strict=True) if filling.is_same(one))
    changing = [one for one in each if filling.changes(one)]
    empty = tuple(told(plan.empty, changing, run.total))
    return Preview(made[:SHOWN], lacking, len(rows), seconds, same, empty)


def following(
    desk: Desk, run: RowRun, read: Sequence[tuple[Mapping[str, Json], RowOutcome]]
) -> list[list[FilledStep]]:
    """The calls that would be sent behind what was read of these rows; none of one that failed.
    Raises NotFound."""
    filling = _filling(desk, run.plan)
    return [
        [] if outcome.verdict == "failed" else list(filling.row(row, outcome))
        for row, outcome in read
    ]


def _filling(desk: Desk, plan: Plan) -> "_Filling":
    return _Filling(desk, plan.as_run)


class _Filling:
    """What is the same for all rows is found once."""

    def __init__(self, desk: Desk, run: Run) -> None:
        self._desk = desk
        self._run = run
        self._known: dict[tuple[str, str], tuple[Place, Scope]] = {}
        # What only an answer will say.
        self._later = [
            Variable(one.name, f"[{one.name} of {step.id}]", step.id)
            for step in run.workflow.steps
            for one in step.takings
            if one.name not in run.taken
        ]

    def row(self, row: Mapping[str, Json], read: RowOutcome | None = None) -> Iterator[FilledStep]:
        """With what was `read` of it, the steps alone that this has not done."""
        done = {one.step.partition("#")[0] for one in read.steps} if read else set()
        given = of_steps(read.taken, read.hidden) if read else []
        secrets = tuple(written(v) for name, v in row.items() if v and is_secret(name))
        for step in self._run.workflow.parts.each:
            if step.id in done:
                continue
            place, around = self._around(step)
            scope = around.with_layer([Variable(ROW, dict(row), "this row"), *given, *self._later])
            call = replace(step.call, region=place.region.id, also_secret=secrets)
            items, faults = 1, list[str]()
            if step.each not in {"", ROW}:
                found, faults = _list(scope, step.each)
                items = len(found)
                item = Variable("item", next(iter(found), ""), "this item")
                scope = scope.with_layer([item, *self._of_first(step, done, given)])
            filled, lacking = filled_call(call, scope)
            passed_over = read is not None and _passed_over(step, scope)
            yield FilledStep(step, filled, (*faults, *lacking), items, passed_over)

    def _of_first(
        self, step: Step, done: Collection[str], given: Sequence[Variable]
    ) -> Iterator[Variable]:
        """What the steps of its own block have read of the first item."""
        block = [one for one in self._run.workflow.parts.each if one.each == step.each]
        names = {one.name for other in block if other.id in done for one in other.takings}
        for one in given:
            if one.name in names and isinstance(one.value, list) and one.value:
                yield replace(one, value=one.value[0])

    def is_same(self, calls: Sequence[FilledStep]) -> bool:
        """Whether a step changes something by the same call for several rows, as where nobody said
        what of it is the row's."""
        step, first = calls[0].step, calls[0]
        if len(calls) < 2 or step.each != ROW or any(one.faults for one in calls):
            return False
        later = [written(one.value) for one in self._later]
        return (
            all(one.call == first.call for one in calls)
            and not any(one in value for _, value in first.pairs for one in later)
            and self.changes(step)
        )

    def changes(self, step: Step) -> bool:
        return changes(self._around(step)[0], step)

    def _around(self, step: Step) -> tuple[Place, Scope]:
        key = step.region, step.account
        if key not in self._known:
            place = place_of(self._desk, self._run, step)
            self._known[key] = place, scope_in(self._desk, self._run, place)
        return self._known[key]


def _passed_over(step: Step, scope: Scope) -> bool:
    try:
        return bool(step.when) and not scope.value(step.when)
    except ExpressionFault:
        return False


def _list(scope: Scope, each: str) -> tuple[list[Json], list[str]]:
    try:
        found = scope.value(each)
    except ExpressionFault as fault:
        return [], [fault.sentence]
    # What a step will give is not known to be a list before it has.
    return found if isinstance(found, list) else [], []


def _usual(desk: Desk, region: str, step: Step) -> float:
    """Seconds that a call of that action takes there, by the last ones of history."""
    wanted = Filters(service=step.call.service, region=step.region or region)
    times = [
        one.total_ms / 1000
        for one in desk.parts.history.list(desk.workspace, wanted, limit=_LOOKED_AT).rows
        if one.action == step.call.action and one.outcome == "ok"
    ]
    return median(times) if times else _USUAL


def changes(place: Place, step: Step) -> bool:
    return may_change(place.registry, step.call)
