"""What people are told of a run: how far it is, and what it would do."""

from typing import Any, get_args

from app.desk.desk import Desk
from app.desk.row_runs import verbs
from app.desk.row_runs.dry_run import reading_steps
from app.desk.row_runs.plan import UNDER_WAY, RowRun, Verdict
from app.desk.row_runs.preview import changes, previewed
from app.errors import TestMeError


def facts_of(desk: Desk, run: RowRun) -> dict[str, Any]:
    """{"status", "wanted", "total", "counts" by verdict, "done", "left", "trouble"}."""
    counts = desk.parts.run_rows.counts(run)
    done = sum(counts.values())
    return {
        "status": run.status,
        "wanted": run.wanted,
        "total": run.total,
        "counts": {verdict: counts.get(verdict, 0) for verdict in get_args(Verdict)},
        "done": done,
        "left": max(0, run.total - done),
        "trouble": run.plan.trouble or (_unkept(desk) if run.status in UNDER_WAY else ""),
    }


def _unkept(desk: Desk) -> str:
    """Why a run under way does not go on, while not even that can be kept."""
    cause = desk.parts.keeper.trouble or desk.parts.history.trouble
    if not cause:
        return ""
    return (
        f"The console's own database cannot be used: {cause}. Nothing is changed until that is "
        "over."
    )


def before_it_begins(desk: Desk, run: RowRun) -> dict[str, Any]:
    """What would be done, where ("does"), what "asks" before that, and the "preview"; with
    "reads_first" a dry run can be made. Or why it cannot be said ("cannot")."""
    plan, parts = run.plan, run.plan.workflow.parts
    named = (("Once", parts.before), ("For each row", parts.each), ("At the end", parts.after))
    try:
        asks = next((why for _, _, why in verbs.changing(desk, plan) if why), "")
        places = {step.id: place for step, place in verbs.placed(desk, plan)}
        return {
            # What a program agreed to does for its account alone: somebody may agree to the rest.
            "asks": asks if run.total != plan.consent or plan.agreed_for is not None else "",
            "does": [
                (when, step, places[step.id], changes(places[step.id], step))
                for when, steps in named
                for step in steps
            ],
            "preview": previewed(desk, run),
            "reads_first": run.status == "ready" and reading_steps(desk, run) is not None,
        }
    except TestMeError as trouble:
        return {"cannot": trouble.sentence}
