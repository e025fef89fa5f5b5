"""Names that people take for each other, told by what both look like.

The idea is that of Unicode's confusables (UTS 39, skeleton), with the few letters that names are
written with: those of Cyrillic and Greek that Latin has too, digits, and a capital I.
"""

import unicodedata

_CYRILLIC = dict(
    zip("АВЕЅІЈКМНОРСТХҮаеѕіјкорсухһԁԛԝ", "ABESlJKMHOPCTXYaesijkopcyxhdqw", strict=True)
)
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορυ", "ABEZHlKMNOPTYXaikvopu", strict=True))
_LATIN = {"I": "l", "1": "l", "|": "l", "0": "o", "ı": "i", "ɑ": "a", "ɡ": "g", "ո": "n"}
# Unicode's Default_Ignorable_Code_Point beside those of category Cf, and the blank of Braille.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800") | set(
    map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)
_SEEN_AS = str.maketrans(_CYRILLIC | _GREEK | _LATIN)


def skeleton(name: str) -> str:
    """What a name looks like: equal for two that are taken for each other.

    Case counts for nothing beyond that, and neither do characters that nobody sees, and marks
    before and behind a name.
    """
    plain = unicodedata.normalize("NFKC", name)
    seen = "".join(one for one in plain if unicodedata.category(one) != "Cf" and one not in _UNSEEN)
    seen = " ".join(seen.translate(_SEEN_AS).casefold().translate(_SEEN_AS).split())
    return _within_marks(seen.replace("rn", "m").replace("vv", "w"))


def _within_marks(text: str) -> str:
    start, end = 0, len(text)
    while start < end and _is_mark(text[start]):
        start += 1
    while start < end and _is_mark(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_mark(one: str) -> bool:
    return one == " " or unicodedata.category(one).startswith("P")
