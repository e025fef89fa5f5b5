"""A file's bytes as text: by its mark, as UTF-16 by its NULs, as UTF-8, else as windows-1252.

Guessing between one-byte encodings was tried with charset-normalizer 3.5.2: of 30 short files in
eight of them it took 17 for what they are, German with windows-1250 among those it did not.
So there is one fallback, what browsers mean by ISO-8859-1, and whoever sees wrong letters says
which encoding it is.
"""

import re

from app.call.charset import charset_of
from app.rows.table import named, unreadable

# What a file may be said to be in, as Python names it, with the words for it.
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16 (little-endian)",
    "utf-16-be": "UTF-16 (big-endian)",
    "utf-32-le": "UTF-32",
    "cp1252": "windows-1252 (Western European)",
    "cp1250": "windows-1250 (Central European)",
    "cp1251": "windows-1251 (Cyrillic)",
    "cp1253": "windows-1253 (Greek)",
    "cp1254": "windows-1254 (Turkish)",
    "cp1255": "windows-1255 (Hebrew)",
    "cp1256": "windows-1256 (Arabic)",
    "cp1257": "windows-1257 (Baltic)",
    "mac-roman": "Mac Roman",
    "cp850": "DOS (850)",
    "cp932": "Shift JIS (Japanese)",
    "cp949": "EUC-KR (Korean)",
    "gb18030": "GB 18030 (Chinese)",
    "big5hkscs": "Big5 (Chinese)",
}
_MARK = "\ufeff"
_SAMPLE = 4096  # bytes
# windows-1252 as browsers have it (https://encoding.spec.whatwg.org/#index-windows-1252): five
# bytes mean nothing, and stay control characters.
_WINDOWS = {
    byte: bytes([byte]).decode("cp1252")
    for byte in range(0x80, 0xA0)
    if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}


def text_of(data: bytes, encoding: str = "") -> tuple[str, list[str]]:
    """The text without its mark, and sentences on how it was read.

    `encoding` is one of ENCODINGS, or "" to recognise it. Raises BadInput.
    """
    if encoding and encoding not in ENCODINGS:
        raise unreadable(f"There is no encoding {encoding!r:.40}; there are {named([*ENCODINGS])}.")
    found = encoding or charset_of(data, "")
    if not encoding and (found == "utf-8" or found not in ENCODINGS):
        found = _wide(data) or "utf-8"
    try:
        text = data.decode(found)
    except UnicodeDecodeError as fault:
        if encoding or found != "utf-8":
            line = data.count(b"\n", 0, fault.start) + 1
            raise unreadable(
                f"This file is not {ENCODINGS[found]} from line {line:,} on: choose its encoding, "
                "or save it as UTF-8."
            ) from None
        text, notes = _western(data), [_NOT_UTF8]
    else:
        notes = [f"It is read as {ENCODINGS[found]}."]
    if "\0" in text:
        raise unreadable("This file is no text: save the rows as CSV, JSON or XLSX.")
    return text.removeprefix(_MARK), notes


_NOT_UTF8 = (
    "It is not UTF-8 and is read as windows-1252: look at letters with accents, and choose its "
    "encoding where they are wrong."
)


def _western(data: bytes) -> str:
    """As windows-1252. Raises BadInput for UTF-8 with faults in it, of which that would make
    nonsense throughout."""
    replaced = data.decode("utf-8", "replace")
    wrong = replaced.count("\ufffd")
    if len(re.findall(r"[^\x00-\x7f\ufffd]", replaced)) > 2 * wrong:
        line = replaced.count("\n", 0, replaced.index("\ufffd")) + 1
        raise unreadable(
            f"Line {line:,} is damaged: most of this file is UTF-8, and that line is not. "
            "Correct it, or save the file anew as UTF-8."
        )
    return data.decode("latin-1").translate(_WINDOWS)


def _wide(data: bytes) -> str:
    """UTF-16 without a mark, by where the NULs of its ASCII characters are; "" where it is none."""
    sample = data[:_SAMPLE]
    first, second = sample[0::2].count(0), sample[1::2].count(0)
    many, few = 0.2 * len(sample), 0.02 * len(sample)
    if len(data) % 2 or max(first, second) <= many or min(first, second) > few:
        return ""
    return "utf-16-be" if first > second else "utf-16-le"
