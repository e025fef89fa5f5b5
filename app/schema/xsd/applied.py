"""A document checked by an XML Schema of unknown origin, within limits.

Nothing that a schema imports or includes is fetched, from the network or from files. A schema
that could keep a document busy for long (one with patterns, keys or counts) is applied in a
child with limits.
"""

import json
import subprocess
import sys
from pathlib import Path

from lxml import etree

from app.schema.xsd import validator

_XS = "{http://www.w3.org/2001/XMLSchema}"
_OUTSIDE = ("import", "include", "redefine", "override")
# What metadata profiles are usually made of; applying it takes as long as the document is.
_PLAIN = frozenset(
    {
        *("schema", "element", "attribute", "complexType", "simpleType", "simpleContent"),
        *("sequence", "choice", "all", "restriction", "extension", "enumeration"),
        *("length", "minLength", "maxLength", "annotation", "documentation", "appinfo"),
    }
)
_PLAIN_COUNTS = {None, "0", "1", "unbounded"}
_PLAIN_SIZE = 64 * 1024  # characters
_PARTICLES = ("element", "sequence", "choice", "all")
_PLAIN_PARTICLES = 300  # 1,000 optional ones take libxml2 three seconds
_SECONDS = 2  # of processor time, for what is not plain
_PATIENCE = 20  # seconds by the clock, of a machine that is busy
_ROOT = Path(__file__).parents[3]
_MEMORY = 512 * 2**20  # bytes
_TOO_LONG = f"Checking it takes longer than {_SECONDS} seconds, or too much memory."


def verdict(xsd: str, xml: str | None) -> tuple[bool, str]:
    """Whether the schema is one that can be used; and what is wrong with it, or with the
    document, "" where nothing is."""
    try:
        document = validator.parsed(xsd)
    except (etree.LxmlError, ValueError) as fault:
        return False, str(fault)
    if any(document.find(f".//{_XS}{name}") is not None for name in _OUTSIDE):
        return False, "It takes in another schema."
    if len(xsd) <= _PLAIN_SIZE and _is_plain(document):
        return validator.verdict(xsd, xml)
    return _in_child(xsd, xml)


def _is_plain(document: etree._Element) -> bool:
    particles = document.iter(*(_XS + name for name in _PARTICLES))
    return sum(1 for _ in particles) <= _PLAIN_PARTICLES and all(
        etree.QName(element).localname in _PLAIN
        and {element.get("minOccurs"), element.get("maxOccurs")} <= _PLAIN_COUNTS
        and element.get("substitutionGroup") is None
        for element in document.iter(f"{_XS}*")
    )


def _in_child(xsd: str, xml: str | None) -> tuple[bool, str]:
    limits = {"seconds": _SECONDS, "bytes": _MEMORY}
    try:
        ended = subprocess.run(  # noqa: S603 - our own program, and nothing of the caller's # nosec B603
            [sys.executable, "-m", validator.__name__],
            cwd=_ROOT,
            input=json.dumps({**limits, "xsd": xsd, "xml": xml}).encode(),
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
        )
    except subprocess.SubprocessError:
        return xml is not None, _TOO_LONG
    usable, wrong = json.loads(ended.stdout)
    return usable, wrong
