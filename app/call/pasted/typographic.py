"""Signs that word processors, mails and web pages put in the place of those of a keyboard.

They are taken for what was meant where they delimit, and kept inside values.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

DOUBLES = "“”„‟″"
SINGLES = "‘’‚‛′"
# Without a width; the last ones turn the direction of writing.
INVISIBLE = (
    "\u00ad\u200b\u200c\u200d\u2060\ufeff"
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
CLOSING_SINGLE = re.compile(rf"[{SINGLES}](?=[\s;|&)\\]|\Z)")
BLANKS = "".join(map(chr, (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)))
DASH = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_SIGNS = re.compile(rf"[{DOUBLES}{SINGLES}{INVISIBLE}{BLANKS}]")
_IN_JSON = re.compile(
    rf'("(?:[^"\\]++|\\[\s\S])*+")|[{DOUBLES}]([^{DOUBLES}"]*+)[{DOUBLES}]|([{BLANKS}])|[{INVISIBLE}]'
)
_MOST = 20


def straight_json(text: str, notes: list[str]) -> str:
    """A JSON text with the typographic signs straightened that stand outside its strings."""

    def straight(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        return f'"{found[2]}"' if found[2] is not None else " " if found[3] else ""

    made = _IN_JSON.sub(straight, text)
    if made != text:
        notes.append("Typographic quotation marks and blanks of the JSON were taken as straight.")
    return made


def visible(text: str, notes: list[str]) -> str:
    """An address without the blanks and the invisible signs that none can have."""
    made = text.translate(dict.fromkeys(map(ord, BLANKS + INVISIBLE)))
    if made != text:
        notes.append("Invisible signs and no-break blanks in the address were left out.")
    return made


def kept_signs(texts: Sequence[tuple[str, str]]) -> Iterator[str]:
    """A note for each value that holds such signs: they are part of it, and sent."""
    found_in = ((name, found) for name, text in texts if (found := _SIGNS.findall(text)))
    for name, found in islice(found_in, _MOST):
        names = ", ".join(dict.fromkeys(_named(sign) for sign in found))
        yield f"{name[:80]} keeps a typographic sign ({names}): it is sent."


def _named(sign: str) -> str:
    return sign if sign in DOUBLES + SINGLES else f"U+{ord(sign):04X}"
