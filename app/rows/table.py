"""Rows as a value: tuples beside the names of their columns, and what was noticed in reading."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import overload

from app.call.variables.values import Json
from app.errors import BadInput

MOST_BYTES = 50_000_000  # of a file
MOST_PASTED = 5_000_000  # characters
MOST_ROWS = 200_000
MOST_COLUMNS = 200
# What rows and columns come to: 5,000,000 short texts are some 400 MB of memory.
MOST_CELLS = 5_000_000
LONGEST_CELL = 100_000  # characters
LONGEST_NAME = 200  # characters of a column's name


@dataclass(frozen=True, slots=True)
class Rows(Sequence[Mapping[str, Json]]):
    """Each row as a mapping of its columns, made when it is asked for and the asker's own.

    `values` are the rows as they are kept, each as long as `columns`.
    """

    columns: tuple[str, ...]
    values: tuple[tuple[Json, ...], ...]

    def __len__(self) -> int:
        return len(self.values)

    @overload
    def __getitem__(self, at: int) -> dict[str, Json]: ...
    @overload
    def __getitem__(self, at: slice) -> "Rows": ...
    def __getitem__(self, at: int | slice) -> "dict[str, Json] | Rows":
        if isinstance(at, slice):
            return Rows(self.columns, self.values[at])
        return dict(zip(self.columns, self.values[at], strict=True))

    def __iter__(self) -> Iterator[dict[str, Json]]:
        for row in self.values:
            yield dict(zip(self.columns, row, strict=True))


@dataclass(frozen=True, slots=True)
class Table:
    """`source` is what it came from, as people know it ("entries.csv").

    `notes` are sentences on how it was read or narrowed, in their order. A cell of CSV is a text;
    of JSON what stands there, and None where an object lacks what others have.
    """

    columns: tuple[str, ...]
    rows: Rows
    source: str
    notes: tuple[str, ...] = ()

    def place(self, column: str) -> int:
        """Which of the columns it is. Raises BadInput."""
        try:
            return self.columns.index(column)
        except ValueError:
            raise BadInput(
                f"{self.source} has no column {column!r:.80}; it has {named(self.columns)}.",
                field="column",
            ) from None

    def with_rows(self, values: Sequence[tuple[Json, ...]], *notes: str) -> "Table":
        """The same with these rows, and more to say about them."""
        return replace(self, rows=Rows(self.columns, tuple(values)), notes=(*self.notes, *notes))


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says of a file that is not recognised as it is meant; "" and None: recognise.

    `encoding` is one of `encodings.ENCODINGS`, `separator` one of `separated.SEPARATORS`, `sheet`
    a workbook's. `keep_uneven` keeps rows that have more or fewer cells than there are columns:
    what they lack is empty, what is too much gets columns of its own.
    """

    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    header: bool | None = None
    keep_uneven: bool = False


NOTHING_TOLD = Told()


def unreadable(sentence: str) -> BadInput:
    """The error for rows that cannot be read."""
    return BadInput(sentence, field="rows")


def named(things: Sequence[object], most: int = 5) -> str:
    """`3, 8 and 12`; of many the first, and how many more there are."""
    shown = [f"{thing!s:.80}" for thing in things[:most]]
    if len(things) > most:
        shown.append(f"{len(things) - most:,} more")
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]])) if shown else "none"


def counted(number: int, one: str, many: str) -> str:
    """`1 row`, `65,000 rows`."""
    return f"{number:,} {one if number == 1 else many}"


def check_size(rows: int, columns: int) -> None:
    """Raises BadInput where that is more than is taken."""
    if columns > MOST_COLUMNS:
        raise unreadable(
            f"These rows have {columns:,} columns; at most {MOST_COLUMNS:,} are taken. "
            "Leave out those that are not needed."
        )
    if rows > MOST_ROWS or rows * columns > MOST_CELLS:
        raise unreadable(
            f"There are more than {MOST_ROWS:,} rows, or than {MOST_CELLS:,} cells: "
            "split the file, or leave out columns that are not needed."
        )


def check_cell(characters: int, at: int, what: str = "line") -> None:
    """Raises BadInput where a cell, of the line or row `at`, is longer than is taken."""
    if characters > LONGEST_CELL:
        raise unreadable(
            f"A cell in {what} {at:,} has more than {LONGEST_CELL:,} characters: shorten it, or "
            "look for a quotation mark there that is opened and not closed."
        )
