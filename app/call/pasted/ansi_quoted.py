"""The inside of bash's $'…': escapes as "ANSI-C Quoting" of the Bash Reference Manual has them."""

import re

_PART = re.compile(
    r"\\u([dD][89aAbB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
    r"|\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|c([\s\S])"
    r"|([\s\S]))"
)
_NAMED = {
    "a": 7, "b": 8, "e": 27, "E": 27, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11,
    "\\": 92, "'": 39, '"': 34, "?": 63,
}  # fmt: skip


def ansi(text: str) -> str:
    """What it stands for; bytes are UTF-8, and browsers write one emoji as two \\u."""
    pieces: list[bytes] = []
    done = 0
    for escape in _PART.finditer(text):
        pieces += (text[done : escape.start()].encode(), _escaped(escape))
        done = escape.end()
    pieces.append(text[done:].encode())
    return b"".join(pieces).split(b"\0")[0].decode("utf-8", "replace")


def _escaped(escape: re.Match[str]) -> bytes:
    high, low, *others = escape.groups()
    if high:
        point = 0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00
        return chr(point).encode()
    byte, short, long, octal, control, sign = others
    if byte or octal:
        return bytes([int(byte or octal, 16 if byte else 8) & 0xFF])
    if short or long:
        point = int(short or long, 16)
        return chr(point if point < 0x110000 else 0xFFFD).encode("utf-8", "replace")
    if control:
        return bytes([ord(control.upper()) & 0x1F])
    return bytes([_NAMED[sign]]) if sign in _NAMED else f"\\{sign}".encode()
