"""Services, actions, classes, enums and errors by some typed words, for pages without scripts.

Every word typed must stand in the name, or begin a word of what we say of the thing; or all of them
together begin the name. Better matches come first: the whole name, its start, the starts of its
words (`mediaEntry` has two), anywhere in it, then those that take our words as well. A class is
also known without "Kaltura", an action without its service, and both by the service's id. Then
come services before actions before classes before enums before errors, and shorter names.
Deprecated ones stand behind everything else.

The dialog Find knows more (members, typos, beginnings of words put together), and ranks in the
browser: static/js/find/matcher.js.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal
from weakref import WeakKeyDictionary

from app.schema.find.index import errors_of, words_of
from app.schema.registry import Registry

FoundKind = Literal["service", "action", "class", "enum", "error"]
_TITLES: dict[FoundKind, str] = {
    "service": "Services",
    "action": "Actions",
    "class": "Classes",
    "enum": "Enums",
    "error": "Error codes",
}
KINDS = tuple(_TITLES)

_MOST_WORDS = 8
_LONGEST = 80  # characters that near names are looked for


@dataclass(frozen=True, slots=True)
class Found:
    """`name` is a service's name, "service.action", a class, an enum or an error's code.

    `service` and `action` are the id and the name to open it by, where it is one of them.
    """

    kind: FoundKind
    name: str
    service: str = ""
    action: str = ""
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """One heading of what was found; `left_out` is how many more there are."""

    title: str
    found: tuple[Found, ...]
    left_out: int


def grouped(found: Iterable[Found], most: int) -> list[Group]:
    """By kind, at most so many of each."""
    kinds: dict[FoundKind, list[Found]] = {kind: [] for kind in KINDS}
    for one in found:
        kinds[one.kind].append(one)
    return [
        Group(_TITLES[kind], tuple(alike[:most]), max(0, len(alike) - most))
        for kind, alike in kinds.items()
        if alike
    ]


@dataclass(frozen=True, slots=True)
class _Row:
    """`names` are all that it is known by, in lower case and with a blank between two, `letters`
    its own name without what separates its words, `parts` these words, `told` those of what we say
    of it, a blank before each."""

    item: Found
    names: str
    letters: str
    parts: tuple[str, ...]
    told: str


class SearchIndex:
    def __init__(self, registry: Registry) -> None:
        self._rows = [
            _Row(
                item,
                " ".join(_names(item)),
                _letters(item.name),
                _parts(item.name),
                _told(words),
            )
            for item, words in _all(registry)
        ]

    def find(self, text: str, limit: int | None = None) -> tuple[Found, ...]:
        """All that fit, or the best `limit` of them; nothing for an empty text."""
        typed = text.lower().replace(".", " ").split()[:_MOST_WORDS]
        if not typed:
            return ()
        whole = _letters(text)
        ranked = sorted(
            (_rank(row, typed, whole), index)
            for index, row in enumerate(self._rows)
            if all(word in row.names or f" {word}" in row.told for word in typed)
            or (whole and row.letters.startswith(whole))
        )
        return tuple(self._rows[index].item for _, index in ranked[:limit])

    def near(self, text: str, limit: int) -> tuple[Found, ...]:
        """Those whose names are like a text, the likest first: for one that nothing fits."""
        named = {row.letters: row.item for row in reversed(self._rows)}
        close = get_close_matches(_letters(text[:_LONGEST]), named, limit)
        return tuple(named[name] for name in close)


_made: WeakKeyDictionary[Registry, SearchIndex] = WeakKeyDictionary()


def search_index(registry: Registry) -> SearchIndex:
    """Made at the first use for a registry."""
    if registry not in _made:
        _made[registry] = SearchIndex(registry)
    return _made[registry]


def _all(registry: Registry) -> Iterator[tuple[Found, str]]:
    """Each with what we say of it."""
    schema = registry.schema
    for service in schema.services:
        found = Found("service", service.name, service.id, deprecated=service.deprecated)
        yield found, words_of("service", service.id)
        for action in service.actions:
            old = service.deprecated or action.deprecated
            name = f"{service.name}.{action.name}"
            words = words_of("action", f"{service.id}.{action.name}")
            yield Found("action", name, service.id, action.name, old), words
    for item in schema.classes:
        yield (
            Found("class", item.name, deprecated=item.deprecated),
            words_of("object_type", item.name),
        )
    for enum in schema.enums:
        yield Found("enum", enum.name, deprecated=enum.deprecated), words_of("enum", enum.name)
    for code, words in errors_of(registry):
        yield Found("error", code), words


def _parts(name: str) -> tuple[str, ...]:
    # People leave out the prefix that every class has.
    parts = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name.removeprefix("Kaltura"))
    return tuple(part.lower() for part in parts)


def _told(words: str) -> str:
    return f" {re.sub(r'[^a-z0-9]+', ' ', words.lower())}" if words else ""


def _names(item: Found) -> Iterator[str]:
    yield item.name.lower()
    yield item.name.lower().removeprefix("kaltura")
    if item.action:
        yield item.action.lower()
    if item.service:
        yield item.service.lower()


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", name.lower()).removeprefix("kaltura")


def _rank(row: _Row, typed: list[str], whole: str) -> tuple[bool, int, int, int, str]:
    names = row.names.split()
    starts = bool(whole) and row.letters.startswith(whole)
    if whole == row.letters or whole in names:
        match = 0
    elif not (starts or all(word in row.names for word in typed)):
        match = 4
    elif starts or any(name.startswith(typed[0]) for name in names):
        match = 1
    elif all(any(part.startswith(word) for part in row.parts) for word in typed):
        match = 2
    else:
        match = 3
    name = row.item.name
    return row.item.deprecated, match, KINDS.index(row.item.kind), len(name), name
