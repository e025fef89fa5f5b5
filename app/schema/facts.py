"""A Schema as compact JSON and back, and the registry that ships with the console.

The form follows from the model: a value is a list of its mandatory fields, in order, and
behind them an object with those of the others that differ from their default. Only the
schema itself is an object with every field by name. One service, class, enum, error or
plugin stands on one line, so that two files can be compared line by line.
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from app.errors import SchemaRejected
from app.schema.model import Schema
from app.schema.registry import Registry

BUNDLED_VERSION = "22.19.0"
BUNDLED_FILE = Path(__file__).with_name("bundled") / f"{BUNDLED_VERSION}.json"

_FORMAT = 1  # to be raised with every change of the form

_Decode = Callable[[Any], Any]


def dump(schema: Schema) -> bytes:
    """The schema as UTF-8 JSON; equal schemas give equal bytes."""
    return ("{\n" + ",\n".join(_members(schema)) + "\n}\n").encode()


def load(data: bytes) -> Schema:
    """The schema that `dump` wrote. Raises SchemaRejected where it did not."""
    try:
        content = json.loads(data)
        if type(content) is not dict or content.pop("format", None) != _FORMAT:
            raise ValueError(f"is not of format {_FORMAT}")
        return Schema(**{key: _SCHEMA[key](value) for key, value in content.items()})
    except (ValueError, TypeError, KeyError, RecursionError) as fault:
        raise SchemaRejected(
            f"This is not a schema as the console keeps it, or it is damaged ({fault}). "
            "Import its KalturaClient.xml again."
        ) from fault


def strip(schema: Schema) -> Schema:
    """The schema's facts alone: without any description or error message."""
    stripped: Schema = _without_sentences(schema)
    return stripped


@cache
def bundled() -> Registry:
    """The registry that ships with the console; loaded once."""
    return Registry(load(BUNDLED_FILE.read_bytes()), origin="bundled")


def service_name(service: str) -> str:
    """A service's id as the API writes it: `uploadToken`; a plugin's as it stands."""
    known = bundled().service(service)
    return known.name if known and not known.plugin else service


def _without_sentences(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_without_sentences(item) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    return replace(
        value,
        **{
            item.name: ""
            if item.name in {"description", "message"}
            else _without_sentences(getattr(value, item.name))
            for item in fields(value)
        },
    )


def _members(schema: Schema) -> Iterator[str]:
    yield f'"format":{_FORMAT}'
    for item in fields(schema):
        value = getattr(schema, item.name)
        if isinstance(value, tuple):
            rows = ",\n".join(_json(row) for row in value)
            yield f'"{item.name}":[\n{rows}\n]' if rows else f'"{item.name}":[]'
        else:
            yield f'"{item.name}":{_json(value)}'


def _json(value: Any) -> str:
    return json.dumps(_encoded(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _encoded(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_encoded(item) for item in value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    row = []
    options = {}
    for item in fields(value):
        content = getattr(value, item.name)
        if item.default is MISSING:
            row.append(_encoded(content))
        elif content != item.default:
            options[item.name] = _encoded(content)
    return [*row, options] if options else row


def _decoder(hint: Any) -> _Decode:
    """How a value of a field's type is checked and built; it raises ValueError or KeyError."""
    if get_origin(hint) is tuple:
        return _many(_decoder(get_args(hint)[0]))
    if get_origin(hint) is dict:
        return _texts
    if is_dataclass(hint) and isinstance(hint, type):
        return _row(hint)
    return _text if hint is str else _scalar(*(get_args(hint) or (hint,)))


def _text(value: Any) -> str:
    if type(value) is not str:
        raise ValueError(f"{value!r:.60} is of the wrong type")
    # The same few thousand words stand in every schema: kept once for all of them.
    return sys.intern(value)


def _scalar(*kinds: type) -> _Decode:
    def decode(value: Any) -> Any:
        if type(value) not in kinds:
            raise ValueError(f"{value!r:.60} is of the wrong type")
        return value

    return decode


def _texts(value: Any) -> dict[str, str]:
    if type(value) is not dict or not all(type(text) is str for text in value.values()):
        raise ValueError(f"{value!r:.60} is of the wrong type")
    return value


def _many(decode: _Decode) -> _Decode:
    def decode_all(value: Any) -> tuple[Any, ...]:
        if type(value) is not list:
            raise ValueError(f"{value!r:.60} is of the wrong type")
        return tuple(map(decode, value))

    return decode_all


@cache
def _row(model: type) -> _Decode:
    hints = get_type_hints(model)
    required = [_decoder(hints[item.name]) for item in fields(model) if item.default is MISSING]
    options = {
        item.name: _decoder(hints[item.name])
        for item in fields(model)
        if item.default is not MISSING
    }

    def decode(value: Any) -> Any:
        if type(value) is not list or not len(required) <= len(value) <= len(required) + 1:
            raise ValueError(f"{value!r:.60} is not a {model.__name__}")
        arguments = [check(item) for check, item in zip(required, value, strict=False)]
        if len(value) == len(required):
            return model(*arguments)
        given = value[-1]
        if type(given) is not dict:
            raise ValueError(f"{given!r:.60} is of the wrong type")
        return model(*arguments, **{key: options[key](item) for key, item in given.items()})

    return decode


_SCHEMA: dict[str, _Decode] = {key: _decoder(hint) for key, hint in get_type_hints(Schema).items()}
