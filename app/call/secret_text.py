"""Finding and hiding secrets in any text, by how they look and by the name they stand under.

Texts are answers from outside, up to the size cap. So every pattern is linear: repetitions
are possessive or bounded, and none can fail after a long run that another start repeats.
"""

import base64
import binascii
import re
from collections.abc import Iterator

from app.call.scalars import is_reference
from app.call.secret_names import is_secret

MASK = "••••••••"

# Base64 of "v2|", as raw text, url-encoded or with the slashes of JSON escaped; not masked yet.
_KS_V2 = re.compile(r"djJ8(?:[A-Za-z0-9+/_-]|\\/|%2[BbFf]){8,}+(?:=|%3[Dd]){0,2}+(?!•)")
# Base64 of 40 hex digits, "|" and a digit: each character of a group can only be one of these.
_KS_V1 = re.compile(
    r"(?:[MNOYZ][DGTWjmz2][A-Za-z0-9+/][h-mw-z0-5]){13}[MNOYZ][HXn3]w[w-z0-5]"
    r"(?:[A-Za-z0-9+/_-]|\\/|%2[BbFf])*+(?:=|%3[Dd]){0,2}+"
)
_KS_HEAD = re.compile(r"(?:[A-Za-z0-9_-]{4}){1,6}")
_V2_HEAD = re.compile(rb"v2\|[0-9]{1,12}(?:\||\Z)")

_XML = r"(?:[^<]++|<!\[CDATA\[(?:[^\]]++|\](?!\]>))*+(?:\]\]>)?)*+"
# (what stands before a value, with its name; the value)
_PLACES = tuple(
    (re.compile(before), re.compile(value))
    for before, value in (
        (
            r'(?<!\\)"(?P<name>[A-Za-z0-9_:]{1,60})"\s*+:\s*+"',
            r'(?:[^"\\]++|\\[\s\S])*+',
        ),
        (r'(?<!\\)"(?P<name>[A-Za-z0-9_:]{1,60})"\s*+:\s*+(?=[-0-9])', r"[-+.0-9eE]++"),
        # JSON inside a text of JSON.
        (
            r'(?<!\\)(?P<quote>\\{1,7}+")(?P<name>[A-Za-z0-9_:]{1,60})(?P=quote)\s*+:\s*+(?P=quote)',
            r'[^"\\]*+',
        ),
        (r"<(?P<name>[A-Za-z_][A-Za-z0-9_]{0,59})(?:\s[^<>]{0,200})?>", _XML),
        (r'"(?P<name>[A-Za-z0-9_]{1,60})";s:[0-9]{1,9}:"', r'[^"]*+(?:"(?!;)[^"]*+)*+'),
        (
            r"(?:(?<![A-Za-z0-9_%])|(?<=%[0-9A-Fa-f]{2}))"
            r"(?P<name>[A-Za-z][A-Za-z0-9_]{0,59})(?:\]|%5[Dd])?=",
            r"""[^&\s"'<>]*+""",
        ),
        (
            r"(?:(?<![A-Za-z0-9_%])|(?<=%[0-9A-Fa-f]{2}))"
            r"(?P<name>[A-Za-z][A-Za-z0-9_]{0,59})(?:%5[Dd])?%3[Dd]",
            r"""(?:[^&%\s"'<>]++|%(?!26))*+""",
        ),
    )
)


def mask_ks(ks: str) -> str:
    """A KS without what signs it: version and partner of a v2 one stay, nothing of another."""
    head = _KS_HEAD.match(ks)
    if not ks.startswith("djJ8") or head is None:
        return MASK
    try:
        known = _V2_HEAD.match(base64.b64decode(head.group(), altchars=b"-_", validate=True))
    except binascii.Error:
        known = None
    # Whole groups of three bytes only: a character of the next group holds bits of what follows.
    return ks[: len(known.group()) // 3 * 4 if known else 4] + MASK


def hide_ks(text: str) -> str:
    """The text with everything that looks like a KS masked."""
    text = _KS_V2.sub(lambda found: mask_ks(found.group()), text)
    return _KS_V1.sub(MASK, text)


def hide_named(text: str) -> str:
    """The text with all values under secret names masked: JSON, XML, PHP, forms and URLs."""
    for before, value in _PLACES:
        pieces: list[str] = []
        done = 0
        for start, end in _values(text, before, value):
            pieces += (text[done:start], MASK)
            done = end
        text = "".join(pieces) + text[done:] if done else text
    return text


def named_values(text: str, limit: int) -> list[str]:
    """Up to `limit` different values that stand under secret names, as they are written."""
    found: dict[str, None] = {}
    for before, value in _PLACES:
        for start, end in _values(text, before, value):
            found[text[start:end]] = None
            if len(found) >= limit:
                return list(found)
    return list(found)


def _values(
    text: str, before: re.Pattern[str], value: re.Pattern[str]
) -> Iterator[tuple[int, int]]:
    done = 0
    for place in before.finditer(text):
        if place.end() < done or not is_secret(place["name"]):
            continue
        found = value.match(text, place.end())
        if found is None or not found.group():
            continue
        done = found.end()
        if not found.group().endswith(MASK) and not is_reference(found.group()):
            yield found.span()
