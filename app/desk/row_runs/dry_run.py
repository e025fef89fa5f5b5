"""What the reading steps of a run answer for its first rows, and what it would send then."""

from dataclasses import replace
from itertools import takewhile

from app.desk.desk import Desk
from app.desk.row_runs import verbs
from app.desk.row_runs.again import alike
from app.desk.row_runs.plan import OVER, RowRun
from app.desk.row_runs.preview import SHOWN, FilledStep, changes, following
from app.errors import BadInput, NotFound
from app.workflows.model import Workflow


def reading_steps(desk: Desk, run: RowRun) -> Workflow | None:
    """The run's workflow up to its first step that may change something; None where nothing that is
    done for each row comes before that, or nothing comes behind it. Raises NotFound."""
    workflow = run.plan.workflow
    listing = len(workflow.parts.listing)
    placed = verbs.placed(desk, run.plan)
    first = list(takewhile(lambda one: not changes(one[1], one[0]), placed[listing:]))
    steps = tuple(step for step, _ in first)
    if len(first) == len(placed) - listing or not any(one.each for one in steps):
        return None
    title = f"Dry run: {workflow.title}"
    return replace(workflow, title=title, steps=(*workflow.steps[:listing], *steps))


def dry_run(desk: Desk, run: RowRun) -> RowRun:
    """Another run, under way, of the reading steps alone for the first rows. Raises BadInput where
    there are none."""
    workflow = reading_steps(desk, run)
    if workflow is None:
        raise BadInput("No step reads something of a row before something is changed.")
    like = replace(run, plan=replace(run.plan, workflow=workflow))
    rows = desk.parts.run_rows.chunk(run, 0)[:SHOWN]
    return verbs.start(desk, alike(desk, like, rows=rows, dry=True))


def what_follows(desk: Desk, run: RowRun) -> tuple[RowRun, list[list[FilledStep]]] | None:
    """The run that a dry run was made for, and what that would send by what was read; None where
    the dry run is not over, or the other is deleted. Raises NotFound for what is sent nowhere."""
    rows = desk.parts.run_rows
    if not (run.plan.dry and run.status in OVER):
        return None
    real = _of(desk, run.plan.of)
    if real is None:
        return None
    first = rows.chunk(run, 0)
    read = [(first[one.row], one) for one in rows.outcomes(run, limit=SHOWN)]
    return real, following(desk, real, read)


def _of(desk: Desk, run_id: str) -> RowRun | None:
    """A run, or the one that it is since rows were left out of it."""
    runs = desk.parts.row_runs
    try:
        return runs.get(desk.workspace, run_id)
    except NotFound:
        return runs.narrowed_to(desk.workspace, run_id)
