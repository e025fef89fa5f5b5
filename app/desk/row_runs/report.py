"""The report of a run: a line a row, with what it was, what came of it, and its calls."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from app.call.secrets.masking import MASK, Masker, is_secret
from app.call.variables.values import Json, written
from app.desk.desk import Desk
from app.desk.row_runs.plan import CHUNK, RowOutcome, RowRun, StepDone
from app.desk.row_runs.report_page import TELLING
from app.desk.running.junit import plain
from app.rows.table import Rows, Table

VERDICTS = ("ok", "failed", "uncertain", "skipped", "left")
LONGEST = 2000  # characters of a value in a report


@dataclass(frozen=True, slots=True)
class Line:
    """`number` counts from 1; `outcome` is None where the row was not reached. Secrets of the row
    are masked."""

    number: int
    row: Mapping[str, Json]
    outcome: RowOutcome | None

    @property
    def verdict(self) -> str:
        return self.outcome.verdict if self.outcome else "left"


def lines(desk: Desk, run: RowRun, verdicts: Sequence[str] = (), first: int = 0) -> Iterator[Line]:
    """The lines from a row's number (from 0) on, of these verdicts if some are named, as they are
    read, a hundred at a time."""
    rows = desk.parts.run_rows
    for number in range(first // CHUNK, -(-run.total // CHUNK)):
        at = number * CHUNK
        came = {one.row: one for one in rows.outcomes(run, after=at - 1, before=at + CHUNK)}
        for place, row in enumerate(rows.chunk(run, number), at):
            line = Line(place + 1, _masked(row), came.get(place))
            if place >= first and (not verdicts or line.verdict in verdicts):
                yield line


def all_rows(desk: Desk, run: RowRun) -> Iterator[Mapping[str, Json]]:
    """Its rows as they are."""
    for number in range(-(-run.total // CHUNK)):
        yield from desk.parts.run_rows.chunk(run, number)


def columns_of(desk: Desk, run: RowRun) -> tuple[str, ...]:
    """The names of the rows' values: those of the file, else of the first rows' simple values."""
    if run.plan.columns:
        return run.plan.columns
    first = desk.parts.run_rows.chunk(run, 0)
    names: dict[str, None] = {}
    for row in first:
        names |= dict.fromkeys(n for n, v in row.items() if not isinstance(v, list | dict))
    return tuple(names)


def table(desk: Desk, run: RowRun, verdicts: Sequence[str] = ()) -> Table:
    """All of it as a table: number and verdict, the row's own columns, what was taken, and the ids
    of its calls in history."""
    own = columns_of(desk, run)
    made = list(lines(desk, run, verdicts))
    taken: dict[str, None] = {}
    for one in made:
        taken |= dict.fromkeys(one.outcome.shown if one.outcome else ())
    told = ("row", "verdict", "sentence", "error")
    free = {name: name if name not in told else f"{name} (given)" for name in own}
    given = {name: name if name not in (*told, *free) else f"{name} (taken)" for name in taken}
    columns = (*told, *free.values(), *given.values(), "calls")
    values = tuple(
        (
            one.number,
            one.verdict,
            one.outcome.sentence if one.outcome else "",
            next((step.code for step in _steps(one) if step.code), ""),
            *(_short(one.row.get(name)) for name in own),
            *(_short(one.outcome.shown.get(name)) if one.outcome else None for name in taken),
            " ".join(step.call_id for step in _steps(one) if step.call_id),
        )
        for one in made
    )
    return Table(columns, Rows(columns, values), run.title)


def as_junit(desk: Desk, run: RowRun) -> Iterator[bytes]:
    """JUnit's XML, a test case a row, in pieces; what was not reached is skipped."""
    counts = desk.parts.run_rows.counts(run)
    wrong = counts.get("failed", 0)
    attributes = {
        "name": plain(run.title),
        "tests": str(run.total),
        "failures": str(wrong),
        "errors": str(counts.get("uncertain", 0)),
        "skipped": str(run.total - wrong - counts.get("uncertain", 0) - counts.get("ok", 0)),
    }
    head = etree.tostring(etree.Element("testsuite", attributes)).removesuffix(b"/>") + b">\n"
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n' + head
    for one in lines(desk, run):
        case = etree.Element("testcase", name=plain(_named(one)), classname=plain(run.title))
        said = plain(one.outcome.sentence if one.outcome else "It was not reached.")
        kind = {"failed": "failure", "uncertain": "error", "skipped": "skipped", "left": "skipped"}
        if one.verdict in kind:
            etree.SubElement(case, kind[one.verdict], message=said)
        yield etree.tostring(case) + b"\n"
    yield b"</testsuite>\n</testsuites>\n"


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that came to something else in another run."""

    key: str
    before: str
    after: str


def compared(desk: Desk, before: RowRun, after: RowRun, column: str) -> list[Difference]:
    """The rows, by their value in a column that both have, with other verdicts in the two; "none"
    where one has no such row."""
    one, other = (
        {written(line.row.get(column)): line.verdict for line in lines(desk, run)}
        for run in (before, after)
    )
    keys = dict.fromkeys((*one, *other))
    found = ((key, one.get(key, "none"), other.get(key, "none")) for key in keys)
    return [Difference(*each) for each in found if each[1] != each[2]]


def _steps(line: Line) -> Sequence[StepDone]:
    return line.outcome.steps if line.outcome else ()


def _named(line: Line) -> str:
    names = (*TELLING, *line.row)
    first = next((written(line.row[n]) for n in names if line.row.get(n) not in (None, "")), "")
    return f"{line.number} {first}"[:200].strip()


def _masked(row: Mapping[str, Json]) -> Mapping[str, Json]:
    return {name: MASK if value and is_secret(name) else value for name, value in row.items()}


def _short(value: Json) -> Json:
    text = Masker().text(written(value)) if isinstance(value, str | list | dict) else None
    if text is None:
        return value
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
