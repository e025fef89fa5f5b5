"""The one place that tells in which charset an answer's text is, and makes UTF-8 of it.

What a text says of itself counts most: a byte order mark, then the head's Content-Type, then an
XML declaration (RFC 7303); without a word it is UTF-8. Labels mean what browsers take them for
(https://encoding.spec.whatwg.org/#names-and-labels): ISO-8859-1 is windows-1252.
"""

import codecs
import re

from app.call.kinds import kind_of

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_IN_HEAD = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.ASCII | re.IGNORECASE)
_IN_XML = re.compile(rb"\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_ONE_BYTE = re.compile(r"(?:windows-?|cp)(125[0-8])|iso[-_]?8859[-_]([2-9]|1[013-6])")
_OTHERS = {
    "iso-8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "ibm866": "cp866",
    "macintosh": "mac-roman",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "euc-jp": "euc-jp",
    "iso-2022-jp": "iso-2022-jp",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
}
_WIDE = {"utf-16", "utf-16le", "utf-16be", "utf16"}
_TEXTS = ("text/", "application/json", "application/xml", "application/javascript")


def charset_of(beginning: bytes, content_type: str) -> str:
    """Python's name of the charset of a body that begins like that; "utf-8" where it is no text.

    `content_type` is the header's value, "" for none.
    """
    media_type = content_type.partition(";")[0].strip().lower()
    textual = media_type.startswith(_TEXTS) or media_type.endswith(("+xml", "+json"))
    if (media_type and not textual) or kind_of(beginning):
        return "utf-8"
    for mark, name in _MARKS:
        if beginning.startswith(mark):
            return name
    declared = _IN_HEAD.search(content_type)
    if declared and (named := _named(declared[1].lower(), beginning)):
        return named
    # An XML declaration without a mark tells by its first two characters how wide one is.
    if wide := _width(beginning, b"<"):
        return wide
    in_xml = _IN_XML.match(beginning)
    return (in_xml and _named(in_xml[1].decode().lower(), beginning)) or "utf-8"


def utf8(body: bytes, content_type: str) -> bytes:
    """The body in UTF-8 where it is a text in another charset, otherwise as it came.

    What cannot be decoded is U+FFFD; a declaration within it stays as it is.
    """
    charset = charset_of(body, content_type)
    if charset == "utf-8":
        return body
    return Transcoding(charset).feed(body, last=True)


def not_utf8(content: bytes) -> str:
    """A sentence on where a text stops being UTF-8; "" where it is all of it."""
    try:
        content.decode()
    except UnicodeDecodeError as fault:
        return f"Not valid UTF-8 from byte {fault.start:,} on: such bytes are shown as \ufffd."
    return ""


class Transcoding:
    """UTF-8 of a text that comes in pieces."""

    def __init__(self, charset: str) -> None:
        """`charset` is as `charset_of` names it."""
        self._decoder = (
            None if charset == "utf-8" else codecs.getincrementaldecoder(charset)("replace")
        )
        self._begun = False

    def feed(self, piece: bytes, *, last: bool = False) -> bytes:
        """What is whole now that this piece has come; of UTF-8 the piece as it is."""
        if self._decoder is None:
            return piece
        text = self._decoder.decode(piece, last)
        if text and not self._begun:
            self._begun = True
            text = text.removeprefix("\ufeff")
        return text.encode("utf-8", "replace")


def _named(label: str, beginning: bytes) -> str:
    """Python's name for a charset's label; "" where it is unknown, or cannot be."""
    if label in {"utf-8", "utf8"}:
        return "utf-8"
    if label in _WIDE:
        # Without a mark, and without a zero in the first character, it is not what it says.
        return _width(beginning, b"")
    if found := _ONE_BYTE.fullmatch(label):
        return f"cp{found[1]}" if found[1] else f"iso8859-{found[2]}"
    return _OTHERS.get(label, "")


def _width(beginning: bytes, character: bytes) -> str:
    first = beginning[:2].replace(b"\0", b"")
    if len(beginning) < 2 or len(first) != 1 or (character and first != character):
        return ""
    return "utf-16-be" if beginning[0] == 0 else "utf-16-le"
