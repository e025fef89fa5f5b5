"""Parameters by their wire names -> one tree of nested names, whatever notation they came in.

user:firstName=Carol    user[firstName]=Carol    {"user": {"firstName": "Carol"}}
items:0:id=a            items[][id]=a            {"items": [{"id": "a"}]}
items:-=                                         {"items": []}
name__null=                                      {"name": null}
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.call.model import File, Null
from app.errors import BadInput

MAX_DEPTH = 50
MAX_VALUES = 20_000

# A value as it was given: a text of the wire, a file, or what a JSON body holds.
Plain = str | int | float | bool | None | File | Mapping[str, "Plain"] | Sequence["Plain"]
Node = str | Null | File | dict[str, "Node"]
Tree = dict[str, Node]

_NULL = "__null"
_BRACKETS = re.compile(r"\]?[\[:]")
_INDEX = re.compile("[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Unplaced:
    """One thing that was given and has no (whole) place in the Call, under its wire name.

    `value` is as it was given: it may be a secret, so mask it on a page. `why` continues
    the name: "is no parameter of media.list.". `kept` is whether it is in the Call all the same.
    """

    name: str
    value: str
    why: str
    kept: bool = False

    @property
    def sentence(self) -> str:
        """What it is, and what became of it."""
        fate = "It was kept and is sent." if self.kept else "It is not sent."
        return f"{self.name} {self.why} {fate}"


class ParameterTree:
    """Collects parameters into `root`; what gives way to another is listed in `unplaced`."""

    def __init__(self) -> None:
        self.root: Tree = {}
        self.unplaced: list[Unplaced] = []
        self._count = 0
        self._next: dict[int, int] = {}  # what `name[]` counts up to, by the id of its branch

    def add(self, name: str, value: Plain) -> None:
        """Put one parameter into the tree. Raises BadInput for too many or too deep ones."""
        *parents, last = path = self._path(name)
        node = self._node(value, len(path))
        branch, prefix = self.root, ""
        for part in parents:
            key = self._key(branch, part)
            prefix = place(prefix, key)
            below = branch.get(key)
            if not isinstance(below, dict):
                if below is not None:
                    self.refuse(prefix, below, "gives way to a later value of the same name.")
                below = branch[key] = {}
            branch = below
        self._put(branch, last, node, prefix)

    def merge(self, branch: Tree, key: str, node: Node, prefix: str) -> None:
        """Set a member of a branch: two branches become one, else the later value wins."""
        here = branch.get(key)
        if isinstance(here, dict) and isinstance(node, dict):
            for inner, item in node.items():
                self.merge(here, inner, item, place(prefix, key))
            return
        if here is not None and here != node:
            self.refuse(place(prefix, key), here, "gives way to a later value of the same name.")
        branch[key] = node

    def refuse(self, name: str, node: Node, why: str, *, kept: bool = False) -> None:
        """List a node, and all that is in it, as unplaced."""
        self.unplaced += (Unplaced(inner, text, why, kept) for inner, text in _leaves(name, node))

    def _put(self, branch: Tree, last: str, node: Node, prefix: str) -> None:
        if last == "-":
            if node not in ("", Null()):
                self.refuse(place(prefix, last), node, "marks an empty list and takes no value.")
            return
        if last.endswith(_NULL) and last != _NULL:
            last, node = last.removesuffix(_NULL), Null()
        self.merge(branch, self._key(branch, last), node, prefix)

    def _key(self, branch: Tree, part: str) -> str:
        if branch is self.root:
            return part
        after = self._next.get(id(branch), 0)
        part = part or str(after)
        if _INDEX.fullmatch(part):
            self._next[id(branch)] = max(after, int(part) + 1)
        return part

    def _node(self, value: Plain, depth: int) -> Node:
        self._count += 1
        if self._count > MAX_VALUES:
            raise BadInput(f"This has more than {MAX_VALUES} values; paste one request alone.")
        match value:
            case None:
                return Null()
            case str() | File():
                return value
            case bool():
                return "1" if value else "0"
            case int() | float():
                return repr(value)
        if depth >= MAX_DEPTH:
            raise BadInput(f"This is nested deeper than {MAX_DEPTH} levels.")
        branch: Tree = {}
        members = value.items() if isinstance(value, Mapping) else enumerate(value)
        for key, item in members:
            self._put(branch, str(key), self._node(item, depth + 1), "")
        return branch

    def _path(self, name: str) -> list[str]:
        path = _BRACKETS.split(name.removesuffix("]")) if "[" in name else name.split(":")
        if len(path) > MAX_DEPTH:
            raise BadInput(f"{name[:60]}… is nested deeper than {MAX_DEPTH} levels.")
        return path


def place(prefix: str, key: str) -> str:
    """The wire name of a member."""
    return f"{prefix}:{key}" if prefix else key


def is_index(key: str) -> bool:
    """Whether a key counts the items of a list."""
    return _INDEX.fullmatch(key) is not None


def _leaves(name: str, node: Node) -> Iterator[tuple[str, str]]:
    match node:
        case str():
            yield name, node
        case Null():
            yield name, "null"
        case File():
            yield name, node.name
        case _ if not node:
            yield name, ""
        case _:
            for key, item in node.items():
                yield from _leaves(place(name, key), item)
