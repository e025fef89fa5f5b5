"""Another run like one that there is: of the rows that came to some verdicts, or of a list anew."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from app.call.variables.values import Json
from app.desk.desk import Desk
from app.desk.row_runs.begun import begun
from app.desk.row_runs.lines import LEFT
from app.desk.row_runs.plan import UNDER_WAY, RowRun
from app.desk.row_runs.verbs import prepare
from app.desk.running.beginning import Source
from app.errors import BadInput


def made_again(desk: Desk, run: RowRun, verdicts: Sequence[str], **more: Any) -> RowRun:
    """Another run of the rows that came to these verdicts; "left" are those not reached. `more` are
    fields of Plan."""
    if run.status in UNDER_WAY:
        raise BadInput("This run is under way: wait for its end, or pause it.")
    return alike(desk, run, rows=_of_verdicts(desk, run, frozenset(verdicts)), **more)


def alike(
    desk: Desk, run: RowRun, *, rows: Iterable[Mapping[str, Json]] | None, **more: Any
) -> RowRun:
    """Another run of the same steps, of these rows or of those that it lists. See `prepare`."""
    plan = run.plan
    return prepare(
        desk,
        Source(plan.workflow, plan.source, plan.collection),
        plan.region,
        rows=rows,
        narrowing=desk.parts.run_rows.narrowing(run) if rows is None else None,
        account=plan.account,
        kept=plan.kept,
        ks=plan.ks,
        given=plan.given,
        columns=plan.columns,
        pace=plan.pace,
        stop_after=plan.stop_after,
        **{"of": run.id, **more},
    )


def _of_verdicts(desk: Desk, run: RowRun, verdicts: frozenset[str]) -> Iterator[Mapping[str, Json]]:
    rows = desk.parts.run_rows
    # What was begun of a row, and did not come to its end, is not untouched.
    came: dict[int, str] = dict.fromkeys(begun(desk, run), "uncertain")
    came |= rows.verdicts(run)
    for place, row in enumerate(rows.all(run)):
        if came.get(place, LEFT) in verdicts:
            yield row
