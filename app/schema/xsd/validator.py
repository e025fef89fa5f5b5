"""A program of its own: an XML Schema, and a document checked by it, within limits.

What a pattern makes of a document can take forever, and neither lxml nor libxml2 lets go of it.
So this runs in a child (`applied`), which the limits end. JSON comes in on standard input
({"seconds", "bytes", "xsd", "xml"}; no `xml`: the schema alone), and goes out as a
list: whether the schema is one, and what is wrong, "" where nothing is.
"""

import json
import resource
import sys

from lxml import etree

from app.schema.hardened import UNTRUSTED


def verdict(xsd: str, xml: str | None) -> tuple[bool, str]:
    """Whether the schema is one; and what is wrong with it, or with the document."""
    try:
        schema = etree.XMLSchema(parsed(xsd))
    except (etree.LxmlError, ValueError) as fault:
        return False, str(fault)
    if xml is None:
        return True, ""
    try:
        if schema.validate(parsed(xml)):
            return True, ""
    except (etree.LxmlError, ValueError) as fault:
        return True, str(fault)
    said = str(schema.error_log).splitlines()
    return True, said[0] if said else "The document does not fit the schema."


def parsed(text: str) -> etree._Element:
    """Raises etree.XMLSyntaxError, and ValueError for a DOCTYPE."""
    document = etree.fromstring(text.encode(), etree.XMLParser(**UNTRUSTED))
    if document.getroottree().docinfo.internalDTD is not None:
        raise ValueError("A DOCTYPE is not taken, nor any entity of one.")
    return document


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_CPU, (asked["seconds"], asked["seconds"]))
    resource.setrlimit(resource.RLIMIT_AS, (asked["bytes"], asked["bytes"]))
    print(json.dumps(verdict(asked["xsd"], asked["xml"])))
