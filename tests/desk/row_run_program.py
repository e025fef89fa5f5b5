"""`python -m tests.desk.row_run_program ROWS`: begins a run of so many rows if there is none, and
carries runs out until the newest one is over; prints its status and counts as JSON."""

import json
import os
import sys
import time

from app.assembly import assembled
from app.desk.desk import Desk
from app.desk.row_runs import verbs
from app.desk.row_runs.plan import OVER, Pace
from app.desk.row_runs.working import working_of
from app.desk.running.beginning import Source
from app.settings import Settings
from tests.desk.row_run_workflows import OWN, renaming, rows


def main() -> None:
    parts = assembled(Settings.load(os.environ))
    desk = Desk(parts, OWN)
    parts.keeper.start(working_of(parts))
    if not parts.row_runs.list(OWN):
        run = verbs.prepare(
            desk, Source(renaming(), "own/x"), "own", rows=rows(int(sys.argv[1])), pace=Pace(8)
        )
        verbs.start(desk, run)
    while (run := parts.row_runs.list(OWN)[0]).status not in OVER | {"paused"}:
        time.sleep(0.05)
    counts = dict(parts.run_rows.counts(run))
    print(json.dumps({"status": run.status, "trouble": run.plan.trouble, "counts": counts}))
    parts.close()


if __name__ == "__main__":
    main()
