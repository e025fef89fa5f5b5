"""Whether a JSON answer has the shape that the schema declares."""

from collections.abc import Iterator
from typing import Any

from app.schema.model import Property, Result
from app.schema.registry import Registry

# Texts by the schema that a real server writes as numbers.
NUMBERS_IN_TEXTS = {"defConversionProfileType", "userId"}
_TEXT_NUMBERS = {"int", "bigint", "float"}


def faults(registry: Registry, answer: Any, declared: Result | Property, at: str) -> Iterator[str]:
    """What of the answer contradicts its declared type, as sentences."""
    if isinstance(answer, dict) and answer.get("objectType") == "KalturaAPIException":
        if set(answer) != {"code", "message", "objectType", "args"}:
            yield f"{at}: an error of another shape"
        return
    if answer is None:
        return
    if declared.type == "":
        yield f"{at}: {answer!r} where void is declared"
    elif declared.type == "array":
        yield from _items(registry, answer, declared.array_type, at)
    elif declared.type == "map":
        if not isinstance(answer, dict):
            yield f"{at}: no map"
    elif registry.object_type(declared.type):
        yield from _object(registry, answer, declared.type, at)
    elif not _plain(answer, declared):
        yield f"{at}: {answer!r} is no {declared.type}"


def _plain(answer: Any, declared: Result | Property) -> bool:
    if declared.type == "bool":
        # A server that has the number 0 or 1 kept writes that.
        return isinstance(answer, bool) or answer in {0, 1}
    if declared.type in _TEXT_NUMBERS:
        number = isinstance(answer, int | float)
        return number or (isinstance(answer, str) and answer.lstrip("-").isdecimal())
    if getattr(declared, "name", "") in NUMBERS_IN_TEXTS and isinstance(answer, int):
        return True
    # An enum of texts whose constants are numbers is written as a number.
    return isinstance(answer, str) or (bool(declared.enum_type) and isinstance(answer, int))


def _items(registry: Registry, answer: Any, cls: str, at: str) -> Iterator[str]:
    if not isinstance(answer, list):
        yield f"{at}: no array"
        return
    for index, item in enumerate(answer):
        yield from _object(registry, item, cls, f"{at}[{index}]")


def _object(registry: Registry, answer: Any, cls: str, at: str) -> Iterator[str]:
    if not isinstance(answer, dict):
        yield f"{at}: no object of {cls}"
        return
    own = answer.get("objectType", "")
    if not registry.is_subclass(own, cls):
        yield f"{at}: a {own} where a {cls} is declared"
        return
    properties = {item.name: item for _, item in registry.properties(own)}
    for name, value in answer.items():
        if name in {"objectType", "relatedObjects"}:
            continue
        if name not in properties:
            yield f"{at}.{name}: no property of {own}"
        else:
            yield from faults(registry, value, properties[name], f"{at}.{name}")
