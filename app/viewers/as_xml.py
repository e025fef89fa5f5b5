"""XML laid out by lxml, with entities, DTDs and the network switched off."""

import re

from lxml import etree

from app.schema.hardened import UNTRUSTED
from app.viewers.shape import CannotShow, Viewer

_DECLARATION = re.compile(r"<\?xml\s[^>]*\?>")


def lay_out(text: str) -> str:
    """The text with two spaces a level; raises CannotShow where it is not well-formed XML."""
    if "<!DOCTYPE" in text:
        raise CannotShow("A document with a DOCTYPE is not laid out: shown as it came.")
    text = text.strip()
    parser = etree.XMLParser(
        # Not what the declaration names: that was of bytes that are text by now.
        encoding="utf-8",
        remove_blank_text=True,
        strip_cdata=False,
        **UNTRUSTED,
    )
    try:
        document = etree.fromstring(text.encode(), parser).getroottree()
    except (etree.XMLSyntaxError, ValueError) as fault:
        if str(fault).startswith("Excessive depth"):
            raise CannotShow("Nested too deeply to be laid out: shown as it came.") from None
        raise CannotShow(f"Not well-formed XML ({_reason(fault)}): shown as it came.") from None
    etree.indent(document, space="  ")
    declaration = _DECLARATION.match(text)
    return (declaration.group() + "\n" if declaration else "") + etree.tostring(
        document, encoding="unicode"
    )


def _reason(fault: Exception) -> str:
    return re.sub(r" \(<string>, line \d+\)\Z", "", str(fault))


VIEWER = Viewer("xml", ("<",), lay_out)
