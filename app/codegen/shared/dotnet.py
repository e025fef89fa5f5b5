"""The types of the official client library for C#, and the values that they can hold.

Its names and what it does with values are facts of its release's public classes: what is not set
has the least number of its type or null, and there is no value that is sent as a null.
"""

import struct

from app.codegen.language import Library
from app.codegen.literals import decimal, escaped, utf16, whole
from app.codegen.nodes import (
    Declared,
    EnumConstant,
    Literal,
    Node,
    NullNode,
    Reference,
    Secret,
    TimeNode,
)
from app.codegen.program import CannotWrite, identifier

LIBRARY = Library("Kaltura.Client.Library", "18.16.0")
_SPECIAL = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_RENAMED = {"KalturaObject": "ObjectBase", "KalturaGroup": "Group_"}
# Names that the namespaces of .NET and of the library itself have too.
_AMBIGUOUS = frozenset(
    {
        *("Action", "Attribute", "Boolean", "Buffer", "Client", "Configuration", "Console"),
        *("DayOfWeek", "Environment", "Exception", "File", "Files", "Formatting", "Index"),
        *("Object", "Params", "Path", "Program", "Random", "Range", "Stream", "String", "Task"),
        *("TimeZone", "Type", "Uri", "Version"),
    }
)


def text(value: str) -> str:
    """A string literal."""
    return f'"{escaped(value, _SPECIAL, utf16)}"'


def type_name(name: str, namespace: str = "Types") -> str:
    """The library's name of a class or an enum. Raises CannotWrite."""
    short = _RENAMED.get(name) or identifier(name.removeprefix("Kaltura"))
    return f"Kaltura.{namespace}.{short}" if short in _AMBIGUOUS else short


def scalar(declared: Declared, node: Node) -> str:
    """The source of a value of the declared type. Raises CannotWrite where that cannot hold it."""
    match node, declared.type:
        case NullNode(), _:
            raise CannotWrite("The library cannot send null: choose plain HTTP.")
        case EnumConstant(enum, _, name), _ if declared.enum_type:
            return f"{type_name(enum, 'Enums')}.{identifier(name)}"
        case Literal("int", wire), "int" if declared.enum_type and int(wire) != -(2**31):
            return f"({type_name(declared.enum_type, 'Enums')})({whole(wire)})"
        case ((Literal() | TimeNode() | Reference() | Secret()), "string") if (
            not declared.enum_type
        ):
            return string(node)
        case ((Literal("int", wire) | TimeNode(wire)), "int") if (
            not declared.enum_type and -(2**31) < int(wire) < 2**31
        ):
            return whole(wire)
        case ((Literal("int" | "bigint", wire) | TimeNode(wire)), "bigint") if int(wire) != -(
            2**63
        ):
            return f"{whole(wire)}L"
        case Literal("float" | "int" | "bigint", wire), "float" if _is_single(wire):
            return f"{decimal(wire)}f"
        case Literal("bool", wire), "bool":
            return "true" if wire == "1" else "false"
    name = declared.enum_type or declared.type
    raise CannotWrite(f"The library takes no such value for a {name[:80]}: choose plain HTTP.")


def string(node: Node) -> str:
    """The source of a text. Raises CannotWrite for what is none."""
    if isinstance(node, Secret):
        return f"FromEnvironment({text(node.variable)})"
    if isinstance(node, Literal | TimeNode | Reference):
        return text(node.text)
    raise CannotWrite("The library takes a text here: choose plain HTTP.")


def order(node: Node) -> str:
    """The library has an enum for the order of each filter, and takes nothing else."""
    if isinstance(node, EnumConstant):
        return f"{type_name(node.enum, 'Enums')}.{identifier(node.name)}"
    raise CannotWrite("The library takes only the orders that it knows: choose plain HTTP.")


def unset(declared: Declared) -> str:
    """The source of what is given for a mandatory argument that is not sent."""
    match declared.type:
        case "int" if declared.enum_type:
            return f"({type_name(declared.enum_type, 'Enums')})int.MinValue"
        case "int":
            return "int.MinValue"
        case "bigint":
            return "long.MinValue"
        case "float":
            return "float.MinValue"
        case "bool":
            return "false"
        case _:
            return "null"


def _is_single(wire: str) -> bool:
    """Whether the library, which has 32 bits for it, sends exactly this number."""
    try:
        single = struct.unpack("f", struct.pack("f", float(wire)))[0]
    except OverflowError:
        return False
    return float(f"{single:.7g}") == float(wire)
