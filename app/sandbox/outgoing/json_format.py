"""Format 1: the bare result, nulls left out, objectType last, errors as an object."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from app.sandbox.errors import ApiError
from app.sandbox.outgoing.members import RELATED, members, number
from app.sandbox.shapes import Shapes
from app.sandbox.values import Answer, Object, Outcome, Results, Value

_PLAIN = frozenset({str, int, bool})


def write(answer: Answer, shapes: Shapes) -> bytes:
    """The whole document; void is `null`."""
    if isinstance(answer, Results):
        plain: Any = [_outcome(item, shapes) for item in answer.items]
    else:
        plain = _outcome(answer, shapes)
    # As in PHP, a slash is escaped; it can stand in texts only.
    return json.dumps(plain, separators=(",", ":")).replace("/", "\\/").encode()


def _outcome(outcome: Outcome, shapes: Shapes) -> Any:
    if isinstance(outcome, ApiError):
        return {
            "code": outcome.code,
            "message": outcome.sentence,
            "objectType": "KalturaAPIException",
            # An empty PHP array has no keys to tell that it is a map.
            "args": outcome.arguments or [],
        }
    return _value(outcome, shapes)


def _value(value: Value, shapes: Shapes) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Object):
        # The way of most of an answer's bytes: a call for each plain value would double its time.
        present = {
            name: item if type(item) in _PLAIN else _value(item, shapes)
            for name, item in members(value, shapes)
            if item is not None
        }
        if value.get(RELATED):
            present = {RELATED: _value(value.get(RELATED), shapes), **present}
        present["objectType"] = value.type
        return present
    if isinstance(value, float):
        return number(value)
    if isinstance(value, Mapping):
        return {name: _value(item, shapes) for name, item in value.items()}
    if isinstance(value, Sequence):
        return [_value(item, shapes) for item in value]
    return None
