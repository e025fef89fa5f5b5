"""One row of a run: its steps in order, each call written down before it leaves, and never a change
made twice."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Protocol

from app.call.secrets.masking import is_secret
from app.call.variables.scope import Scope, Variable
from app.call.variables.values import ExpressionFault, Json, written
from app.desk.consent import may_change
from app.desk.desk import Desk
from app.desk.place import Place
from app.desk.row_runs.looking_up import looked_up
from app.desk.row_runs.plan import RowOutcome, StepDone, Verdict
from app.desk.running.run import Run
from app.desk.running.step import stepping
from app.errors import Busy, NotFound
from app.history.records import Made, Mark
from app.storage.sealing import SealBroken
from app.waits import Steps, Wait
from app.workflows.model import ROW, Step
from app.workflows.outcome import StepOutcome, failed, of_answer

MOST_ITEMS = 1000  # of an inner list
MOST_TRIES = 4  # of a call for which the server is too busy
_BUSY_PAUSE = 1.0  # seconds, twice as many each time
INTERRUPTED = (
    "It had left when the console ended, and no answer came: it may have been carried out."
)


class Around(Protocol):
    """What is the same for all rows, and kept meanwhile."""

    desk: Desk
    consent: bool | frozenset[int]
    ks: str

    def of(self, step: Step) -> tuple[Place, Scope]:
        """Where the step is sent, and what is known but for the row. Raises NotFound."""

    def renewed(self, step: Step, used: Place) -> bool:
        """Whether there is another KS in place of the one that was refused."""

    def sent(self, outcome: StepOutcome, seconds: float) -> None:
        """A call was answered."""


def carried(
    around: Around, run: Run, number: int, row: Mapping[str, Json], past: Sequence[Made]
) -> Steps[RowOutcome]:
    """What comes of a row, by its number; `run` is at the first of its steps. `past` are the calls
    that were made for it before, by whoever carried the run then.

    Raises NeedsConsent, Refused and NotWritten, where no row can be gone on with.
    """
    return (yield from _Row(around, run, number, row, past).through())


class _Row:
    def __init__(
        self,
        around: Around,
        run: Run,
        number: int,
        row: Mapping[str, Json],
        past: Sequence[Made],
    ) -> None:
        self._around = around
        self._run = run
        self._number = number
        self._layer = [Variable(ROW, dict(row), "this row")]
        # Not the row as a whole: what else is in it can be shown.
        self._secrets = tuple(written(v) for name, v in row.items() if v and is_secret(name))
        self._past = {one.mark.step: one for one in past}  # the last one of each step
        self._done: list[StepDone] = []
        self._hidden: set[str] = set()
        self._began_with = frozenset(run.taken)

    def through(self) -> Steps[RowOutcome]:
        for each, steps in groupby(self._run.workflow.steps, lambda one: one.each):
            group = list(steps)
            items: Sequence[Json | None] = [None]
            if each not in {"", ROW}:
                try:
                    items = self._items(each, group[0])
                except (ExpressionFault, NotFound) as fault:
                    return self._over(replace(failed(group[0], fault.sentence), stops=True))
            is_inner = each not in {"", ROW}
            lists: dict[str, list[Json]] = {one.name: [] for step in group for one in step.takings}
            for place, item in enumerate(items):
                for step in group:
                    came = yield from self._step(step, place if is_inner else -1, item)
                    for name, value in came.taken.items():
                        lists[name].append(value)
                    if came.stops or came.uncertain:
                        return self._over(came)
            if is_inner:
                # One value for each item: the last alone would tell nothing of the others.
                self._run = replace(self._run, taken={**self._run.taken, **lists})
        return self._over(None)

    def _items(self, each: str, step: Step) -> Sequence[Json]:
        _, scope = self._around_row(step, None)
        found = scope.value(each)
        if not isinstance(found, list):
            raise ExpressionFault(f"{each} is no list: nothing can be done for each of it.")
        if len(found) > MOST_ITEMS:
            raise ExpressionFault(f"{each} has {len(found):,} items; {MOST_ITEMS:,} are the most.")
        return found

    def _step(self, step: Step, inner: int, item: Json | None) -> Steps[StepOutcome]:
        mark = Mark(self._run.id, self._number, step.id if inner < 0 else f"{step.id}#{inner}")
        plain = replace(step, call=replace(step.call, also_secret=self._secrets))
        workflow = replace(self._run.workflow, steps=(plain,))
        run = replace(self._run, workflow=workflow, at=0, attempt=0)
        came = self._replayed(plain, mark, item)
        renewed = False
        while True:
            if came is None:
                began = time.monotonic()
                used = None
                try:
                    used, _ = self._around.of(plain)
                    came = yield from stepping(
                        self._around.desk,
                        run,
                        consent=self._around.consent,
                        ks=self._around.ks,
                        around=lambda one: self._around_row(one, item),
                        mark=mark,
                    )
                except NotFound as fault:
                    came = failed(plain, fault.sentence)
                except Busy:
                    yield from _pause(_BUSY_PAUSE)
                    continue
                if came.call_id:
                    self._around.sent(came, time.monotonic() - began)
                if came.code == "INVALID_KS" and used and not renewed:
                    renewed = True
                    if self._around.renewed(plain, used):
                        # What was refused for its KS was not carried out.
                        came = None
                        continue
            if came.verdict == "again":
                yield from _pause(came.again_in)
            elif came.busy and not came.uncertain and came.attempt <= MOST_TRIES:
                # Where a person would look again in a moment, a run does.
                yield from _pause(_BUSY_PAUSE * 2 ** (came.attempt - 1))
            else:
                break
            run, came = replace(run, attempt=came.attempt), None
        self._hidden |= set(came.secret)
        self._run = replace(self._run, taken={**self._run.taken, **came.taken})
        verdict = "uncertain" if came.uncertain else came.verdict
        self._done.append(
            StepDone(
                *(step.id, verdict, came.sentence, came.call_id, came.code),
                item=inner,
                attempts=came.attempt,
            )
        )
        return came

    def _replayed(self, step: Step, mark: Mark, item: Json | None) -> StepOutcome | None:
        """What came of a step that changes something and was sent before; None where it is to be
        sent now."""
        made = self._past.pop(mark.step, None)
        if made is None:
            return None
        place, scope = self._around_row(step, item)
        if not may_change(place.registry, step.call):
            return None
        try:
            record = self._around.desk.parts.history.get(self._around.desk.workspace, made.call_id)
        except (NotFound, SealBroken):
            return replace(failed(step, INTERRUPTED, call_id=made.call_id), uncertain=True)
        if made.open or record.outcome.kind == "interrupted":
            looks = replace(mark, step=f"{mark.step}?")
            found = looked_up(self._around.desk, place, record.call, looks)
            if found.carried_out:
                return StepOutcome(step.id, "ok", found.sentence, made.call_id)
            said = f"{INTERRUPTED} {found.sentence}".strip()
            return replace(failed(step, said, call_id=made.call_id), uncertain=True)
        return of_answer(
            step, record.answer, record.outcome, scope, call_id=made.call_id, changes=True
        )

    def _around_row(self, step: Step, item: Json | None) -> tuple[Place, Scope]:
        place, scope = self._around.of(step)
        layer = [Variable("item", item, "this item")] if item is not None else []
        taken = [
            Variable(name, value, "an earlier step", name in self._hidden)
            for name, value in self._run.taken.items()
        ]
        return place, scope.with_layer([*layer, *self._layer, *taken])

    def _over(self, last: StepOutcome | None) -> RowOutcome:
        verdicts = [one.verdict for one in self._done]
        verdict: Verdict = "ok"
        if last is not None and last.uncertain:
            verdict = "uncertain"
        elif last is not None or "failed" in verdicts:
            verdict = "failed"
        elif verdicts and all(one == "skipped" for one in verdicts):
            verdict = "skipped"
        wrong = next((one.sentence for one in self._done if one.verdict == "failed"), "")
        own = {n: v for n, v in self._run.taken.items() if n not in self._began_with}
        return RowOutcome(
            self._number,
            verdict,
            last.sentence if last is not None else wrong,
            tuple(self._done),
            own,
            tuple(self._hidden.intersection(own)),
        )


def _pause(seconds: float) -> Iterator[Wait]:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        yield Wait(until)
