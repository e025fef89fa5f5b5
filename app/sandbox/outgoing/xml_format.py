"""Format 2: every property as an element, nulls empty, booleans 1 and 0, errors in <error>."""

import re
from collections.abc import Mapping, Sequence
from html import escape

from app.sandbox.errors import ApiError
from app.sandbox.incoming.scalars import NOT_XML
from app.sandbox.outgoing.members import RELATED, members, number
from app.sandbox.shapes import Shapes
from app.sandbox.values import VOID, Answer, Object, Outcome, Results, Value

_PLAIN = re.compile(r"[\w .,:/;()\[\]{}+*?!#=@|-]*", re.ASCII)
_START = '<?xml version="1.0" encoding="utf-8"?><xml><result>'


def write(answer: Answer, shapes: Shapes, seconds: float) -> bytes:
    """The whole document."""
    if isinstance(answer, Results):
        inner = "".join(f"<item>{_outcome(item, shapes)}</item>" for item in answer.items)
    else:
        inner = _outcome(answer, shapes)
    return f"{_START}{inner}</result><executionTime>{seconds:.17g}</executionTime></xml>".encode()


def _outcome(outcome: Outcome, shapes: Shapes) -> str:
    if isinstance(outcome, ApiError):
        return f"<error>{_error(outcome)}</error>"
    return _value(outcome, shapes)


def _error(error: ApiError) -> str:
    arguments = "".join(
        "<item><objectType>KalturaApiExceptionArg</objectType>"
        f"<name>{name}</name><value>{_text(value)}</value></item>"
        for name, value in error.arguments.items()
    )
    return (
        f"<code>{error.code}</code><message>{_text(error.sentence)}</message>"
        f"<objectType>KalturaAPIException</objectType><args>{arguments}</args>"
    )


def _value(value: Value, shapes: Shapes) -> str:
    if value is None or value is VOID:
        return ""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(number(value))
    if isinstance(value, Object):
        return _object(value, shapes)
    if isinstance(value, Mapping):
        return "".join(
            f"<item><itemKey>{_text(name)}</itemKey>{_value(item, shapes)}</item>"
            for name, item in value.items()
        )
    if isinstance(value, Sequence):
        return "".join(f"<item>{_value(item, shapes)}</item>" for item in value)
    return str(value)


def _object(value: Object, shapes: Shapes) -> str:
    inner = "".join(
        f"<{name}>{_value(item, shapes)}</{name}>" for name, item in members(value, shapes)
    )
    related = _value(value.get(RELATED), shapes)
    return f"<objectType>{value.type}</objectType><{RELATED}>{related}</{RELATED}>{inner}"


def _text(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    return escape(NOT_XML.sub("", value), quote=False).replace('"', "&quot;")
