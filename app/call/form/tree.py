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
    def place(self) -> list[tuple[str, str]]:
        """Title and id of each object from the outermost to this one: `filter`, `items[0]`."""
        return place_of(self.name)

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


def place_of(name: str) -> list[tuple[str, str]]:
    """Title and id of each object and item on the way to the node called `name`."""
    parts = name.split(":")
    first = 0 if parts[0] != "param" else 2 if parts[1].isdigit() else 1
    found: list[tuple[str, str]] = []
    for at in range(first, len(parts)):
        id = "-".join(parts[: at + 1])
        if parts[at].isdigit() and found:
            # A list has no line of its own on the way: its item says which list it is in.
            found[-1] = (f"{found[-1][0]}[{parts[at]}]", id)
        else:
            found.append((parts[at], id))
    return found
