"""Answers of actions that do nothing here: of the type that the schema declares, and empty."""

from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.values import VOID, Object, Served, Value, to_row
from app.schema.model import Action

_PLAIN: dict[str, Value] = {
    "": VOID,
    "bool": True,
    "int": 0,
    "bigint": 0,
    "float": 0,
    "string": "",
    "array": [],
    "map": {},
    "file": Served(b""),
}


def answer(action: Action, context: Context, arguments: Arguments) -> Value:
    """An empty answer of the declared type; an object has what arguments of its properties'
    names say. Raises ApiError where the class is abstract."""
    result = action.result.type
    if result in _PLAIN:
        return plain(action)
    registry = context.shapes.registry
    family = registry.concrete_subclasses(result)
    if not family:
        raise ApiError("OBJECT_TYPE_ABSTRACT", OBJ_TYPE=result)
    cls = result if family[0].name == result else family[0].name
    properties = context.shapes.properties(cls)
    sent = {
        name: value
        for name, value in arguments.values.items()
        if name in properties and isinstance(value, str | int | float | Object)
    }
    for value in arguments.values.values():
        if isinstance(value, Object) and registry.is_subclass(value.type, result):
            return Object(value.type, value.fields)
    return Object(
        cls, to_row(sent) if not any(isinstance(v, Object) for v in sent.values()) else sent
    )


def plain(action: Action) -> Value:
    """The empty value of a simple type."""
    return _PLAIN.get(action.result.type, VOID)
