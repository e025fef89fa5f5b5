"""Records become a Table: nothing of them is left out without a word, or without leave."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.call.variables.values import Json
from app.rows.headers import invented, names_columns, unique
from app.rows.table import Rows, Table, Told, check_size, counted, named, unreadable

Record = tuple[int, Sequence[Json]]  # the line (from 1) in which it begins, and its cells
_LOOKED_AT = 50  # records that tell whether the first one is of names


@dataclass(slots=True)
class _Body:
    """The rows as they come, and the lines of those that are blank, or no longer or shorter."""

    values: list[tuple[Json, ...]] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)
    short: list[int] = field(default_factory=list)
    long: list[int] = field(default_factory=list)


def table_of(records: Sequence[Record], source: str, notes: Iterable[str], told: Told) -> Table:
    """The table of records, the first of which may have the columns' names. Raises BadInput."""
    first = next((at for at, (_, cells) in enumerate(records) if not _is_blank(cells)), None)
    if first is None:
        raise unreadable(f"There are no rows in {source}.")
    line, head = records[first]
    looked_at = [cells for _, cells in records[first : first + _LOOKED_AT] if not _is_blank(cells)]
    has_names = names_columns(looked_at) if told.header is None else told.header
    if has_names:
        said = [*notes, f"Line {line:,} names the columns."]
        width = len(head)
    else:
        said = list(notes)
        width = Counter(map(len, looked_at)).most_common(1)[0][0]
        head = [""] * width
    check_size(len(records) - first - has_names, width)
    body = _read(records[first + has_names :], width)
    if not body.values:
        raise unreadable(f"{source} has names of columns, and no rows below them.")
    said += _said(body, width, keep=told.keep_uneven)
    head = _evened(body, list(head), width)
    columns, changed = unique(head) if has_names else (invented(body.values[:50], len(head)), [])
    if not has_names:
        said.append(f"No line names the columns: {_called(columns)}.")
    return Table(columns, Rows(columns, tuple(body.values)), source, (*said, *changed))


def _is_blank(cells: Sequence[Json]) -> bool:
    return all(isinstance(cell, str) and not cell.strip() for cell in cells)


def _called(columns: Sequence[str]) -> str:
    return f"{'it is' if len(columns) == 1 else 'they are'} called {named(columns)}"


def _read(records: Iterable[Record], width: int) -> _Body:
    body = _Body()
    for line, cells in records:
        if _is_blank(cells):
            body.blank.append(line)
            continue
        if len(cells) == width:
            body.values.append(tuple(cells))
            continue
        # Spreadsheets write the separators of columns that are empty.
        filled = next(at for at in range(len(cells), 0, -1) if cells[at - 1] != "")
        row = tuple(cells[: max(width, filled)])
        if len(row) != width:
            (body.short if len(row) < width else body.long).append(line)
        body.values.append(row)
    return body


def _said(body: _Body, width: int, *, keep: bool) -> list[str]:
    """Sentences on rows that differ. Raises BadInput where they are not to be kept."""
    said = []
    if body.blank:
        blank = counted(len(body.blank), "blank line", "blank lines")
        said.append(f"{blank} left out: {named(body.blank)}.")
    for lines, more in ((body.short, "fewer"), (body.long, "more")):
        if not lines:
            continue
        rows = counted(len(lines), "row has", "rows have")
        of_them = "line" if len(lines) == 1 else "lines"
        sentence = (
            f"{rows} {more} than {counted(width, 'cell', 'cells')} ({of_them} {named(lines)})"
        )
        if not keep:
            raise unreadable(
                f"{sentence}: correct them, or have such rows kept (what they lack is then empty, "
                "what is too much gets columns of its own)."
            )
        becomes = "what they lack is empty" if more == "fewer" else "the rest has its own columns"
        said.append(f"{sentence}: {becomes}.")
    return said


def _evened(body: _Body, head: list[Json], width: int) -> list[Json]:
    """The head for rows that are now all as long as the longest, without columns that have neither
    a name nor a value. Raises BadInput where these are too many."""
    longest = max(map(len, body.values))
    check_size(len(body.values), max(longest, width))
    if body.short or body.long:
        longest = max(longest, width)
        body.values = [(*row, *[""] * (longest - len(row))) for row in body.values]
    head += [""] * (longest - width)
    kept = [
        at
        for at, name in enumerate(head)
        if name != "" or any(row[at] != "" for row in body.values)
    ]
    if len(kept) < len(head):
        body.values = [tuple(row[at] for at in kept) for row in body.values]
    return [head[at] for at in kept]
