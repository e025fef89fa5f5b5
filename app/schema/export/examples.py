"""The example of a call as a JSON body: its form's pairs as a tree, each value of its own type."""

from typing import Any

from app.schema.model import Action, Parameter, Property, Service
from app.schema.registry import Registry
from app.schema.samples.making import sample_request

_NUMBERS = {"int": int, "bigint": int, "float": float}


def example_body(registry: Registry, service: Service, action: Action) -> dict[str, Any]:
    """The action's own parameters; see `samples.sample_request`."""
    tree: dict[str, Any] = {}
    for name, value in sample_request(registry, service, action):
        *way, last = name.split(":")
        place = tree
        for step in way:
            place = place.setdefault(step, {})
        place[last] = value
    parameters = {one.name: one for one in action.parameters}
    return {name: _typed(registry, parameters[name], value) for name, value in tree.items()}


def _typed(registry: Registry, member: Parameter | Property, value: Any) -> Any:
    if member.type in {"array", "map"}:
        item = Parameter("item", member.array_type)
        typed = {key: _typed(registry, item, one) for key, one in value.items()}
        return list(typed.values()) if member.type == "array" else typed
    if isinstance(value, dict):
        held = {one.name: one for _, one in registry.properties(str(value.get("objectType")))}
        return {
            name: _typed(registry, held[name], one) if name in held else one
            for name, one in value.items()
        }
    if member.type == "bool":
        return value == "1"
    return _NUMBERS[member.type](value) if member.type in _NUMBERS else value
