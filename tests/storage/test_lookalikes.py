"""Nobody gets a name that people take for somebody else's."""

from pathlib import Path

import pytest

from app.errors import BadInput
from app.people.lookalikes import skeleton
from app.people.nobody import as_told, is_nobodys
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
    ("alice", "aIice"),
    ("alice", "alıce"),
    ("alice", "alice."),
    ("alice", "'alice' "),
    ("alice", "ali\u3164ce"),
    ("alice", "alice\ufe0f"),
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


@pytest.mark.parametrize(
    "name",
    [
        *("(command line)", "Command Line", "(соmmand line)", "an unknown name"),
        *("An  unknown name.", "-", "--", "…"),
    ],
)
def test_nobody_is_called_what_the_audit_says_for_others(tmp_path: Path, name: str) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'testme.sqlite'}")
    migrate(engine)
    store = People(engine)
    with pytest.raises(BadInput, match=r"is what the audit says .* choose another") as refused:
        store.add(name, "correct horse battery", Role.READ)
    assert refused.value.field == "name"
    signed = store.of_provider("https://id", "sub-1", name, Role.READ)
    assert signed is not None
    assert signed.name == f"{name} (2)"
    # A name of a proxy's is told apart, too.
    assert as_told(name) == f"{name} (so named)"
    assert not is_nobodys(as_told(name))
    assert as_told("alice") == "alice"
    assert as_told("") == ""
    engine.dispose()


@pytest.mark.parametrize("name", ["аlice", "a1ice", "aIice", "alıce", "alice.", "ALICE"])
def test_who_looks_as_somebody_else_to_a_provider_gets_a_number(tmp_path: Path, name: str) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'testme.sqlite'}")
    migrate(engine)
    store = People(engine)
    store.add("alice", "correct horse battery", Role.ADMINISTER)
    for _ in range(2):
        signed = store.of_provider("https://id", "sub-1", name, Role.READ)
        assert signed is not None
        assert signed.name == f"{name} (2)"
    other = store.of_provider("https://id", "sub-2", name, Role.READ)
    assert other is not None
    assert other.name == f"{name} (3)"
    engine.dispose()
