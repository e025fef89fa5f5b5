"""XML of unknown origin -> its tree, or one clear sentence about why not.

Two passes: the first goes over the file without building anything and refuses what
no API schema has (a DOCTYPE, and with it every entity; another root; masses of
elements), the second builds the tree.
"""

from collections.abc import Mapping
from typing import Any, BinaryIO, NoReturn

from lxml import etree

from app.errors import SchemaRejected
from app.schema.attributes import shown

LIMIT = 32 * 1024 * 1024  # bytes; the schema of a whole server is about 2 MB
_PARTS_LIMIT = 1_000_000  # elements and attributes together; a whole server has about 110,000
_PIECE = 64 * 1024  # bytes

UNTRUSTED: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
}
"""Options of each of our parsers, whatever it reads: no entities, no DTD, no look-ups."""

HARDENED = {**UNTRUSTED, "remove_comments": True, "remove_pis": True}


def root(source: bytes | BinaryIO) -> etree._Element:
    """The root of an <xml> document of at most 32 MB. Raises SchemaRejected."""
    data = source if isinstance(source, bytes) else source.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise SchemaRejected(
            f"The file is larger than {LIMIT // 1024 // 1024} MB; an API schema is about 2 MB."
        )
    if not data.strip():
        raise SchemaRejected("The file is empty, and a KalturaClient.xml has about 2 MB.")
    try:
        _guard(data)
        return etree.fromstring(data, etree.XMLParser(**HARDENED))
    except etree.XMLSyntaxError as fault:
        raise SchemaRejected(
            "The file is not XML, or it is cut off or damaged: "
            f"{shown(' '.join(fault.msg.split()))}. "
            "A whole KalturaClient.xml is needed."
        ) from fault


class _Guard:
    """A parser target that keeps nothing and stops at the first thing no schema has."""

    def __init__(self) -> None:
        self.parts = 0

    def doctype(self, *_declared: str | None) -> NoReturn:
        raise SchemaRejected("The file has a DOCTYPE; no API schema has one, so it is refused.")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if not self.parts and tag != "xml":
            raise SchemaRejected(
                f"The file's root is <{shown(tag)}>, and that of a KalturaClient.xml is <xml>."
            )
        self.parts += 1 + len(attributes)
        if self.parts > _PARTS_LIMIT:
            raise SchemaRejected("The file has far more elements than any API schema.")

    def close(self) -> None:
        return None


def _guard(data: bytes) -> None:
    target: Any = _Guard()
    parser = etree.XMLParser(target=target, **HARDENED)
    for start in range(0, len(data), _PIECE):
        parser.feed(data[start : start + _PIECE])
    parser.close()
