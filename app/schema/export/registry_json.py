"""A registry as JSON that reads by itself: every member by its name, those at their default left
out. The names are those of `app/schema/model.py`."""

import json
from dataclasses import fields, is_dataclass
from typing import Any

from app.schema.registry import Registry


def registry_json(registry: Registry) -> bytes:
    """All that the schema says, as UTF-8 JSON, with where it is from."""
    content = {"origin": registry.origin, **_plain(registry.schema)}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if not is_dataclass(value):
        return value
    held = {one.name: (getattr(value, one.name), one.default) for one in fields(value)}
    return {name: _plain(one) for name, (one, default) in held.items() if one != default}
