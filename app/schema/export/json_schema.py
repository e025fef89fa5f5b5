"""Classes and enums as JSON Schema (2020-12), for OpenAPI documents and on their own.

A class X gives up to three schemas, so that a value has exactly one of them:

    X          its properties, with those of its base by allOf; where nothing inherits from it,
               `objectType` has to be X
    X.itself   where other classes inherit from X: an object of class X and no other
    X.any      where a value is declared as X: one of X and the classes that inherit from it

Names of classes and enums are letters, digits and `_` (the reader sees to that), so these
never meet a class of that name.
"""

import re
from collections.abc import Iterator
from typing import Any

from app.schema.help.texts import Help, HelpText
from app.schema.model import Enum, ObjectType, Parameter, Property, Result
from app.schema.registry import Registry

Json = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
OBJECT_TYPE = "objectType"
_ITSELF = ".itself"
_ANY = ".any"

_PRIMITIVES: dict[str, Json] = {
    "string": {"type": "string"},
    "int": {"type": "integer"},
    "bigint": {"type": "integer", "format": "int64"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "file": {"type": "string", "format": "binary"},
}


class Definitions:
    """Makes schemas, and those that they refer to, each once.

    `prefix` stands before a name in a reference; `discriminators` adds OpenAPI's keyword.
    """

    def __init__(
        self, registry: Registry, help: Help, prefix: str, *, discriminators: bool = False
    ) -> None:
        self._registry = registry
        self._help = help
        self._prefix = prefix
        self._discriminators = discriminators
        self._known: set[str] = set()
        self._waiting: list[str] = []

    def refer(self, name: str) -> Json:
        """A reference to a class or enum as such, which `each` will then give."""
        if name not in self._known:
            self._known.add(name)
            self._waiting.append(name)
        return {"$ref": f"{self._prefix}{name}"}

    def each(self) -> Iterator[tuple[str, Json]]:
        """Every schema that was referred to, directly or not, with its name; each once, in no
        order."""
        while self._waiting:
            name = self._waiting.pop()
            yield name, self._make(name)

    def declared(self, name: str) -> Json:
        """What a value declared as this class may be."""
        item = self._registry.object_type(name)
        if item is None:
            return {"type": "object"}
        family = self._registry.concrete_subclasses(name)
        if len(family) > 1:
            return self.refer(f"{name}{_ANY}")
        return self.refer(family[0].name if family else name)

    def value(self, member: Parameter | Property | Result) -> Json:
        """The schema of a value by its declaration; without flags, limits and words."""
        if self._registry.enum(member.enum_type):
            return self.refer(member.enum_type)
        if member.type == "array":
            return {"type": "array", "items": self._item(member.array_type)}
        if member.type == "map":
            return {"type": "object", "additionalProperties": self._item(member.array_type)}
        return self._item(member.type)

    def _item(self, type_: str) -> Json:
        if type_ in {"array", "map", ""}:
            return {}
        return dict(_PRIMITIVES[type_]) if type_ in _PRIMITIVES else self.declared(type_)

    def _make(self, name: str) -> Json:
        class_name, dot, _ = name.partition(".")
        item = self._registry.object_type(class_name)
        if item is None:
            enum = self._registry.enum(name)
            return self._enum(enum) if enum else {"type": "object"}
        if not dot:
            return self._class(item)
        return self._any(item) if name.endswith(_ANY) else self._itself(item)

    def _class(self, item: ObjectType) -> Json:
        base = self._base(item)
        inherited_from = bool(self._registry.subclasses(item.name))
        properties: Json = {}
        if not item.abstract and not inherited_from:
            properties[OBJECT_TYPE] = {"const": item.name}
        elif base is None:
            properties[OBJECT_TYPE] = {"type": "string"}
        for held in item.properties:
            if held.name != OBJECT_TYPE:
                properties[held.name] = self._property(item, held)
        made: Json = {"type": "object"}
        if base is None:
            made["required"] = [OBJECT_TYPE]
        if properties:
            made["properties"] = properties
        if base is not None:
            made = {"allOf": [self.refer(base), *([made] if properties else [])]}
        return made | self._about_class(item)

    def _base(self, item: ObjectType) -> str | None:
        """The base where there is one; of classes that inherit from each other, none."""
        known = self._registry.object_type(item.base)
        circle = known and self._registry.is_subclass(item.base, item.name)
        return item.base if known and not circle else None

    def _about_class(self, item: ObjectType) -> Json:
        about = described(self._help.object_type(item))
        if item.deprecated:
            about["deprecated"] = True
        if item.abstract:
            about["x-abstract"] = True
        if item.requires_permissions:
            about["x-requires-permissions"] = item.requires_permissions
        return about

    def _itself(self, item: ObjectType) -> Json:
        only = {"type": "object", "properties": {OBJECT_TYPE: {"const": item.name}}}
        return {"allOf": [self.refer(item.name), only]}

    def _any(self, item: ObjectType) -> Json:
        places = {
            one.name: self.refer(
                f"{one.name}{_ITSELF}" if self._registry.subclasses(one.name) else one.name
            )
            for one in self._registry.concrete_subclasses(item.name)
        }
        made: Json = {"oneOf": list(places.values())}
        if self._discriminators:
            mapping = {name: place["$ref"] for name, place in places.items()}
            made["discriminator"] = {"propertyName": OBJECT_TYPE, "mapping": mapping}
        return made

    def _property(self, item: ObjectType, held: Property) -> Json:
        flags = {
            "readOnly": held.read_only,
            "writeOnly": held.write_only,
            "deprecated": held.deprecated,
            "x-insert-only": held.insert_only,
            "x-multilingual": held.multi_lingual,
            "x-unix-time": held.is_time,
        }
        limits = {
            "minimum": held.min_value,
            "maximum": held.max_value,
            "minLength": held.min_length,
            "maxLength": held.max_length,
            "x-cut-after-bytes": held.utf8_truncate,
        }
        facts = {
            "x-comma-separated": held.values_enum_type,
            "x-requires-permissions": held.requires_permissions,
        }
        return {
            **self.value(held),
            **{name: True for name, is_so in flags.items() if is_so},
            **{name: limit for name, limit in limits.items() if limit is not None},
            **{name: fact for name, fact in facts.items() if fact},
            **described(self._help.property(self._registry, item.name, held)),
        }

    def _enum(self, enum: Enum) -> Json:
        names: dict[str, str] = {}
        for constant in enum.constants:
            names.setdefault(constant.value, constant.name)
        numbers = enum.kind == "int" and all(re.fullmatch(r"-?\d+", value) for value in names)
        made: Json = {"type": "integer" if numbers else "string"}
        # Plugins add values to some enums, which then have none of their own.
        if names:
            made["enum"] = [int(value) if numbers else value for value in names]
            made["x-enum-varnames"] = list(names.values())
        if enum.deprecated:
            made["deprecated"] = True
        return made | described(self._help.enum(enum))


def described(text: HelpText | None) -> Json:
    """The description as a member, where it may be passed on.

    The client library's sentences are its authors': they are shown to who has installed it, not
    handed out.
    """
    return {"description": text.text} if text and text.source != "library" else {}


def class_schema(registry: Registry, help: Help, name: str) -> Json:
    """A JSON Schema for a value declared as this class, with all that it refers to."""
    definitions = Definitions(registry, help, "#/$defs/")
    declared = definitions.declared(name)
    title = f"{name}, Kaltura API {registry.version}"
    return {
        "$schema": DIALECT,
        "title": title,
        **declared,
        "$defs": dict(sorted(definitions.each())),
    }
