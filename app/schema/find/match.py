"""How well what is typed fits a name, in whole points: static/js/find/matcher.js for the server.

The page that works without scripts finds by it; a test compares the two. A name is its words
(`mediaEntry` has two), lower case and without "Kaltura". What is typed is split at blanks and
dots; each piece has to fit somewhere. Each piece is compared with each different name and word
once, however many entries share it. A property is an entry of the class that declares it; of one
that inherits it only where that class is named by what is typed, as it would else be found once for
each.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from app.schema.find.entries import Entry, inherited_by
from app.schema.find.score import Name, begins, is_meant, letters_of, name_score, word_score

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
_MOST_PIECES = 8
_LONGEST_PIECE = 60  # characters


@dataclass(frozen=True, slots=True)
class _Known:
    entry: Entry
    names: tuple[int, ...]
    owner: int
    told: str
    handicap: int


@dataclass(frozen=True, slots=True)
class _Class:
    """`own` are the names of the properties that it declares."""

    entry: Entry
    name: Name
    own: list[str] = field(default_factory=list)


class Matcher:
    def __init__(self, entries: Sequence[Entry]) -> None:
        """A class stands before its properties."""
        self._names: dict[str, int] = {}
        self._read: list[Name] = []
        self._classes: dict[str, _Class] = {}
        for entry in entries:
            if entry.kind == "class":
                name = self._read[self._name(entry.label)]
                self._classes[entry.label] = _Class(entry, name)
            elif entry.kind == "property" and entry.owner in self._classes:
                self._classes[entry.owner].own.append(entry.label)
        self._known = self._prepared(entries)
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
        for known in (*self._known, *self._prepared(self._inherited(pieces, whole))):
            score = self._apart(known, pieces, scores)
            if together:
                score = max(score, self._of_itself(known, whole, together))
            if score > 0:
                found.append((score + known.handicap, known.entry))
        return [entry for _, entry in sorted(found, key=itemgetter(0), reverse=True)]

    def _prepared(self, entries: Iterable[Entry]) -> list[_Known]:
        """In the order of those that fit alike."""
        return [
            _Known(
                entry,
                tuple(self._name(name) for name in entry.names or (entry.label,)),
                self._name(entry.owner) if entry.owner else -1,
                f" {re.sub(r'[^a-z0-9]+', ' ', entry.words.lower())} " if entry.words else "",
                _BONUS[entry.kind] - (8 if entry.old else 0) - min(8, len(entry.label) >> 3),
            )
            for entry in sorted(entries, key=_place)
        ]

    def _inherited(self, pieces: list[str], whole: str) -> Iterator[Entry]:
        """The inherited properties of the classes that begin or end what is typed."""
        ends = range(1, len(pieces))
        runs = ["".join(run) for at in ends for run in (pieces[:at], pieces[at:])]
        meant = [(run[:_LONGEST_PIECE], letters_of(run[:_LONGEST_PIECE])) for run in runs]
        for one in self._classes.values():
            if one.entry.base and (
                begins(whole, one.name.text)
                or any(is_meant(run, letters, one.name) for run, letters in meant)
            ):
                yield from self._inherited_by(one)

    def _inherited_by(self, one: _Class) -> Iterator[Entry]:
        had, seen = set(one.own), {one.entry.label}
        base = self._classes.get(one.entry.base)
        while base and base.entry.label not in seen:
            seen.add(base.entry.label)
            for name in base.own:
                if name not in had:
                    had.add(name)
                    yield inherited_by(one.entry, name)
            base = self._classes.get(base.entry.base)

    def _name(self, name: str) -> int:
        if name not in self._names:
            words = tuple(word.lower() for word in _WORD.findall(name.removeprefix("Kaltura")))
            starts = tuple(sum(map(len, words[:at])) for at in range(len(words)))
            text = "".join(words)
            self._names[name] = len(self._read)
            self._read.append(Name(text, words, starts, letters_of(text)))
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
            if begins(piece, owner):
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
        letters = letters_of(piece)
        of_word = {word: word_score(piece, word, letters) for word in self._words}
        return [name_score(piece, name, letters, of_word) for name in self._read]


def _place(entry: Entry) -> tuple[int, int, str, int]:
    """What comes first of those that fit alike; what is equal stays in the index's order."""
    return -_BONUS[entry.kind], len(entry.label), entry.label, len(entry.detail)


def pieces_of(query: str) -> list[str]:
    """The pieces of what was typed, without the small words unless there are no others."""
    squeezed = (_squeezed(piece) for piece in _BREAKS.split(query.lower()))
    every = [one for one in squeezed if one and not (len(one) > 3 and "kaltura".startswith(one))]
    telling = [one for one in every if one not in _FILLERS]
    return (telling or every)[:_MOST_PIECES]


def _squeezed(text: str) -> str:
    kept = re.sub(r"[^a-z0-9]", "", text)
    return re.sub(r"^kaltura(?=.)", "", kept)[:_LONGEST_PIECE]
