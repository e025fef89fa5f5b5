"""What is saved as Find shows it: with the names of the collections that it is in."""

from collections.abc import Iterator
from typing import NamedTuple

from app.desk.desk import Desk
from app.desk.saved.items import Kind, names_around


class Found(NamedTuple):
    """`title` is what a request calls, `within` the names of the collections around it."""

    kind: Kind
    name: str
    title: str
    within: str
    id: str


def everything(desk: Desk) -> Iterator[Found]:
    items = desk.parts.saved.tree(desk.workspace)
    within = names_around(items, " / ")
    for one in items:
        yield Found(one.kind, one.name, one.title, within[one.id], one.id)


def with_words(desk: Desk, typed: str, most: int) -> list[Found]:
    """Those in which each word stands, at most so many."""
    words = typed.lower().split()
    if not words:
        return []
    alike = [
        one
        for one in everything(desk)
        if all(word in " ".join((one.name, one.title, one.within)).lower() for word in words)
    ]
    return alike[:most]
