"""Which record names the columns, and what columns are called where none does."""

import re
from collections.abc import Sequence

from app.call.variables.values import Json
from app.rows.table import LONGEST_NAME, named, unreadable

# The ids of entries and of most that belongs to one; all else has numbers.
_ENTRY_ID = re.compile(r"\d{1,3}_[0-9a-z]{2,40}")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S+|[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ].*)?|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_LONGEST_VALUE = 300  # characters of what is looked at for being an address or a date
_WORDS = frozenset(
    {
        *("name", "title", "description", "tags", "tag", "url", "link", "email", "mail"),
        *("owner", "user", "users", "username", "creator", "entry", "entries", "category"),
        *("categories", "channel", "status", "type", "reference", "partner", "key", "value"),
        *("text", "language", "duration", "file", "filename", "path", "role", "date", "start"),
        *("end", "created", "updated", "caption", "label", "firstname", "lastname", "views"),
        *("plays", "size"),
    }
)
_ID_WORD = re.compile(r"(?i:ids?|.*[\s_.-]ids?)|.*[a-z](?:Ids?|IDs?)")


def names_columns(records: Sequence[Sequence[Json]]) -> bool:
    """Whether the first of the records has the names of the columns rather than values.

    A value that no column is called decides first, then a word that columns are called, then a
    column in which all else are numbers, dates or ids. Of texts alone several in a line are names,
    and a single one is a value.
    """
    first, below = records[0], records[1:]
    if any(map(_tells, first)):
        return False
    if any(map(is_name, first)):
        return True
    if any(map(is_data, first)):
        return False
    for at, cell in enumerate(first):
        values = [row[at] for row in below if at < len(row) and row[at] != ""]
        if cell and values and all(map(is_data, values)):
            return True
    filled = [cell for cell in first if cell]
    return bool(below) and 1 < len(first) == len(filled) == len(set(map(str, filled)))


def is_name(cell: Json) -> bool:
    """Whether it is a word that columns are usually called."""
    if not isinstance(cell, str) or len(cell) > LONGEST_NAME:
        return False
    plain = cell.strip()
    return bool(_ID_WORD.fullmatch(plain)) or re.sub(r"[\s_.-]", "", plain.lower()) in _WORDS


def is_id(value: Json) -> bool:
    """Whether it looks like an id of the API: `1_abcd2345`, or a number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return True
    plain = value.strip() if isinstance(value, str) else ""
    return _is_entry_id(plain) or (plain.isascii() and plain.isdigit())


def is_data(cell: Json) -> bool:
    """Whether it is a number, an id, an address or a date rather than words."""
    if not isinstance(cell, str):
        return True
    short = len(cell) <= _LONGEST_VALUE
    return short and (_tells(cell) or bool(_NUMBER.fullmatch(cell.strip())))


def unique(names: Sequence[Json]) -> tuple[tuple[str, ...], list[str]]:
    """The columns' names, each once and none empty, and sentences on those that were changed.

    Raises BadInput for a name that is too long.
    """
    plain = [" ".join(str(name).split()) for name in names]
    for name in plain:
        if len(name) > LONGEST_NAME:
            raise unreadable(
                f"The name of a column, {name[:40]!r}…, has more than {LONGEST_NAME} characters: "
                "is the first line one of names?"
            )
    taken, made = set(plain), dict[str, None]()
    empty, double = list[str](), list[str]()
    for at, name in enumerate(plain, 1):
        called, count = name or f"column{at}", 2
        if not name or name in made:
            while called in taken:
                called, count = f"{name or f'column{at}'}_{count}", count + 1
            (double if name else empty).append(called)
            taken.add(called)
        made[called] = None
    said = []
    if empty:
        said.append(f"Columns without a name are called {named(empty)}.")
    if double:
        said.append(f"Columns with the name of one before them are called {named(double)}.")
    return tuple(made), said


def invented(rows: Sequence[Sequence[Json]], width: int) -> tuple[str, ...]:
    """Names where no line has them: `id` for the first column of ids, else `column1`, …"""
    names = [f"column{at}" for at in range(1, width + 1)]
    looks = is_id if width == 1 else _is_entry_id
    for at in range(width):
        values = [row[at] for row in rows if row[at] != ""]
        if values and all(map(looks, values)):
            names[at] = "id"
            break
    return tuple(names)


def _is_entry_id(value: Json) -> bool:
    return isinstance(value, str) and bool(_ENTRY_ID.fullmatch(value.strip()))


def _tells(cell: Json) -> bool:
    """Whether it is a value that no column is called."""
    if not isinstance(cell, str) or len(cell) > _LONGEST_VALUE:
        return False
    plain = cell.strip()
    return any(kind.fullmatch(plain) for kind in (_ENTRY_ID, _ADDRESS, _DATE))
