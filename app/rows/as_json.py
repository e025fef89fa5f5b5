"""Rows written as JSON: an array of objects or of values, an answer of a list, or one a line."""

import json
import math
import re
from collections.abc import Iterator, Sequence
from itertools import chain

from app.call.variables.values import Json
from app.errors import BadInput
from app.rows.headers import invented
from app.rows.table import (
    MOST_CELLS,
    Rows,
    Table,
    check_cell,
    check_size,
    counted,
    unreadable,
)

_LONGEST_NUMBER = 30  # characters; a longer one is a text, as for expressions
_LISTED = "objects"  # where an answer of a list has its things
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def as_json(text: str, source: str, notes: Sequence[str], *, by_line: bool = False) -> Table:
    """The table of a text in JSON; `by_line` says that the file's name promises JSON lines.

    An object's members are the columns, in the order in which they first come. Raises BadInput.
    """
    # Before they are made: each is 60 bytes or more of memory.
    if sum(map(text.count, ",[{\n" if by_line else ",[{")) > MOST_CELLS:
        raise unreadable(f"{source} has more than {MOST_CELLS:,} values: split it.")
    if by_line:
        found, how = list(_lines(text)), "JSON lines"
    else:
        found, how = _whole(text)
    if not found:
        raise unreadable(f"There are no rows in {source}.")
    if _SURROGATE.search(text):
        _check_characters(found)
    said = [*notes, f"It is read as {how}."]
    objects = [one for one in found if isinstance(one, dict)]
    if not objects:
        return _of_values(found, source, said)
    if len(objects) < len(found):
        at = next(at for at, one in enumerate(found, 1) if not isinstance(one, dict))
        raise unreadable(f"Row {at:,} is no object, though others are: give each its members.")
    return _of_objects(objects, source, said)


def _of_objects(objects: list[dict[str, Json]], source: str, notes: list[str]) -> Table:
    columns = tuple(dict.fromkeys(chain.from_iterable(objects)))
    if not columns:
        raise unreadable(f"The objects of {source} have no members.")
    check_size(len(objects), len(columns))
    lacking = sum(len(one) < len(columns) for one in objects)
    if lacking:
        rows = counted(lacking, "row lacks", "rows lack")
        notes.append(f"{rows} some of the columns, and have none there.")
    values = tuple(tuple(map(one.get, columns)) for one in objects)
    _check_cells(values)
    return Table(columns, Rows(columns, values), source, tuple(notes))


def _of_values(found: list[Json], source: str, notes: list[str]) -> Table:
    if any(isinstance(one, list) for one in found):
        raise unreadable(f"{source} has lists for rows: write them as objects, or as CSV.")
    check_size(len(found), 1)
    values = tuple((one,) for one in found)
    _check_cells(values)
    columns = invented(values[:50], 1)
    return Table(
        columns, Rows(columns, values), source, (*notes, f"Its one column is called {columns[0]}.")
    )


def _check_cells(values: tuple[tuple[Json, ...], ...]) -> None:
    for at, row in enumerate(values, 1):
        for cell in row:
            if isinstance(cell, str):
                check_cell(len(cell), at, "row")
            elif isinstance(cell, list | dict):
                check_cell(len(json.dumps(cell, ensure_ascii=False)), at, "row")


def _check_characters(found: list[Json]) -> None:
    """Half a character, which JSON can name, is none that can be sent or kept."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise unreadable(
            "A text has half a character (\\ud800 and the like): correct it."
        ) from None


def _whole(text: str) -> tuple[list[Json], str]:
    """All rows, and what they are written as."""
    stripped = text.strip()
    try:
        value, end = _DECODER.raw_decode(stripped)
    except (ValueError, RecursionError) as fault:
        raise _wrong(fault) from None
    if stripped[end:].strip():
        if isinstance(value, dict) and "\n" in stripped:
            return list(_lines(text)), "JSON lines"
        line = stripped.count("\n", 0, end) + 1
        raise unreadable(f"In line {line:,} something stands behind the end of the JSON.")
    if isinstance(value, dict) and isinstance(value.get(_LISTED), list):
        return value[_LISTED], f"JSON, the {_LISTED} of an answer"
    return (value, "a JSON array") if isinstance(value, list) else ([value], "JSON")


def _lines(text: str) -> Iterator[Json]:
    for at, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield _DECODER.decode(line)
        except (ValueError, RecursionError) as fault:
            raise _wrong(fault, at) from None


# By how Python begins what it says.
_FAULTS = {
    "Expecting ',' delimiter": "a comma, or a bracket, is missing",
    "Expecting ':' delimiter": "a colon is missing behind a name",
    "Expecting property name": "a name in double quotation marks is missing",
    "Illegal trailing comma": "a comma stands before the bracket that ends it",
    "Expecting value": "a value is missing, or it is a text without quotation marks",
    "Unterminated string": "a quotation mark is opened and not closed",
    "Invalid control character": "a text has a line break or a tab, which are \\n and \\t in JSON",
    "Invalid \\": "a backslash stands for nothing: double it",
    "Extra data": "something stands behind the end",
}


def _wrong(fault: ValueError | RecursionError, line: int = 0) -> BadInput:
    """The error for what cannot be decoded; `line` is where, if that is known."""
    match fault:
        case json.JSONDecodeError():
            at = line or fault.lineno
            known = (one for begins, one in _FAULTS.items() if fault.msg.startswith(begins))
            place = f"in line {at:,} at character {fault.colno:,}"
            said = f"This is no JSON: {place} {next(known, 'it cannot be read')}."
        case RecursionError():
            said = "This JSON is nested too deep."
        case _:
            said = f"Line {line:,}: {fault}" if line else str(fault)
    return unreadable(said)


def _float(text: str) -> float | str:
    value = float(text)
    return value if math.isfinite(value) and abs(value) < 10.0**_LONGEST_NUMBER else text


def _int(text: str) -> int | str:
    return int(text) if len(text) <= _LONGEST_NUMBER else text


def _refused(text: str) -> Json:
    raise ValueError(f"{text} is no JSON: write null, or a number.")


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"An object has {twice!r:.80} twice.")
    return made


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_float, parse_int=_int, parse_constant=_refused
)
