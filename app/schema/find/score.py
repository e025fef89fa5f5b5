"""How well one piece of what is typed fits one name, in whole points; see `find_match.py`."""

from collections.abc import Sequence
from dataclasses import dataclass

_HUMPS = (0, 50, 66, 78)
_INITIALS = 4  # more for the first letters of all words


@dataclass(frozen=True, slots=True)
class Name:
    """`text` is its words together, `starts` where each begins, `letters` see `letters_of`."""

    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    letters: int


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


def letters_of(text: str) -> int:
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


def begins(piece: str, name: str) -> bool:
    """Whether a piece goes on after a name."""
    return len(piece) > len(name) and piece.startswith(name)


def is_meant(piece: str, letters: int, name: Name) -> bool:
    """Whether a name as a whole is meant, typos allowed."""
    most = _typos_allowed(len(piece))
    return piece == name.text or (
        abs(len(piece) - len(name.text)) <= most
        and _begins_alike(piece, name.text)
        and (letters & ~name.letters).bit_count() <= most
        and typos(piece, name.text, most)[0] <= most
    )


def word_score(piece: str, word: str, letters: int) -> int:
    if word.startswith(piece):
        return 80 if word == piece else 72 - min(6, len(word) - len(piece))
    most = _typos_allowed(len(piece))
    if not most or len(word) < 4 or not _begins_alike(piece, word):
        return 0
    if (letters & ~letters_of(word)).bit_count() > most:
        return 0
    whole, start = typos(piece, word, most)
    if whole <= most:
        return 50 - 8 * whole
    return 44 - 8 * start if start <= most else 0


def name_score(piece: str, name: Name, letters: int, of_word: dict[str, int]) -> int:
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


def _in_name(piece: str, name: Name, best: int) -> int:
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
