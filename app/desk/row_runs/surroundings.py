"""What is the same for all rows of a run: where its steps are sent, with which KS, and how fast."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from app.call.variables.scope import Scope
from app.call.variables.values import Json
from app.desk.desk import Desk
from app.desk.place import Place
from app.desk.row_runs import pace as pacing
from app.desk.row_runs.pace import Paces
from app.desk.row_runs.plan import RowRun
from app.desk.row_runs.session import place_with_ks
from app.desk.running.run import Run, of_steps
from app.desk.saved.scope import scope_at
from app.errors import TestMeError
from app.sessions.kept import KeptSession
from app.workflows.model import Step, Workflow
from app.workflows.outcome import StepOutcome

FRESH = 30.0  # seconds for which what is so around the rows is not read again
_WHO = 5.0  # the same of who began it


class Surroundings:
    """What is the same for all rows of a run, read now and then. See `one_row.Around`.

    `desk_now` makes the desk of whoever began the run, whose role may be less by then."""

    def __init__(
        self, desk_now: Callable[[], Desk], run: RowRun, paces: Paces, goes_on: Callable[[], bool]
    ) -> None:
        self.consent = run.plan.consent is not None and run.plan.good_for
        self.ks = run.plan.ks
        self.run = run
        self.goes_on = goes_on
        self._desk_now = desk_now
        self._desk = desk_now()
        self._desk_at = time.monotonic()
        self._own = pacing.own(run.plan.pace)
        self._paces = paces
        self._kept = run.plan.kept
        self._lock = threading.RLock()
        self._known: dict[tuple[str, str], tuple[float, Place, Scope]] = {}
        self._taken = dict(run.plan.taken)

    @property
    def desk(self) -> Desk:
        with self._lock:
            if self._desk_at < time.monotonic() - _WHO:
                self._desk, self._desk_at = self._desk_now(), time.monotonic()
            return self._desk

    @property
    def carrier(self) -> str:
        return self.run.carrier

    @contextmanager
    def turn(self, step: Step) -> Iterator[bool]:
        with (
            self._own.turn(self.goes_on) as ours,
            self._pace(step).turn(self.goes_on) as all_,
        ):
            yield ours and all_

    def _pace(self, step: Step) -> pacing.Pacing:
        return self._paces.of(self.of(step)[0].region.id)

    def run_value(self, steps: tuple[Step, ...]) -> Run:
        """The run of these steps, once or for one row."""
        own, workflow = self.run.plan.as_run, replace(self.workflow, steps=steps)
        return replace(own, id=self.run.id, workflow=workflow, kept=self._kept, taken=self._taken)

    def learned(self, taken: Mapping[str, Json]) -> None:
        """What is done once has given these."""
        self._taken |= taken

    @property
    def workflow(self) -> Workflow:
        return self.run.plan.workflow

    def known(self, step: Step, taken: Mapping[str, Json]) -> tuple[Place, Scope]:
        """As `of`, with what earlier steps have given."""
        place, scope = self.of(step)
        return place, scope.with_layer(of_steps(taken))

    def of(self, step: Step) -> tuple[Place, Scope]:
        key = step.region, step.account
        now = time.monotonic()
        with self._lock:
            known = self._known.get(key)
            if known is None or known[0] < now - FRESH:
                run = self.run_value(())
                place, kept = place_with_ks(self.desk, self.run.plan, run, step)
                if kept != self._kept:
                    self._keep(kept)
                place = self._with_living_ks(place)
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
            return self._renewed(place) is not None

    def sent(self, step: Step, outcome: StepOutcome, seconds: float) -> None:
        pace = self._pace(step)
        pace.answered(seconds, refused=outcome.busy)

    def _with_living_ks(self, place: Place) -> Place:
        if place.chosen and place.chosen.expired(time.time() + 2 * FRESH):
            came = self._renewed(place)
            if came:
                return self.desk.place(place.region.id).using(came.id)
        return place

    def _renewed(self, place: Place) -> KeptSession | None:
        if place.chosen is None or place.chosen.id not in place.renewable:
            return None
        try:
            came = self.desk.renew(place.chosen).kept
        except TestMeError:
            return None
        self._known.clear()
        if came and place.chosen.id == self._kept:
            self._keep(came.id)
        return came

    def _keep(self, kept: str) -> None:
        """There is another one in its place."""
        self._kept = kept
        self.run = self.desk.parts.row_runs.change(self.run, kept=kept)
