"""A call's tree of parameters as typed arguments, by what the schema says of the action."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from werkzeug.datastructures import FileStorage

from app.sandbox.errors import ApiError
from app.sandbox.incoming.scalars import enum_value, moment, real, truth, whole, xml_text
from app.sandbox.incoming.tree import NULL, Node, Tree
from app.sandbox.shapes import Shapes
from app.sandbox.values import Object, Value
from app.schema.model import Action, Parameter, Property

Argument: TypeAlias = "Value | FileStorage"
_FLAGS = {"true": "1", "false": "0"}


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of one call by parameter name; every parameter of the action is there."""

    values: Mapping[str, Argument]

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return "" if value is None else str(value)

    def number(self, name: str) -> int | None:
        value = self.values.get(name)
        return int(value) if isinstance(value, int | float) else None

    def flag(self, name: str) -> bool:
        return bool(self.values.get(name))

    def object(self, name: str) -> Object | None:
        value = self.values.get(name)
        return value if isinstance(value, Object) else None

    def sent(self, name: str) -> Object:
        """A mandatory object. Raises ApiError MISSING_MANDATORY_PARAMETER."""
        value = self.values.get(name)
        if not isinstance(value, Object):
            raise ApiError("MISSING_MANDATORY_PARAMETER", PARAM_NAME=name)
        return value

    def file(self, name: str) -> FileStorage:
        """An uploaded file. Raises ApiError UPLOAD_ERROR."""
        value = self.values.get(name)
        if not isinstance(value, FileStorage):
            raise ApiError("UPLOAD_ERROR")
        return value

    def file_name(self, name: str) -> str:
        """The name that an uploaded file came with, without any path, as PHP keeps it."""
        base = (self.file(name).filename or "").rpartition("/")[2]
        # Characters that XML cannot carry would spoil the answers.
        return "".join(letter for letter in base if letter.isprintable())[:256]


class ArgumentReader:
    """Reads arguments with one registry's shapes and one clock reading (unix seconds)."""

    def __init__(self, shapes: Shapes, now: int) -> None:
        self._shapes = shapes
        self._now = now

    def read(self, action: Action, tree: Tree) -> Arguments:
        """All arguments of the action; absent ones take their default. Raises ApiError."""
        return Arguments({item.name: self._argument(item, tree) for item in action.parameters})

    def read_object(self, node: Node, declared: str) -> Object | None:
        """An object of a declared class, None where there is none. Raises ApiError."""
        return self._object(node, declared) if isinstance(node, dict) else None

    def _argument(self, parameter: Parameter, tree: Tree) -> Argument:
        node = tree.get(parameter.name, NULL)
        if node is NULL:
            if not parameter.optional:
                raise ApiError("MISSING_MANDATORY_PARAMETER", PARAM_NAME=parameter.name)
            if parameter.default in {None, "null"}:
                return None
            node = parameter.default or ""
        if parameter.type == "file":
            return node if isinstance(node, FileStorage) else None
        if parameter.enum_type and isinstance(node, str):
            node = _FLAGS.get(node.lower(), node)
        return self._value(node, parameter, parameter.name)

    def _value(self, node: Node, declared: Parameter | Property, name: str) -> Value:
        if node is NULL:
            return None
        if declared.type in {"array", "map"}:
            return self._items(node, declared)
        if isinstance(node, dict) and self._shapes.registry.object_type(declared.type):
            return self._object(node, declared.type)
        if isinstance(node, str):
            return self._scalar(node, declared, name)
        raise ApiError("INVALID_PARAMETER_VALUE", PARAM_NAME=name)

    def _items(self, node: Node, declared: Parameter | Property) -> Value:
        if not isinstance(node, dict):
            return []
        if declared.type == "map":
            return {
                key: self._object(item, declared.array_type)
                for key, item in node.items()
                if isinstance(item, dict)
            }
        keys = sorted(node, key=lambda key: (whole(key), key))
        items = [node[key] for key in keys]
        return [self._object(item, declared.array_type) for item in items if isinstance(item, dict)]

    def _scalar(self, text: str, declared: Parameter | Property, name: str) -> Value:
        enum = self._shapes.registry.enum(declared.enum_type) if declared.enum_type else None
        if enum is not None:
            return enum_value(text, enum, name)
        if declared.is_time:
            return moment(text, self._now)
        match declared.type:
            case "int" | "bigint":
                return whole(text)
            case "float":
                return real(text)
            case "bool":
                return truth(text)
            case "string":
                return xml_text(text, name)
        # An object that was sent as a mere text: an empty one stands for "none".
        if text:
            raise ApiError("INVALID_PARAMETER_VALUE", PARAM_NAME=name)
        return None

    def _object(self, node: Tree, declared: str) -> Object:
        wanted = node.get("objectType")
        made = self._shapes.class_for(wanted if isinstance(wanted, str) else "", declared)
        properties = self._shapes.properties(made)
        fields = {
            key: _within_limits(self._value(item, properties[key], key), properties[key], made)
            for key, item in node.items()
            if key in properties and not isinstance(item, FileStorage)
        }
        return Object(made, fields)


def _within_limits(value: Value, declared: Property, cls: str) -> Value:
    name = f"{cls}::{declared.name}"
    if isinstance(value, str):
        if declared.min_length is not None and len(value) < declared.min_length:
            raise ApiError(
                "PROPERTY_VALIDATION_MIN_LENGTH", PROP_NAME=name, MIN_LEN=declared.min_length
            )
        if declared.max_length is not None and len(value) > declared.max_length:
            raise ApiError(
                "PROPERTY_VALIDATION_MAX_LENGTH", PROP_NAME=name, MAX_LEN=declared.max_length
            )
        return value[: declared.utf8_truncate] if declared.utf8_truncate else value
    if isinstance(value, int | float) and not isinstance(value, bool):
        if declared.min_value is not None and value < declared.min_value:
            raise ApiError(
                "PROPERTY_VALIDATION_MIN_VALUE", PROP_NAME=name, MIN_VAL=declared.min_value
            )
        if declared.max_value is not None and value > declared.max_value:
            raise ApiError(
                "PROPERTY_VALIDATION_MAX_VALUE", PROP_NAME=name, MAX_VAL=declared.max_value
            )
    return value
