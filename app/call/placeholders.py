"""Placeholders: `{{ENTRY_ID}}` in a value stands for what a person has yet to give.

A request that still has one is not sent. References of a multirequest (`{1:result}`) and JSON
are never taken for one.
"""

import re
from collections.abc import Iterator

from app.call.model import Array, Map, Object, Value

PLACEHOLDER = re.compile(r"\{\{([A-Za-z_]\w*)\}\}", re.ASCII)
_NO_NAME = re.compile(r"\W+", re.ASCII)


def placeholder(name: str) -> str:
    """The placeholder of that name; what no name can have becomes `_`."""
    plain = _NO_NAME.sub("_", name).strip("_") or "VALUE"
    return f"{{{{_{plain}}}}}" if plain[0].isdigit() else f"{{{{{plain}}}}}"


def names_in(text: str) -> tuple[str, ...]:
    """The names of the placeholders in a text, each once."""
    return tuple(dict.fromkeys(PLACEHOLDER.findall(text)))


def open_places(value: Value, place: str) -> Iterator[tuple[str, str]]:
    """Where placeholders stand in a value: (wire name, name of the placeholder)."""
    match value:
        case str():
            yield from ((place, name) for name in names_in(value))
        case Object(_, members) | Map(members):
            for key, member in members:
                yield from open_places(member, f"{place}:{key}")
        case Array(items):
            for index, item in enumerate(items):
                yield from open_places(item, f"{place}:{index}")
