"""The XML of custom metadata: checked by its profile's XML Schema, and the schema's fields listed.

Checking can take a while, so it is done before the action's transaction: nobody waits for it.
"""

from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import METADATA, METADATA_PROFILE
from app.sandbox.values import Row
from app.schema.xsd import applied, validator

_XS = "{http://www.w3.org/2001/XMLSchema}"


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
    """The verdict of `applied`, found once a call."""
    if (xsd, xml) not in context.judged:
        context.judged[xsd, xml] = applied.verdict(xsd, xml)
    return context.judged[xsd, xml]


def fields_of(xsd: str) -> list[Row]:
    """A KalturaMetadataProfileField for each element below the document's own."""
    found: list[Row] = []
    document = validator.parsed(xsd)
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
