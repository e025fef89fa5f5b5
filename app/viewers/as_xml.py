"""XML laid out by lxml, with entities, DTDs and the network switched off."""

from lxml import etree

from app.viewers.shape import CannotShow


def lay_out(text: str) -> str:
    """The text with two spaces a level; raises CannotShow where it is not well-formed XML."""
    if "<!DOCTYPE" in text:
        raise CannotShow("A document with a DOCTYPE is not laid out: shown as it came.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=True
    )
    try:
        # The declaration names the encoding of bytes that are text by now.
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise CannotShow(f"Not well-formed XML ({_reason(fault)}): shown as it came.") from None
    etree.indent(root, space="  ")
    declaration = '<?xml version="1.0" encoding="utf-8"?>\n' if text.startswith("<?xml") else ""
    return declaration + etree.tostring(root, encoding="unicode")


def _reason(fault: Exception) -> str:
    return str(fault).removesuffix(" (<string>, line 1)")
