"""An example's value in the formats of the wire, laid out for people.

A server writes both without blanks or line breaks. JSON has `objectType` last and the bare
result; XML has it first, an envelope, booleans as 1 and 0, and `relatedObjects` in each object.
"""

import json
from collections.abc import Iterator
from xml.sax.saxutils import escape  # it writes, and reads nothing # nosec B406

from app.schema.samples.making import Tree

_STEP = "  "


def as_json(tree: Tree) -> str:
    """The result as JSON; `null` for a void one."""
    return json.dumps(_ordered(tree), indent=len(_STEP), ensure_ascii=False)


def as_xml(tree: Tree) -> str:
    """The whole document of a call that succeeded."""
    lines = ["<xml>", *_element("result", tree, 1), f"{_STEP}<executionTime>0.04</executionTime>"]
    return "\n".join([*lines, "</xml>"])


def _ordered(tree: Tree) -> Tree:
    if isinstance(tree, list):
        return [_ordered(item) for item in tree]
    if not isinstance(tree, dict):
        return tree
    members = {name: _ordered(value) for name, value in tree.items() if name != "objectType"}
    return members | {name: tree[name] for name in ("objectType",) if name in tree}


def _element(name: str, tree: Tree, level: int) -> Iterator[str]:
    blank = _STEP * level
    if isinstance(tree, list):
        children = [("item", item) for item in tree]
    elif isinstance(tree, dict):
        children = _members(tree)
    else:
        yield f"{blank}<{name}>{_text(tree)}</{name}>"
        return
    if not children:
        yield f"{blank}<{name}></{name}>"
        return
    yield f"{blank}<{name}>"
    for child, value in children:
        yield from _element(child, value, level + 1)
    yield f"{blank}</{name}>"


def _members(tree: dict[str, Tree]) -> list[tuple[str, Tree]]:
    members = list(tree.items())
    if "objectType" in tree:
        members.insert(1, ("relatedObjects", None))
    return members


def _text(value: Tree) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else escape(str(value))
