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
_SEEN_AS = str.maketrans(_CYRILLIC | _GREEK | _LATIN)


def skeleton(name: str) -> str:
    """What a name looks like: equal for two that are taken for each other.

    Case counts for nothing beyond that, and neither do characters that nobody sees.
    """
    plain = unicodedata.normalize("NFKC", name)
    seen = "".join(one for one in plain if unicodedata.category(one) != "Cf")
    seen = " ".join(seen.translate(_SEEN_AS).casefold().translate(_SEEN_AS).split())
    return seen.replace("rn", "m").replace("vv", "w")
