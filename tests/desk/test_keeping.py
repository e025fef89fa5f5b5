"""What will be in the jar is what comes to be in it: before it can be written, and after that."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.assembly import assembled
from app.desk.desk import Desk
from app.desk.keeping import BESIDE, USE, JarChange, Keeping
from app.sessions.found import PASTED, FoundSession
from app.sessions.kept import KeptSession
from app.settings import Settings
from app.storage.engine import writing

OWN = "w"
NOW = time.time()
FOUND = FoundSession("djJ8new", 2, 102, "ana", int(NOW) + 3600, "all:*", "session.start")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    parts = assembled(Settings.load({"TESTME_DATA_DIR": str(tmp_path / "data")}))
    yield Desk(parts, OWN)
    parts.close()


def kept(desk: Desk, ks: str, **named: str) -> KeptSession:
    session = replace(FOUND, ks=ks)
    return desk.parts.jar.keep(OWN, "sandbox", session, NOW - 10, **named)  # type: ignore[arg-type]


@pytest.mark.parametrize("what", ["new", "again", "beside", "renewed", "other", "ended", "told"])
def test_both_are_the_same(desk: Desk, what: str) -> None:
    first, second = kept(desk, "djJ8first", name="First"), kept(desk, "djJ8second", account_id="a")
    place = desk.place("sandbox")
    assert place.chosen == second
    keeping, found, ended = USE, FOUND, None
    learned: tuple[tuple[KeptSession, FoundSession], ...] = ()
    made_by = "call"
    match what:
        case "again":
            found = replace(FOUND, ks=first.ks, privileges=None)
        case "beside":
            keeping, made_by = BESIDE, ""
        case "renewed":
            keeping = Keeping(in_place_of=second)
        case "other":
            keeping = Keeping(in_place_of=first)  # what is in use stays so
        case "ended":
            ended = second
        case "told":
            learned = ((first, replace(FOUND, ks=first.ks, user_id="told", source=PASTED)),)
    change = JarChange(
        desk.parts.jar,
        OWN,
        place,
        keeping,
        None if what in {"ended", "told"} else found,
        ended,
        learned,
        made_by,
        repeatable=True,
    )
    foreseen = change.foreseen()
    end = desk.parts.jar.foreseen.add(OWN, "sandbox", change.amended)
    shown = desk.place("sandbox").kept
    with writing(desk.parts.engine) as connection:
        made = change.made(connection)
    # For a moment both are there.
    assert by_id(desk.place("sandbox").kept) == by_id(shown)
    end()
    assert made[0] == foreseen[0]
    assert made[1].renewable == foreseen[1].renewable
    assert made[1].chosen == foreseen[1].chosen
    assert by_id(desk.place("sandbox").kept) == by_id(shown) == by_id(foreseen[1].kept)
    assert by_id(shown) != by_id(place.kept)


def by_id(listed: tuple[KeptSession, ...]) -> dict[str, KeptSession]:
    return {one.id: one for one in listed}
