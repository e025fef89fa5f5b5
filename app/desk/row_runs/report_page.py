"""A page of a run's report: its rows with what came of each, as many as can be looked at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from app.call.secrets.masking import MASK, Masker, is_secret
from app.call.variables.values import Json, written
from app.desk.row_runs.lines import TELLING, Line, lines
from app.desk.row_runs.plan import RowRun
from app.desk.row_runs.rows import RunRows

PAGE = 50  # rows
MOST_LOOKED_AT = 5_000  # rows for one page, where a text is looked for
MOST_COLUMNS = 6
LONGEST = 120  # characters of a value
_LOOKED_INTO = 4 * LONGEST
_MASKER = Masker()


@dataclass(frozen=True, slots=True)
class ReportPage:
    """`after` is the number behind which the next page begins, None where there is none. With
    `unfinished` the looking ended before the page was full."""

    rows: Sequence[Line]
    after: int | None = None
    unfinished: bool = False


def telling_first(columns: Iterable[str], rows: Sequence[Mapping[str, Json]]) -> tuple[str, ...]:
    """The names of the rows' values, those that tell most of one first, those without any last."""
    filled = {name for row in rows for name, value in row.items() if value not in (None, "")}
    return tuple(sorted(columns, key=lambda one: (one not in filled, one not in TELLING)))


def value_shown(name: str, value: Json) -> str:
    """A value as a page shows it: masked, and cut with a word of how long it is."""
    text = written(value)
    if text and is_secret(name):
        return MASK
    masked = _MASKER.text(text[:_LOOKED_INTO])
    if len(text) <= _LOOKED_INTO and len(masked) <= LONGEST:
        return masked
    return f"{masked[:LONGEST]}… (of {len(text):,} characters)"


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
    wanted = text.strip().casefold()
    rows: list[Line] = []
    found = lines(store, run, [verdict] if verdict else [], after=after)
    for looked_at, line in enumerate(found):
        if looked_at == MOST_LOOKED_AT:
            return ReportPage(rows, line.number - 1, unfinished=True)
        if len(rows) == PAGE:
            return ReportPage(rows, rows[-1].number)
        if not wanted or wanted in _text(line, columns):
            rows.append(line)
    return ReportPage(rows)


def _text(line: Line, columns: Sequence[str]) -> str:
    """What is looked through, before anything of it is masked but by its name: to mask takes a
    hundred times as long."""
    own = ((name, line.row.get(name)) for name in columns)
    values = chain(own, line.taken.items())
    said = [written(value)[:_LOOKED_INTO] for name, value in values if not is_secret(name)]
    if line.outcome:
        said += [line.outcome.sentence, *(one.code for one in line.outcome.steps)]
    return "\n".join(said).casefold()
