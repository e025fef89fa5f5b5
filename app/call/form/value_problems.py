"""What the schema has against a value: each problem at the wire name of its place."""

import difflib
from collections.abc import Iterator

from app.call.model import Array, File, Map, Null, Object, Value
from app.call.problem import Problem
from app.call.scalars import ScalarCheck, check, is_reference
from app.schema.model import PRIMITIVES, Property
from app.schema.registry import Registry

SCALARS = PRIMITIVES - {"array", "map", "file"}
_KINDS = {Object: "an object", Array: "a list", Map: "an object", File: "a file"}


def problems(
    value: Value, *, type: str, array_type: str = "", registry: Registry, field: str = ""
) -> list[Problem]:
    """All that is wrong with a value declared as `type`; `field` is its wire name.

    An error is what the server would refuse, take for something else or turn into 0;
    a warning is what it ignores, or what only it can know.
    """
    return list(_Checker(registry).value(value, type, array_type, field))


def check_property(text: str, declared: Property, registry: Registry) -> ScalarCheck:
    """`scalars.check` with all that the schema says of a scalar property."""
    return check(
        text,
        type=declared.type,
        enum=registry.enum(declared.enum_type) if declared.enum_type else None,
        is_time=declared.is_time,
        min_value=declared.min_value,
        max_value=declared.max_value,
        min_length=declared.min_length,
        max_length=declared.max_length,
    )


class _Checker:
    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    def value(self, value: Value, type: str, array_type: str, field: str) -> Iterator[Problem]:
        if isinstance(value, Null) or not type:
            return
        if isinstance(value, str) and type not in SCALARS and is_reference(value):
            sentence = "refers to an earlier result of a multirequest."
            yield Problem(field, sentence, "warning")
        elif type in SCALARS:
            yield from self.scalar(value, field, type)
        elif type == "array":
            yield from self.list(value, array_type, field)
        elif type == "map":
            yield from self.map(value, array_type, field)
        elif type == "file":
            if not isinstance(value, File):
                yield Problem(field, "takes a file, which has no place in JSON.")
        elif isinstance(value, Object):
            yield from self.object(value, type, field)
        else:
            yield Problem(field, f"takes an object of {type}, not {_kind(value)}.")

    def scalar(
        self, value: Value, field: str, type: str, declared: Property | None = None
    ) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(field, f"takes a value of type {type}, not {_kind(value)}.")
            return
        if declared:
            checked = check_property(value, declared, self.registry)
        else:
            checked = check(value, type=type)
        if checked.problem:
            yield Problem(field, checked.problem, checked.level)

    def list(self, value: Value, array_type: str, field: str) -> Iterator[Problem]:
        if not isinstance(value, Array):
            yield Problem(field, f"takes a list, not {_kind(value)}.")
            return
        for index, item in enumerate(value.items):
            yield from self.value(item, array_type, "", _place(field, str(index)))

    def map(self, value: Value, array_type: str, field: str) -> Iterator[Problem]:
        # PHP knows one kind of array: an empty list is an empty map too.
        if isinstance(value, Array) and not value.items:
            return
        if not isinstance(value, Map):
            yield Problem(field, f"takes an object of names and values, not {_kind(value)}.")
            return
        for key, item in value.items:
            yield from self.value(item, array_type, "", _place(field, key))

    def object(self, value: Object, declared: str, field: str) -> Iterator[Problem]:
        yield from self.object_class(value.type, declared, field)
        name = value.type if self.registry.object_type(value.type) else declared
        if self.registry.object_type(name) is None:
            return
        known = {item.name: item for _, item in self.registry.properties(name)}
        for key, item in value.fields:
            place = _place(field, key)
            if key in known:
                yield from self.property(item, known[key], place)
            else:
                close = difflib.get_close_matches(key, known, n=1)
                hint = f"did you mean {close[0]}?" if close else "the server will ignore it."
                yield Problem(place, f"is no property of {name}; {hint}", "warning")

    def object_class(self, name: str, declared: str, field: str) -> Iterator[Problem]:
        if self.registry.object_type(declared) is None:
            return
        found = self.registry.object_type(name)
        if found is None:
            sentence = f"{name} is no class of this schema" if name else "objectType is missing"
            yield Problem(field, f"{sentence}; {self.choices(declared)}")
        elif not self.registry.is_subclass(name, declared):
            yield Problem(field, f"{name} is no {declared}; {self.choices(declared)}")
        elif found.abstract:
            yield Problem(field, f"{name} is abstract; {self.choices(name)}")

    def choices(self, declared: str) -> str:
        names = [item.name for item in self.registry.concrete_subclasses(declared)]
        if not names:
            return f"the schema has no class to choose for {declared}."
        more = f" or one of {len(names) - 5} more" if len(names) > 5 else ""
        return f"objectType takes {', '.join(names[:5])}{more}."

    def property(self, value: Value, declared: Property, field: str) -> Iterator[Problem]:
        if declared.read_only:
            yield Problem(field, "is read-only: only the server sets it; leave it out.")
        elif isinstance(value, Null):
            return
        elif declared.type in SCALARS:
            yield from self.scalar(value, field, declared.type, declared)
            if declared.values_enum_type and isinstance(value, str):
                yield from self.parts(value, declared.values_enum_type, field)
        else:
            yield from self.value(value, declared.type, declared.array_type, field)

    def parts(self, value: str, enum_type: str, field: str) -> Iterator[Problem]:
        enum = self.registry.enum(enum_type)
        if enum is None or not value or is_reference(value):
            return
        for part in (text.strip() for text in value.split(",")):
            if enum.name_of(part) is None:
                yield Problem(field, f"{part!r} is no value of {enum.name}.", "warning")


def _place(field: str, key: str) -> str:
    return f"{field}:{key}" if field else key


def _kind(value: Value) -> str:
    return _KINDS.get(type(value), "a single value")
