"""What Java and Kotlin share: the official client library of Maven, and its types.

Its names and what it does with values are facts of its release's public classes: every scalar
property has a setter of its type, and beside it a method of the same name that takes any text
(made for the references of a multirequest). Builders of requests have those methods too.
"""

from collections.abc import Callable
from typing import Literal as OneOf

from app.codegen.language import Library
from app.codegen.literals import decimal, whole
from app.codegen.names import capital
from app.codegen.nodes import (
    ArrayNode,
    Declared,
    EnumConstant,
    FileNode,
    Literal,
    MapNode,
    NewObject,
    Node,
    NullNode,
    Reference,
    Secret,
    TimeNode,
)
from app.codegen.program import CannotWrite, ServiceCall, identifier

LIBRARY = Library("com.kaltura:KalturaApiClient", "21.16.0")
PACKAGE = "com.kaltura.client"
NULLABLE_BOOLEAN = "KalturaNullableBoolean"
Kind = OneOf["string", "int", "long", "double", "boolean", "Boolean", "enum", "file", "other"]

_KINDS: dict[str, Kind] = {
    "string": "string",
    "int": "int",
    "bigint": "long",
    "float": "double",
    "bool": "boolean",
    "file": "file",
}
_NULLS = {"string": "STRING", "int": "INT", "long": "LONG", "double": "DOUBLE"}
_UNSET = {
    "int": "Integer.MIN_VALUE",
    "long": "Long.MIN_VALUE",
    "double": "Double.MIN_VALUE",
}
# What the library takes for null, wherever a text stands.
_NULL_TEXT = "__null_string__"
_RENAMED = {"KalturaString": "StringHolder", "KalturaObject": "ObjectBase"}
_SUFFIXED = {"goto", "notify", "params"}


def kind(declared: Declared) -> Kind:
    """How the library declares a parameter or a property."""
    if declared.is_time:
        return "long"
    if declared.enum_type:
        return "Boolean" if declared.enum_type == NULLABLE_BOOLEAN else "enum"
    return _KINDS.get(declared.type, "other")


def type_name(name: str) -> str:
    """The library's name of a class or an enum. Raises CannotWrite."""
    return _RENAMED.get(name) or identifier(name.removeprefix("Kaltura"))


def class_name(node: NewObject) -> str:
    """The library's name of an object's class. Raises CannotWrite for one that it cannot make."""
    if node.abstract or node.type.endswith("ListResponse"):
        raise CannotWrite(f"The library cannot make a {node.type[:80]}: choose plain HTTP.")
    return type_name(node.type)


def method(action: str) -> str:
    """The library's name of an action's method."""
    return identifier(action) + ("_" if action in _SUFFIXED else "")


def service_class(call: ServiceCall) -> str:
    return f"{capital(identifier(call.service))}Service"


def builder_class(call: ServiceCall) -> str:
    """The class of what an action's method gives."""
    return f"{capital(identifier(call.action))}{capital(identifier(call.service))}Builder"


def setter(name: str) -> str:
    return f"set{capital(identifier(name))}"


def positional(call: ServiceCall) -> int:
    """How many arguments to give: without the first of an optional enum, one of the enum's
    constants would be sent.
    """
    optional = [
        index
        for index, one in enumerate(call.arguments, 1)
        if kind(one.parameter) == "enum"
        and one.parameter.type == "int"
        and one.parameter.default == "null"
    ]
    return max([len(call.positional), *optional])


def scalar(
    declared: Declared, node: Node, text: Callable[[str], str], constant: Callable[[str, str], str]
) -> str | None:
    """The source of a value where the declared type can hold it, else None: see `any_text`.

    `constant` gives the source of an enum's constant, by the enum's name and its own.
    """
    match kind(declared), node:
        case "string", EnumConstant(enum, _, name):
            return f"{constant(enum, name)}.getValue()"
        case "string", Literal() | TimeNode() | Reference() | Secret():
            return any_text(node, text)
        case "enum", EnumConstant(enum, _, name):
            return constant(enum, name)
        case "Boolean", EnumConstant(_, _, "TRUE_VALUE" | "FALSE_VALUE" as name):
            return "true" if name == "TRUE_VALUE" else "false"
        case "boolean" | "Boolean", Literal("bool", wire):
            return "true" if wire == "1" else "false"
        # The least of each type is not sent, and the greatest is taken for null.
        case "int", Literal("int", wire) if -(2**31) < int(wire) < 2**31 - 1:
            return whole(wire)
        case "long", Literal("int" | "bigint", wire) if -(2**63) < int(wire) < 2**63 - 1:
            return f"{whole(wire)}L"
        case "long", TimeNode(wire):
            return f"{whole(wire)}L"
        case "double", Literal("float" | "int" | "bigint", wire):
            return decimal(wire)
    return None


def any_text(node: Node, text: Callable[[str], str]) -> str:
    """The source of any scalar as text, and of null, for the methods that take text."""
    match node:
        case Secret(variable):
            return f"fromEnvironment({text(variable)})"
        case NullNode():
            return _defaults("STRING")
        case FileNode() | NewObject() | ArrayNode() | MapNode():
            raise CannotWrite("The library takes no such value here: choose plain HTTP.")
        case _ if node.text == _NULL_TEXT:
            raise CannotWrite(f"The library takes {_NULL_TEXT} for null: choose plain HTTP.")
        case _:
            return text(node.text)


def null(declared: Declared) -> str | None:
    """The source of an explicit null where the declared type has one, else None.

    Raises CannotWrite for objects and lists, which cannot be null.
    """
    found = kind(declared)
    if found in {"file", "other"}:
        raise CannotWrite("The library sends no null for an object or a list: choose plain HTTP.")
    return _defaults(_NULLS[found]) if found in _NULLS else None


def unset(declared: Declared) -> str:
    """The source of what is given for an argument that is not sent."""
    match kind(declared):
        case "boolean":
            # It has no value that means none, so that the default is sent.
            return "true" if getattr(declared, "default", None) in {"1", "true"} else "false"
        case "file":
            raise CannotWrite("The library cannot leave out a file: choose plain HTTP.")
        case found:
            return _UNSET.get(found, "null")


def _defaults(name: str) -> str:
    return f"ParamsValueDefaults.KALTURA_NULL_{name}"
