"""What will be in the jar is what comes to be in it: before it can be written, and after that.

And what a server's refusal tells of a KS in it.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.call.model import Call
from app.call.multirequest import NAME, together
from app.desk.desk import Desk
from app.desk.keeping import BESIDE, USE, JarChange, Keeping
from app.sessions.found import PASTED, FoundSession
from app.sessions.kept import KeptSession
from app.sessions.kept_words import time_left
from app.storage.engine import writing
from tests.pages.own_servers import regions_file
from tests.prepared import assembled_from
from tests.upstream import Upstream, http

OWN = "w"
NOW = time.time()
FOUND = FoundSession("djJ8new", 2, 102, "ana", int(NOW) + 3600, "all:*", "session.start")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    parts = assembled_from({"TESTME_DATA_DIR": str(tmp_path / "data")})
    yield Desk(parts, OWN)
    parts.close()


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as server:
        yield server


@pytest.fixture
def own(tmp_path: Path, upstream: Upstream) -> Iterator[Desk]:
    """A desk with the upstream as its region `own`."""
    regions = regions_file(tmp_path, {"own": upstream.url})
    environ = {"TESTME_DATA_DIR": str(tmp_path / "own"), "TESTME_REGIONS_FILE": str(regions)}
    parts = assembled_from(environ)
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


OVER = {
    ("EXPIRED", "-1"): "expired",
    ("djJ8MTAyfA", "-5"): "expired",
    ("LOGOUT", "-1"): "ended by session.end",
    ("djJ8MTAyfA", "-6"): "ended by session.end",
    ("EXCEEDED_ACTIONS_LIMIT", "-1"): "its actionslimit is used up",
    ("djJ8MTAyfA", "-8"): "its actionslimit is used up",
}
REFUSED = 'Invalid KS "{}", Error "{},INVALID_STR"'


def refused(desk: Desk, upstream: Upstream, reason: str, call: Call, code: str = "-1") -> None:
    error = {
        "objectType": "KalturaAPIException",
        "code": "INVALID_KS",
        "message": REFUSED.format(reason, code),
    }
    whole = [{"objectType": "KalturaMediaEntry"}, error] if call.service == NAME else error
    upstream.respond(http(json.dumps(whole).encode(), "Content-Type: application/json"))
    assert desk.send(call, desk.place("own")).outcome.code == "INVALID_KS"


@pytest.mark.parametrize(
    ("reason", "code", "dead"),
    [
        ("EXPIRED", "-1", True),
        ("LOGOUT", "-1", True),
        ("EXCEEDED_ACTIONS_LIMIT", "-1", True),
        ("djJ8MTAyfA", "-8", True),
        ("djJ8MTAyfA", "-5", True),
        ("djJ8MTAyfA", "-6", True),
        ("EXCEEDED_RESTRICTED_IP", "-1", False),
        ("INVALID_PARTNER", "-1", False),
    ],
)
def test_what_its_server_says_is_over_is_known_as_dead(
    own: Desk, upstream: Upstream, reason: str, code: str, dead: bool
) -> None:
    first = own.parts.jar.keep(OWN, "own", replace(FOUND, ks="djJ8other"), NOW - 10)
    second = own.parts.jar.keep(OWN, "own", FOUND, NOW - 10)
    call = Call("own", "media", "list", format="1", ks=FOUND.ks)
    refused(own, upstream, reason, call, code)
    after = by_id(own.place("own").kept)
    assert after[second.id].expired(time.time()) is dead
    if dead:
        assert time_left(after[second.id]) == OVER[reason, code]
    assert not after[first.id].expired(time.time())
    known = after[second.id].session
    assert (known.type, known.user_id, known.source) == (2, "ana", "session.start")


def test_of_a_multirequest_only_the_ks_of_the_refused_call_is(
    own: Desk, upstream: Upstream
) -> None:
    shared = own.parts.jar.keep(OWN, "own", replace(FOUND, ks="djJ8shared"), NOW - 10)
    alone = own.parts.jar.keep(OWN, "own", FOUND, NOW - 10)
    calls = [Call("own", "media", "get", (("entryId", "0_a"),), ks=ks) for ks in (None, FOUND.ks)]
    call = together(calls, [("ks", shared.ks), ("format", "1")])
    refused(own, upstream, "LOGOUT", call)
    after = by_id(own.place("own").kept)
    assert after[alone.id].expired(time.time())
    assert not after[shared.id].expired(time.time())


def test_a_refusal_of_another_ks_than_the_one_sent_says_nothing_of_it(
    own: Desk, upstream: Upstream
) -> None:
    kept = own.parts.jar.keep(OWN, "own", FOUND, NOW - 10)
    call = Call("own", "session", "get", (("session", "djJ8else"),), format="1", ks=FOUND.ks)
    refused(own, upstream, "EXPIRED", call)
    assert not by_id(own.place("own").kept)[kept.id].expired(time.time())
