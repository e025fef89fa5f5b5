"""Many JSON and XML texts, plain and nasty, and what Python's own parsers make of them."""

import json
import random
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

ODD = [
    "",
    " ",
    "é",
    "\u202e",
    "😀",
    "\\",
    '"',
    "/",
    "<b>",
    "&amp;",
    "]]>",
    "\n\t",
    "null",
    "{1}",
    "a:b",
]
NAMES = [
    "id",
    "objects",
    "item",
    "name",
    "objectType",
    "a b",
    "é",
    'q"',
    "",
    "x.y",
    "\\",
    "__proto__",
]
TAGS = ["id", "objects", "item", "name", "xml", "result", "é", "a-b", "_x.1"]


def json_value(chance: random.Random, depth: int = 0) -> Any:
    """A value of up to five levels, with empty containers, doubles and awkward strings."""
    kind = chance.randrange(8 if depth < 5 else 5)
    if kind < 2:
        return "".join(chance.choices(ODD, k=chance.randrange(4)))
    if kind == 2:
        return chance.choice([0, -1, 17, 2**53, 1.5, -2e-9, 1e300])
    if kind < 5:
        return chance.choice([True, False, None, "0_abc"])
    size = chance.randrange(5)
    if kind < 7:
        return {chance.choice(NAMES): json_value(chance, depth + 1) for _ in range(size)}
    return [json_value(chance, depth + 1) for _ in range(size)]


def json_text(chance: random.Random, value: Any) -> str:
    """The value written in one of the ways in which JSON may be written."""
    text = json.dumps(
        value,
        ensure_ascii=chance.random() < 0.5,
        indent=chance.choice([None, 1, "\t"]),
        separators=chance.choice([(",", ":"), (" , ", " :\r\n")]),
    )
    return text.replace("/", "\\/") if chance.random() < 0.5 else text


def json_leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Each scalar as (steps, text), in the order of the text."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from json_leaves(one, (*path, name))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from json_leaves(one, (*path, index))
    else:
        yield [*path], value if isinstance(value, str) else json.dumps(value)


def xml_text(chance: random.Random, depth: int = 0, tag: str = "") -> str:
    """An element with attributes, text, CDATA, comments and references here and there."""
    tag = tag or chance.choice(TAGS)
    attributes = "".join(
        f" {name}={quoteattr(chance.choice(ODD[:12]).replace(chr(0x202E), ''))}"
        for name in chance.sample(["id", "a", "é"], chance.choice([0, 0, 0, 1, 2]))
    )
    if depth > 4 or chance.random() < 0.4:
        inner = _xml_words(chance)
    else:
        children = "item" if chance.random() < 0.4 else ""
        inner = "".join(
            xml_text(chance, depth + 1, children)
            + chance.choice(["", "\n ", "<!-- <x> -->", "<?p i?>", _xml_words(chance)])
            for _ in range(chance.randrange(5))
        )
    if not inner and chance.random() < 0.5:
        return f"<{tag}{attributes}/>"
    return f"<{tag}{attributes}>{inner}</{tag}>"


def _xml_words(chance: random.Random) -> str:
    word = chance.choice(ODD)
    return chance.choice(
        [
            escape(word),
            f"<![CDATA[{word.replace(']]>', '')}]]>",
            f"x&#233;&#x1F600;&lt;{escape(word)}",
        ]
    )


def xml_leaves(root: etree._Element) -> list[str]:
    """The texts of all attributes and of all text nodes that are more than space, in order."""
    found: list[str] = []
    _gather(root, found)
    return found


def _gather(element: etree._Element, found: list[str]) -> None:
    found.extend(str(value) for value in element.attrib.values())
    _take(element.text, found)
    for child in element:
        if isinstance(child.tag, str):
            _gather(child, found)
        _take(child.tail, found)


def _take(text: str | None, found: list[str]) -> None:
    if text and text.strip(" \t\r\n"):
        found.append(text)
