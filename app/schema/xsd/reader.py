"""An XML Schema of unknown origin -> the parts that a page shows, linked by name.

Only the file itself is read: nothing that it includes or imports is fetched, a DOCTYPE (and with
it every entity) is refused, and what is far larger or deeper than a schema is cut, and said to be.
Types may contain themselves: every part names the declaration of its type instead of holding it.
"""

import copy
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn
from urllib.parse import quote

from lxml import etree

from app.errors import SchemaRejected
from app.schema.hardened import HARDENED
from app.schema.xsd.model import Allowed, Link, Part, XmlSchema

LIMIT = 2_000_000  # bytes; the largest of a whole server is about a tenth of that
_NODES = 40_000  # elements and attributes of the file
MOST_PARTS = 4_000
_DEEPEST = 40  # elements of the file, one within the other
_NAME = 160  # characters
_WORDS = 4_000  # characters
_NAMESPACE = "http://www.w3.org/2001/XMLSchema"
_X = f"{{{_NAMESPACE}}}"

# Where a name is declared: types and elements may be called the same.
_SPACES = {
    "element": "element",
    "complexType": "type",
    "simpleType": "type",
    "group": "group",
    "attributeGroup": "attributes",
    "attribute": "attribute",
}
_ELSEWHERE = ("include", "import", "redefine", "override")
_WRAPPERS = ("complexType", "simpleType", "complexContent", "simpleContent")
_ORDERS = {"sequence": "in this order", "choice": "one of", "all": "in any order"}
_FACETS = {
    "minLength": "length at least {}",
    "maxLength": "length at most {}",
    "length": "length {}",
    "minInclusive": "at least {}",
    "maxInclusive": "at most {}",
    "minExclusive": "more than {}",
    "maxExclusive": "less than {}",
    "pattern": "pattern {}",
    "totalDigits": "at most {} digits",
    "fractionDigits": "at most {} decimals",
}


def read(data: bytes) -> XmlSchema:
    """Raises SchemaRejected with a sentence that says what is wrong."""
    if len(data) > LIMIT:
        raise SchemaRejected(f"The XML schema is larger than {LIMIT // 1_000_000} MB.")
    try:
        _guard(data)
        root = etree.fromstring(data, etree.XMLParser(**HARDENED))
    except etree.XMLSyntaxError as fault:
        message = " ".join(fault.msg.split())[:200]
        raise SchemaRejected(f"What came is not XML, or it is cut off: {message}.") from fault
    return _Reader(root).schema()


class _Guard:
    """A parser target that keeps nothing and stops at what no XML schema has."""

    def __init__(self) -> None:
        self.nodes = 0

    def doctype(self, *_declared: str | None) -> NoReturn:
        raise SchemaRejected("The XML schema has a DOCTYPE, which it does not need: refused.")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if not self.nodes and tag != _X + "schema":
            raise SchemaRejected(f"What came is XML, but no XML schema: it starts with {tag[:80]}.")
        self.nodes += 1 + len(attributes)
        if self.nodes > _NODES:
            raise SchemaRejected("The XML schema has far more elements than any of Kaltura's.")

    def close(self) -> None:
        return None


def _guard(data: bytes) -> None:
    target: Any = _Guard()
    parser = etree.XMLParser(target=target, **HARDENED)
    for start in range(0, len(data), 65536):
        parser.feed(data[start : start + 65536])
    parser.close()


@dataclass(slots=True)
class _Found:
    """What has been read of one part so far."""

    base: Link | None = None
    type: Link | None = None
    facts: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)
    values: list[Allowed] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


class _Reader:
    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._left = MOST_PARTS
        self._cut = False
        self._owner = Link("")
        self._used: dict[str, dict[str, Link]] = {}
        self._replaced: dict[str, dict[str, Link]] = {}
        self._anchors: dict[tuple[str, str], str] = {}
        for node in _children(root):
            space, name = _SPACES.get(_tag(node)), node.get("name")
            if space and name:
                self._anchors.setdefault((space, name), f"{space}-{_clip(quote(name, safe=''))}")

    def schema(self) -> XmlSchema:
        declared = []
        taken = set()
        for node in _children(self._root):
            name = node.get("name", "")
            if (space := _SPACES.get(_tag(node))) is None:
                continue
            anchor = self._anchors.get((space, name), "")
            if anchor in taken:
                anchor = ""
            taken.add(anchor)
            self._owner = Link(_clip(name), anchor)
            declared += [replace(part, anchor=anchor, occurs="") for part in self._part(node, 1)]
        about = _Found()
        for node in _children(self._root, "annotation"):
            _annotate(node, about)
        return XmlSchema(
            namespace=_clip(self._root.get("targetNamespace", "")),
            words="\n\n".join(about.words),
            declared=tuple(declared),
            elsewhere=tuple(
                _clip(node.get("schemaLocation") or node.get("namespace") or "")
                for node in _children(self._root, *_ELSEWHERE)
            ),
            used_by={anchor: tuple(users.values()) for anchor, users in self._used.items()},
            replaced_by={anchor: tuple(users.values()) for anchor, users in self._replaced.items()},
            cut=self._cut,
        )

    def _part(self, node: etree._Element, depth: int) -> Iterator[Part]:
        """The part that a node is, nothing beyond the limits."""
        if self._left <= 0 or depth > _DEEPEST:
            self._cut = True
            return
        self._left -= 1
        tag = _tag(node)
        found = _Found()
        self._fill(node, found, depth)
        space = _SPACES.get(tag, "")
        reference = self._link(node, "ref", space)
        of_type = self._link(node, "type", "type") or found.type
        yield Part(
            kind=tag,
            name=_clip(node.get("name", "")) or (reference.name if reference else ""),
            type=reference or of_type,
            base=found.base,
            stands_for=self._head(node),
            occurs=_use(node) if tag == "attribute" else _occurs(node),
            facts=(*_flags(node), *found.facts),
            words=_clip("\n\n".join(found.words), _WORDS),
            example=_clip("\n".join(found.examples), _WORDS),
            values=tuple(found.values),
            parts=tuple(found.parts),
        )

    def _fill(self, node: etree._Element, found: _Found, depth: int) -> None:
        if depth > _DEEPEST:
            self._cut = True
            return
        for child in _children(node):
            tag = _tag(child)
            if tag == "annotation":
                _annotate(child, found)
            elif tag in _WRAPPERS or (tag == "sequence" and _occurs(child) == "once"):
                found.facts += _flags(child)
                self._fill(child, found, depth + 1)
            elif tag in {"extension", "restriction"}:
                found.base = self._link(child, "base", "type")
                self._fill(child, found, depth + 1)
            elif tag in _SPACES or tag in _ORDERS or tag in {"any", "anyAttribute"}:
                found.parts += self._part(child, depth + 1)
            elif tag == "enumeration":
                self._allow(child, found)
            elif tag in _FACETS:
                found.facts.append(_FACETS[tag].format(_clip(child.get("value", ""))))
            elif tag == "list":
                found.type = self._link(child, "itemType", "type")
                found.facts.append("a list, with blanks between")
                self._fill(child, found, depth + 1)
            elif tag == "union":
                found.facts.append(f"one of {_clip(child.get('memberTypes', 'several types'))}")
                self._fill(child, found, depth + 1)

    def _allow(self, node: etree._Element, found: _Found) -> None:
        if self._left <= 0:
            self._cut = True
            return
        self._left -= 1
        about = _Found()
        for child in _children(node, "annotation"):
            _annotate(child, about)
        words = _clip("\n\n".join(about.words), _WORDS)
        found.values.append(Allowed(_clip(node.get("value", "")), words))

    def _head(self, node: etree._Element) -> Link | None:
        head = self._link(node, "substitutionGroup", "element", counts=False)
        if head and head.anchor and self._owner.anchor:
            self._replaced.setdefault(head.anchor, {})[self._owner.anchor] = self._owner
        return head

    def _link(
        self, node: etree._Element, attribute: str, space: str, *, counts: bool = True
    ) -> Link | None:
        """What a qualified name in an attribute means; `counts`: its declaration is used here."""
        text = node.get(attribute)
        if not text:
            return None
        prefix, _, name = text.strip().rpartition(":")
        if node.nsmap.get(prefix or None) == _NAMESPACE:
            return Link(_clip(name))
        anchor = self._anchors.get((space, name), "")
        if counts and anchor and self._owner.anchor:
            self._used.setdefault(anchor, {})[self._owner.anchor] = self._owner
        return Link(_clip(name), anchor)


def _children(node: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """Elements of XML Schema's own namespace."""
    for child in node:
        ours = isinstance(child.tag, str) and child.tag.startswith(_X)
        if ours and (not tags or _tag(child) in tags):
            yield child


def _tag(node: etree._Element) -> str:
    return str(node.tag).removeprefix(_X)


def _annotate(annotation: etree._Element, found: _Found) -> None:
    for child in _children(annotation):
        if _tag(child) == "documentation":
            words = inspect.cleandoc("".join(map(str, child.itertext()))).strip()
            found.words += [words] if words else []
        elif _tag(child) == "appinfo":
            # Kaltura's schemas have their examples there.
            for example in child.iterfind("{*}example"):
                inner = [_source(one) for one in example]
                found.examples += inner or [(example.text or "").strip()]


def _source(node: etree._Element) -> str:
    alone = copy.deepcopy(node)
    etree.cleanup_namespaces(alone)
    return inspect.cleandoc(etree.tostring(alone, encoding="unicode", with_tail=False))


def _occurs(node: etree._Element) -> str:
    least, most = node.get("minOccurs", "1"), node.get("maxOccurs", "1")
    known = {
        ("1", "1"): "once",
        ("0", "1"): "optional",
        ("0", "unbounded"): "any number",
        ("1", "unbounded"): "at least once",
    }
    most = "any number" if most == "unbounded" else most
    return known.get((least, node.get("maxOccurs", "1")), f"{_clip(least)} to {_clip(most)}")


def _use(node: etree._Element) -> str:
    return _clip(node.get("use", "optional"))


def _flags(node: etree._Element) -> list[str]:
    words = {"abstract": "abstract", "nillable": "may be nil", "mixed": "text between elements"}
    flags = [word for name, word in words.items() if node.get(name) in {"true", "1"}]
    flags += [
        f"{name} {_clip(value)}"
        for name in ("default", "fixed")
        if (value := node.get(name)) is not None
    ]
    return flags


def _clip(text: str, most: int = _NAME) -> str:
    return text if len(text) <= most else text[:most] + "…"
