"""Look-ups over one Schema: by name, by inheritance, by use.

Immutable once made; the costlier indexes are built at their first use. A name that the
schema does not have gives None or nothing, never an error: schemas come from outside,
and refer to classes that they do not contain (KalturaObjectBase, say).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from app.schema.model import (
    Action,
    Enum,
    ErrorCode,
    ObjectType,
    Parameter,
    Property,
    Result,
    Schema,
    Service,
)


@dataclass(frozen=True, slots=True)
class ActionRef:
    """An action together with its service."""

    service: Service
    action: Action


@dataclass(frozen=True, slots=True)
class Use:
    """A place that takes or holds values of a class or enum.

    `owner` is "service id.action" for a parameter, a class for a property, and
    "request" for a request-level parameter.
    """

    kind: Literal["parameter", "property", "request"]
    owner: str
    member: str


@dataclass(frozen=True, slots=True)
class ServiceGroup:
    """One heading of the drop-down of services; `plugin` is "" for the core."""

    label: str
    services: tuple[Service, ...]
    plugin: str = ""
    deprecated: bool = False


class Registry:
    """A schema that can be asked; `origin` says where it is from ("bundled", "imported from …")."""

    def __init__(self, schema: Schema, origin: str = "bundled") -> None:
        self.schema = schema
        self.origin = origin
        self._services = {item.id.lower(): item for item in schema.services}
        self._classes = {item.name: item for item in schema.classes}
        self._enums = {item.name: item for item in schema.enums}
        self._concrete: dict[str, tuple[ObjectType, ...]] = {}

    @property
    def version(self) -> str:
        return self.schema.version

    @property
    def services(self) -> tuple[Service, ...]:
        return self.schema.services

    def service(self, name: str) -> Service | None:
        """By id, else by the name that clients write where just one service has it; any case."""
        return self._services.get(name.lower()) or self._services_by_name.get(name.lower())

    def action(self, service: str, action: str) -> Action | None:
        """By service (as in `service`) and name, in any case."""
        found = self.service(service)
        return self._actions.get((found.id, action.lower())) if found else None

    def object_type(self, name: str) -> ObjectType | None:
        return self._classes.get(name)

    def enum(self, name: str) -> Enum | None:
        return self._enums.get(name)

    def error(self, name: str) -> ErrorCode | None:
        return self._errors.get(name.strip())

    def throws(self, action: Action) -> tuple[ErrorCode, ...]:
        """What the action may fail with; of an error that the schema lacks, the name alone."""
        names = dict.fromkeys(action.throws)
        return tuple(self.error(name) or ErrorCode(name, name) for name in names)

    def thrown_by(self, error: str) -> tuple[ActionRef, ...]:
        return tuple(ref for ref in self._action_refs() if error in ref.action.throws)

    def ancestors(self, name: str) -> tuple[ObjectType, ...]:
        """The classes it inherits from, nearest first; without itself."""
        line: dict[str, ObjectType] = {}
        current = self._classes.get(name)
        while current and (current := self._classes.get(current.base)):
            if current.name in line or current.name == name:
                break
            line[current.name] = current
        return tuple(line.values())

    def subclasses(self, name: str) -> tuple[ObjectType, ...]:
        """All classes that inherit from it, also indirectly; those of one base stay together."""
        found: dict[str, ObjectType] = {}
        waiting = list(reversed(self._children.get(name, ())))
        while waiting:
            current = waiting.pop()
            if current.name not in found and current.name != name:
                found[current.name] = current
                waiting += reversed(self._children.get(current.name, ()))
        return tuple(found.values())

    def concrete_subclasses(self, name: str) -> tuple[ObjectType, ...]:
        """The classes that a value declared as `name` may really have, itself first."""
        if name not in self._classes and name not in self._children:
            return ()
        if name not in self._concrete:
            itself = self._classes.get(name)
            family = ((itself,) if itself else ()) + self.subclasses(name)
            self._concrete[name] = tuple(item for item in family if not item.abstract)
        return self._concrete[name]

    def is_subclass(self, name: str, of: str) -> bool:
        """Whether a value of class `name` is one of class `of`: the same, or a descendant."""
        return name == of or any(item.name == of for item in self.ancestors(name))

    def properties(self, name: str) -> tuple[tuple[ObjectType, Property], ...]:
        """All properties with the class that declares them, the furthest base's first.

        One that is declared again stays in its place, as the most derived class declares it.
        """
        itself = self._classes.get(name)
        family = (*reversed(self.ancestors(name)), *((itself,) if itself else ()))
        found = {item.name: (owner, item) for owner in family for item in owner.properties}
        return tuple(found.values())

    def used_by(self, name: str) -> tuple[Use, ...]:
        """Parameters and properties of this class or enum, items of arrays included."""
        return tuple(self._uses.get(name, ()))

    def returned_by(self, name: str) -> tuple[ActionRef, ...]:
        """Actions that answer with this class (or enum), alone or as the items of an array."""
        return tuple(ref for ref in self._action_refs() if name in _types(ref.action.result))

    def services_by_plugin(self) -> tuple[ServiceGroup, ...]:
        """The core's services, then each plugin's by its name, then all deprecated ones."""
        plugins: dict[str, list[Service]] = {}
        deprecated: list[Service] = []
        for item in sorted(self.services, key=lambda service: service.name.lower()):
            (deprecated if item.deprecated else plugins.setdefault(item.plugin, [])).append(item)
        groups = [
            ServiceGroup(plugin or "Core", tuple(plugins[plugin]), plugin)
            for plugin in sorted(plugins, key=str.lower)
        ]
        if deprecated:
            groups.append(ServiceGroup("Deprecated", tuple(deprecated), deprecated=True))
        return tuple(groups)

    def _action_refs(self) -> Iterator[ActionRef]:
        return (ActionRef(item, action) for item in self.services for action in item.actions)

    @cached_property
    def _services_by_name(self) -> dict[str, Service]:
        found: dict[str, list[Service]] = {}
        for item in self.services:
            found.setdefault(item.name.lower(), []).append(item)
        return {name: items[0] for name, items in found.items() if len(items) == 1}

    @cached_property
    def _actions(self) -> dict[tuple[str, str], Action]:
        return {
            (ref.service.id, ref.action.name.lower()): ref.action for ref in self._action_refs()
        }

    @cached_property
    def _errors(self) -> dict[str, ErrorCode]:
        # One name of release 22.19.0 ends in a space.
        return {item.name.strip(): item for item in self.schema.errors}

    @cached_property
    def _children(self) -> dict[str, list[ObjectType]]:
        found: dict[str, list[ObjectType]] = {}
        for item in self.schema.classes:
            if item.base:
                found.setdefault(item.base, []).append(item)
        return found

    @cached_property
    def _uses(self) -> dict[str, list[Use]]:
        found: dict[str, list[Use]] = {}

        def note(member: Parameter | Property, use: Use) -> None:
            for name in _types(member):
                found.setdefault(name, []).append(use)

        for ref in self._action_refs():
            for parameter in ref.action.parameters:
                owner = f"{ref.service.id}.{ref.action.name}"
                note(parameter, Use("parameter", owner, parameter.name))
        for parameter in self.schema.request_configuration:
            note(parameter, Use("request", "request", parameter.name))
        for item in self.schema.classes:
            for held in item.properties:
                note(held, Use("property", item.name, held.name))
        return found


def _types(value: Parameter | Property | Result) -> set[str]:
    named = {value.type, value.array_type, value.enum_type}
    return (named | {value.values_enum_type} if isinstance(value, Property) else named) - {""}
