"""The shapes of `shapes.yaml`, and the reading of what a program sends by them: as much of JSON
Schema as these use."""

import json
import re
from pathlib import Path
from typing import Any

from flask import request

from app.errors import BadInput
from app.workflows.arazzo.reading import LOADER

Json = dict[str, Any]
SHAPES: dict[str, Json] = LOADER(
    Path(__file__).with_suffix(".yaml").read_text("utf-8")
).get_single_data()


class _Number(str):
    """As it was written."""


_KINDS = {str: "string", _Number: "number", dict: "object", bool: "boolean", list: "array"}
_LONGEST = 30  # characters of a number
_WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)


def body_of(name: str) -> Json:
    """The object of that shape which was sent, numbers in it as texts; nothing at all is one
    without members, where none is required. Raises BadInput."""
    if not SHAPES[name].get("required") and not request.get_data():
        return {}
    if not request.is_json:
        raise BadInput("Send JSON, with the header Content-Type: application/json.")
    try:
        found = json.loads(
            request.get_data(), parse_int=_Number, parse_float=_Number, parse_constant=_refused
        )
        # What is too deep, or no text, could not be sent either.
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as fault:
        raise BadInput(f"This is no JSON that could be read: {fault}.") from None
    if not isinstance(found, dict):
        raise BadInput("Send a JSON object.")
    _check(found, SHAPES[name], "")
    return found


def plain(value: Any) -> Any:
    """What `body_of` gave, with its numbers as numbers; what is too long for one stays a text."""
    match value:
        case _Number():
            return json.loads(value) if len(value) <= _LONGEST else str(value)
        case list():
            return [plain(one) for one in value]
        case dict():
            return {name: plain(one) for name, one in value.items()}
    return value


def _check(value: Any, shape: Json, at: str) -> None:
    """Raises BadInput, whose field is where it is wrong: `pace.atOnce`."""
    known = shape.get("properties", {})
    if isinstance(value, dict):
        for one in shape.get("required", ()):
            if one not in value:
                raise BadInput(f"{at}{one} is missing.", field=f"{at}{one}")
        for one, member in value.items():
            field = f"{at}{one:.80}"
            if one not in known and shape.get("additionalProperties") is False:
                raise BadInput(f"{one!r:.80} is none of {', '.join(known)}.", field=field)
            _check_member(member, known.get(one, shape.get("additionalProperties")) or {}, field)
    for number, one in enumerate(value if isinstance(value, list) else ()):
        _check_member(one, shape.get("items", {}), f"{at.removesuffix('.')}[{number}]")


def _check_member(value: Any, shape: Json, field: str) -> None:
    kinds = shape.get("type", [])
    kinds = kinds if isinstance(kinds, list) else [kinds]
    own = {_KINDS.get(type(value))}
    if isinstance(value, _Number) and _WHOLE.fullmatch(value):
        own.add("integer")
    if kinds and not own.intersection(kinds):
        raise BadInput(f"{field} has to be of the type {' or '.join(kinds)}.", field=field)
    if value not in shape.get("enum", [value]):
        raise BadInput(f"{field} is one of {', '.join(shape['enum'])}.", field=field)
    if isinstance(value, _Number) and "minimum" in shape:
        least, most = shape["minimum"], shape.get("maximum", float("inf"))
        if not least <= float(value) <= most:
            raise BadInput(f"{field} is between {least} and {most}.", field=field)
    _check(value, shape, f"{field}.")


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
