"""Which rows a job is done for: by another table, or by a condition."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from app.call.variables.evaluating import UnknownName
from app.call.variables.expressions import Expression
from app.call.variables.scope import Scope, Variable
from app.call.variables.values import MOST_IN_ALL, Budget, ExpressionFault, Json
from app.call.variables.values import written as text_of
from app.rows.table import Table, counted, named

_KNOWN = 10_000  # outcomes that are kept for rows alike
ROW = "row"  # what an expression calls the row that it is asked for
_ROW = re.compile(rf"\b{ROW}\b")
_MEMBER = re.compile(rf"""\b{ROW}\s*(?:\.\s*(\w+)|\[\s*(?:'([^'\\]*)'|"([^"\\]*)")\s*\])""")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Rows are kept that another table has too (`only`), or that it has not (`except`): those whose
    value of `column` is one of `values`, as texts, but for blanks around them; an empty one is in
    no table. `source` is what the other table is called."""

    column: str
    keep: Literal["only", "except"]
    values: frozenset[str]
    source: str = ""

    @classmethod
    def by(
        cls, column: str, keep: Literal["only", "except"], values: Iterable[Json], source: str
    ) -> "Narrowing":
        return cls(column, keep, frozenset(map(_key, values)) - {""}, source)

    def lets(self, row: Mapping[str, Json]) -> bool:
        return self._lets(_key(row.get(self.column)))

    def of(self, table: Table) -> Table:
        """The rows of a table that it lets, and notes on how many these are. Raises BadInput where
        the table has no such column."""
        place = table.place(self.column)
        keys = [_key(row[place]) for row in table.rows.values]
        values = zip(table.rows.values, keys, strict=True)
        kept = [row for row, key in values if self._lets(key)]
        total = counted(len(keys), "row", "rows")
        held = len(kept) if self.keep == "only" else len(keys) - len(kept)
        notes = [
            f"{held:,} of {total} {'is' if held == 1 else 'are'} in {self.source} by {self.column}:"
            f" {'they alone stay' if self.keep == 'only' else 'left out'}."
        ]
        if missed := sorted(self.values.difference(keys)):
            of_them = counted(len(self.values), "value", "different values")
            notes.append(
                f"Of its {of_them} {len(missed):,} {'is' if len(missed) == 1 else 'are'} not in"
                f" {table.source}: {named(missed)}."
            )
        return table.with_rows(kept, *notes)

    def _lets(self, key: str) -> bool:
        return (key in self.values) == (self.keep == "only")


class Condition:
    """An expression that is read once and asked of many rows, each of which it calls `row`
    (`row.status == 2`, `row['Entry ID'] is startswith('1_')`).

    `scope` has the other variables that it may name. Raises ExpressionFault where it cannot be
    read.
    """

    def __init__(self, expression: str, scope: Scope) -> None:
        self._read, self._source, self._scope = Expression.read(expression), expression, scope
        self._asked_for = _members(expression)
        self._row: dict[str, Json] = {}
        self._known: dict[tuple[tuple[str, Json], ...], bool] = {}

    def holds(self, row: Mapping[str, Json]) -> bool:
        """Raises ExpressionFault where it has no value for the row."""
        if self._asked_for is None:
            self._row = dict(row)
        else:
            self._row = {name: row[name] for name in self._asked_for if name in row}
        shown = tuple(self._row.items())
        # Columns such as a status have few values. Of texts alone, as 1 and true are one key.
        texts = all(type(one) is str for _, one in shown)
        if texts and shown in self._known:
            return self._known[shown]
        # Not within `spending`, which takes as long as a simple comparison.
        before = Budget.left.set(MOST_IN_ALL)
        try:
            found = bool(self._read.value(self._lookup))
        except ExpressionFault:
            raise self._fault(row) from None
        finally:
            Budget.left.reset(before)
        if texts and len(self._known) < _KNOWN:
            self._known[shown] = found
        return found

    def _fault(self, row: Mapping[str, Json]) -> ExpressionFault:
        """What is wrong, asked of the scope, which says nothing of what is secret."""
        try:
            self._scope.with_layer([Variable(ROW, dict(row), "this row")]).value(self._source)
        except UnknownName as fault:
            return ExpressionFault(f"{fault.sentence} The columns are {named([*row], 10)}.")
        except ExpressionFault as fault:
            return fault
        return ExpressionFault("It has no value.")

    def _lookup(self, name: str) -> Json:
        if name == ROW:
            return self._row
        found = self._scope.resolved(name)
        if found is None:
            raise UnknownName(name)
        return found[0].value


def _members(expression: str) -> frozenset[str] | None:
    """The columns that an expression can ask for, None for all: every value that it is shown is
    measured, which takes longer than all else."""
    members = [found[found.lastindex or 0] for found in _MEMBER.finditer(expression)]
    return frozenset(members) if len(members) == len(_ROW.findall(expression)) else None


def _key(value: Json) -> str:
    return (value if isinstance(value, str) else text_of(value)).strip()
