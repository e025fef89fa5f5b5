"""What is done of a run, unit by unit, each of which can be done again without harm."""

import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

from app.desk.desk import Desk
from app.desk.parts import Parts
from app.desk.row_runs import verbs
from app.desk.row_runs.carrying import Carrier
from app.desk.row_runs.gathering import gathered
from app.desk.row_runs.keeper import WorkingOf
from app.desk.row_runs.one_row import carried
from app.desk.row_runs.pace import Paces
from app.desk.row_runs.plan import AFTER, BEFORE, CHUNK, RowRun, Status
from app.errors import TestMeError
from app.people.audit import Who
from app.people.roles import Role
from app.waits import drive
from app.workflows.model import Step

log = logging.getLogger(__name__)

_GATHER, _BEFORE, _ROWS, _AFTER = "gather", "before", "rows ", "after"


def working_of(parts: Parts) -> WorkingOf:
    """What a keeper needs to carry runs out."""
    return lambda run, paces, wanted: Working(desk_of(parts, run), run, paces, wanted)


def desk_of(parts: Parts, run: RowRun) -> Desk:
    """The desk of whoever began a run, whose role may be less by now."""
    role = Role(run.plan.role)
    if parts.settings.auth in {"people", "oidc"}:
        person = parts.people.find(run.plan.person)
        role = min(role, person.role) if person else Role.READ
    return Desk(parts, run.workspace, role, Who(run.plan.person, run.plan.address))


class Working:
    """`wanted` is "pause", "cancel" or "stop" (the process ends), "" while it is to go on."""

    def __init__(self, desk: Desk, run: RowRun, paces: Paces, wanted: Callable[[], str]) -> None:
        self._desk = desk
        self._run = run
        self._wanted = wanted
        self._carrier = Carrier(desk, run, paces, wanted)

    def units(self) -> Iterator[str]:
        if self._run.status == "gathering":
            yield _GATHER
            return
        yield _BEFORE
        for number in range(-(-self._run.total // CHUNK)):
            yield f"{_ROWS}{number}"
        yield _AFTER

    def unit(self, name: str) -> bool:
        """Whether the run goes on; where it does not, its status says why."""
        try:
            match name:
                case "gather":
                    return self._gather()
                case "before":
                    return self._once(self._run.plan.workflow.parts.before, BEFORE)
                case "after":
                    return self._once(self._run.plan.workflow.parts.after, AFTER) and self._end()
            return self._rows(int(name.removeprefix(_ROWS)))
        except TestMeError as fault:
            self._pause(fault.sentence)
        except Exception:
            log.exception("A run failed.")
            self._pause("Something went wrong on our side: the log of the console says what.")
        return False

    def _gather(self) -> bool:
        try:
            rows = gathered(self._carrier.around, self._wanted, self._found)
            self._desk.parts.run_rows.add(self._run, rows)
        except TestMeError as fault:
            self._change("failed", trouble=fault.sentence)
            return False
        wanted = self._wanted()
        if wanted == "stop":
            return False
        self._change("cancelled" if wanted else "ready")
        if self._run.plan.auto is not None and not wanted:
            verbs.by_itself(self._desk, self._run)
        return False

    def _found(self, count: int) -> None:
        """How many rows there are so far, for whoever looks on."""
        self._desk.parts.row_runs.tell_total(self._run, count)

    def _once(self, steps: tuple[Step, ...], number: int) -> bool:
        store, run = self._desk.parts.run_rows, self._run
        if not steps or self._left():
            return not self._left()
        outcome = store.one(run, number)
        if outcome is None or outcome.verdict == "failed":
            past = [
                one
                for one in self._desk.parts.history.made(run.id, range(number, number + 1))
                if one.open or one.outcome == "ok"
            ]
            value = self._carrier.around.run_value(steps)
            outcome = drive(carried(self._carrier.around, value, number, {}, past))
            store.forget(run, number)
            store.write(run, [outcome])
        if outcome.verdict in {"failed", "uncertain"}:
            when = "before the rows" if number == BEFORE else "after the rows"
            self._pause(f"What is done {when} did not go through: {outcome.sentence}")
            return False
        self._carrier.around.learned(outcome.taken)
        return True

    def _rows(self, number: int) -> bool:
        trial = self._run.plan.trial
        most = min(CHUNK, trial - number * CHUNK) if trial else CHUNK
        if most > 0:
            self._carrier.chunk(number, most)
        if self._carrier.halted:
            self._pause(self._carrier.halted)
            return False
        if self._left():
            return False
        if trial and (number + 1) * CHUNK >= trial and trial < self._run.total:
            self._change("paused", trial=0, trouble=f"The first {trial} rows are done, as asked.")
            return False
        return True

    def _left(self) -> bool:
        """Whether something else is wanted, which is done then."""
        match self._wanted():
            case "":
                return False
            case "cancel":
                self._change("cancelled", ended_at=time.time())
            case "pause":
                self._pause("")
        return True

    def _pause(self, sentence: str) -> None:
        self._change("paused", trouble=sentence)

    def _end(self) -> bool:
        self._change("done", ended_at=time.time(), trouble="")
        return False

    def _change(self, status: Status, **changed: Any) -> None:
        self._desk.parts.row_runs.change(self._run, status=status, wanted="", carrier="", **changed)
