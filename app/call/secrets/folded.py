"""Whether a text can hold any of many words at all, told in a fraction of the time that looks take.

Nearly all words are in no answer, and to learn that of one takes a millisecond a MB in the text
itself: with thirty of them, most of what masking takes.
"""

_NO_LETTERS = bytes(set(range(256)) - set(b"abcdefghijklmnopqrstuvwxyz"))
_COMMON = bytes(set(range(256)) - set(b"jqxz"))


class Folded:
    """A text with what a look for words needs of it, made once: in lower case, and its letters."""

    __slots__ = ("_found", "_letters", "data", "lower")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.lower = data.lower()
        # Half as long as the text, and each look for a word that is not there goes through all.
        self._letters = self.lower.translate(None, _NO_LETTERS)
        self._found: dict[bytes, bool] = {}

    def may_have(self, word: bytes) -> bool:
        """Whether a word in lower case may stand there; it does not where this says no."""
        if word not in self._found:
            self._found[word] = self._has(word)
        return self._found[word]

    def _has(self, word: bytes) -> bool:
        # A byte is looked for in a tenth of the time that a word takes.
        if not word.isalpha():
            return not word or (word[-1:] in self.lower and self.may_have(word[:-1]))
        rare = word.translate(None, _COMMON)[:1]
        return rare in self._letters and word in self._letters
