"""The rows of a run counted and summed by what they have in one column."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.call.variables.values import ExpressionFault, Json, number, written
from app.desk.desk import Desk
from app.desk.row_runs.lines import columns_of, lines, masked, taken_of
from app.desk.row_runs.plan import RowRun
from app.rows.writing import written as rows_written

NONE = "(none)"
LONGEST = 200  # characters of a value that rows are counted by


@dataclass(frozen=True, slots=True)
class Total:
    """`summed` is 0 where no column is summed, or it has no number."""

    value: str
    rows: int
    summed: float


def columns(desk: Desk, run: RowRun) -> tuple[str, ...]:
    """The names of the rows' values, and of what is taken for them."""
    return tuple(dict.fromkeys((*columns_of(desk.parts.run_rows, run), *taken_of(run))))


def totals(
    desk: Desk, run: RowRun, by: str, summed: str = "", *, apart: bool = False
) -> tuple[Total, ...]:
    """One for each value of a column, in order of the values; `apart` counts a row for each of its
    values with commas between them. What was taken goes before what the row had; what is called
    as secrets are is masked, and so all of it is one."""
    counts: dict[str, int] = {}
    sums: dict[str, float] = {}
    for line in lines(desk.parts.run_rows, run):
        known = {**line.given, **line.taken}
        for value in _values(known, by, apart=apart):
            counts[value] = counts.get(value, 0) + 1
            sums[value] = sums.get(value, 0) + _number(known.get(summed))
    return tuple(Total(one, counts[one], sums[one]) for one in sorted(counts))


def as_csv(made: Iterable[Total], by: str, summed: str) -> Iterator[bytes]:
    """The value, how many rows, and the sum, if there is one."""
    heads = (by, "rows", *([summed] if summed else []))
    values = ((masked(by, one.value), one.rows, *([one.summed] if summed else [])) for one in made)
    return rows_written(heads, values, "csv")


def _values(row: Mapping[str, Json], by: str, *, apart: bool) -> Iterable[str]:
    text = written(row.get(by))[:LONGEST].strip()
    found = {one.strip() for one in text.split(",")} if apart else {text}
    return (found - {""}) or {NONE}


def _number(value: Json) -> float:
    try:
        return number(value) if value not in ("", None) else 0
    except ExpressionFault:
        return 0
