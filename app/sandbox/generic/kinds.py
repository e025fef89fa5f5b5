"""What a service keeps, as far as the schema tells: class, kind, and what names an object."""

from dataclasses import dataclass

from app.schema.model import Action, Parameter, Service
from app.schema.registry import Registry

_ABOUT = ("add", "get", "update")  # actions that answer with the service's class, in this order
_NAMING = ("get", "delete", "update")  # and those that take what names an object of it


@dataclass(frozen=True, slots=True)
class Kind:
    """The objects of one service.

    `cls` is their class, `root` the class that all of the kind descend from (under which they
    are kept, together with those of other services), `keys` the parameters that name one.
    """

    cls: str
    root: str
    keys: tuple[str, ...]
    has_id: bool


def kind_of(registry: Registry, service: Service) -> Kind | None:
    """What the service keeps; None where it keeps nothing that has a class."""
    cls = _class(registry, service)
    if not cls:
        return None
    properties = {item.name: item for _, item in registry.properties(cls)}
    return Kind(cls, root_of(registry, cls), _keys(service), "id" in properties)


def root_of(registry: Registry, cls: str) -> str:
    """The furthest ancestor whose objects have an id: what a class's objects are kept under."""
    found = cls
    for ancestor in registry.ancestors(cls):
        if any(item.name == "id" for _, item in registry.properties(ancestor.name)):
            found = ancestor.name
    return found


def items_of(registry: Registry, response: str) -> str:
    """The class of the objects in a list response; "" where it is none."""
    properties = {item.name: item for _, item in registry.properties(response)}
    objects = properties.get("objects")
    return objects.array_type if objects and "totalCount" in properties else ""


def scalars(action: Action) -> list[Parameter]:
    """The parameters that may name an object: mandatory texts and numbers."""
    return [
        item
        for item in action.parameters
        if item.type in {"int", "bigint", "string"} and not item.optional and not item.enum_type
    ]


def _class(registry: Registry, service: Service) -> str:
    actions = {action.name: action for action in service.actions}
    for name in _ABOUT:
        if name in actions and registry.object_type(actions[name].result.type):
            return actions[name].result.type
    listing = actions.get("list")
    return items_of(registry, listing.result.type) if listing else ""


def _keys(service: Service) -> tuple[str, ...]:
    actions = {action.name: action for action in service.actions}
    for name in _NAMING:
        if name in actions and (named := scalars(actions[name])):
            return tuple(item.name for item in named if item.name not in {"version", "xmlData"})
    return ("id",)
