"""Rows that a run was in the middle of when it was ended for good: what may have been changed of
them is not taken for untouched."""

from collections.abc import Mapping, Sequence

from sqlalchemy import exists, or_, select

from app.desk.consent import may_change
from app.desk.desk import Desk
from app.desk.row_runs.plan import RowOutcome, RowRun, StepDone
from app.desk.row_runs.rows import batched
from app.desk.running.step import place_of
from app.errors import BadInput, NotFound
from app.storage.engine import reading
from app.storage.run_tables import row_outcomes
from app.storage.tables import calls
from app.workflows.model import Step
from app.workflows.outcome import NEVER_SENT

_SAID = "The run was ended in the middle of this row: some of it may have been carried out."
_AT_ONCE = 100  # rows
# What the API itself refused, or a server before it, and what never left was not carried out.
_REFUSED = or_(
    calls.c.outcome.in_(("api_error", "redirect")),
    (calls.c.outcome == "http_error") & (calls.c.status < 500),
    (calls.c.outcome == "failed") & calls.c.error_code.in_(sorted(NEVER_SENT)),
)


def begun(desk: Desk, run: RowRun) -> Mapping[int, Sequence[StepDone]]:
    """The calls that may have changed something, of rows that did not come to their end."""
    over = exists().where(row_outcomes.c.run == calls.c.run, row_outcomes.c.row == calls.c.run_row)
    query = (
        select(calls.c.id, calls.c.run_row, calls.c.run_step)
        .where(calls.c.run == run.id, calls.c.run_row >= 0, ~_REFUSED, ~over)
        .order_by(calls.c.run_row, calls.c.sent_at, calls.c.id)
    )
    steps = {one.id: one for one in run.plan.workflow.parts.each if _changes(desk, run, one)}
    found: dict[int, list[StepDone]] = {}
    with reading(desk.parts.engine) as connection:
        for one in connection.execute(query):
            name = one.run_step.partition("#")[0]
            if name in steps:
                step = StepDone(name, "uncertain", call_id=one.id)
                found.setdefault(one.run_row, []).append(step)
    return found


def settle(desk: Desk, run: RowRun) -> None:
    """Have them uncertain in the report."""
    made = (RowOutcome(row, "uncertain", _SAID, tuple(s)) for row, s in begun(desk, run).items())
    for some in batched(made, _AT_ONCE):
        desk.parts.run_rows.write(run, some)


def _changes(desk: Desk, run: RowRun, step: Step) -> bool:
    try:
        return may_change(place_of(desk, run.plan.as_run, step).registry, step.call)
    except (NotFound, BadInput):
        return True
