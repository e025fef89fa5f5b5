"""A run of fewer rows in place of one that was not begun: what a person leaves out of it."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from app.call.secrets.masking import MASK, is_secret
from app.call.variables.values import ExpressionFault, Json, written
from app.desk.desk import Desk
from app.desk.row_runs.again import alike
from app.desk.row_runs.plan import RowRun
from app.desk.running.step import place_of, scope_in
from app.errors import BadInput
from app.rows.narrowing import Condition, Narrowing
from app.rows.table import Table

Row = Mapping[str, Json]
SECONDS = 20  # of processor time for one condition


def by_condition(desk: Desk, run: RowRun, expression: str) -> RowRun:
    """The rows for which an expression is so, which calls each of them `row`. Raises BadInput."""
    plan, parts = run.plan, run.plan.workflow.parts
    value = plan.as_run
    scope = scope_in(desk, value, place_of(desk, value, (parts.each or parts.listing)[0]))
    try:
        condition = Condition(expression, scope)
    except ExpressionFault as fault:
        raise BadInput(fault.sentence, field="where") from None
    ends = time.thread_time() + SECONDS

    def holds(number: int, row: Row) -> bool:
        if time.thread_time() > ends:
            said = "This condition takes too long for so many rows: make it simpler."
            raise BadInput(said, field="where")
        try:
            return condition.holds(row)
        except ExpressionFault as fault:
            raise BadInput(f"Row {number + 1:,}: {fault.sentence}", field="where") from None

    return _narrowed(desk, run, holds, f"Only rows for which {_shown(expression.strip())}.")


def _shown(expression: str) -> str:
    """A condition as people see it: what a secret column is compared with may be the secret."""
    names = re.findall(r"\w+", expression)
    if not any(map(is_secret, names)):
        return expression
    return re.sub(r"'[^']*'|\"[^\"]*\"|\b\d[\w.]*", MASK, expression)


def by_table(
    desk: Desk,
    run: RowRun,
    column: str,
    other: Table,
    *,
    other_column: str = "",
    keep: Literal["only", "except"],
) -> RowRun:
    """The rows whose value in a column is in another table's `other_column`, or all others; where
    none is named, in the one of the same name, else in the first.

    Raises BadInput.
    """
    same = column if column in other.columns else other.columns[0]
    place = other.place(other_column or same)
    by = Narrowing.by(column, keep, (row[place] for row in other.rows.values), other.source)
    of = f"{other.source} ({other.columns[place]}, {len(by.values):,} values)"
    said = f"{'Only' if keep == 'only' else 'Without'} rows whose {column} is in {of}."
    return _narrowed(desk, run, lambda _, row: by.lets(row), said)


def without_doubles(desk: Desk, run: RowRun, column: str) -> RowRun:
    """The first row of each value in a column; those without one all stay. Raises BadInput."""
    seen: set[str] = set()

    def first(_: int, row: Row) -> bool:
        key = written(row.get(column)).strip()
        known = key in seen
        seen.add(key)
        return not key or not known

    return _narrowed(desk, run, first, f"Each {column} once.")


def without_empty(desk: Desk, run: RowRun, column: str) -> RowRun:
    """The rows that have something in a column. Raises BadInput."""
    said = f"Without rows that have nothing in {column}."
    return _narrowed(desk, run, lambda _, row: row.get(column) not in (None, ""), said)


def _narrowed(desk: Desk, run: RowRun, keeps: Callable[[int, Row], bool], said: str) -> RowRun:
    """Another run, so that the rows of the one before are there until it has its own."""
    if run.status != "ready":
        raise BadInput("This run has begun: its rows stay what they are.")
    left_out = 0

    def rows() -> Iterator[Row]:
        nonlocal left_out
        for place, row in enumerate(desk.parts.run_rows.all(run)):
            if keeps(place, row):
                yield row
            else:
                left_out += 1

    plan = run.plan
    made = alike(desk, run, rows=rows(), of=plan.of)
    note = f"{said} {left_out:,} of {run.total:,} rows left out."
    desk.parts.row_runs.remove(run)
    return desk.parts.row_runs.change(made, notes=(*plan.notes, note), was=(*plan.was, run.id))
