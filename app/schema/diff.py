"""What differs between two schemas, as sentences; descriptions do not count."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, Literal

from app.schema.model import Result, Schema

_SENTENCES = frozenset({"description", "message"})


@dataclass(frozen=True, slots=True)
class Change:
    """`what` names the thing ("action media.get"); `detail` says what changed, else it is ""."""

    kind: Literal["added", "removed", "changed"]
    what: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.what}" + (f": {self.detail}" if self.detail else "")


@dataclass(frozen=True, slots=True)
class _Level:
    """One kind of thing: what it is called, the field that holds it, and what it holds itself."""

    word: str
    field: str
    inner: "_Level | None" = None
    name: str = "name"


_LEVELS = (
    _Level(
        "service", "services", _Level("action", "actions", _Level("parameter", "parameters")), "id"
    ),
    _Level("class", "classes", _Level("property", "properties")),
    _Level("enum", "enums", _Level("constant", "constants")),
    _Level("error", "errors"),
    _Level("plugin", "plugins"),
    _Level("request parameter", "request_configuration"),
    _Level("client parameter", "client_configuration"),
)


def diff(old: Schema, new: Schema) -> list[Change]:
    """All changes: by kind of thing, what was removed first, then in the new schema's order.

    Of a thing that was added or removed, its parts are not named one by one.
    """
    changes = []
    if old.version != new.version:
        changes.append(Change("changed", "version", _was("version", old.version, new.version)))
    for level in _LEVELS:
        changes += _compare(level, getattr(old, level.field), getattr(new, level.field))
    return changes


def _compare(
    level: _Level, old: Iterable[Any], new: Iterable[Any], owner: str = ""
) -> Iterator[Change]:
    before = {getattr(item, level.name): item for item in old}
    after = {getattr(item, level.name): item for item in new}
    for name in before:
        if name not in after:
            yield Change("removed", f"{level.word} {owner}{name}")
    for name, item in after.items():
        path = owner + name
        if name not in before:
            yield Change("added", f"{level.word} {path}")
        elif before[name] != item:
            if detail := "; ".join(_differences(level, before[name], item)):
                yield Change("changed", f"{level.word} {path}", detail)
            if inner := level.inner:
                parts = getattr(before[name], inner.field), getattr(item, inner.field)
                yield from _compare(inner, *parts, owner=f"{path}.")


def _differences(level: _Level, old: Any, new: Any) -> Iterator[str]:
    skipped = _SENTENCES | ({level.inner.field} if level.inner else set())
    for item in fields(old):
        before, after = getattr(old, item.name), getattr(new, item.name)
        if item.name not in skipped and before != after:
            yield _was(item.name.replace("_", " "), before, after)


def _was(label: str, old: Any, new: Any) -> str:
    return f"{label} was {_shown(old)} and is {_shown(new)}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value) or "nothing"
    if isinstance(value, Result):
        held = value.enum_type or value.array_type
        return (f"{value.type} of {held}" if held else value.type) or "void"
    return "nothing" if value in {None, ""} else str(value)
