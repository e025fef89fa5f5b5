"""A database of each released revision, with data in every table it had: it opens, is migrated, and
those who come find what is theirs."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, MetaData, Table, insert, select, text

from app.call.model import Answer, Call
from app.call.outcome import Outcome
from app.desk.drafts import DraftStore, StoredDraft
from app.history import contents
from app.history.store import History
from app.people.audit import Audit
from app.people.browsers import Client, hash_of
from app.people.passwords import hashed, matches
from app.people.roles import Role
from app.people.store import People
from app.people.visits import Visits
from app.sessions.accounts import AccountStore
from app.sessions.jar import SessionJar
from app.storage.engine import _MIGRATIONS, migrate, open_database, reading, writing
from app.storage.keys import cookie_key
from app.storage.sealing import Sealer
from app.storage.tables import workspaces
from tests.pages.named import PASSWORD
from tests.sizes import WHOLE

pytest_plugins = ["tests.storage.databases"]

RELEASED = sorted(file.name[1:5] for file in (_MIGRATIONS / "versions").glob("r*.py"))
# Since these there are people, and what happened is written down.
WITH_PEOPLE, WITH_AUDIT = "0007", "0008"
OWN, OTHERS, BOBS = "workspace-of-before", "workspace-of-another", "workspace-of-bob"
COOKIE = "the-cookie-of-bob"
AUTHS = ("none", "password", "people")
# Each revision once in `make test`, and the last one by every kind of sign-in: who is let in is
# decided when all are migrated to the same tables.
_TURNS = [
    (revision, auth)
    for number, revision in enumerate(RELEASED)
    for auth in (AUTHS if WHOLE or revision == RELEASED[-1] else AUTHS[number % 3 :][:1])
]
by_all = pytest.mark.parametrize(("revision", "auth"), _TURNS)
CLIENT = Client("A browser", "10.0.0.1")
NOW = 1_795_000_000.0


def _upgrade(connection: Connection, revision: str) -> None:
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, revision)


def _fill(connection: Connection, sealer: Sealer) -> None:
    """A row for each workspace in every table that there is, as the console of then made it: the
    values that are sealed have not changed since."""
    there = MetaData()
    there.reflect(connection)
    tables = there.tables
    if "people" in tables:
        _fill_with_people(connection, tables)
    if "audit" in tables:
        told: dict[str, Any] = {
            "at": NOW,
            "happening": "signed in",
            "who": "Bob",
            "address": "::1",
            "what": "",
        }
        connection.execute(insert(tables["audit"]), told)
    for own in (OWN, OTHERS, *([BOBS] if "people" in tables else [])):
        call_of = own, f"call-{own}"
        names = ("region", "service", "action", "outcome", "error_code", "schema_version")
        row: dict[str, Any] = dict.fromkeys(names, "")
        row |= {"id": call_of[1], "workspace": own, "sent_at": 1.5, "region": "eu", "size": 4}
        row |= {"service": "media", "action": "list", "outcome": "ok", "total_ms": 12.5}
        row |= {"cut": False, "pinned": True, "search_text": "media.list"}
        connection.execute(insert(tables["calls"]), row)
        answer, call = Answer(200, body=b"true"), Call("eu", "media", "list", ())
        outcome = Outcome("ok")
        kept = {
            "call_id": call_of[1],
            "request": contents.seal_request(sealer, call_of, call),
            "answer": contents.seal_answer(sealer, call_of, answer, outcome, limit=100),
        }
        connection.execute(insert(tables["call_contents"]), kept)
        session: dict[str, Any] = {
            "ks": f"djJ8{own}",
            "type": 2,
            "partner_id": 102,
            "user_id": "alice",
            "expiry": None,
            "privileges": "",
            "source": "session.start",
        }
        sealed = sealer.seal(json.dumps(session).encode(), f"session:{own}:eu:ks-{own}")
        more = {"region": "eu", "chosen": True, "kept_at": 1.5, "sealed": sealed}
        connection.execute(
            insert(tables["kept_sessions"]), {"id": f"ks-{own}", "workspace": own, **more}
        )
    if "sign_in_attempts" in tables:
        failed = {"key": "10.0.0.1", "failed_at": 1.5}
        connection.execute(insert(tables["sign_in_attempts"]), failed)


def _fill_with_people(connection: Connection, tables: Mapping[str, Table]) -> None:
    """Bob, a workspace of his, a browser in which he is signed in; two that nobody came to."""
    bob: dict[str, Any] = {
        "id": "bob",
        "name": "Bob",
        "name_key": "bob",
        "password": hashed(PASSWORD),
    }
    connection.execute(insert(tables["people"]), bob | {"role": "change", "created_at": 1.5})
    times: dict[str, Any] = {"created_at": 1.5, "used_at": NOW, "name": ""}
    own: list[dict[str, Any]] = [
        {"id": OWN, "owner": None, "claimed_at": None},
        {"id": OTHERS, "owner": None, "claimed_at": None},
        {"id": BOBS, "owner": "bob", "claimed_at": 1.5},
    ]
    connection.execute(insert(tables["workspaces"]), [one | times for one in own])
    session: dict[str, Any] = {
        "id_hash": hash_of(COOKIE),
        "person": "bob",
        "workspace": BOBS,
        "proof": "",
    }
    session |= {"created_at": NOW - 60, "seen_at": NOW - 60, "ends_at": NOW + 9999}
    connection.execute(
        insert(tables["person_sessions"]), session | {"agent": "A browser", "address": "::1"}
    )
    throttled: dict[str, Any] = {
        "key": "10.0.0.1",
        "failures": 1,
        "counted_at": 1.5,
        "next_at": 1.5,
    }
    connection.execute(insert(tables["throttle"]), throttled)


@pytest.fixture(scope="module")
def made() -> dict[tuple[str, str], str]:
    """The migrated databases so far, by kind and revision: what those of tests are copied from."""
    return {}


@pytest.fixture
def database_source(
    request: pytest.FixtureRequest,
    made: dict[tuple[str, str], str],
    revision: str,
    tmp_path_factory: pytest.TempPathFactory,
    sealer: Sealer,
) -> Callable[[str], str]:
    def source(kind: str) -> str:
        if (kind, revision) not in made:
            if kind == "sqlite":
                found = str(tmp_path_factory.mktemp("released") / "testme.sqlite")
                _make(f"sqlite:///{found}", revision, sealer)
            else:
                found = f"released_{revision}"
                _make(request.getfixturevalue("new_postgresql")(found), revision, sealer)
            made[kind, revision] = found
        return made[kind, revision]

    return source


def _make(url: str, revision: str, sealer: Sealer) -> None:
    engine = open_database(url)
    with writing(engine) as connection:
        _upgrade(connection, revision)
        _fill(connection, sealer)
    if revision >= "0002":
        AccountStore(engine, sealer).save(
            OWN, name="Acme", region="eu", partner_id="102", admin_secret="hush"
        )
    if revision >= "0004":
        draft = StoredDraft("draft-of-before", 1, (("a", "b"),), Call("eu", "media", "get", ()))
        DraftStore(engine, sealer).save(OWN, draft)
    migrate(engine)
    engine.dispose()


@pytest.fixture
def released(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url)
    yield engine
    engine.dispose()


def _visits(engine: Engine, auth: str) -> Visits:
    proof = "shown" if auth == "password" else ""
    return Visits(engine, auth=auth, proof=proof, idle=3600.0, longest=86_400.0)


def _entered(engine: Engine, auth: str, cookie: str) -> str:
    """The workspace of whoever comes with a cookie of before."""
    visits = _visits(engine, auth)
    visit = visits.of("", 0.0, cookie, CLIENT, NOW)
    if auth == "none":
        return visit.workspace
    people = People(engine)
    person = (
        (people.find("alice") or people.add("alice", "x" * 12, Role.CHANGE))
        if (auth == "people")
        else None
    )
    return visits.sign_in(visit, person, CLIENT, NOW).workspace


@pytest.mark.soak
@by_all
def test_its_people_find_what_is_theirs_and_take_it_over_once(
    released: Engine, sealer: Sealer, auth: str
) -> None:
    assert cookie_key(released, sealer)
    assert _entered(released, auth, OWN) == OWN
    history = History(released, sealer, answer_limit_bytes=1000, keep_calls=10)
    [row] = history.list(OWN).rows
    assert (row.id, row.outcome, row.pinned) == (f"call-{OWN}", "ok", True)
    record = history.get(OWN, row.id)
    assert (record.call.service, record.answer.body) == ("media", b"true")
    kept = SessionJar(released, sealer).chosen(OWN, "eu")
    assert kept is not None
    assert kept.ks == f"djJ8{OWN}"
    for account in AccountStore(released, sealer).list(OWN):
        assert AccountStore(released, sealer).secret(OWN, account.id, "admin") == "hush"
    history.close(1)
    # Each is taken over once.
    with reading(released) as connection:
        rows = {row.id: row for row in connection.execute(select(workspaces))}
    assert rows[OWN].claimed_at == NOW
    assert (rows[OTHERS].claimed_at, rows[OTHERS].owner) == (None, None)
    later = _visits(released, auth).of("", 0.0, OWN, CLIENT, NOW + 61)
    assert later.workspace != OWN
    assert later.begun


@pytest.mark.parametrize("revision", [one for one in RELEASED if one >= WITH_PEOPLE])
def test_people_of_then_are_signed_in_and_sign_in(released: Engine, sealer: Sealer) -> None:
    visits, people = _visits(released, "people"), People(released)
    still = visits.of(COOKIE, NOW - 60, "", CLIENT, NOW)
    assert (still.name, still.workspace, still.signed_in) == ("Bob", BOBS, True)
    bob = people.get("bob")
    assert (bob.name, bob.role) == ("Bob", Role.CHANGE)
    assert matches(PASSWORD, bob.password)
    anew = visits.sign_in(visits.of("", 0.0, "", CLIENT, NOW), bob, CLIENT, NOW)
    assert anew.workspace == BOBS
    history = History(released, sealer, answer_limit_bytes=1000, keep_calls=10)
    assert [row.id for row in history.list(BOBS).rows] == [f"call-{BOBS}"]
    assert history.get(BOBS, f"call-{BOBS}").answer.body == b"true"
    history.close(1)


@pytest.mark.parametrize("revision", [one for one in RELEASED if one >= WITH_AUDIT])
def test_what_happened_then_is_still_told(released: Engine) -> None:
    [told] = Audit(released, 365).events()
    assert (told.happening, told.who, told.address) == ("signed in", "Bob", "::1")
