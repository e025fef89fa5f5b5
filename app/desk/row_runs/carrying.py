"""Carrying a run out, by one process: its chunks of rows, several rows at a time."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from sqlalchemy.exc import SQLAlchemyError

from app.call.variables.scope import Scope, Variable
from app.call.variables.values import Json
from app.desk.desk import Desk
from app.desk.place import Place
from app.desk.row_runs import pace as pacing
from app.desk.row_runs.one_row import carried
from app.desk.row_runs.pace import Paces
from app.desk.row_runs.plan import CHUNK, RowOutcome, RowRun
from app.desk.running.run import Run
from app.desk.running.step import place_of
from app.desk.saved.scope import scope_at
from app.errors import TestMeError
from app.history.records import Made
from app.storage.troubles import trouble_of
from app.waits import drive
from app.workflows.model import Step, Workflow
from app.workflows.outcome import StepOutcome

FRESH = 30.0  # seconds for which what is so around the rows is not read again
_WRITTEN_AT_ONCE, _WRITTEN_AFTER = 50, 0.5  # outcomes, and seconds
_TRIES, _TRY_PAUSE = 6, 1.0  # of writing outcomes; seconds, twice as many each time


class Halt(Exception):
    """The run cannot be gone on with; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Carrier:
    """`wanted` says what somebody wants of the run meanwhile: "pause", "cancel", or "". It is asked
    before each row."""

    def __init__(self, desk: Desk, run: RowRun, paces: Paces, wanted: Callable[[], str]) -> None:
        self._run = run
        self._wanted = wanted
        self._paces = paces
        self._own = pacing.own(run.plan.pace)
        self.around = Surroundings(desk, run, self._region_pace)
        self._lock = threading.Lock()
        self._outcomes: list[RowOutcome] = []
        self._written_at = time.monotonic()
        self._failures = 0
        self._halt: str = ""

    @property
    def halted(self) -> str:
        """A sentence: why it could not go on; "" while it can."""
        return self._halt

    def chunk(self, number: int, most: int = CHUNK) -> int:
        """Carry out what is left of a chunk, of at most its first `most` rows; how many rows came
        to an end. Fewer than there are, where something else is wanted, or `halted`."""
        store, first = self._desk.parts.run_rows, number * CHUNK
        rows = store.chunk(self._run, number)[:most]
        here = range(first, first + len(rows))
        over = store.numbers(self._run, here)
        left = [one for one in here if one not in over]
        past: dict[int, list[Made]] = {}
        for one in self._desk.parts.history.made(self._run.id, here) if left else ():
            past.setdefault(one.mark.row, []).append(one)
        if self._run.plan.stop_after and not self._failures:
            self._failures = store.counts(self._run).get("failed", 0)
        waiting = iter(left)
        run = self.around.run_value(self._run.plan.workflow.parts.each)

        def work() -> None:
            while (one := self._next(waiting)) is not None:
                self._one(run, one, rows[one - first], past.get(one, []))

        threads = min(self._run.plan.pace.at_once, len(left))
        if threads:
            with ThreadPoolExecutor(threads, thread_name_prefix="row") as pool:
                for done in [pool.submit(work) for _ in range(threads)]:
                    done.result()
        self._write(last=True)
        return len(store.numbers(self._run, here))

    @property
    def _desk(self) -> Desk:
        return self.around.desk

    def _goes_on(self) -> bool:
        return not self._halt and not self._wanted()

    def _next(self, waiting: Iterator[int]) -> int | None:
        with self._lock:
            return next(waiting, None) if self._goes_on() else None

    def _one(self, run: Run, number: int, row: Mapping[str, Json], past: Sequence[Made]) -> None:
        with self._own.turn(self._goes_on) as ours, self._region_pace().turn(self._goes_on) as all_:
            if not (ours and all_):
                return
            try:
                outcome = drive(carried(self.around, run, number, row, past))
            except TestMeError as fault:
                self._halt = self._halt or fault.sentence
                return
        stop_after = self._run.plan.stop_after
        with self._lock:
            self._outcomes.append(outcome)
            self._failures += outcome.verdict == "failed"
            if stop_after and self._failures >= stop_after:
                self._halt = self._halt or f"It was to stop after {stop_after} failures."
        self._write()

    def _region_pace(self) -> pacing.Pacing:
        return self._paces.of(self._run.plan.region)

    def _write(self, *, last: bool = False) -> None:
        with self._lock:
            now = time.monotonic()
            enough = len(self._outcomes) >= _WRITTEN_AT_ONCE
            if not (last or enough or now - self._written_at > _WRITTEN_AFTER):
                return
            made, self._outcomes, self._written_at = self._outcomes, [], now
        self._written(made)

    def _written(self, made: list[RowOutcome]) -> None:
        """Tried again for a while; what cannot be written is found in history later."""
        for attempt in range(_TRIES):
            try:
                self._desk.parts.run_rows.write(self._run, made)
                return
            except SQLAlchemyError as fault:
                cause = trouble_of(fault)
                if cause is None:
                    raise
                if attempt == _TRIES - 1:
                    self._halt = f"What came of the rows cannot be kept: {cause}."
                else:
                    time.sleep(_TRY_PAUSE * 2**attempt)


class Surroundings:
    """What is the same for all rows of a run, read now and then. See `one_row.Around`."""

    def __init__(self, desk: Desk, run: RowRun, region_pace: Callable[[], pacing.Pacing]) -> None:
        self.desk = desk
        self.consent = run.plan.consent is not None and run.plan.good_for
        self.ks = run.plan.ks
        self.run = run
        self._pace = region_pace
        self._lock = threading.RLock()
        self._known: dict[tuple[str, str], tuple[float, Place, Scope]] = {}
        self._taken = dict(run.plan.taken)

    def run_value(self, steps: tuple[Step, ...]) -> Run:
        """The run of these steps, once or for one row."""
        plan = self.run.plan
        return Run(
            self.run.id,
            replace(plan.workflow, steps=steps),
            plan.source,
            plan.region,
            account=plan.account,
            kept=plan.kept,
            collection=plan.collection,
            given=plan.given,
            taken=self._taken,
        )

    def learned(self, taken: Mapping[str, Json]) -> None:
        """What is done once has given these."""
        self._taken |= taken

    @property
    def workflow(self) -> Workflow:
        return self.run.plan.workflow

    def known(self, step: Step, taken: Mapping[str, Json]) -> tuple[Place, Scope]:
        """As `of`, with what earlier steps have given."""
        place, scope = self.of(step)
        layer = [Variable(name, value, "an earlier step") for name, value in taken.items()]
        return place, scope.with_layer(layer)

    def of(self, step: Step) -> tuple[Place, Scope]:
        key = step.region, step.account
        now = time.monotonic()
        with self._lock:
            known = self._known.get(key)
            if known is None or known[0] < now - FRESH:
                run = self.run_value(())
                place = self._with_living_ks(place_of(self.desk, run, step))
                scope = scope_at(self.desk, place, self.run.plan.collection)
                for layer in reversed(run.variables()[1:]):
                    scope = scope.with_layer(layer)
                known = self._known[key] = now, place, scope
        return known[1], known[2]

    def renewed(self, step: Step, used: Place) -> bool:
        with self._lock:
            before = used.chosen
            place, _ = self.of(step)
            if before is None:
                return False
            if place.chosen and place.chosen.ks != before.ks:
                return True
            return self._renewed(place)

    def sent(self, outcome: StepOutcome, seconds: float) -> None:
        self._pace().answered(seconds, refused=outcome.busy)

    def _with_living_ks(self, place: Place) -> Place:
        if place.chosen and place.chosen.expired(time.time() + 2 * FRESH) and self._renewed(place):
            return self.desk.place(place.region.id).using(place.chosen.id)
        return place

    def _renewed(self, place: Place) -> bool:
        if place.chosen is None or place.chosen.id not in place.renewable:
            return False
        try:
            came = self.desk.renew(place.chosen)
        except TestMeError:
            return False
        self._known.clear()
        return came.kept is not None
