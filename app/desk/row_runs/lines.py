"""The rows of a run with what came of each, read bit by bit: for its page, its files, its sums."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.call.secrets.masking import MASK, Masker, is_secret
from app.call.variables.values import Json, written
from app.desk.row_runs.plan import CHUNK, RowOutcome, RowRun
from app.desk.row_runs.rows import RunRows

LEFT = "left"  # of a row that was not come to
VERDICTS = ("ok", "failed", "uncertain", "skipped", LEFT)
TELLING = ("id", "entryId", "name", "title", "referenceId")
# Outcomes that are opened together: each may hold whole files.
_AT_ONCE = 25
_MASKER = Masker()


@dataclass(frozen=True, slots=True)
class Line:
    """`number` counts from 0; `row` is as it was given; `outcome` is None where the row was not
    come to."""

    number: int
    row: Mapping[str, Json] = field(repr=False)
    outcome: RowOutcome | None = None

    @property
    def verdict(self) -> str:
        return self.outcome.verdict if self.outcome else LEFT

    @property
    def given(self) -> Mapping[str, Json]:
        """Masked where its name tells that it is a secret."""
        return _by_name(self.row)

    @property
    def taken(self) -> Mapping[str, Json]:
        """Secrets masked: what looks like one was noticed when it was taken."""
        return _by_name(self.outcome.shown if self.outcome else {})

    @property
    def called(self) -> str:
        """The number of the row, from 1, and the value that tells most of it; masked."""
        given = ((name, self.row.get(name)) for name in (*TELLING, *self.row))
        found = next((one for one in given if one[1] not in (None, "")), None)
        told = written(masked(*found)) if found else ""
        return f"{self.number + 1} {told}"[:200].strip()


def lines(
    store: RunRows, run: RowRun, verdicts: Iterable[str] = (), *, after: int = -1
) -> Iterator[Line]:
    """Those behind a row's number, in order; of these verdicts, if some are named."""
    at = -1
    chunk: Sequence[Mapping[str, Json]] = ()
    for number, outcome in _found(store, run, frozenset(verdicts), after):
        if number // CHUNK != at:
            at = number // CHUNK
            chunk = store.chunk(run, at)
        if number % CHUNK >= len(chunk):
            return  # The run was deleted meanwhile.
        yield Line(number, chunk[number % CHUNK], outcome)


def _found(
    store: RunRows, run: RowRun, verdicts: frozenset[str], after: int
) -> Iterator[tuple[int, RowOutcome | None]]:
    if verdicts and LEFT not in verdicts:
        while some := store.outcomes(run, verdicts, after=after, limit=_AT_ONCE):
            yield from ((one.row, one) for one in some)
            after = some[-1].row
        return
    if verdicts == {LEFT}:
        if sum(store.counts(run).values()) >= run.total:
            return
        for first in range(after + 1, run.total, CHUNK):
            here = range(first, min(first + CHUNK, run.total))
            over = store.numbers(run, here)
            yield from ((number, None) for number in here if number not in over)
        return
    for first in range(after + 1, run.total, _AT_ONCE):
        here = range(first, min(first + _AT_ONCE, run.total))
        came = {one.row: one for one in store.outcomes(run, after=first - 1, before=here.stop)}
        for number in here:
            outcome = came.get(number)
            if not verdicts or (outcome.verdict if outcome else LEFT) in verdicts:
                yield number, outcome


def columns_of(store: RunRows, run: RowRun) -> tuple[str, ...]:
    """The names of the rows' values: those of the file, else of the first rows' simple values."""
    if run.plan.columns:
        return run.plan.columns
    names: dict[str, None] = {}
    for row in store.chunk(run, 0):
        names |= dict.fromkeys(n for n, v in row.items() if not isinstance(v, list | dict))
    return tuple(names)


def taken_of(run: RowRun) -> tuple[str, ...]:
    """The names of what its steps take for each row."""
    steps = run.plan.workflow.parts.each
    return tuple(dict.fromkeys(one.name for step in steps for one in step.takings))


def _by_name(values: Mapping[str, Json]) -> Mapping[str, Json]:
    return {name: MASK if v and is_secret(name) else v for name, v in values.items()}


def masked(name: str, value: Json) -> Json:
    """The whole value, as it is unless something in it is a secret."""
    if value and is_secret(name):
        return MASK
    if not isinstance(value, str | list | dict):
        return value
    text = written(value)
    hidden = _MASKER.text(text)
    return value if hidden == text else hidden
