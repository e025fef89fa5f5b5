"""A step whose call was sent and its run has not heard of: it is under way, or was cut off."""

from dataclasses import asdict, dataclass
from typing import Any

from app.desk.consent import may_change
from app.desk.desk import Desk
from app.desk.running.run import Run
from app.errors import BadInput, Conflict


@dataclass(frozen=True, slots=True)
class Unfinished:
    """`changes` says that the step's call may change something."""

    step: str
    call_id: str
    under_way: bool
    changes: bool

    def told(self) -> dict[str, Any]:
        """As JSON has it."""
        return {**asdict(self), "sentence": self.sentence}

    @property
    def sentence(self) -> str:
        if self.under_way:
            return "This step is under way."
        return "This step was cut off while its call was under way: " + (
            "it may have been carried out. Look whether it was before you make it once more."
            if self.changes
            else "it changes nothing, and can be made once more."
        )


def unfinished(desk: Desk, run: Run) -> Unfinished | None:
    """That of a run's next step, None where there is none."""
    step = run.next
    under_way = desk.parts.runs.is_under_way(desk.workspace, run.id)
    if step is None or not (run.sent or under_way):
        return None
    if not under_way:
        # Another process may make it.
        row = desk.parts.history.rows(desk.workspace, [run.sent]).get(run.sent)
        under_way = row is not None and row.outcome == "under_way"
    registry = desk.place(step.region or run.region).registry
    return Unfinished(step.id, run.sent, under_way, may_change(registry, step.call))


def check(desk: Desk, run: Run) -> None:
    """Raises Conflict where the next step may have been carried out already, and BadInput where it
    is under way."""
    found = unfinished(desk, run)
    if found and found.under_way:
        raise BadInput(found.sentence)
    if found and found.changes:
        raise Conflict(found.sentence, field="again")
