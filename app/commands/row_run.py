"""A workflow run over rows from the command line: submitted, and watched to its end."""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, cast, get_args

import click

from app.commands.ending import FAILED, OK, USAGE, Ended, plain, say, stoppable
from app.commands.seat import Seat
from app.desk.row_runs import files, report, verbs
from app.desk.row_runs.plan import OVER, Pace, RowRun
from app.desk.row_runs.working import working_of
from app.desk.running.beginning import Source
from app.errors import BadInput, NeedsConsent
from app.rows.narrowing import Narrowing
from app.rows.reading import read_file
from app.rows.table import Table, counted
from app.storage.running import alone

_LOOK, _TOLD = 0.25, 10.0  # seconds between two looks, and between two lines that are no terminal's
_Command = TypeVar("_Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options say. `only` and `without` are files, of which a column may be named behind a
    colon; `most` is how many rows `--yes` is good for."""

    data: Path | None = None
    only: str = ""
    without: str = ""
    at_once: int = 4
    per_second: float = 0.0
    stop_after: int = 0
    most: int = 0
    dry: bool = False
    report: Path | None = None
    files: Path | None = None


def row_options(command: _Command) -> _Command:
    """The options of a run over rows."""
    path = click.Path(path_type=Path, dir_okay=False)
    options = [
        click.option("--data", type=path, help="Rows: CSV, TSV, JSON lines, XLSX; - is piped in."),
        click.option("--only", default="", help="FILE[:COLUMN]: only rows that are in it."),
        click.option("--except", "without", default="", help="FILE[:COLUMN]: all rows but its."),
        click.option("--at-once", type=int, default=4, help="Calls at once, 1 to 8."),
        click.option("--per-second", type=float, default=0.0, help="At most; 0: no limit."),
        click.option("--stop-after", type=int, default=0, help="Pause after so many failures."),
        click.option("--most", type=int, default=0, help="With --yes: for so many rows at most."),
        click.option("--dry-run", "dry", is_flag=True, help="Find and count the rows alone."),
        click.option("--report", type=path, help="A file for the report: .csv, .jsonl or .xml."),
        click.option("--files", type=path, help="A ZIP of what the workflow says are files."),
    ]
    made: Any = command
    for option in reversed(options):
        made = option(made)
    return cast(_Command, made)


def run_over_rows(
    seat: Seat, source: Source, asked: Asked, *, kept: str = "", account: str = ""
) -> int:
    """Exit status: 0 every row went through, 1 some did not, 2 it was not begun."""
    desk, parts = seat.desk, seat.desk.parts
    for path in filter(None, (asked.report, asked.files)):
        if not os.access(path.parent, os.W_OK):
            raise BadInput(f"{path} cannot be written: nothing was sent.")
    if asked.files and not source.workflow.files:
        raise BadInput("This workflow does not say what of its report are files: take --report.")
    # A console that runs carries it out; where none does, this process.
    with alone(parts.settings.data_dir) as nobody:
        pass
    if nobody:
        parts.keeper.start(working_of(parts))
    table = _table(seat, asked)
    run = verbs.prepare(
        desk,
        source,
        seat.place.region.id,
        rows=table.rows if table else None,
        narrowing=None if table else _narrowing(asked),
        kept=kept,
        ks=seat.ks,
        account=account,
        given={one.name: str(one.value) for one in seat.variables},
        columns=table.columns if table else (),
        pace=Pace(asked.at_once, asked.per_second),
        stop_after=asked.stop_after,
    )
    with stoppable() as stop:
        run = _watched(seat, run, lambda: bool(stop.status), until=("ready",))
        if run.status == "failed":
            raise Ended(run.plan.trouble, FAILED)
        say(f"{counted(run.total, 'row', 'rows')}.")
        # One that only lists goes on by itself to its report.
        waits = table is not None or bool(run.plan.workflow.parts.each)
        if waits and (asked.dry or stop.status):
            verbs.want(desk, run, "cancel")
            return stop.status or OK
        if not run.total:
            return OK
        if waits:
            run = _started(seat, run, asked)
        run = _watched(seat, run, lambda: bool(stop.status))
    counts = parts.run_rows.counts(run)
    whole = _write_report(seat, run, asked)
    if run.status == "paused":
        say(f"Paused: {run.plan.trouble or 'as asked'} It can be gone on with on its page.")
    return stop.status or (
        OK if whole and counts.get("ok", 0) + counts.get("skipped", 0) == run.total else FAILED
    )


def _started(seat: Seat, run: RowRun, asked: Asked) -> RowRun:
    try:
        return verbs.start(seat.desk, run)
    except NeedsConsent as fault:
        if asked.most and run.total > asked.most:
            verbs.want(seat.desk, run, "cancel")
            raise Ended(
                f"There are {run.total:,} rows, and --most is {asked.most:,}: nothing was sent.",
                USAGE,
            ) from None
        if not seat.agrees(fault):
            verbs.want(seat.desk, run, "cancel")
            raise Ended("Nothing was sent.", USAGE) from None
        return verbs.start(seat.desk, run, consent=run.total)


def _watched(
    seat: Seat, run: RowRun, ended: Callable[[], bool], until: Sequence[str] = ()
) -> RowRun:
    """The run once it is over, paused, or one of `until`; what is to end it pauses it first."""
    parts, asked, told = seat.desk.parts, False, 0.0
    while True:
        run = parts.row_runs.get(seat.desk.workspace, run.id)
        if run.status in OVER or run.status in {"paused", *until}:
            _say(seat, run, last=True)
            return run
        if ended() and not asked:
            asked = True
            verbs.want(seat.desk, run, "pause" if run.status == "running" else "cancel")
        if sys.stderr.isatty() or time.monotonic() - told > _TOLD:
            told = time.monotonic()
            _say(seat, run)
        time.sleep(_LOOK)


def _say(seat: Seat, run: RowRun, *, last: bool = False) -> None:
    if run.status in {"gathering", "ready"}:
        line = f"{run.total:,} rows so far …" if run.status == "gathering" else ""
    else:
        counts = seat.desk.parts.run_rows.counts(run)
        done = sum(counts.values())
        told = ", ".join(f"{count:,} {verdict}" for verdict, count in counts.items())
        since = max(time.time() - run.plan.began_at, 0.001)
        line = f"{done:,} of {run.total:,}  {told}  {done / since:.0f} a second"
    if not line:
        return
    if sys.stderr.isatty():
        width = shutil.get_terminal_size().columns - 1
        click.echo("\r\x1b[K" + plain(line)[:width], err=True, nl=last)
    else:
        say(line)


def _table(seat: Seat, asked: Asked) -> Table | None:
    if asked.data is None:
        return None
    if str(asked.data) == "-":
        table = read_file(seat.standard_input.open(), "standard input")
    else:
        table = _file(str(asked.data))
    if asked.only:
        table = _by(asked.only, "only", table.columns).of(table)
    if asked.without:
        table = _by(asked.without, "except", table.columns).of(table)
    for note in table.notes:
        say(note)
    return table


def _narrowing(asked: Asked) -> Narrowing | None:
    if asked.only and asked.without:
        raise BadInput("Give --only or --except where the rows are listed, not both.")
    if not (name := asked.only or asked.without):
        return None
    return _by(name, "only" if asked.only else "except")


def _by(name: str, keep: Literal["only", "except"], columns: Sequence[str] = ()) -> Narrowing:
    """What a file, of which a column may be named, makes of rows with these columns."""
    other, column = _named(name)
    place = other.place(column)
    own = column if column in columns or not columns else columns[0]
    return Narrowing.by(own, keep, (row[place] for row in other.rows.values), other.source)


def _named(name: str) -> tuple[Table, str]:
    """A table, and the column of it that counts: that behind a colon, else `id`, else the first."""
    file, _, column = name.rpartition(":") if not Path(name).is_file() else (name, "", "")
    table = _file(file or name)
    usual = "id" if "id" in table.columns else table.columns[0]
    return table, column or usual


def _file(name: str) -> Table:
    with Path(name).open("rb") as stream:
        return read_file(stream, Path(name).name)


def _write_report(seat: Seat, run: RowRun, asked: Asked) -> bool:
    """Whether all of it could be written."""
    made: list[tuple[Path, Iterable[bytes]]] = []
    if asked.report:
        kind = asked.report.suffix.removeprefix(".")
        usual = kind if kind in get_args(report.Kind) else "csv"
        made.append((asked.report, report.as_file(seat.desk, run, cast(report.Kind, usual))))
    if asked.files:
        made.append((asked.files, files.zipped(seat.desk, run, run.plan.workflow.files)))
    whole = True
    for path, pieces in made:
        try:
            with path.open("wb") as stream:
                stream.writelines(pieces)
        except OSError as fault:
            say(f"{path} could not be written: {fault.strerror}. The run's page has it.")
            whole = False
    return whole
