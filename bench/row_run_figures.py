"""Runs over rows: 10,000 changing calls at a server that answers at once, eight at a time, and
65,000 rows taken in; in a process of its own, so that its memory is theirs."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

from bench.figure import Figure
from bench.waiting_figures import ROOT, upstream

CALLS, ROWS = 10_000, 65_000


def measure() -> list[Figure]:
    with upstream() as port:
        told = subprocess.run(
            [sys.executable, "-m", "bench.row_run_figures", str(port)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=900,
            check=True,
        )
    came: dict[str, Any] = json.loads(told.stdout)
    assert came["counts"] == {"ok": CALLS}, came
    return [
        Figure("65,000 rows read and kept for a run", came["kept"], 3000, "ms"),
        Figure("… its first three calls as they would go out", came["preview"], 500, "ms"),
        Figure("A call of a run, eight at once", came["each"], 10, "ms"),
        Figure("… of the processor", came["processor"], 8, "ms"),
        Figure("… memory that 10,000 of them add", came["memory"], 60, "MB"),
        Figure("A console without a run: memory that runs add", came["idle"], 15, "MB"),
    ]


def _play(port: int) -> dict[str, Any]:
    from app.assembly import assembled
    from app.desk.desk import Desk
    from app.desk.row_runs import verbs
    from app.desk.row_runs.plan import OVER, Pace
    from app.desk.row_runs.preview import previewed
    from app.desk.row_runs.working import working_of
    from app.desk.running.beginning import Source
    from app.rows.reading import read_file
    from app.settings import Settings
    from bench.rows_figures import _csv
    from tests.desk.row_run_workflows import OWN, renaming, rows

    with tempfile.TemporaryDirectory() as folder:
        regions = Path(folder, "regions.toml")
        regions.write_text(
            f'[[region]]\nid = "own"\nname = "Own"\nurl = "http://127.0.0.1:{port}"\n'
        )
        environ = {"TESTME_DATA_DIR": folder, "TESTME_REGIONS_FILE": str(regions)}
        parts = assembled(Settings.load(environ))
        desk, source = Desk(parts, OWN), Source(renaming(), "own/x")
        before = _memory()
        parts.keeper.start(working_of(parts))
        time.sleep(3)
        idle = _memory() - before
        file, data = Path(folder, "rows.csv"), _csv()
        file.write_bytes(data)
        begun = time.perf_counter()
        with file.open("rb") as stream:
            table = read_file(stream, "rows.csv")
        many = verbs.prepare(desk, source, "own", rows=table.rows, columns=table.columns)
        kept = time.perf_counter() - begun
        begun = time.perf_counter()
        previewed(desk, many)
        shown = time.perf_counter() - begun
        del table
        run = verbs.prepare(desk, source, "own", rows=rows(CALLS), pace=Pace(8))
        before, spent, begun = _memory(), _spent(), time.perf_counter()
        verbs.start(desk, run)
        while (now := parts.row_runs.get(OWN, run.id)).status not in OVER | {"paused"}:
            time.sleep(0.2)
        took = time.perf_counter() - begun
        counts = dict(parts.run_rows.counts(now))
        memory, spent = _memory() - before, _spent() - spent
        parts.close()
    return {
        "counts": counts,
        "kept": kept * 1000,
        "preview": shown * 1000,
        "each": took * 1000 / CALLS,
        "processor": spent * 1000 / CALLS,
        "memory": memory,
        "idle": idle,
    }


def _spent() -> float:
    used = getrusage(RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _memory() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


if __name__ == "__main__":
    print(json.dumps(_play(int(sys.argv[1]))))
