"""A page of a run's report: its rows with what came of each, as many as can be looked at."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.call.secrets.masking import MASK, Masker, is_secret
from app.call.variables.values import Json, written
from app.desk.row_runs.plan import CHUNK, RowOutcome, RowRun
from app.desk.row_runs.rows import RunRows

PAGE = 50  # rows
MOST_LOOKED_AT = 5_000  # rows for one page, where a text is looked for
MOST_COLUMNS = 6
LONGEST = 120  # characters of a value
LEFT = "left"  # of a row that was not come to
_MASKER = Masker()
TELLING = ("id", "entryId", "name", "title", "referenceId")


@dataclass(frozen=True, slots=True)
class ReportRow:
    """`number` counts from 0; `values` are those of the columns that are shown, masked."""

    number: int
    values: tuple[str, ...]
    outcome: RowOutcome | None = None

    @property
    def verdict(self) -> str:
        return self.outcome.verdict if self.outcome else LEFT

    @property
    def taken(self) -> Mapping[str, str]:
        """Masked, and cut."""
        shown = self.outcome.shown if self.outcome else {}
        return {name: value_shown(name, value) for name, value in shown.items()}


@dataclass(frozen=True, slots=True)
class ReportPage:
    """`after` is the number behind which the next page begins, None where there is none. With
    `unfinished` the looking ended before the page was full."""

    rows: Sequence[ReportRow]
    after: int | None = None
    unfinished: bool = False


def telling_first(columns: Iterable[str], rows: Sequence[Mapping[str, Json]]) -> tuple[str, ...]:
    """The names of the rows' values, those that tell most of one first, those without any last."""
    filled = {name for row in rows for name, value in row.items() if value not in (None, "")}
    return tuple(sorted(columns, key=lambda one: (one not in filled, one not in TELLING)))


def value_shown(name: str, value: Json) -> str:
    """A value as it is shown to people."""
    text = written(value)
    if text and is_secret(name):
        return MASK
    masked = _MASKER.text(text[: 4 * LONGEST])
    return masked if len(masked) <= LONGEST else masked[:LONGEST] + "…"


def page_of(
    store: RunRows,
    run: RowRun,
    columns: Sequence[str],
    *,
    verdict: str = "",
    text: str = "",
    after: int = -1,
) -> ReportPage:
    """Those behind a row's number that came to the verdict ("left": that were not come to) and have
    the text in what is shown of them, in whatever case."""
    chunks: dict[int, Sequence[Mapping[str, Json]]] = {}
    wanted = text.strip().casefold()
    rows: list[ReportRow] = []
    for looked_at, (number, outcome) in enumerate(_found(store, run, verdict, after)):
        if looked_at == MOST_LOOKED_AT:
            return ReportPage(rows, number - 1, unfinished=True)
        if len(rows) == PAGE:
            return ReportPage(rows, rows[-1].number)
        chunk = number // CHUNK
        if chunk not in chunks:
            chunks = {chunk: store.chunk(run, chunk)}
        row = {name: chunks[chunk][number % CHUNK].get(name) for name in columns}
        if not wanted or wanted in _text(row, outcome):
            values = tuple(value_shown(name, value) for name, value in row.items())
            rows.append(ReportRow(number, values, outcome))
    return ReportPage(rows)


def _text(row: Mapping[str, Json], outcome: RowOutcome | None) -> str:
    """What is looked through, before anything of it is masked but by its name: to mask takes a
    hundred times as long."""
    values = [*row.items(), *(outcome.shown.items() if outcome else ())]
    said = [written(value)[: 4 * LONGEST] for name, value in values if not is_secret(name)]
    if outcome:
        said += [outcome.sentence, *(one.code for one in outcome.steps)]
    return "\n".join(said).casefold()


def _found(
    store: RunRows, run: RowRun, verdict: str, after: int
) -> Iterator[tuple[int, RowOutcome | None]]:
    if verdict not in {"", LEFT}:
        while some := store.outcomes(run, [verdict], after=after, limit=PAGE):
            yield from ((one.row, one) for one in some)
            after = some[-1].row
        return
    if verdict == LEFT and sum(store.counts(run).values()) >= run.total:
        return
    for first in range((after + 1) // CHUNK * CHUNK, run.total, CHUNK):
        here = range(max(first, after + 1), min(first + CHUNK, run.total))
        if verdict == LEFT:
            over = store.numbers(run, here)
            yield from ((number, None) for number in here if number not in over)
            continue
        came = {one.row: one for one in store.outcomes(run, after=here.start - 1, before=here.stop)}
        yield from ((number, came.get(number)) for number in here)
