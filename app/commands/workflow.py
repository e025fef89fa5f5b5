"""`flask --app app workflow run|list`: workflows from the command line."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.commands.ending import FAILED, OK, plain, say, stoppable
from app.commands.piped import text_of
from app.commands.row_run import Asked, row_options, run_over_rows
from app.commands.seat import Seat, at_seat
from app.desk.account_ks import account_named, with_ks_of
from app.desk.running import beginning
from app.desk.running.beginning import Source
from app.desk.running.junit import as_junit
from app.desk.running.run import Run
from app.desk.running.through import Ran, through
from app.desk.ways.profiles import DEMO_ID
from app.errors import BadInput, NeedsConsent
from app.waits import drive
from app.workflows.bundled import bundled
from app.workflows.model import Step
from app.workflows.outcome import StepOutcome

workflow_group = AppGroup("workflow", help="Workflows: several calls in order.")
_WORDS = {"ok": "ok", "failed": "FAILED", "skipped": "skipped", "again": "again"}
_STDOUT = "-"
_CLEAR_LINE = "\r\x1b[K"


@workflow_group.command("run")
@click.argument("name", metavar="WORKFLOW")
@click.option("--json", "as_json", is_flag=True, help="What came of each step, a line each.")
@click.option(
    "--junit", type=click.Path(path_type=Path), help="A file for JUnit's XML; - is standard output."
)
@row_options
@at_seat
def run_workflow(
    seat: Seat, *, name: str, as_json: bool, junit: Path | None, **of_rows: Any
) -> int:
    """Run a WORKFLOW: an Arazzo file (FILE#workflowId where it has several; - is standard input),
    one that comes with the console (group/name), or a saved one by its name (collection/name where
    several have it) or id.

    With --data, or where one of its steps lists them, it is done for each of many rows.

    How far it is is said on stderr. Exit status: 0 all went through, 1 a step failed, 2 it was not
    begun, or somebody's consent is missing (--yes), 130 it was ended by Ctrl+C.
    """
    source = _source(seat, name)
    place, account = seat.place, seat.account
    for one in source.workflow.steps:
        if one.account and "{{" not in one.account:
            other = seat.desk.place(one.region or place.region.id)
            with_ks_of(seat.desk, other, account_named(other, one.account))
    kept = place.chosen.id if place.chosen and (account or not seat.ks) else ""
    of_account = account.id if account and account.id != DEMO_ID else ""
    if source.workflow.over_rows or of_rows["data"]:
        if junit:
            raise BadInput("Of many rows --report FILE.xml is JUnit's XML; --junit is for one run.")
        return run_over_rows(seat, source, Asked(**of_rows), kept=kept, account=of_account)
    run = beginning.begun(
        seat.desk,
        source,
        place.region.id,
        given={one.name: str(one.value) for one in seat.variables},
        kept=kept,
        account=of_account,
    )
    progress = _Progress(as_json=as_json)
    if junit and str(junit) != _STDOUT:
        # Whoever reads it later reads of this run, however that ends.
        _written(junit, as_junit(run, [Ran(one) for one in run.workflow.steps]))

    def agrees(fault: NeedsConsent) -> bool:
        progress.makes_room()
        return seat.agrees(fault)

    with stoppable() as stop:
        steps = through(seat.desk, run, progress, agrees=agrees, cancel=stop, ks=seat.ks)
        run, ran = drive(steps)
    if stop.status:
        progress.makes_room()
        say("Ended before all steps were done.")
    if junit:
        _written(junit, as_junit(run, ran))
    return stop.status or (OK if run.succeeded else FAILED)


def _written(junit: Path, text: bytes) -> None:
    if str(junit) == _STDOUT:
        click.echo(text, nl=False)
        return
    try:
        junit.write_bytes(text)
    except OSError as fault:
        raise BadInput(f"{junit} cannot be written: {fault.strerror}.") from None


@workflow_group.command("list")
@at_seat
def list_workflows(seat: Seat) -> int:
    """List the workflows, saved ones first: what `run` takes, and what each is."""
    for item, path in beginning.paths(seat.desk).items():
        click.echo(plain(f"{path:50}  saved, {item.id}"))
    for source, one in bundled().items():
        click.echo(f"{source:50}  {one.workflow.title}")
    return OK


def _source(seat: Seat, name: str) -> Source:
    """Raises NotFound, BadInput and OSError."""
    file, _, workflow_id = name.partition("#")
    if file == "-":
        text = seat.standard_input.text()
    elif Path(file).is_file():
        with Path(file).open("rb") as stream:
            text = text_of(stream, file)
    else:
        return beginning.named(seat.desk, name)
    source = beginning.of_file(seat.desk, seat.place, text, workflow_id)
    for note in source.notes:
        say(note)
    return source


class _Progress:
    """A line a step on stderr; on a terminal the one that is under way is there, too."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._redraws = sys.stderr.isatty()

    def begins(self, run: Run, step: Step) -> None:
        self._for_now(f"{_place(run, step)}  {step.id} …")

    def came(self, run: Run, step: Step, outcome: StepOutcome, seconds: float) -> None:
        if self._as_json:
            told = {**run.told(outcome), "seconds": round(seconds, 3)}
            click.echo(json.dumps(told, ensure_ascii=False))
        word = _WORDS[outcome.verdict]
        line = f"{_place(run, step)}  {word:7}  {step.id}  {seconds:.1f} s"
        line += f"  {outcome.sentence}" if outcome.sentence else ""
        if outcome.verdict == "again" and self._redraws:
            self._for_now(line)
            return
        self.makes_room()
        click.echo(_in_one_line(line), err=True)

    def makes_room(self) -> None:
        """The line that is under way gives way to another one."""
        if self._redraws:
            click.echo(_CLEAR_LINE, err=True, nl=False)

    def _for_now(self, line: str) -> None:
        if self._redraws:
            width = shutil.get_terminal_size().columns - 1
            click.echo(_CLEAR_LINE + _in_one_line(line)[:width], err=True, nl=False)


def _place(run: Run, step: Step) -> str:
    steps = run.workflow.steps
    return f"{steps.index(step) + 1:{len(str(len(steps)))}}/{len(steps)}"


def _in_one_line(text: str) -> str:
    return plain(text.replace("\n", " "))
