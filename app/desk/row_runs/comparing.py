"""Two runs side by side: which rows came to something else."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.call.variables.values import written
from app.desk.row_runs.lines import LEFT
from app.desk.row_runs.plan import RowRun
from app.desk.row_runs.rows import RunRows


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that came to something else; a verdict is "" where one run has no such row."""

    key: str = field(repr=False)
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`changed` counts the rows of both by the verdicts in the one and the other. `differences`
    are those of both, and with them, if they are asked for, those of one only."""

    unchanged: int
    changed: Mapping[tuple[str, str], int]
    only_before: int
    only_after: int
    differences: Sequence[Difference]


def compared(
    store: RunRows, before: RowRun, after: RowRun, column: str, *, of_one: bool = False
) -> Comparison:
    """By the rows' values in a column that both have; of several rows with one value the last
    counts, and rows without any are left out."""
    one, other = _verdicts(store, before, column), _verdicts(store, after, column)
    both = [(key, verdict, other[key]) for key, verdict in one.items() if key in other]
    found = [Difference(*each) for each in both if each[1] != each[2]]
    only_before = [Difference(key, verdict, "") for key, verdict in one.items() if key not in other]
    only_after = [Difference(key, "", verdict) for key, verdict in other.items() if key not in one]
    return Comparison(
        len(both) - len(found),
        Counter((each.before, each.after) for each in found),
        len(only_before),
        len(only_after),
        [*found, *only_before, *only_after] if of_one else found,
    )


def _verdicts(store: RunRows, run: RowRun, column: str) -> dict[str, str]:
    came = store.verdicts(run)
    keyed = ((written(row.get(column)), place) for place, row in enumerate(store.all(run)))
    return {key: came.get(place, LEFT) for key, place in keyed if key}
