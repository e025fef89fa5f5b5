"""The registry's classes as the sandbox needs them at every value: properties by name, kept."""

from functools import cache

from app.sandbox.errors import ApiError
from app.sandbox.values import Object, Row, to_row
from app.schema.model import PRIMITIVES, Property
from app.schema.registry import Registry


class Shapes:
    """Cached look-ups over one registry."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.properties = cache(self._properties)
        self.written = cache(self._written)
        self.fits = cache(registry.is_subclass)
        self.family = cache(self._family)
        self.kind_has = cache(self._kind_has)

    def _properties(self, name: str) -> dict[str, Property]:
        return {item.name: item for _, item in self.registry.properties(name)}

    def _family(self, name: str) -> frozenset[str]:
        """The names of a class and of all that descend from it."""
        return frozenset({name, *(item.name for item in self.registry.subclasses(name))})

    def _kind_has(self, name: str, subject: str) -> bool:
        """Whether any class of a class's kind has a plain property of this name."""
        line = self.registry.ancestors(name)
        family = self._family(line[-1].name if line else name)
        found = [item for cls in family if (item := self.properties(cls).get(subject))]
        return any(item.type in PRIMITIVES - {"array", "map"} for item in found)

    def _written(self, name: str) -> tuple[str, ...]:
        """Names of the properties in an answer, base first. Translations are left out, as the
        real server does unless `language=multi` asks for them."""
        return tuple(item for item in self.properties(name) if not item.startswith("multiLingual_"))

    def class_for(self, wanted: str, declared: str) -> str:
        """The class to make of an object: the wanted one where it fits, else the declared one.

        Raises ApiError OBJECT_TYPE_ABSTRACT.
        """
        known = self.registry.object_type(wanted) is not None
        name = wanted if known and self.fits(wanted, declared) else declared
        found = self.registry.object_type(name)
        if found is not None and found.abstract:
            raise ApiError("OBJECT_TYPE_ABSTRACT", OBJ_TYPE=name)
        return name

    def insertable(self, sent: Object) -> Row:
        """What a new object may set. Raises ApiError PROPERTY_VALIDATION_NOT_UPDATABLE."""
        self._refuse(sent, insert_only=False)
        return {name: value for name, value in to_row(sent.fields).items() if value is not None}

    def updatable(self, sent: Object) -> Row:
        """What an update may change, nulls included. Raises as `insertable`."""
        self._refuse(sent, insert_only=True)
        return to_row(sent.fields)

    def _refuse(self, sent: Object, *, insert_only: bool) -> None:
        properties = self.properties(sent.type)
        for name in sent.fields:
            if properties[name].read_only or (insert_only and properties[name].insert_only):
                raise ApiError(
                    "PROPERTY_VALIDATION_NOT_UPDATABLE", PROP_NAME=f"{sent.type}::{name}"
                )
