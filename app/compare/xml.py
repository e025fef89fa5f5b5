"""XML as the tree that JSON of the same answer would give: errors, their arguments and maps."""

import re

from lxml import etree

from app.call.api_error import CLASS as ERROR_CLASS
from app.compare.nodes import (
    CannotTakeApart,
    Fields,
    Items,
    Scalar,
    Tree,
    check_depth,
    scalar_text,
    unique,
)
from app.schema.hardened import HARDENED


def document_in(text: str) -> Fields:
    """The document: that of the API, or `result` around another. Raises CannotTakeApart."""
    if "<!DOCTYPE" in text[:10_000]:
        raise CannotTakeApart("A document with a DOCTYPE is not taken apart")
    # Not what the declaration names: that was of bytes that are text by now.
    parser = etree.XMLParser(encoding="utf-8", **HARDENED)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise CannotTakeApart(f"Not well-formed XML ({_reason(fault)})") from None
    tree = _of_xml(root, 0)
    if root.tag == "xml" and isinstance(tree, Fields) and "result" in tree.members:
        return tree
    return Fields({"result": Fields({str(root.tag): tree})})


def _reason(fault: Exception) -> str:
    return re.sub(r" \(<string>, line \d+\)\Z", "", str(fault))


def _of_xml(element: etree._Element, depth: int) -> Tree:
    check_depth(depth)
    children = [child for child in element if isinstance(child.tag, str)]
    if not children and not element.attrib:
        return Scalar("text", "".join(map(str, element.itertext())))
    if not element.attrib and all(child.tag == "item" for child in children):
        return _list_or_map(tuple(_of_xml(child, depth + 1) for child in children))
    named: list[tuple[str, Tree]] = [
        (f"@{name!s}", Scalar("text", str(value))) for name, value in element.attrib.items()
    ]
    named += [(str(child.tag), _of_xml(child, depth + 1)) for child in children]
    if words := (element.text or "").strip():
        named.append(("#text", Scalar("text", words)))
    members = unique(named)
    error = members.get("error")
    if len(members) == 1 and isinstance(error, Fields) and error.type == ERROR_CLASS:
        return error
    return Fields(members)


def _list_or_map(items: tuple[Tree, ...]) -> Tree:
    """The items, or a map: of entries with an `itemKey`, or of the arguments of an error."""
    objects = [item for item in items if isinstance(item, Fields)]
    if len(objects) < len(items):
        return Items(items)
    if all("itemKey" in one.members for one in objects):
        return Fields(unique((_key(one, "itemKey"), _without_key(one)) for one in objects))
    if all(one.type == "KalturaApiExceptionArg" for one in objects):
        null = Scalar("null", "")
        return Fields(
            unique((_key(one, "name"), one.members.get("value", null)) for one in objects)
        )
    return Items(items)


def _key(entry: Fields, name: str) -> str:
    return scalar_text(entry.members.get(name))


def _without_key(entry: Fields) -> Tree:
    return Fields({name: member for name, member in entry.members.items() if name != "itemKey"})
