"""A Call as a JSON-able dict and back, without loss, for what is stored and exported.

Of a file name, content type and size are kept, and a loaded one has no `open`, unless `contents`
are asked for: those that are part of the call, in base64.
The shape is versioned, so that calls stored by an older console stay readable.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from app.call import wire
from app.call.model import Array, Call, File, Map, Null, Object, Value
from app.errors import BadInput

VERSION = 1

_TEXTS = ("region", "service", "action", "format")
_OPTIONAL_TEXTS = ("client_tag", "api_version", "partner_id", "ks", "language")


def dump(call: Call, *, contents: bool = False) -> dict[str, Any]:
    """The call as dicts, lists, texts, numbers and None."""
    dumped: dict[str, Any] = {"version": VERSION}
    dumped |= {name: getattr(call, name) for name in (*_TEXTS, *_OPTIONAL_TEXTS)}
    dumped["parameters"] = _dump_members(call.parameters, contents)
    if call.response_profile is not None:
        dumped["response_profile"] = _dump(call.response_profile, contents)
    if call.also_secret:
        dumped["also_secret"] = list(call.also_secret)
    return dumped


def load(dumped: Mapping[str, Any]) -> Call:
    """The call that `dump` was given. Raises BadInput where it is of another shape."""
    if dumped.get("version") != VERSION:
        raise BadInput(
            "This call was stored in a form that this console does not know: "
            "it may come from a newer version."
        )
    try:
        texts = {name: _text(dumped[name]) for name in _TEXTS}
        optional: dict[str, Any] = {
            name: None if dumped[name] is None else _text(dumped[name]) for name in _OPTIONAL_TEXTS
        }
        profile = _load(dumped["response_profile"]) if "response_profile" in dumped else None
        parameters = _load_members(dumped["parameters"])
        also_secret = tuple(map(_text, dumped.get("also_secret", ())))
    except (KeyError, TypeError, ValueError, RecursionError) as fault:
        raise BadInput("This stored call is damaged and cannot be read.") from fault
    return Call(
        **texts,
        **optional,
        parameters=parameters,
        response_profile=profile,
        also_secret=also_secret,
    )


def has_files(call: Call) -> bool:
    """Whether a file is part of the call: such a one needs its file again to be sent anew."""
    return bool(wire.files(call))


def _dump(value: Value, contents: bool) -> Any:
    match value:
        case str():
            return value
        case Null():
            return None
        case Object(type, fields):
            return {"object": type, "fields": _dump_members(fields, contents)}
        case Array(items):
            return {"array": [_dump(item, contents) for item in items]}
        case Map(items):
            return {"map": _dump_members(items, contents)}
        case File(name, content_type, size):
            facts = {"file": name, "content_type": content_type, "size": size}
            if contents and value.content is not None:
                facts["content"] = b64encode(value.content).decode()
            return facts


def _dump_members(members: tuple[tuple[str, Value], ...], contents: bool) -> list[list[Any]]:
    return [[name, _dump(member, contents)] for name, member in members]


def _load(dumped: Any) -> Value:
    match dumped:
        case str():
            return dumped
        case None:
            return Null()
        case {"object": str(type), "fields": fields}:
            return Object(type, _load_members(fields))
        case {"array": list(items)}:
            return Array(tuple(_load(item) for item in items))
        case {"map": items}:
            return Map(_load_members(items))
        case {"file": str(name), "content_type": str(content_type), "content": str(content)}:
            return File.holding(name, content_type, b64decode(content, validate=True))
        case {"file": str(name), "content_type": str(content_type), "size": int(size)}:
            return File(name, content_type, size)
    raise ValueError("no value of a call")


def _load_members(dumped: Any) -> tuple[tuple[str, Value], ...]:
    return tuple((_text(name), _load(member)) for name, member in dumped)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value
