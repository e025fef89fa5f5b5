"""One row of a run: its steps in order, each call written down before it leaves, and never a change
made twice."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import groupby
from typing import Protocol

from app.call.secrets.masking import is_secret
from app.call.variables.scope import Scope, Variable
from app.call.variables.values import ExpressionFault, Json, written
from app.desk.desk import Desk
from app.desk.place import Place
from app.desk.row_runs.pace import LOOK, MOST_TRIES, busy_pause
from app.desk.row_runs.plan import RowOutcome, StepDone, Verdict
from app.desk.row_runs.replaying import Past, keyed
from app.desk.row_runs.session import refused
from app.desk.running.run import Run, of_steps
from app.desk.running.step import stepping
from app.errors import Busy, NotWritten, UpstreamFailed
from app.history.records import Made, Mark
from app.waits import Steps, Wait
from app.workflows.model import ROW, Step
from app.workflows.outcome import NEVER_SENT, StepOutcome, failed

MOST_ITEMS = 1000  # of an inner list


class Stopped(Exception):
    """Something else is wanted of the run; what was made of the row is found later."""


class Around(Protocol):
    """What is the same for all rows, and kept meanwhile."""

    consent: bool | frozenset[int]
    ks: str

    @property
    def desk(self) -> Desk: ...

    @property
    def carrier(self) -> str:
        """The process that has the run in hand."""

    def goes_on(self) -> bool:
        """Whether nothing else is wanted of the run."""

    def turn(self, step: Step) -> AbstractContextManager[bool]:
        """To be within while a call of the step is made; False where the run does not go on."""

    def of(self, step: Step) -> tuple[Place, Scope]:
        """Where the step is sent, and what is known but for the row. Raises NotFound."""

    def renewed(self, step: Step, used: Place) -> bool:
        """Whether there is another KS in place of the one that was refused."""

    def sent(self, step: Step, outcome: StepOutcome, seconds: float) -> None:
        """A call was answered."""


def carried(
    around: Around,
    run: Run,
    number: int,
    row: Mapping[str, Json],
    past: Sequence[Made],
    *,
    anew: bool = False,
    accepts: bool = False,
) -> Steps[RowOutcome]:
    """What comes of a row, by its number; `run` is at the first of its steps. `past` are the calls
    that were made for it before, by whoever carried the run then. `anew`: what was refused then is
    sent again; `accepts`: what is uncertain counts as done.

    Raises Stopped; other TestMeErrors where no row can be gone on with.
    """
    return (yield from _Row(around, run, number, row, past, anew=anew, accepts=accepts).through())


class _Row:
    def __init__(
        self,
        around: Around,
        run: Run,
        number: int,
        row: Mapping[str, Json],
        past: Sequence[Made],
        *,
        anew: bool,
        accepts: bool,
    ) -> None:
        self._around = around
        self._run = run
        self._number = number
        self._layer = [Variable(ROW, dict(row), "this row")]
        # Not the row as a whole: what else is in it can be shown.
        self._secrets = tuple(written(v) for name, v in row.items() if v and is_secret(name))
        self._past = Past(
            past,
            run.workflow.steps,
            lambda step: around.of(step)[0],
            secrets=self._secrets,
            anew=anew,
            accepts=accepts,
        )
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
                except ExpressionFault as fault:
                    return self._over(replace(failed(group[0], fault.sentence), stops=True))
            is_inner = each not in {"", ROW}
            lists: dict[str, list[Json]] = {one.name: [] for step in group for one in step.takings}
            for place, (key, item) in enumerate(keyed(items)):
                for step in group:
                    name = f"{step.id}#{key}" if is_inner else step.id
                    came = yield from self._step(step, name, place if is_inner else -1, item)
                    for taken, value in came.taken.items():
                        lists[taken].append(value)
                    if came.stops or came.uncertain:
                        return self._over(came)
            if is_inner:
                # One value for each item: the last alone would tell nothing of the others.
                self._run = replace(self._run, taken={**self._run.taken, **lists})
        return self._over(None)

    def _items(self, each: str, step: Step) -> Sequence[Json]:
        found = self._around_row(step, None)[1].value(each)
        if not isinstance(found, list):
            raise ExpressionFault(f"{each} is no list: nothing can be done for each of it.")
        if len(found) > MOST_ITEMS:
            raise ExpressionFault(f"{each} has {len(found):,} items; {MOST_ITEMS:,} are the most.")
        return found

    def _step(self, step: Step, name: str, inner: int, item: Json | None) -> Steps[StepOutcome]:
        mark = Mark(self._run.id, self._number, name, self._around.carrier)
        plain = replace(step, call=replace(step.call, also_secret=self._secrets))
        workflow = replace(self._run.workflow, steps=(plain,))
        run = replace(self._run, workflow=workflow, at=0, attempt=0)
        came = self._past.of(
            self._around.desk, plain, mark, lambda: self._around_row(plain, item)[1]
        )
        renewed, unwritten = False, 0
        while True:
            if came is None:
                used, _ = self._around.of(plain)
                try:
                    came = yield from self._sending(plain, run, mark, item)
                except (Busy, NotWritten) as fault:
                    # As while a backup is made.
                    unwritten += isinstance(fault, NotWritten)
                    if unwritten > MOST_TRIES:
                        raise
                    yield from self._pause(busy_pause(max(0, unwritten - 1)))
                    continue
                missing = came.code == "MISSING_KS"
                if (missing or came.code == "INVALID_KS") and not step.call.ks:
                    # What was refused for its KS was not carried out.
                    if missing or renewed or not self._around.renewed(plain, used):
                        raise refused(came.code, used.chosen or self._around.ks, anew=renewed)
                    renewed, came = True, None
                    continue
            away = came.code in NEVER_SENT
            if came.verdict == "again":
                yield from self._pause(came.again_in)
            elif (away or came.busy) and not came.uncertain and came.attempt <= MOST_TRIES:
                # Where a person would look again in a moment, a run does.
                yield from self._pause(busy_pause(came.attempt - 1))
            elif away:  # and so it is for the rows that follow
                said = came.sentence.removeprefix(f"{came.code}: ")
                raise UpstreamFailed(f"Nothing gets through: {said}")
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

    def _sending(self, step: Step, run: Run, mark: Mark, item: Json | None) -> Steps[StepOutcome]:
        """Raises Stopped, and Busy."""
        with self._around.turn(step) as came:
            if not came:
                raise Stopped
            began = time.monotonic()
            outcome = yield from stepping(
                self._around.desk,
                run,
                consent=self._around.consent,
                ks=self._around.ks,
                around=lambda one: self._around_row(one, item),
                mark=mark,
            )
            if outcome.call_id:
                self._around.sent(step, outcome, time.monotonic() - began)
            return outcome

    def _pause(self, seconds: float) -> Iterator[Wait]:
        """Raises Stopped."""
        until = time.monotonic() + seconds
        while (now := time.monotonic()) < until:
            if not self._around.goes_on():
                raise Stopped
            yield Wait(min(until, now + LOOK))

    def _around_row(self, step: Step, item: Json | None) -> tuple[Place, Scope]:
        place, scope = self._around.of(step)
        layer = [Variable("item", item, "this item")] if item is not None else []
        taken = of_steps(self._run.taken, self._hidden)
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
