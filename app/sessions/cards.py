"""The kept KS as cards: those of a region that are alike behind one, what is over apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from app.sessions.kept import KeptSession


@dataclass(frozen=True, slots=True)
class Card:
    """`alike` are other KS that say the same of themselves, which nobody has named or uses."""

    kept: KeptSession
    alike: tuple[KeptSession, ...] = ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """The cards of a region, and those of its KS that nothing takes any more."""

    region: str
    cards: tuple[Card, ...]
    over: tuple[KeptSession, ...]


def shelves(kept: Iterable[KeptSession], now: float) -> tuple[Shelf, ...]:
    """By region, in the order that they come in; `now` is unix seconds.

    The one in use stays among the cards even when it is over: calls still go out with it.
    """
    found = []
    for region, of_region in groupby(kept, lambda one: one.region):
        every = sorted(of_region, key=lambda one: not one.chosen)
        over = tuple(one for one in every if one.expired(now) and not one.chosen)
        found.append(Shelf(region, _cards(one for one in every if one not in over), over))
    return tuple(found)


def _cards(kept: Iterable[KeptSession]) -> tuple[Card, ...]:
    alike: dict[object, list[KeptSession]] = {}
    for one in kept:
        session = one.session
        says = (session.type, session.partner_id, session.user_id, session.privileges)
        # What is not known of two is not the same, and a name is given to tell one from others.
        known = not one.name and None not in says
        alike.setdefault(says if known else one.id, []).append(one)
    return tuple(Card(first, tuple(more)) for first, *more in alike.values())
