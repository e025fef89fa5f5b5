"""XML: the result in an envelope. Its value is the one that JSON of the same answer has.

So an error stands in the place of the result, and its arguments and other maps go by their keys.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from lxml import etree

from app.call.body.api_error import ARGUMENT_CLASS, CLASS
from app.call.body.base import Body
from app.call.body.values import CUT, MAX_DEPTH, Unreadable, Value, named, text, too_deep
from app.schema.hardened import HARDENED


class XmlBody(Body):
    """An element without parts is its text; attributes are `@name`, a text beside them `#text`.

    An answer that is a text alone is that text, whatever attributes it has. The DOCTYPE of an
    envelope is passed over, unless it declares entities.
    """

    format = "2"

    @cached_property
    def result(self) -> Value:
        _ = self._result
        return self.document["result"]

    @cached_property
    def document(self) -> dict[str, Value]:
        """The API's envelope, or `result` around the root of another document."""
        if _is_foreign(self._root):
            # What its entities stand for is left out, so that the rest would say too little.
            raise Unreadable(
                "is XML with a DOCTYPE", "A document with a DOCTYPE is not taken apart"
            )
        value = _value(self._root, 0)
        if self._root.tag == "xml" and isinstance(value, dict) and "result" in value:
            return value
        return {"result": {str(self._root.tag): value}}

    @property
    def items(self) -> list[bytes]:
        return [_alone(item) for item in self._result.findall("item")]

    def rows(self) -> Iterator[dict[str, str]]:
        try:
            root = etree.fromstring(self._content, etree.XMLParser(recover=True, **HARDENED))
        except etree.XMLSyntaxError:
            return
        # What cannot be read at all gives None rather than an error.
        for path in ("result/objects/item", "result/item") if root is not None else ():
            for item in root.iterfind(path):
                leaves = (leaf for leaf in item if isinstance(leaf.tag, str) and not len(leaf))
                if row := {str(leaf.tag): leaf.text or "" for leaf in leaves}:
                    yield row

    def _answers(self) -> Iterable[Value]:
        for place in (self._result, *self._result.findall("item")):
            error = place.find("error")
            if error is not None and error.findtext("objectType") == CLASS:
                yield _value(error, 0)

    @cached_property
    def _root(self) -> etree._Element:
        try:
            return self._parsed(self._content)
        except (etree.XMLSyntaxError, ValueError):
            # Bytes that are no UTF-8 stand as U+FFFD.
            readable = self._content.decode("utf-8", "replace").encode()
        try:
            return self._parsed(readable)
        except (etree.XMLSyntaxError, ValueError) as fault:
            raise self._unreadable(str(fault)) from None

    def _parsed(self, content: bytes) -> etree._Element:
        # Not in what the declaration names, which was that of the bytes that came.
        return etree.fromstring(content, etree.XMLParser(encoding="utf-8", **HARDENED))

    def _unreadable(self, fault: str) -> Unreadable:
        reason = re.sub(r" \(<string>, line \d+\)\Z", "", fault)
        if reason.startswith("Excessive depth"):
            return too_deep(256)
        detail = f"Not well-formed XML ({reason})"
        if reason.startswith("Premature end") or not self._content.rstrip().endswith(b">"):
            return Unreadable("breaks off before the end of its XML", detail, CUT)
        return Unreadable(f"is not well-formed XML ({reason})", detail)

    @property
    def _result(self) -> etree._Element:
        result = self._root.find("result")
        if self._root.tag != "xml" or result is None:
            space, _, root = str(self._root.tag).rpartition("}")
            named = f" in the namespace {space[1:60]}" if space else ""
            raise Unreadable(
                f"is XML, but not of the API: it starts with <{root[:40]}>{named}",
                "Not XML of the API",
            )
        return result


def _is_foreign(root: etree._Element) -> bool:
    """Whether its DOCTYPE is not the API's, declares entities, or leaves some to be declared."""
    doctype: Any = root.getroottree().docinfo.internalDTD
    if doctype is None:
        return False
    left = next(root.iter(etree.Entity), None)
    return root.tag != "xml" or bool(doctype.entities()) or left is not None


def _is_answer(element: etree._Element) -> bool:
    """Whether it is the result of a call, or that of one in a multirequest."""
    path = [one.tag for one in (element, *element.iterancestors())]
    return path in (["result", "xml"], ["item", "result", "xml"])


def _alone(item: etree._Element) -> bytes:
    """The item as the result of an answer of its own."""
    written = etree.tostring(item, encoding="utf-8", with_tail=False).removeprefix(b"<item")
    end = b"</result>" if written.endswith(b"</item>") else b""
    return b"<xml><result" + written.removesuffix(b"</item>") + end + b"</xml>"


def _value(element: etree._Element, depth: int) -> Value:
    if depth > MAX_DEPTH:
        raise too_deep()
    children = [child for child in element if isinstance(child.tag, str)]
    if not children and (not element.attrib or _is_answer(element)):
        return element.text or ""
    if not element.attrib and all(child.tag == "item" for child in children):
        return _list_or_map([_value(child, depth + 1) for child in children])
    pairs: list[tuple[str, Value]] = [
        (f"@{name!s}", str(value)) for name, value in element.attrib.items()
    ]
    pairs += [(str(child.tag), _value(child, depth + 1)) for child in children]
    if words := (element.text or "").strip():
        pairs.append(("#text", words))
    members = named(pairs)
    error = members.get("error")
    if len(members) == 1 and isinstance(error, dict) and error.get("objectType") == CLASS:
        return error
    return members


def _list_or_map(items: list[Value]) -> Value:
    """The items, or a map: of entries with an `itemKey`, or of the arguments of an error."""
    objects = [item for item in items if isinstance(item, dict)]
    if len(objects) < len(items):
        return items
    if all("itemKey" in one for one in objects):
        return named((text(one.pop("itemKey")), one) for one in objects)
    if all(one.get("objectType") == ARGUMENT_CLASS for one in objects):
        return named((text(one.get("name")), one.get("value")) for one in objects)
    return items
