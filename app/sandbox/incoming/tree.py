"""The tree of a request's parameters: every notation of the wire ends up as nested names.

user:firstName=Carol    user[firstName]=Carol    {"user": {"firstName": "Carol"}}
items:0:id=a            items[0][id]=a           {"items": [{"id": "a"}]}
items:-=                                         {"items": []}
name__null=                                      {"name": null}
"""

import re
from enum import Enum
from typing import Any, TypeAlias

from werkzeug.datastructures import FileStorage

from app.sandbox.errors import ApiError

MAX_DEPTH = 24
_NULL_SUFFIX = "__null"


class Null(Enum):
    """An explicit null."""

    NULL = "null"


NULL = Null.NULL
Node: TypeAlias = "str | Null | FileStorage | dict[str, Node]"
Tree: TypeAlias = dict[str, Node]


def add(tree: Tree, name: str, value: str | FileStorage) -> None:
    """Put one form field or path part into the tree. Raises ApiError REQUEST_TOO_LARGE."""
    place(tree, _path(name), text(value) if isinstance(value, str) else value)


def add_json(tree: Tree, content: dict[str, Any]) -> None:
    """Put the members of a JSON object into the tree. Raises ApiError REQUEST_TOO_LARGE."""
    for name, value in content.items():
        place(tree, _path(name), _from_json(value, 1))


def place(tree: Tree, path: list[str], value: Node) -> None:
    """Put a value at a path; what stood in its way is replaced."""
    *parents, last = path
    for part in parents:
        below = tree.get(part)
        if not isinstance(below, dict):
            below = tree[part] = {}
        tree = below
    if last == "-":
        return
    if last.endswith(_NULL_SUFFIX):
        last, value = last.removesuffix(_NULL_SUFFIX), NULL
    here = tree.get(last)
    if isinstance(value, dict) and isinstance(here, dict):
        for name, item in value.items():
            place(here, [name], item)
    else:
        # `name[]=a&name[]=b` counts up, as in PHP.
        tree[last or str(len(tree))] = value


def text(value: str) -> str:
    """The text without the lone surrogates that JSON and form decoding can produce."""
    return value.encode("utf-8", "replace").decode()


def _path(name: str) -> list[str]:
    path = re.split(r"[:\[]", text(name).replace("]", ""))
    if len(path) > MAX_DEPTH:
        raise ApiError("REQUEST_TOO_LARGE", LIMIT=f"{MAX_DEPTH} levels")
    return path


def _from_json(value: Any, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise ApiError("REQUEST_TOO_LARGE", LIMIT=f"{MAX_DEPTH} levels")
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        value = {str(index): item for index, item in enumerate(value)}
    if isinstance(value, dict):
        branch: Tree = {}
        for name, item in value.items():
            place(branch, [text(name)], _from_json(item, depth + 1))
        return branch
    return text(value) if isinstance(value, str) else repr(value)
