"""A registry as JSON that reads by itself: every member by its name, those at their default left
out. The names are those of `app/schema/model.py`."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from app.schema.export.pieces import array_of, dumped, object_of
from app.schema.registry import Registry


def registry_json(registry: Registry) -> bytes:
    """All that the schema says, as UTF-8 JSON, with where it is from."""
    said = (
        (name, array_of(map(_plain, value)) if isinstance(value, tuple) else dumped(value))
        for name, value in _members(registry.schema)
    )
    return object_of((("origin", dumped(registry.origin)), *said))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if not is_dataclass(value):
        return value
    return {name: _plain(one) for name, one in _members(value)}


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    for one in fields(value):
        if (held := getattr(value, one.name)) != one.default:
            yield one.name, held
