"""Ranked look-up of services, actions, classes and enums by some typed words.

Every word typed must stand somewhere in the name. Better matches come first: the whole
name, its start, the starts of its words (`mediaEntry` has two), anywhere; an action
is also known by its name without the service, a class by its name without "Kaltura".
Then come services before actions before classes before enums, and shorter names.
Deprecated ones stand behind everything else.
"""

import heapq
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.schema.model import Schema

Kind = Literal["service", "action", "class", "enum"]
_KINDS: tuple[Kind, ...] = ("service", "action", "class", "enum")


@dataclass(frozen=True, slots=True)
class Found:
    """`name` is a service's name, "service.action", a class or an enum.

    `service` and `action` are the id and the name to open it by, where it is one of them.
    """

    kind: Kind
    name: str
    service: str = ""
    action: str = ""
    deprecated: bool = False


class SearchIndex:
    def __init__(self, schema: Schema) -> None:
        self._rows = [(item, item.name.lower(), _words(item.name)) for item in _all(schema)]

    def find(self, text: str, limit: int) -> tuple[Found, ...]:
        """The best `limit` of all that fit; nothing for an empty text."""
        typed = text.lower().replace(".", " ").split()[:8]
        whole = text.strip().lower()
        if not typed:
            return ()
        ranked = (
            (_rank(item, name, words, typed, whole), index)
            for index, (item, name, words) in enumerate(self._rows)
            if all(word in name for word in typed)
        )
        return tuple(self._rows[index][0] for _, index in heapq.nsmallest(limit, ranked))


def _all(schema: Schema) -> Iterator[Found]:
    for service in schema.services:
        yield Found("service", service.name, service.id, deprecated=service.deprecated)
        for action in service.actions:
            old = service.deprecated or action.deprecated
            yield Found("action", f"{service.name}.{action.name}", service.id, action.name, old)
    for item in schema.classes:
        yield Found("class", item.name, deprecated=item.deprecated)
    for enum in schema.enums:
        yield Found("enum", enum.name, deprecated=enum.deprecated)


def _words(name: str) -> tuple[str, ...]:
    # People leave out the prefix that every class has.
    parts = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name.removeprefix("Kaltura"))
    return tuple(part.lower() for part in parts)


def _rank(
    item: Found, name: str, words: tuple[str, ...], typed: list[str], whole: str
) -> tuple[bool, int, int, int, str]:
    names = (name, name.removeprefix("kaltura"), item.action.lower())
    if whole in names:
        match = 0
    elif any(known.startswith(typed[0]) for known in names):
        match = 1
    elif all(any(word.startswith(part) for word in words) for part in typed):
        match = 2
    else:
        match = 3
    return item.deprecated, match, _KINDS.index(item.kind), len(name), name
