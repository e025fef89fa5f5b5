"""What is done of a run, unit by unit, each of which can be done again without harm."""

import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from app.desk.desk import Desk
from app.desk.parts import Parts
from app.desk.row_runs import verbs
from app.desk.row_runs.begun import settle
from app.desk.row_runs.carrying import TRIES, TRY_PAUSE, Carrier, unusable
from app.desk.row_runs.empty_cells import EmptyCells
from app.desk.row_runs.gathering import gathered
from app.desk.row_runs.keeper import WorkingOf
from app.desk.row_runs.one_row import Stopped, carried
from app.desk.row_runs.pace import Paces
from app.desk.row_runs.plan import AFTER, BEFORE, CHUNK, RowRun, Status
from app.errors import BadInput, Conflict, TestMeError
from app.people.audit import Who
from app.people.roles import Role
from app.waits import drive
from app.workflows.model import Step

log = logging.getLogger(__name__)

_GATHER, _BEFORE, _ROWS, _AFTER = "gather", "before", "rows ", "after"


def working_of(parts: Parts) -> WorkingOf:
    """What a keeper needs to carry runs out."""
    return lambda run, paces, wanted: Working(lambda: desk_of(parts, run), run, paces, wanted)


def desk_of(parts: Parts, run: RowRun) -> Desk:
    """The desk of whoever began a run, whose role may be less by now."""
    role = Role(run.plan.role)
    if parts.settings.auth in {"people", "oidc"}:
        person = parts.people.find(run.plan.person)
        role = min(role, person.role) if person else Role.READ
    return Desk(parts, run.workspace, role, Who(run.plan.person, run.plan.address))


class Working:
    """`wanted` is "pause", "cancel" or "stop" (the process ends), "" while it is to go on."""

    def __init__(
        self, desk: Callable[[], Desk], run: RowRun, paces: Paces, wanted: Callable[[], str]
    ) -> None:
        self._run = run
        self._asked = wanted
        self._heard = ""
        self._learned = False
        self._carrier = Carrier(desk, run, paces, self._wanted)

    @property
    def _desk(self) -> Desk:
        return self._carrier.around.desk

    def _wanted(self) -> str:
        # What some rows were left for must not be forgotten by whoever asks after them.
        self._heard = self._heard or self._asked()
        return self._heard

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
            return self._unit(name)
        except SQLAlchemyError as fault:
            # It stands as under way, and is taken up again when nobody was heard of for a while.
            log.warning("How a run ended cannot be kept: %s", unusable(fault))
            return False

    def _unit(self, name: str) -> bool:
        try:
            match name:
                case "gather":
                    return self._gather()
                case "before":
                    return self._once(self._run.plan.workflow.parts.before, BEFORE)
                case "after":
                    return self._once(self._run.plan.workflow.parts.after, AFTER) and self._end()
            return self._rows(int(name.removeprefix(_ROWS)))
        except Stopped:
            self._left()
        except TestMeError as fault:
            self._pause(fault.sentence)
        except SQLAlchemyError as fault:
            self._pause(unusable(fault))
        except Exception:
            log.exception("A run failed.")
            self._pause("Something went wrong on our side: the log of the console says what.")
        return False

    def _gather(self) -> bool:
        try:
            rows = gathered(self._carrier.around, self._wanted, self._found)
            cells = EmptyCells(self._run.plan.workflow.parts.each)
            self._desk.parts.run_rows.add(self._run, cells.passing(rows))
        except Conflict:
            return False
        except TestMeError as fault:
            self._change("failed", trouble=fault.sentence)
            return False
        except SQLAlchemyError as fault:
            self._change("failed", trouble=unusable(fault))
            return False
        wanted = self._heard
        if wanted == "stop":
            return False
        self._change("cancelled" if wanted else "ready", empty=cells.counts)
        plan = self._run.plan
        if not wanted and (plan.auto is not None or not plan.workflow.parts.each):
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
        if outcome is None or outcome.verdict in {"failed", "uncertain"}:
            around, name = self._carrier.around, _BEFORE if number == BEFORE else _AFTER
            if number == AFTER:
                self._learn()
            value = around.run_value(steps)
            past = self._desk.parts.history.made(run.id, range(number, number + 1))
            seen = name in run.plan.done
            outcome = drive(carried(around, value, number, {}, past, anew=True, accepts=seen))
            store.forget(run, number)
            store.write(run, [outcome])
            when = f"What is done {name} the rows"
            if outcome.verdict == "failed":
                self._pause(f"{when} did not go through: {outcome.sentence}")
                return False
            if outcome.verdict == "uncertain":
                # Who goes on then has seen it.
                said = f"{when} may have been done: {outcome.sentence} To go on takes it as done."
                self._change("paused", trouble=said, done=(*run.plan.done, name))
                return False
        return True

    def _learn(self) -> None:
        """What was done before the rows, perhaps by another process, has given something."""
        if self._learned:
            return
        before = self._desk.parts.run_rows.one(self._run, BEFORE)
        self._carrier.around.learned(before.taken if before else {})
        self._learned = True

    def _rows(self, number: int) -> bool:
        self._learn()
        trial = self._run.plan.trial
        most = min(CHUNK, trial - number * CHUNK) if trial else CHUNK
        whole = most <= 0 or self._carrier.chunk(number, most)
        if self._carrier.halted:
            self._pause(self._carrier.halted)
            return False
        if self._left():
            return False
        if not whole:
            log.error("Rows of a run were left: it is taken up again.")
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
                settle(self._desk, self._run)
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
        """Tried again for a while; a run that is not changed is taken up again later."""
        for attempt in range(TRIES):
            try:
                self._desk.parts.row_runs.change(
                    self._run,
                    status=status,
                    wanted="",
                    carrier="",
                    held_by=self._run.carrier,
                    **changed,
                )
                return
            except (BadInput, Conflict):
                log.info("A run was taken over, or deleted, in the middle of its work.")
                return
            except SQLAlchemyError:
                if attempt == TRIES - 1:
                    raise
                time.sleep(TRY_PAUSE * 2**attempt)
