"""Which items of two or more lists belong together, so that an inserted one shifts nothing.

Objects go by the first of KEYS that tells them apart in every list. Other items go by what
they are: the same ones together, whatever is then left in the order in which it stands.
"""

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

from app.compare.nodes import Fields, Tree, scalar_text, secret_member

KEYS = ("id", "systemName", "name", "key")

List = Sequence[Tree]


class Gone:
    """Stands in a column that is no longer compared, below a difference or from the start."""


GONE = Gone()
Column = Tree | Gone | None  # None: there is nothing at this place


@dataclass(frozen=True, slots=True)
class Slot:
    """Items that belong together: of the first list, and of each other; None where it has none.

    `key` is (name, text) of what they go by, or None; `index` counts from 0 in the first list
    that has one. `moved` says for each other list whether it has the item in another order.
    """

    key: tuple[str, str] | None
    index: int
    first: Tree | None
    others: tuple[Column, ...]
    moved: tuple[bool, ...]


def align(
    first: List, others: Sequence[List | None], number: Callable[[Tree], int]
) -> Iterator[Slot]:
    """The slots, those of the first list in its order; None is a list that is not compared.

    `number` gives equal trees the same number. Takes n log n of the items.
    """
    lists = [first, *(() if other is None else other for other in others)]
    key = next((key for key in KEYS if all(_tells_apart(key, one) for one in lists)), None)
    named = (
        [[_key_text(item, key) for item in one] for one in lists]
        if key
        else _named_by_content([[number(item) for item in one] for one in lists])
    )
    orders = [{name: place for place, name in enumerate(names)} for names in named]
    moved = [_moved(orders[0], order) for order in orders[1:]]
    for name in dict.fromkeys(name for names in named for name in names):
        places = [order.get(name) for order in orders]
        yield Slot(
            (key, str(name)) if key else None,
            next(place for place in places if place is not None),
            None if places[0] is None else first[places[0]],
            tuple(
                GONE if one is None else None if place is None else one[place]
                for one, place in zip(others, places[1:], strict=True)
            ),
            tuple(name in names for names in moved),
        )


def _tells_apart(key: str, items: List) -> bool:
    seen: set[str] = set()
    for item in items:
        text = _key_text(item, key)
        if not text or text in seen:
            return False
        seen.add(text)
    return True


def _key_text(item: Tree, key: str) -> str:
    if not isinstance(item, Fields) or secret_member(item, key):
        return ""
    return scalar_text(item.members.get(key))


def _named_by_content(lists: Sequence[Sequence[int]]) -> list[list[Hashable]]:
    """A name for each item: its place in the first list, or what it is and the how manieth."""
    named: list[list[Hashable]] = [[*range(len(lists[0]))]]
    for numbers in lists[1:]:
        times: Counter[int] = Counter()
        names: list[Hashable] = []
        for partner, number in zip(_partners(lists[0], numbers), numbers, strict=True):
            times[number] += 1
            names.append((number, times[number]) if partner is None else partner)
        named.append(names)
    return named


def _partners(first: Sequence[int], other: Sequence[int]) -> list[int | None]:
    """For each item of `other` the place of its partner in `first`, None where it has none."""
    shorter = min(len(first), len(other))
    head = next((i for i in range(shorter) if first[i] != other[i]), shorter)
    tail = next(
        (i for i in range(shorter - head) if first[-1 - i] != other[-1 - i]), shorter - head
    )
    places: dict[int, deque[int]] = defaultdict(deque)
    for place in range(head, len(first) - tail):
        places[first[place]].append(place)
    middle = other[head : len(other) - tail]
    partners = [places[own].popleft() if places[own] else None for own in middle]
    left = iter(sorted(place for queue in places.values() for place in queue))
    partners = [next(left, None) if place is None else place for place in partners]
    shift = len(first) - len(other)
    ends = range(len(other) - tail + shift, len(other) + shift)
    return [*range(head), *partners, *ends]


def _moved(first: dict[Hashable, int], other: dict[Hashable, int]) -> set[Hashable]:
    """What stands in another order than in `first`: all but the longest run that does not."""
    shared = [name for name in other if name in first]
    kept = _longest_rising([first[name] for name in shared])
    return {name for name, stays in zip(shared, kept, strict=True) if not stays}


def _longest_rising(numbers: Sequence[int]) -> list[bool]:
    """Which of the numbers are in a longest rising sequence, by patience sorting."""
    tops: list[int] = []
    piles: list[int] = []  # the place of each pile's top
    before: list[int] = []
    for place, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        before.append(piles[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [number]
        piles[pile : pile + 1] = [place]
    rising = [False] * len(numbers)
    place = piles[-1] if piles else -1
    while place >= 0:
        rising[place] = True
        place = before[place]
    return rising
