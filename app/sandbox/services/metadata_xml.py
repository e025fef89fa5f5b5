"""The XML Schema of a metadata profile: checked, applied, and its fields listed.

Nothing that a schema imports or includes is fetched, from the network or from files. A schema
that could keep a document busy for long (one with patterns, keys or counts) is applied in a
child with limits, and before the action's transaction, so that nobody waits for it.
"""

import json
import subprocess
import sys
from pathlib import Path

from lxml import etree

from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import METADATA, METADATA_PROFILE
from app.sandbox.services import xml_validator
from app.sandbox.values import Row
from app.schema.hardened import UNTRUSTED

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
_MEMORY = 512 * 2**20  # bytes
_TOO_LONG = f"Checking it takes longer than {_SECONDS} seconds, or too much memory."


def check_schema(context: Context, xsd: str) -> None:
    """Raises ApiError XML_INVALID."""
    if not _judged(context, xsd, None)[0]:
        raise ApiError("XML_INVALID")


def check_xml(context: Context, xml: str, xsd: str) -> None:
    """Raises ApiError INVALID_METADATA_DATA where the document does not fit the schema."""
    usable, wrong = _judged(context, xsd, xml)
    if not usable:
        raise ApiError("XML_INVALID")
    if wrong:
        raise ApiError("INVALID_METADATA_DATA", ERR_MSG=wrong)


def beforehand(context: Context, arguments: Arguments) -> None:
    """Judge what the action is going to check; it says itself what is wrong."""
    xsd = sent_text(arguments, "xsdData", "xsdFile")
    if xsd:
        _judged(context, xsd, None)
    xml = sent_text(arguments, "xmlData", "xmlFile")
    row = context.objects.get(METADATA, arguments.text("id")) or {}
    profile = arguments.text("metadataProfileId") or str(row.get("metadataProfileId"))
    kept = context.objects.get(METADATA_PROFILE, profile)
    if xml and kept:
        _judged(context, kept["xsd"], xml)


def sent_text(arguments: Arguments, name: str, file: str) -> str:
    """What came as a parameter or as an uploaded file."""
    if file in arguments.values and arguments.values[file] is not None:
        stream = arguments.file(file).stream
        stream.seek(0)
        return stream.read(4 * 2**20).decode("utf-8", "replace")
    return arguments.text(name)


def _judged(context: Context, xsd: str, xml: str | None) -> tuple[bool, str]:
    """Whether the schema is one; and what is wrong with it, or with the document. Once a call."""
    if (xsd, xml) not in context.judged:
        try:
            document = xml_validator.parsed(xsd, UNTRUSTED)
            if any(document.find(f".//{_XS}{name}") is not None for name in _OUTSIDE):
                raise ValueError("It takes in another schema.")
        except (etree.LxmlError, ValueError) as fault:
            found = (False, str(fault))
        else:
            plain = len(xsd) <= _PLAIN_SIZE and _is_plain(document)
            found = xml_validator.verdict(xsd, xml, UNTRUSTED) if plain else _in_child(xsd, xml)
        context.judged[xsd, xml] = found
    return context.judged[xsd, xml]


def _is_plain(document: etree._Element) -> bool:
    particles = document.iter(*(_XS + name for name in _PARTICLES))
    return sum(1 for _ in particles) <= _PLAIN_PARTICLES and all(
        etree.QName(element).localname in _PLAIN
        and {element.get("minOccurs"), element.get("maxOccurs")} <= _PLAIN_COUNTS
        and element.get("substitutionGroup") is None
        for element in document.iter(f"{_XS}*")
    )


def _in_child(xsd: str, xml: str | None) -> tuple[bool, str]:
    limits = {"seconds": _SECONDS, "bytes": _MEMORY, "parser": UNTRUSTED}
    try:
        ended = subprocess.run(  # noqa: S603 - our own program, and nothing of the caller's
            [sys.executable, "-I", str(Path(xml_validator.__file__))],
            input=json.dumps({**limits, "xsd": xsd, "xml": xml}).encode(),
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
        )
    except subprocess.SubprocessError:
        return xml is not None, _TOO_LONG
    usable, wrong = json.loads(ended.stdout)
    return usable, wrong


def fields_of(xsd: str) -> list[Row]:
    """A KalturaMetadataProfileField for each element below the document's own."""
    found: list[Row] = []
    document = xml_validator.parsed(xsd, UNTRUSTED)
    for element in document.iter(f"{_XS}element"):
        name = element.get("name")
        if not name or element.getparent() is document:
            continue
        path = "".join(f"/*[local-name()='{part}']" for part in ("metadata", name))
        label = element.findtext(f".//{_XS}appinfo/label") or name
        found.append(
            {
                "objectType": "KalturaMetadataProfileField",
                "id": len(found) + 1,
                "xPath": path,
                "key": name,
                "label": label,
            }
        )
    return found
