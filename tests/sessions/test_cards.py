"""Saved sessions as cards: what is alike behind one, what is over apart, none of them lost."""

from app.sessions.cards import Card, shelves
from app.sessions.found import FoundSession
from app.sessions.kept import KeptSession
from app.sessions.kept_words import ks_name

NOW = 1_795_000_000


def _kept(id: str, user: str | None = "ana", **facts: object) -> KeptSession:
    expiry = facts.pop("expiry", NOW + 60)
    session = FoundSession(f"ks of {id}", 2, 102, user, expiry, "", "session.start")  # type: ignore[arg-type]
    return KeptSession(id, **{"region": "eu", "kept_at": NOW, "session": session, **facts})  # type: ignore[arg-type]


def test_what_says_the_same_is_behind_one() -> None:
    a, b, c = _kept("a"), _kept("b"), _kept("c", user="bob")
    named, chosen = _kept("d", name="Boss"), _kept("e", chosen=True)
    (shelf,) = shelves([a, b, c, named, chosen], NOW)
    # The one in use stands first, with those that are like it behind.
    assert shelf.cards == (Card(chosen, (a, b)), Card(c), Card(named))
    assert shelf.over == ()


def test_what_is_not_known_is_not_the_same() -> None:
    a, b = _kept("a", user=None), _kept("b", user=None)
    (shelf,) = shelves([a, b], NOW)
    assert shelf.cards == (Card(a), Card(b))


def test_what_is_over_is_apart_unless_it_is_in_use() -> None:
    over, ends = _kept("a", expiry=NOW), _kept("b", expiry=NOW, chosen=True)
    endless, other = _kept("c", user="x", expiry=None), _kept("d", region="us")
    eu, us = shelves([over, ends, endless, other], NOW)
    assert (eu.region, eu.cards, eu.over) == ("eu", (Card(ends), Card(endless)), (over,))
    assert (us.region, us.cards, us.over) == ("us", (Card(other),), ())
    assert shelves([], NOW) == ()


def test_names_are_made_of_type_partner_and_user() -> None:
    assert ks_name(_kept("a")) == "ADMIN · 102 · ana"
    assert ks_name(_kept("a", user="")) == "ADMIN · 102"
    assert ks_name(_kept("a", name="Boss")) == "Boss"
    nothing = FoundSession("k", None, None, None, None, None, "pasted")
    assert ks_name(KeptSession("a", "eu", 0, nothing)) == "KS"
