"""What the literal writers of all languages share.

A writer gives a literal that is one line and holds exactly the text. What people cannot see
(control characters, marks that turn the direction of writing, spaces of other widths) is
always escaped, so that a program never says other than it shows.
"""

import re
from collections.abc import Callable, Mapping


def escaped(text: str, special: Mapping[str, str], code_point: Callable[[int], str]) -> str:
    """The text with the characters of `special` replaced, and all unseen ones escaped.

    `special` holds what the language's quotes need, single characters all; `code_point`
    writes any other one by its number. Digits that follow an escape must not extend it.
    """
    signs = re.compile("|".join(["[^\\x20-\\x7e]", *map(re.escape, special)]))

    def written(found: re.Match[str]) -> str:
        sign = found.group()
        if sign in special:
            return special[sign]
        return sign if sign.isprintable() else code_point(ord(sign))

    return signs.sub(written, text)


def utf16(code: int) -> str:
    r"""`\u1234`, in two for what is beyond 16 bits: Java, C#, JSON, Kotlin."""
    if code < 0x10000:
        return f"\\u{code:04x}"
    rest = code - 0x10000
    return f"\\u{0xD800 + (rest >> 10):04x}\\u{0xDC00 + (rest & 0x3FF):04x}"


def braced(code: int) -> str:
    r"""`\u{1f600}`: JavaScript, Ruby, PHP and Swift."""
    return f"\\u{{{code:x}}}"


def whole(text: str) -> str:
    """A whole number as every language writes it."""
    return str(int(text))


def decimal(text: str) -> str:
    """A finite number with a point or an exponent, as every language writes it."""
    if re.fullmatch(r"-?(?:0|[1-9][0-9]*)\.[0-9]+", text):
        return text
    written = repr(float(text))
    mantissa, exponent, power = written.partition("e")
    return written if "." in mantissa else f"{mantissa}.0{exponent}{power}"
