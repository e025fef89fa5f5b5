"""The XML Schema of a metadata profile: checked, applied, and its fields listed.

Nothing that a schema imports or includes is fetched, from the network or from files.
"""

from lxml import etree

from app.sandbox.errors import ApiError
from app.sandbox.values import Row
from app.schema.hardened import UNTRUSTED

_XS = "{http://www.w3.org/2001/XMLSchema}"
_OUTSIDE = ("import", "include", "redefine", "override")


def check_schema(xsd: str) -> etree.XMLSchema:
    """The schema, ready for use. Raises ApiError XML_INVALID."""
    try:
        document = _parsed(xsd)
        if any(document.find(f".//{_XS}{name}") is not None for name in _OUTSIDE):
            raise _invalid()
        return etree.XMLSchema(document)
    except (etree.XMLSyntaxError, etree.XMLSchemaParseError, ValueError) as fault:
        raise _invalid() from fault


def check_xml(xml: str, xsd: str) -> None:
    """Raises ApiError INVALID_METADATA_DATA where the document does not fit the schema."""
    try:
        document = _parsed(xml)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise ApiError("INVALID_METADATA_DATA", ERR_MSG=str(fault)) from fault
    schema = check_schema(xsd)
    if not schema.validate(document):
        said = str(schema.error_log).splitlines()
        raise ApiError("INVALID_METADATA_DATA", ERR_MSG=said[0] if said else "")


def fields_of(xsd: str) -> list[Row]:
    """A KalturaMetadataProfileField for each element below the document's own."""
    found: list[Row] = []
    document = _parsed(xsd)
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


def _parsed(text: str) -> etree._Element:
    return etree.fromstring(text.encode(), etree.XMLParser(**UNTRUSTED))


def _invalid() -> ApiError:
    return ApiError("XML_INVALID")
