"""How long 65,000 rows of ten columns take: read, narrowed and written again."""

import csv
import io
import os
from collections.abc import Callable, Iterable

from app.call.variables.scope import Scope
from app.rows.narrowing import Condition, Narrowing
from app.rows.reading import pasted, read_file
from app.rows.table import Table
from app.rows.writing import written
from bench.figure import Figure
from tests.rows.workbooks import number, row, text, workbook

ROWS = 65_000
RUNS = 5
_COLUMNS = "id name status owner tags createdAt duration views plays reference"


def measure() -> list[Figure]:
    comma, table = _csv(), _read(_csv(), "entries.csv")
    half = pasted("\n".join(_id(at) for at in range(0, ROWS, 2)))
    book = workbook({"Entries": _sheet(table)})
    return [
        Figure("65,000 rows read from CSV", _best(lambda: _read(comma, "e.csv")), 1500, "ms"),
        Figure("65,000 rows read from XLSX", _best(lambda: _read(book, "e.xlsx")), 3000, "ms"),
        Figure("… matched with another file", _best(lambda: _half(table, half)), 1000, "ms"),
        Figure(
            "… by a condition on a status", _best(lambda: _by(table, "status == 2")), 1000, "ms"
        ),
        Figure("… by one on a number", _best(lambda: _by(table, "duration > 600")), 1000, "ms"),
        Figure("… written as CSV", _best(lambda: _written(table)), 1000, "ms"),
    ]


def _written(table: Table) -> list[bytes]:
    return [*written(table.columns, table.rows.values, "csv")]


def _read(data: bytes, name: str) -> Table:
    table = read_file(io.BytesIO(data), name)
    assert len(table.rows) == ROWS
    return table


def _half(table: Table, other: Table) -> None:
    by = Narrowing.by("id", "except", (row["id"] for row in other.rows), other.source)
    assert len(by.of(table).rows) == ROWS // 2


def _by(table: Table, condition: str) -> None:
    asked = Condition(f"row.{condition}", Scope())
    assert 0 < sum(map(asked.holds, table.rows)) < ROWS


def _best(work: Callable[[], object]) -> float:
    """Milliseconds of processor time, that of the child that reads a workbook with it."""
    times = []
    for _ in range(RUNS):
        begun = sum(os.times()[:4])
        work()
        times.append((sum(os.times()[:4]) - begun) * 1000)
    # The least of all: what else the machine does only adds to it.
    return min(times)


def _id(at: int) -> str:
    return f"1_{at:08x}"


def _values(at: int) -> tuple[str, ...]:
    return (
        *(_id(at), f"Talk, number {at}", str(at % 3), f"user{at % 100}@example.com", "one, two"),
        *(f"17000{at:05}", str(at), str(at % 7), str(at % 11), f"ref-{at}"),
    )


def _csv() -> bytes:
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(_COLUMNS.split())
    writer.writerows(map(_values, range(ROWS)))
    return made.getvalue().encode()


def _sheet(table: Table) -> str:
    rows = [table.columns, *table.rows.values]
    return "".join(row(at, *_cells(at, map(str, cells))) for at, cells in enumerate(rows, 1))


def _cells(at: int, values: Iterable[str]) -> list[str]:
    places = (f"{letter}{at}" for letter in "ABCDEFGHIJ")
    return [
        number(place, value) if value.isdigit() else text(place, value)
        for place, value in zip(places, values, strict=True)
    ]
