"""The report of a run as files: a line a row, with what it was, what came of it, and its calls.

All of them are streams: of a run of 65,000 rows some are in memory at a time. Values are whole;
secrets in them are masked.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Literal

from lxml import etree

from app.call.variables.values import Json
from app.desk.desk import Desk
from app.desk.row_runs.lines import LEFT, Line, columns_of, lines, masked, taken_of
from app.desk.row_runs.plan import RowRun
from app.desk.running.junit import plain
from app.rows.writing import written

Kind = Literal["csv", "jsonl", "xml"]
TYPES = {"csv": "text/csv", "jsonl": "application/jsonl", "xml": "application/xml"}
_FIRST, _LAST = ("row", "verdict", "sentence", "error"), "calls"
_OWN = (*_FIRST, _LAST)
_JUNIT = {"failed": "failure", "uncertain": "error", "skipped": "skipped", LEFT: "skipped"}


@dataclass(frozen=True, slots=True)
class Report:
    """A line a row, as long as `columns`: its number (from 1) and verdict, the row's own values,
    what was taken, and the ids of its calls in history. `values` can be gone through once."""

    columns: tuple[str, ...]
    values: Iterator[Sequence[Json]]

    @property
    def rows(self) -> Iterator[dict[str, Json]]:
        """The same by the names of the columns, in place of `values`."""
        return (dict(zip(self.columns, one, strict=True)) for one in self.values)


def table(desk: Desk, run: RowRun, verdicts: Sequence[str] = ()) -> Report:
    """Of these verdicts, if some are named."""
    store = desk.parts.run_rows
    own, taken = columns_of(store, run), taken_of(run)
    given = _apart(own, "given", _OWN)
    more = _apart(taken, "taken", (*_OWN, *own, *given))
    found = lines(store, run, verdicts)
    return Report((*_FIRST, *given, *more, _LAST), (_values(one, own, taken) for one in found))


def _apart(names: Sequence[str], whence: str, others: Iterable[str]) -> list[str]:
    """The names, and where one is among the others or before it, another one for it."""
    known, made = set(others), list[str]()
    for name in names:
        numbered = (f"{name} ({whence} {number})" for number in count(2))
        free = chain((name, f"{name} ({whence})"), numbered)
        made.append(next(one for one in free if one not in known))
        known.add(made[-1])
    return made


def _values(line: Line, own: Sequence[str], taken: Sequence[str]) -> Sequence[Json]:
    steps = line.outcome.steps if line.outcome else ()
    came = line.taken
    return (
        line.number + 1,
        line.verdict,
        line.outcome.sentence if line.outcome else "",
        next((step.code for step in steps if step.code), ""),
        *(masked(name, line.row.get(name)) for name in own),
        *(came.get(name) for name in taken),
        " ".join(step.call_id for step in steps if step.call_id),
    )


def as_file(desk: Desk, run: RowRun, kind: Kind, verdicts: Sequence[str] = ()) -> Iterator[bytes]:
    """In pieces: CSV, JSON lines, or JUnit's XML, which has all of it whatever the verdicts."""
    if kind == "xml":
        return _as_junit(desk, run)
    made = table(desk, run, verdicts)
    return written(made.columns, made.values, kind)


def _as_junit(desk: Desk, run: RowRun) -> Iterator[bytes]:
    """A test case a row; what was not reached is skipped."""
    counts = desk.parts.run_rows.counts(run)
    wrong, unknown = counts.get("failed", 0), counts.get("uncertain", 0)
    attributes = {
        "name": plain(run.title),
        "tests": str(run.total),
        "failures": str(wrong),
        "errors": str(unknown),
        "skipped": str(run.total - wrong - unknown - counts.get("ok", 0)),
    }
    head = etree.tostring(etree.Element("testsuite", attributes)).removesuffix(b"/>") + b">\n"
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n' + head
    for one in lines(desk.parts.run_rows, run):
        case = etree.Element("testcase", name=plain(one.called), classname=plain(run.title))
        said = plain(one.outcome.sentence if one.outcome else "It was not reached.")
        if one.verdict in _JUNIT:
            etree.SubElement(case, _JUNIT[one.verdict], message=said)
        yield etree.tostring(case) + b"\n"
    yield b"</testsuite>\n</testsuites>\n"
