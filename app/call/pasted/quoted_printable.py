"""The source of a mail, in which each = is written =3D and long lines are cut (RFC 2045, 6.7)."""

import quopri
import re

DECODED = "The text was decoded: =3D stands for = in the source of a mail."
_OTHER = re.compile(r"=(?![0-9A-F]{2}|\n|\Z)")
_EQUALS = re.compile("=3D")
# A single one may be a value that begins so; none of the API's ids and numbers does.
_SURE = re.compile(r"=3D(?:[0-9]_\w+|[0-9]+\b|djJ8)")


def unprintable(text: str) -> str:
    """The text as it was before, where it is such a source; else as it is."""
    count = len(_EQUALS.findall(text))
    if not count or _OTHER.search(text) or (count == 1 and not _SURE.search(text)):
        return text
    return quopri.decodestring(text.encode()).decode("utf-8", "replace").strip()
