"""Which rows of a table a job is done for: by another table, by a condition, each only once."""

import re
import time
from typing import Literal

from app.call.variables.evaluating import UnknownName
from app.call.variables.expressions import Expression
from app.call.variables.scope import Scope, Variable
from app.call.variables.values import MOST_IN_ALL, Budget, ExpressionFault, Json
from app.call.variables.values import written as text_of
from app.errors import BadInput
from app.rows.table import Table, counted, named

SECONDS = 20  # of processor time for one condition
_KNOWN = 10_000  # outcomes that are kept for rows alike
ROW = "row"  # what an expression calls the row that it is asked for
_ROW = re.compile(rf"\b{ROW}\b")
_MEMBER = re.compile(rf"""\b{ROW}\s*(?:\.\s*(\w+)|\[\s*(?:'([^'\\]*)'|"([^"\\]*)")\s*\])""")


def matching(
    table: Table,
    other: Table,
    column: str,
    other_column: str,
    keep: Literal["only", "except"],
) -> Table:
    """The rows whose value in `column` is one of the other table's, or with "except" all others.

    Values are compared as texts, exactly but for blanks around them; an empty one is in no table.
    Raises BadInput for a column that is not there.
    """
    place, other_place = table.place(column), other.place(other_column)
    wanted = dict.fromkeys(_key(row[other_place]) for row in other.rows.values)
    wanted.pop("", None)
    found = set[str]()
    kept = list[tuple[Json, ...]]()
    for row in table.rows.values:
        key = _key(row[place])
        is_in = key in wanted
        if is_in:
            found.add(key)
        if is_in == (keep == "only"):
            kept.append(row)
    total = counted(len(table.rows), "row", "rows")
    held = len(kept) if keep == "only" else len(table.rows) - len(kept)
    notes = [
        f"{held:,} of {total} {'is' if held == 1 else 'are'} in {other.source}"
        f" ({column} as its {other_column}): {'they alone stay' if keep == 'only' else 'left out'}."
    ]
    if missed := [one for one in wanted if one not in found]:
        of_them = counted(len(wanted), "value", "different values")
        notes.append(
            f"Of its {of_them} {len(missed):,} {'is' if len(missed) == 1 else 'are'} not in"
            f" {table.source}: {named(missed)}."
        )
    return table.with_rows(kept, *notes)


def where(table: Table, expression: str, scope: Scope | None = None) -> Table:
    """The rows for which an expression is true, which calls each of them `row`
    (`row.status == 2`, `row['Entry ID'] is startswith('1_')`).

    `scope` has the other variables that it may name. Raises BadInput where it cannot be read,
    where it has no value for a row, and where it takes more than SECONDS.
    """
    asked = _Condition(table, expression, scope or Scope())
    kept = list[tuple[Json, ...]]()
    ends = time.thread_time() + SECONDS
    with Budget.spending():
        for at, values in enumerate(table.rows.values):
            try:
                if asked.holds(values):
                    kept.append(values)
            except ExpressionFault:
                sentence = asked.fault(table.rows[at])
                raise _refused(f"The condition fails for row {at + 1:,}: {sentence}") from None
            if time.thread_time() > ends:
                raise _refused("This condition takes too long for so many rows: make it simpler.")
    total = counted(len(table.rows), "row", "rows")
    left_out = len(table.rows) - len(kept)
    return table.with_rows(kept, f"{left_out:,} of {total} left out, as not {expression.strip()}.")


class _Condition:
    """An expression that is read once, and asked of rows. Raises ExpressionFault."""

    def __init__(self, table: Table, expression: str, scope: Scope) -> None:
        self._read, self._source, self._scope = Expression.read(expression), expression, scope
        self._asked_for = _columns(table, expression)
        self._row: dict[str, Json] = {}
        self._known: dict[tuple[Json, ...], bool] = {}

    def holds(self, values: tuple[Json, ...]) -> bool:
        shown = tuple([values[place] for _, place in self._asked_for])
        # Columns such as a status have few values. Of texts alone, as 1 and true are one key.
        texts = all(type(one) is str for one in shown)
        if texts and shown in self._known:
            return self._known[shown]
        self._row = {name: value for (name, _), value in zip(self._asked_for, shown, strict=True)}
        Budget.left.set(MOST_IN_ALL)
        found = bool(self._read.value(self._lookup))
        if texts and len(self._known) < _KNOWN:
            self._known[shown] = found
        return found

    def fault(self, row: dict[str, Json]) -> str:
        """What is wrong, asked of the scope, which says nothing of what is secret."""
        try:
            self._scope.with_layer([Variable(ROW, row, "this row")]).value(self._source)
        except UnknownName as fault:
            return f"{fault.sentence} The columns are {named([*row], 10)}."
        except ExpressionFault as fault:
            return fault.sentence
        return "it has no value."

    def _lookup(self, name: str) -> Json:
        if name == ROW:
            return self._row
        found = self._scope.find(name)
        if found is None:
            raise UnknownName(name)
        return found.value


def without_doubles(table: Table, column: str) -> Table:
    """The first row of each value in `column`, compared as `matching` does; empty ones all stay.

    Raises BadInput for a column that is not there.
    """
    place = table.place(column)
    seen = set[str]()
    kept, twice = list[tuple[Json, ...]](), dict[str, None]()
    for row in table.rows.values:
        key = _key(row[place])
        if key and key in seen:
            twice[key] = None
            continue
        seen.add(key)
        kept.append(row)
    if not twice:
        return table
    left_out = counted(len(table.rows) - len(kept), "row", "rows")
    return table.with_rows(
        kept, f"{left_out} left out, as their {column} came before: {named([*twice])}."
    )


def _columns(table: Table, expression: str) -> list[tuple[str, int]]:
    """The columns that an expression can ask for, with their places: every value that it is shown
    is measured, which takes longer than all else."""
    places = [(name, at) for at, name in enumerate(table.columns)]
    members = [found[found.lastindex or 0] for found in _MEMBER.finditer(expression)]
    if len(members) < len(_ROW.findall(expression)):
        return places
    return [(name, at) for name, at in places if name in members]


def _key(value: Json) -> str:
    return (value if isinstance(value, str) else text_of(value)).strip()


def _refused(sentence: str) -> BadInput:
    return BadInput(sentence, field="where")
