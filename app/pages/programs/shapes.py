"""The shapes of `shapes.yaml`, and the reading of what a program sends by them."""

import json
from pathlib import Path
from typing import Any

import yaml
from flask import request

from app.errors import BadInput

Json = dict[str, Any]
SHAPES: dict[str, Json] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))


class _Number(str):
    """As it was written."""


_KINDS = {str: "string", _Number: "integer", dict: "object", bool: "boolean"}


def body_of(name: str) -> Json:
    """The object of that shape which was sent, numbers in it as texts. Raises BadInput."""
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
    known: dict[str, Json] = SHAPES[name]["properties"]
    for one in SHAPES[name]["required"]:
        if one not in found:
            raise BadInput(f"{one} is missing.", field=one)
    for one, value in found.items():
        if one not in known:
            raise BadInput(f"{one!r:.80} is none of {', '.join(known)}.", field=one[:80])
        kinds = known[one]["type"]
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if _KINDS.get(type(value)) not in kinds:
            raise BadInput(f"{one} has to be of the type {' or '.join(kinds)}.", field=one)
        if value not in known[one].get("enum", [value]):
            raise BadInput(f"{one} is one of {', '.join(known[one]['enum'])}.", field=one)
    return found


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
