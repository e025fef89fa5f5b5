"""The values of a program, as typed nodes: what a writer of a language turns into source.

Every node that stands for one value on the wire has `text`: exactly what the console sends.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal as OneOf

from app.schema.model import Parameter, Property


@dataclass(frozen=True, slots=True)
class Literal:
    """A scalar. `kind` is what its text is good for, which may be less than the schema declares:
    a word that somebody sends where an int is meant is a "text".

    "int" and "bigint": whole, within 32 or 64 bits. "float": finite. "bool": the text is 1 or 0.
    """

    kind: OneOf["text", "int", "bigint", "float", "bool"]
    text: str
    note: str = ""  # what the text means, safe in any comment


@dataclass(frozen=True, slots=True)
class EnumConstant:
    """A value that its enum has a name for."""

    enum: str
    plugin: str  # "" for the core
    name: str
    text: str
    kind: str  # "int" or "string"

    @property
    def note(self) -> str:
        return f"{self.enum}.{self.name}"


@dataclass(frozen=True, slots=True)
class TimeNode:
    """Unix seconds, with the moment for people as its note."""

    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier result of a multirequest: `{1:result:objects:0:id}`."""

    call: int  # counts from 1
    path: tuple[str, ...]
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that comes from an environment variable; `text` is never written."""

    variable: str  # A-Z, 0-9 and _
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class NullNode:
    """An explicit null."""


@dataclass(frozen=True, slots=True)
class FileNode:
    """A file beside the program; `name` has no folders."""

    name: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Field:
    """A property of an object; `known` says whether the schema has it.

    `declared` is as the schema has it: orderBy without an enum, though its value may be one's.
    """

    declared: Property
    value: "Node"
    known: bool = True
    enum_plugin: str = ""  # of the enum that `declared` names

    @property
    def name(self) -> str:
        return self.declared.name


@dataclass(frozen=True, slots=True)
class NewObject:
    """An object; `type` may be "", `known` says whether the schema has the class."""

    type: str
    plugin: str  # "" for the core
    fields: tuple[Field, ...]
    known: bool = True
    abstract: bool = False


@dataclass(frozen=True, slots=True)
class ArrayNode:
    items: tuple["Node", ...]
    item_type: str  # a class or a primitive; "" where the schema does not say


@dataclass(frozen=True, slots=True)
class MapNode:
    items: tuple[tuple[str, "Node"], ...]
    item_type: str


Scalar = Literal | EnumConstant | TimeNode | Reference | Secret
Node = Scalar | NullNode | FileNode | NewObject | ArrayNode | MapNode
Declared = Parameter | Property


def walk(node: Node) -> Iterator[Node]:
    """The node and all within it, in order."""
    yield node
    match node:
        case NewObject(_, _, fields):
            for field in fields:
                yield from walk(field.value)
        case ArrayNode(items):
            for item in items:
                yield from walk(item)
        case MapNode(pairs):
            for _, item in pairs:
                yield from walk(item)
