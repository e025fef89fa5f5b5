"""The form of an action as a tree: a field for each scalar, a node for each object and list.

Every name is a wire name (`param:entry:tags`, `param:filter:items:0:name`), so that what is
posted needs no other key. An object's fields are there once it is opened (its `objectType` is
among the values): types are deep and some contain themselves. An object or list may be a JSON
text instead, under its own name. A map's items are numbered, each with its key beside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.call.form.fields import ParameterField
from app.schema.model import Parameter, Property

CLASS = "objectType"
KEY = "#key"  # behind an item's name: the key of a map's item
CALL_ID = "#id"  # behind a call's name: what it keeps when it moves within a multirequest


@dataclass
class ObjectNode:
    """An object; `groups` are its fields under the name of the class that declares them."""

    name: str
    parameter: Parameter
    opened: bool = False
    sent: bool = False
    null: bool = False
    type: str = ""
    choices: tuple[str, ...] = ()  # the classes that it can be of
    groups: list[tuple[str, list["FormNode"]]] = field(default_factory=list)
    text: str | None = None  # the JSON, where it is one
    errors: list[str] = field(default_factory=list)

    kind = "object"

    @property
    def id(self) -> str:
        return self.name.replace(":", "-")

    @property
    def fields(self) -> list["FormNode"]:
        return [node for _, nodes in self.groups for node in nodes]


@dataclass
class ListNode:
    """An array or a map; `keys` are those of a map's items, as typed."""

    name: str
    parameter: Parameter
    opened: bool = False
    sent: bool = False
    null: bool = False
    items: list["FormNode"] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    text: str | None = None
    errors: list[str] = field(default_factory=list)

    kind = "list"

    @property
    def id(self) -> str:
        return self.name.replace(":", "-")

    @property
    def is_map(self) -> bool:
        return self.parameter.type == "map"


FormNode = ParameterField | ObjectNode | ListNode


def as_parameter(prop: Property) -> Parameter:
    """A property, declared as a parameter is."""
    return Parameter(
        prop.name,
        prop.type,
        optional=True,
        enum_type=prop.enum_type,
        array_type=prop.array_type,
        is_time=prop.is_time,
        description=prop.description,
    )


def walk(node: FormNode) -> Iterator[FormNode]:
    """The node and all below it."""
    yield node
    if isinstance(node, ObjectNode):
        for child in node.fields:
            yield from walk(child)
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from walk(item)
