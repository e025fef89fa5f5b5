"""Carrying a run out, by one process: its chunks of rows, several rows at a time."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import SQLAlchemyError

from app.call.variables.values import Json
from app.desk.desk import Desk
from app.desk.row_runs.obstacles import ENOUGH, Way
from app.desk.row_runs.one_row import Stopped, carried
from app.desk.row_runs.pace import Paces
from app.desk.row_runs.plan import CHUNK, WRONG, RowOutcome, RowRun, wrong
from app.desk.row_runs.surroundings import Surroundings
from app.desk.running.run import Run
from app.errors import TestMeError
from app.history.records import Made
from app.storage.troubles import trouble_of
from app.waits import drive

_WRITTEN_AT_ONCE, _WRITTEN_AFTER = 50, 0.5  # outcomes, and seconds
TRIES, TRY_PAUSE = 6, 1.0  # of writing what came of rows; seconds, twice as many each time
_BLOCKED = (
    "Nothing gets through: {count} rows in a row came to what is not the rows' doing. Go on once "
    "that is over: those of which nothing was carried out are done then. The last came to {said}"
)


class Carrier:
    """`wanted` says what somebody wants of the run meanwhile: "pause", "cancel", or "". It is asked
    before each call."""

    def __init__(
        self, desk: Callable[[], Desk], run: RowRun, paces: Paces, wanted: Callable[[], str]
    ) -> None:
        self._run = run
        self._wanted = wanted
        self.around = Surroundings(desk, run, paces, self._goes_on)
        self._lock = threading.Lock()
        self._outcomes: list[RowOutcome] = []
        self._written_at = time.monotonic()
        self._failures = 0
        self._way = Way()
        self._halt: str = ""

    @property
    def halted(self) -> str:
        """A sentence: why it could not go on; "" while it can."""
        return self._halt

    def chunk(self, number: int, most: int = CHUNK) -> bool:
        """Carry out what is left of a chunk, of at most its first `most` rows; whether all of them
        came to an end. Not so where something else is wanted, or `halted`."""
        store, first = self._desk.parts.run_rows, number * CHUNK
        rows = store.chunk(self._run, number)[:most]
        here = range(first, first + len(rows))
        over = store.numbers(self._run, here)
        left = [one for one in here if one not in over]
        past: dict[int, list[Made]] = {}
        for one in self._desk.parts.history.made(self._run.id, here) if left else ():
            past.setdefault(one.mark.row, []).append(one)
        if self._run.plan.stop_after and not self._failures:
            self._failures = wrong(store.counts(self._run)) - self._run.plan.forgiven
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
        if self._goes_on():
            self._outcomes += self._way.released()
        self._write(last=True)
        return len(store.numbers(self._run, here)) == len(here)

    @property
    def _desk(self) -> Desk:
        return self.around.desk

    def _goes_on(self) -> bool:
        return not self._halt and not self._wanted()

    def _next(self, waiting: Iterator[int]) -> int | None:
        with self._lock:
            return next(waiting, None) if self._goes_on() else None

    def _one(self, run: Run, number: int, row: Mapping[str, Json], past: Sequence[Made]) -> None:
        try:
            outcome = drive(carried(self.around, run, number, row, past))
        except Stopped:
            return
        except TestMeError as fault:
            self._halt = self._halt or fault.sentence
            return
        except SQLAlchemyError as fault:
            self._halt = self._halt or unusable(fault)
            return
        stop_after = self._run.plan.stop_after
        with self._lock:
            made = self._way.after(outcome, tried=bool(past))
            self._outcomes += made
            self._failures += sum(one.verdict in WRONG for one in made)
            if self._way.blocked:
                self._halt = self._halt or _BLOCKED.format(count=ENOUGH, said=outcome.sentence)
            if stop_after and self._failures >= stop_after:
                self._halt = self._halt or f"It was to stop after {stop_after} failures."
        self._write()

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
        for attempt in range(TRIES):
            try:
                self._desk.parts.run_rows.write(self._run, made)
                return
            except SQLAlchemyError as fault:
                cause = trouble_of(fault)
                if cause is None:
                    raise
                if attempt == TRIES - 1:
                    self._halt = f"What came of the rows cannot be kept: {cause}."
                else:
                    time.sleep(TRY_PAUSE * 2**attempt)


def unusable(fault: SQLAlchemyError) -> str:
    """What a run is told that cannot go on for our own database. Raises what is a fault of ours."""
    cause = trouble_of(fault)
    if cause is None:
        raise fault
    return f"The console's own database could not be used: {cause}."
