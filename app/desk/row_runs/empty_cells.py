"""Rows that have nothing in a column of which a call is made: it goes out with nothing in its
place, and does something else than was meant."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.call.variables.expressions import pieces
from app.call.variables.filling import with_texts
from app.call.variables.values import Json
from app.rows.table import counted
from app.workflows.model import Step

# A column alone (`row.name|trim`), which nothing else stands for where it is empty.
_PLAIN = re.compile(
    r"\s*row\s*(?:\.\s*(\w+)|\[\s*(?:'([^'\\]*)'|\"([^\"\\]*)\")\s*\])"
    r"(?:\s*\|\s*(?!default\b)\w+(?:\([^()]*\))?)*\s*"
)


@dataclass(frozen=True, slots=True)
class Empty:
    """`rows` are how many have nothing in the column."""

    column: str
    rows: int
    sentence: str


class EmptyCells:
    """Counts them, as rows pass: `counts` are by column how many rows have nothing in it, and how
    many have no such column."""

    def __init__(self, steps: Iterable[Step]) -> None:
        self._columns = tuple({name: None for step in steps for name in _columns(step)})
        self.counts: dict[str, list[int]] = {}

    def passing(self, rows: Iterable[Mapping[str, Json]]) -> Iterator[Mapping[str, Json]]:
        for row in rows:
            for name in self._columns:
                if row.get(name) in (None, ""):
                    self.counts.setdefault(name, [0, 0])[name not in row] += 1
            yield row


def told(counts: Mapping[str, Sequence[int]], steps: Iterable[Step], total: int) -> Iterator[Empty]:
    """What is to be said of them, of the columns that these steps take, for so many rows in all.

    A column that no row has is told by each row's call.
    """
    taken = {name for step in steps for name in _columns(step)}
    for name in sorted(taken.intersection(counts)):
        empty, absent = counts[name]
        if empty:
            yield _empty(name, empty, f"nothing in {name}: it is empty in what is sent")
        if 0 < absent < total:
            yield _empty(name, absent, f"no {name}: nothing is sent")


def _empty(name: str, count: int, said: str) -> Empty:
    rows = counted(count, "row has", "rows have")
    return Empty(name, count, f"{rows} {said} for {'it' if count == 1 else 'them'}.")


def _columns(step: Step) -> set[str]:
    """The columns that a step's call is made of."""
    found: set[str] = set()

    def looked(text: str) -> str:
        for one in pieces(text):
            if not isinstance(one, str) and (column := _PLAIN.fullmatch(one[1])):
                found.add(column[column.lastindex or 0])
        return text

    with_texts(step.call, looked)
    # A step that asks first whether there is anything knows what it does.
    return {name for name in found if name not in step.when}
