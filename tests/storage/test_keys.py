"""That the secret key is the one with which everything was sealed, and sealing all of it anew."""

import json
import logging

import pytest
from sqlalchemy import Engine, LargeBinary, insert, select, update

from app.sessions.accounts import AccountStore
from app.sessions.jar import SessionJar
from app.storage import purposes
from app.storage.engine import reading, writing
from app.storage.keys import WrongKey, cookie_key, rotate
from app.storage.resealing import SEALED
from app.storage.sealing import SealBroken, Sealer
from app.storage.tables import (
    accounts,
    call_contents,
    calls,
    drafts,
    kept_sessions,
    keys,
    metadata,
    removed_rows,
)

pytest_plugins = ["tests.storage.databases"]

OTHER = Sealer("another key, of as many characters as it takes")


def _filled(engine: Engine, sealer: Sealer) -> None:
    """Two calls, one of them under way, and one of everything else."""
    AccountStore(engine, sealer).save(
        "w", name="Acme", region="eu", partner_id="102", admin_secret="hush"
    )
    facts: dict[str, object] = {
        "ks": "djJ8old", "type": 2, "partner_id": 102, "user_id": "a", "expiry": None,
        "privileges": "", "source": "session.start",
    }  # fmt: skip
    with writing(engine) as connection:
        for name, answer in (("one", b"came"), ("two", b"")):
            row: dict[str, object] = dict.fromkeys(
                ("region", "service", "action", "outcome", "error_code"), "x"
            )
            row |= {"id": name, "workspace": "w", "sent_at": 1.0, "total_ms": 1.0, "size": 1}
            more = {"cut": False, "schema_version": "", "pinned": False, "search_text": ""}
            connection.execute(insert(calls).values(**row, **more))
            sealed = {
                "call_id": name,
                "request": sealer.seal(b"asked", purposes.call_request("w", name)),
                "answer": answer and sealer.seal(answer, purposes.call_answer("w", name)),
            }
            connection.execute(insert(call_contents), sealed)
        connection.execute(
            insert(kept_sessions).values(
                id="k", workspace="w", region="eu", chosen=True, kept_at=1.0,
                sealed=sealer.seal(json.dumps(facts).encode(), "session:w:eu:k"),
            )
        )  # fmt: skip
        sealed_draft = sealer.seal(b"typed", purposes.draft("w", "d"))
        connection.execute(
            insert(drafts).values(workspace="w", id="d", updated_at=1.0, sealed=sealed_draft)
        )
        gone = sealer.seal(b"[]", purposes.removed("w", "t"))
        connection.execute(
            insert(removed_rows).values(token="t", workspace="w", removed_at=1.0, sealed=gone)
        )


def test_every_sealed_column_is_known_to_those_who_seal_anew() -> None:
    sealed = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.c
        if isinstance(column.type, LargeBinary)
    }
    # What was deleted a short time ago is dropped.
    assert {(one.table.name, one.column) for one in SEALED} == sealed - {("removed_rows", "sealed")}


def test_the_key_of_cookies_is_made_once(engine: Engine, sealer: Sealer) -> None:
    made = cookie_key(engine, sealer)
    assert len(made) >= 43
    assert cookie_key(engine, sealer) == made
    with reading(engine) as connection:
        [row] = connection.execute(select(keys)).all()
    assert made.encode() not in row.sealed


def test_another_key_is_refused_with_what_would_be_lost(engine: Engine, sealer: Sealer) -> None:
    made = cookie_key(engine, sealer)
    _filled(engine, sealer)
    with pytest.raises(WrongKey) as refused:
        cookie_key(engine, OTHER)
    assert refused.value.sentence == (
        "TESTME_SECRET_KEY is not the key with which the database was sealed: 2 calls in history, "
        "1 saved session, 1 account, 1 draft could not be read any more, and every browser would "
        "have to begin anew. Bring back the key that was in use, or set TESTME_ACCEPT_NEW_KEY=on "
        "for one start to go on without all that."
    )
    assert cookie_key(engine, sealer) == made


def test_it_goes_on_with_another_key_where_somebody_says_so(engine: Engine, sealer: Sealer) -> None:
    made = cookie_key(engine, sealer)
    _filled(engine, sealer)
    new = cookie_key(engine, OTHER, give_up=True)
    assert new != made
    assert cookie_key(engine, OTHER) == new
    # The way back is asked about like the way there.
    with pytest.raises(WrongKey, match="sealed: every browser would have"):
        cookie_key(engine, sealer)


def test_of_a_database_of_before_something_that_is_sealed_shows_the_key(
    engine: Engine, sealer: Sealer
) -> None:
    _filled(engine, sealer)
    with pytest.raises(WrongKey, match="2 calls in history, 1 saved session"):
        cookie_key(engine, OTHER)
    assert cookie_key(engine, sealer)


def test_one_without_anything_sealed_takes_any_key(engine: Engine) -> None:
    assert cookie_key(engine, OTHER)


def test_everything_is_sealed_anew_and_the_key_of_cookies_stays(
    engine: Engine, sealer: Sealer, caplog: pytest.LogCaptureFixture
) -> None:
    made = cookie_key(engine, sealer)
    _filled(engine, sealer)
    # Two requests, one answer, a KS, an account, a draft, and the key of cookies.
    assert rotate(engine, sealer, OTHER) == (7, 0)
    assert cookie_key(engine, OTHER) == made
    assert AccountStore(engine, OTHER).secret("w", _account(engine), "admin") == "hush"
    kept = SessionJar(engine, OTHER).chosen("w", "eu")
    assert kept is not None
    assert kept.ks == "djJ8old"
    with reading(engine) as connection:
        for row in connection.execute(select(call_contents)).all():
            assert OTHER.open(row.request, purposes.call_request("w", row.call_id)) == b"asked"
            with pytest.raises(SealBroken):
                sealer.open(row.request, purposes.call_request("w", row.call_id))
        assert connection.execute(select(removed_rows)).all() == []
        draft = connection.execute(select(drafts)).one()
    assert OTHER.open(draft.sealed, purposes.draft("w", "d")) == b"typed"
    with caplog.at_level(logging.WARNING):
        assert SessionJar(engine, sealer).chosen("w", "eu") is None


def _account(engine: Engine) -> str:
    with reading(engine) as connection:
        return str(connection.scalar(select(accounts.c.id)))


def test_what_the_present_key_does_not_open_either_stays_and_is_counted(
    engine: Engine, sealer: Sealer
) -> None:
    made = cookie_key(engine, sealer)
    _filled(engine, sealer)
    with writing(engine) as connection:
        connection.execute(update(drafts).values(sealed=OTHER.seal(b"x", "draft:w:d")))
    third = Sealer("a third one, of as many characters as it takes")
    assert rotate(engine, sealer, third) == (6, 1)
    assert cookie_key(engine, third) == made
    assert AccountStore(engine, third).secret("w", _account(engine), "admin") == "hush"
    assert rotate(engine, third, OTHER) == (6, 1)
