"""What values of classes mean, as plain values for JSON."""

from collections.abc import Iterable
from typing import Any

from app.schema.meanings.values import Meaning, meanings_of, result_meaning
from app.schema.registry import Registry


def told(
    registry: Registry, class_names: Iterable[str], service: str, action: str
) -> dict[str, Any]:
    """{"version": …, "classes": {class: {property: {"kind": …, "enum": …}}}, "enums": {enum:
    {wire value: name}}, "result": {…}}, the last of the action's own result, if it has a meaning.

    A class that the schema does not have is left out, as is a property of which nothing but its
    type is known.
    """
    found = {name: meanings_of(registry, name) for name in class_names}
    result = _result(registry, service, action)
    every = [meaning for one in found.values() for meaning in one.values()]
    content: dict[str, Any] = {
        "version": registry.version,
        "classes": {
            name: {key: _told(meaning) for key, meaning in one.items() if meaning.kind}
            for name, one in found.items()
            if one
        },
        "enums": _enums(registry, [*every, result] if result else every),
    }
    if result:
        content["result"] = _told(result)
    return content


def _result(registry: Registry, service_name: str, action_name: str) -> Meaning | None:
    service = registry.service(service_name)
    action = registry.action(service.id, action_name) if service else None
    return result_meaning(registry, service, action) if service and action else None


def _told(meaning: Meaning) -> dict[str, str]:
    return {"kind": meaning.kind} | ({"enum": meaning.enum} if meaning.enum else {})


def _enums(registry: Registry, every: Iterable[Meaning]) -> dict[str, dict[str, str]]:
    enums = (registry.enum(name) for name in {one.enum: None for one in every if one.enum})
    return {
        # Where two constants share a value, the first is the one that Enum.name_of gives.
        enum.name: {one.value: one.name for one in reversed(enum.constants)}
        for enum in enums
        if enum
    }
