"""`python -m tests.desk.row_run_program ROWS WORKFLOW [SILENCE]`: begins a run of so many rows if
there is none, and carries runs out until the newest one is over; prints its status and counts as
JSON. SILENCE are the seconds after which another process counts as gone."""

import json
import os
import sys
import time

from app.assembly import assembled
from app.desk.desk import Desk
from app.desk.row_runs import keeper, store, verbs
from app.desk.row_runs.plan import OVER, Pace
from app.desk.row_runs.working import working_of
from app.desk.running.beginning import Source
from app.settings import Settings
from tests.desk.row_run_workflows import OWN, WORKFLOWS, rows


def main(count: int, workflow: str, silence: float = store.SILENCE) -> None:
    for module, name, seconds in (
        (store, "SILENCE", silence),
        (keeper, "SILENCE", silence),
        (keeper, "BEAT", silence / 5),
    ):
        setattr(module, name, seconds)
    parts = assembled(Settings.load(os.environ))
    desk = Desk(parts, OWN)
    parts.keeper.start(working_of(parts))
    known = parts.row_runs.list(OWN)
    if known and known[0].status == "paused":
        verbs.start(desk, known[0])
    if not known:
        source = Source(WORKFLOWS[workflow](), "own/x")
        run = verbs.prepare(desk, source, "own", rows=rows(count), pace=Pace(8))
        verbs.start(desk, run)
    while (run := parts.row_runs.list(OWN)[0]).status not in OVER | {"paused"}:
        time.sleep(0.05)
    counts = dict(parts.run_rows.counts(run))
    print(json.dumps({"status": run.status, "trouble": run.plan.trouble, "counts": counts}))
    parts.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], *map(float, sys.argv[3:]))
