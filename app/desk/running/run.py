"""A run: a workflow on its way, as a value, and where runs are kept meanwhile."""

import json
import secrets
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from threading import Lock
from typing import Any

from sqlalchemy import Engine, delete, insert, select, update

from app.call.secrets.masking import MASK, Masker, is_secret
from app.call.variables.scope import Variable
from app.call.variables.values import Json, written
from app.errors import BadInput, NotFound
from app.storage import purposes
from app.storage.engine import reading, writing
from app.storage.kept_tables import runs
from app.storage.sealing import SealBroken, Sealer
from app.workflows import model
from app.workflows.model import Step, Workflow
from app.workflows.outcome import Checked, StepOutcome

MOST_KEPT = 50  # for each workspace: the oldest give way


@dataclass(frozen=True, slots=True)
class Run:
    """`source` is the address of its workflow (`own/…`, `uploads/in-chunks`); `region` and
    `account` (ids) are those of steps that have none. `given` are the inputs, `taken` what steps
    have given so far; `at` is the place of the next step, `attempt` how often it was tried, and
    `sent` the recorded call's id while it is under way. `collection` is the id of the one that the
    workflow is in.
    """

    id: str
    workflow: Workflow
    source: str
    region: str
    account: str = ""
    kept: str = ""
    collection: str = ""
    given: Mapping[str, str] = field(default_factory=dict, repr=False)
    taken: Mapping[str, Json] = field(default_factory=dict, repr=False)
    at: int = 0
    attempt: int = 0
    done: tuple[StepOutcome, ...] = ()
    stopped: bool = False
    sent: str = ""

    @property
    def next(self) -> Step | None:
        """The step that comes now; None where it is over."""
        left = () if self.stopped else self.workflow.steps[self.at :]
        return next(iter(left), None)

    @property
    def succeeded(self) -> bool:
        return not any(one.verdict == "failed" for one in self.done) and self.next is None

    def variables(self) -> list[list[Variable]]:
        """What is known in it, before everything else: taken, given, and the workflow's own."""
        secret = {one.name for one in self.workflow.inputs if one.secret}
        secret |= {name for one in self.done for name in one.secret}
        taken = of_steps(
            self.taken, secret.union(n for n, value in self.taken.items() if _is_secret(n, value))
        )
        given = [
            Variable(name, value, "this run", name in secret or _is_secret(name, value), made=True)
            for name, value in self.given.items()
        ]
        return [taken, given, list(self.workflow.variables)]

    def told(self, outcome: StepOutcome) -> dict[str, Any]:
        """An outcome of it as JSON has it, for people: secrets that were taken are masked."""
        hidden = {one.name for one in self.variables()[0] if one.secret}
        taken = {name: MASK if name in hidden else one for name, one in outcome.taken.items()}
        return {**asdict(outcome), "taken": taken}

    def again(self) -> "Run":
        """The same before the step that failed last, which ended it. Raises BadInput."""
        if not self.stopped or not self.done:
            raise BadInput("No step of this run failed: there is none to be made once more.")
        return replace(self, at=self.at - 1, done=self.done[:-1], stopped=False)

    def after(self, outcome: StepOutcome) -> "Run":
        """The same with what came of its next step."""
        if outcome.verdict == "again":
            return replace(self, attempt=outcome.attempt, sent="")
        return replace(
            self,
            at=self.at + 1,
            attempt=0,
            taken={**self.taken, **outcome.taken},
            done=(*self.done, outcome),
            stopped=outcome.stops,
            kept=outcome.kept or self.kept,
            sent="",
        )


def _is_secret(name: str, value: Json) -> bool:
    text = written(value)
    return is_secret(name) or Masker().text(text) != text


def of_steps(taken: Mapping[str, Json], hidden: Collection[str] = ()) -> list[Variable]:
    """What steps have given, as what is known to later ones; those that are `hidden` are secret."""
    return [Variable(n, value, "an earlier step", n in hidden) for n, value in taken.items()]


def begin(workflow: Workflow, source: str, region: str, **more: Any) -> Run:
    """A run at its first step; `more` are fields of Run."""
    return Run(secrets.token_urlsafe(12), workflow, source, region, **more)


class RunStore:
    """Keeps runs for each workspace (an opaque text)."""

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        self._engine = engine
        self._sealer = sealer
        self._lock = Lock()
        self._under_way: set[tuple[str, str]] = set()

    @contextmanager
    def stepping(self, workspace: str, run: Run) -> Iterator[None]:
        """To be within while a run's step is made: nobody makes it a second time beside.

        Raises BadInput where somebody does, or has made it meanwhile.
        """
        key = workspace, run.id
        with self._lock:
            taken = key in self._under_way
            self._under_way.add(key)
        if taken:
            raise BadInput("This step is under way already, in another tab or by another press.")
        try:
            now = self.get(workspace, run.id)
            now = now.again() if now.stopped else now
            if (now.at, now.attempt) != (run.at, run.attempt):
                raise BadInput("This step has been made meanwhile, in another tab.")
            yield
        finally:
            with self._lock:
                self._under_way.discard(key)

    def is_under_way(self, workspace: str, run_id: str) -> bool:
        """Whether this process makes a step of it."""
        with self._lock:
            return (workspace, run_id) in self._under_way

    def save(self, workspace: str, run: Run) -> None:
        content = asdict(replace(run, workflow=_NONE)) | {"workflow": model.dump(run.workflow)}
        purpose = purposes.run(workspace, run.id)
        row = {
            "changed_at": time.time(),
            "sealed": self._sealer.seal(json.dumps(content).encode(), purpose),
        }
        own = runs.c.workspace == workspace
        with writing(self._engine) as connection:
            changed = connection.execute(update(runs).where(own, runs.c.id == run.id).values(row))
            if changed.rowcount:
                return
            connection.execute(insert(runs), {"id": run.id, "workspace": workspace, **row})
            newest = select(runs.c.id).where(own).order_by(runs.c.changed_at.desc())
            old = runs.c.id.not_in(newest.limit(MOST_KEPT).scalar_subquery())
            connection.execute(delete(runs).where(own, old))

    def get(self, workspace: str, run_id: str) -> Run:
        """Raises NotFound."""
        query = select(runs.c.sealed).where(runs.c.workspace == workspace, runs.c.id == run_id)
        with reading(self._engine) as connection:
            sealed = connection.execute(query).scalar()
        try:
            if sealed is None:
                raise NotFound("There is no such run here any more: start the workflow again.")
            content = json.loads(self._sealer.open(sealed, purposes.run(workspace, run_id)))
        except SealBroken:
            raise NotFound("This run was sealed with another secret key.") from None
        done = tuple(
            StepOutcome(
                **{
                    **one,
                    "checks": tuple(Checked(**check) for check in one["checks"]),
                    "secret": tuple(one.get("secret", ())),
                }
            )
            for one in content["done"]
        )
        return Run(**{**content, "workflow": model.load(content["workflow"]), "done": done})


_NONE = Workflow("none", "")
