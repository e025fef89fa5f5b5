"""Nobody gets a name that people take for somebody else's."""

from pathlib import Path

import pytest

from app.errors import BadInput
from app.people.lookalikes import skeleton
from app.people.roles import Role
from app.people.store import People
from app.storage.engine import migrate, open_database

ALIKE = [
    ("Alice", "Аlice"),  # a Cyrillic A
    ("alice", "a1ice"),
    ("Alice", "AIice"),
    ("alice", "аlісе"),
    ("alice", "alice\u200b"),
    ("Bob Smith", "B0b  Smith"),
    ("corner", "comer"),
    ("Νικος", "Nikos".replace("s", "ς")),
    ("ａlice", "alice"),
]
UNLIKE = [("Ali", "Ala"), ("José", "Josef"), ("Иван", "Ян"), ("anna", "hanna"), ("root", "boot")]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_looks_the_same(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_what_does_not(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


def test_such_a_name_is_refused_with_the_one_that_it_looks_like(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'testme.sqlite'}")
    migrate(engine)
    store = People(engine)
    store.add("Alice", "correct horse battery", Role.READ)
    with pytest.raises(BadInput, match=r"This name looks like Alice, .* choose one") as refused:
        store.add("А1ice", "correct horse battery", Role.ADMINISTER)
    assert refused.value.field == "name"
    assert [one.name for one in store.list()] == ["Alice"]
    store.add("Bob", "correct horse battery", Role.READ)
    engine.dispose()
