"""How well what is typed fits a name, in whole points: static/js/find/matcher.js for the server.

The page that works without scripts finds by it; a test compares the two. A name is its words
(`mediaEntry` has two), lower case and without "Kaltura". What is typed is split at blanks and
dots; each piece has to fit somewhere. Each piece is compared with each different name and word
once, however many entries share it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from app.schema.find_entries import Entry

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_BREAKS = re.compile(r"[\s.:/>,]+")
_FILLERS = frozenset(
    {"a", "an", "and", "by", "do", "does", "for", "from", "how", "i", "in", "is", "my", "of", "on"}
    | {"or", "the", "to", "what", "which", "who", "with"}
)
# The kind decides between names that fit alike.
_BONUS = {
    "service": 10,
    "action": 9,
    "page": 8,
    "region": 8,
    "error": 6,
    "class": 6,
    "enum": 4,
    "property": 2,
    "parameter": 2,
    "value": 0,
}
_HUMPS = (0, 50, 66, 78)
_INITIALS = 4  # more for the first letters of all words
_MOST_PIECES = 8
_LONGEST_PIECE = 60  # characters


@dataclass(frozen=True, slots=True)
class _Name:
    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    letters: int


@dataclass(frozen=True, slots=True)
class _Known:
    entry: Entry
    names: tuple[int, ...]
    owner: int
    told: str
    handicap: int
    rank: int


class Matcher:
    def __init__(self, entries: Sequence[Entry]) -> None:
        self._names: dict[str, int] = {}
        self._read: list[_Name] = []
        self._known = [self._prepared(entry) for entry in entries]
        self._words = {word for name in self._read for word in name.words}

    def find(self, query: str) -> list[Entry]:
        """All that fit, the best first; nothing for an empty text."""
        pieces = pieces_of(query)
        if not pieces:
            return []
        whole = "".join(pieces)[:_LONGEST_PIECE]
        scores = [self._scores(piece) for piece in pieces]
        together = self._scores(whole) if len(pieces) > 1 else None
        found = []
        for known in self._known:
            score = self._apart(known, pieces, scores)
            if together:
                score = max(score, self._of_itself(known, whole, together))
            if score > 0:
                label, detail = known.entry.label, known.entry.detail
                order = (-score - known.handicap, known.rank, len(label), label, len(detail))
                found.append((order, known.entry))
        # Entries cannot be compared; what is equal stays in the index's order.
        return [entry for _, entry in sorted(found, key=itemgetter(0))]

    def _prepared(self, entry: Entry) -> _Known:
        return _Known(
            entry,
            tuple(self._name(name) for name in entry.names or (entry.label,)),
            self._name(entry.owner) if entry.owner else -1,
            f" {re.sub(r'[^a-z0-9]+', ' ', entry.words.lower())} " if entry.words else "",
            _BONUS[entry.kind] - (8 if entry.old else 0) - min(8, len(entry.label) >> 3),
            -_BONUS[entry.kind],
        )

    def _name(self, name: str) -> int:
        if name not in self._names:
            words = tuple(word.lower() for word in _WORD.findall(name.removeprefix("Kaltura")))
            starts = tuple(sum(map(len, words[:at])) for at in range(len(words)))
            text = "".join(words)
            self._names[name] = len(self._read)
            self._read.append(_Name(text, words, starts, _letters(text)))
        return self._names[name]

    def _apart(self, known: _Known, pieces: list[str], scores: list[list[int]]) -> int:
        """The mean of how each piece fits; one has to fit the thing itself, not what it is in."""
        total, own = 0, False
        for piece, of_names in zip(pieces, scores, strict=True):
            itself = self._of_itself(known, piece, of_names)
            fit = max(itself, 0 if known.owner < 0 else of_names[known.owner] - 20)
            if fit <= 0:
                return 0
            own = own or itself > 0
            total += fit
        return total // len(pieces) if own else 0

    def _of_itself(self, known: _Known, piece: str, scores: list[int]) -> int:
        best = max(0, scores[known.names[0]])
        for name in known.names[1:]:
            best = max(best, scores[name] - 6)
        if known.owner >= 0:
            owner = self._read[known.owner].text
            if len(piece) > len(owner) and piece.startswith(owner):
                text = self._read[known.names[0]].text
                rest = piece[len(owner) :]
                if text.startswith(rest):
                    best = max(best, 112 if text == rest else 94)
        if known.entry.value and known.entry.value.lower() == piece:
            best = max(best, 80)
        if best < 38 and (f" {piece}" if len(piece) > 2 else f" {piece} ") in known.told:
            best = 38
        return best

    def _scores(self, piece: str) -> list[int]:
        letters = _letters(piece)
        of_word = {word: _word_score(piece, word, letters) for word in self._words}
        return [_name_score(piece, name, letters, of_word) for name in self._read]


def pieces_of(query: str) -> list[str]:
    """The pieces of what was typed, without the small words unless there are no others."""
    squeezed = (_squeezed(piece) for piece in _BREAKS.split(query.lower()))
    every = [one for one in squeezed if one and not (len(one) > 3 and "kaltura".startswith(one))]
    telling = [one for one in every if one not in _FILLERS]
    return (telling or every)[:_MOST_PIECES]


def typos(piece: str, name: str, most: int) -> tuple[int, int]:
    """The fewest typos (a letter more, less, other, or two swapped) between a piece and a name:
    as a whole, and with the name's beginning alone; `most` + 1 stands for more than that."""
    width = min(len(name), len(piece) + most)
    before: list[int] | None = None
    last = list(range(width + 1))
    for row in range(1, len(piece) + 1):
        following = [row]
        for at in range(1, width + 1):
            same = piece[row - 1] == name[at - 1]
            cost = min(last[at - 1] + (not same), last[at] + 1, following[at - 1] + 1)
            swapped = at > 1 and piece[row - 1] == name[at - 2] and piece[row - 2] == name[at - 1]
            if before and swapped:
                cost = min(cost, before[at - 2] + 1)
            following.append(cost)
        if min(following) > most:
            return most + 1, most + 1
        before, last = last, following
    whole = most + 1 if len(name) > width else min(last[width], most + 1)
    return whole, min(*last, most + 1)


def humps(piece: str, words: Sequence[str]) -> int:
    """Beginnings of words put together, as `mel` of media.list: 3 of all, 2 of the first ones, 1 of
    some, 0 none."""

    def fits(at: int, word: int, skips: bool) -> int:
        if at == len(piece):
            return 3 if word == len(words) else 2
        if word == len(words):
            return 0
        taken = 0
        while (
            taken < len(words[word])
            and at + taken < len(piece)
            and piece[at + taken] == words[word][taken]
        ):
            taken += 1
        for length in range(taken, 0, -1):
            if rest := fits(at + length, word + 1, skips):
                return rest
        return fits(at, word + 1, skips) if skips else 0

    return fits(0, 0, False) or (1 if len(piece) > 2 and fits(0, 0, True) else 0)


def _squeezed(text: str) -> str:
    kept = re.sub(r"[^a-z0-9]", "", text)
    return re.sub(r"^kaltura(?=.)", "", kept)[:_LONGEST_PIECE]


def _letters(text: str) -> int:
    """A bit for each letter, one for all digits."""
    mask = 0
    for letter in text:
        mask |= 1 << (ord(letter) - 97 if letter >= "a" else 26)
    return mask


def _typos_allowed(length: int) -> int:
    return 0 if length < 4 else 1 if length < 8 else 2


def _begins_alike(piece: str, name: str) -> bool:
    # The first letter is seldom wrong: a typo in it counts only where the first two are swapped.
    return piece[:1] == name[:1] or (piece[0] == name[1:2] and piece[1:2] == name[0])


def _word_score(piece: str, word: str, letters: int) -> int:
    if word.startswith(piece):
        return 80 if word == piece else 72 - min(6, len(word) - len(piece))
    most = _typos_allowed(len(piece))
    if not most or len(word) < 4 or not _begins_alike(piece, word):
        return 0
    if (letters & ~_letters(word)).bit_count() > most:
        return 0
    whole, start = typos(piece, word, most)
    if whole <= most:
        return 50 - 8 * whole
    return 44 - 8 * start if start <= most else 0


def _name_score(piece: str, name: _Name, letters: int, of_word: dict[str, int]) -> int:
    text = name.text
    if text.startswith(piece):
        return 120 if text == piece else 100 - min(10, (len(text) - len(piece)) >> 1)
    best = 0
    for at, word in enumerate(name.words):
        if score := of_word[word]:
            best = max(best, score - (4 if at else 0))
    most = _typos_allowed(len(piece))
    missing = (letters & ~name.letters).bit_count()
    if missing > most:
        return best
    if not missing:
        best = max(best, _in_name(piece, name, best))
    if best < 76 and len(piece) > 4 and _begins_alike(piece, text):
        whole, start = typos(piece, text, most)
        if whole <= most:
            # The longer a name is, the less likely another one is meant.
            best = max(best, (84 if len(piece) > 6 else 68) - 8 * whole)
        elif start <= most:
            best = max(best, 54 - 8 * start)
    return best


def _in_name(piece: str, name: _Name, best: int) -> int:
    """How a piece fits whose letters are all in the name."""
    text = name.text
    if best < 70 and len(piece) > 2 and piece in text:
        at_start = any(text.startswith(piece, at) for at in name.starts)
        best = max(best, 70 if at_start else 55)
    if best < 78 and len(piece) > 1 and (fit := _HUMPS[humps(piece, name.words)]):
        initials = _INITIALS if fit == _HUMPS[3] and len(piece) == len(name.words) else 0
        best = max(best, fit - min(8, len(name.words)) + initials)
    if best < 24 and len(piece) > 3 and piece[0] == text[0] and len(text) <= 4 * len(piece):
        left = iter(text)
        if all(letter in left for letter in piece):
            best = 24
    return best
