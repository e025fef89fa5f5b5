import logging
from typing import Any

import pytest
from sqlalchemy import Engine, select

from app.errors import BadInput, NotFound
from app.sessions.accounts import Account, AccountStore
from app.storage.engine import open_database, reading
from app.storage.sealing import Sealer
from app.storage.tables import accounts

pytest_plugins = ["tests.storage.databases"]


@pytest.fixture
def store(engine: Engine, sealer: Sealer) -> AccountStore:
    return AccountStore(engine, sealer)


def _saved(store: AccountStore, workspace: str = "w", **values: Any) -> Account:
    given: dict[str, Any] = {"name": "Acme", "region": "eu", "partner_id": "102", **values}
    return store.save(workspace, **given)


def test_an_account_comes_back_whole_and_without_its_secrets(store: AccountStore) -> None:
    account = _saved(
        store,
        user_id="alice",
        login_id="alice@example.com",
        production=True,
        admin_secret="admin-secret",
    )
    expected = Account(
        account.id, "Acme", "eu", 102, "alice", "alice@example.com", True, True, False
    )
    assert account == expected
    assert store.get("w", account.id) == expected
    assert store.list("w") == (expected,)
    assert "secret=" not in repr(account).replace("has_admin_secret=", "").replace(
        "has_user_secret=", ""
    )
    assert store.secret("w", account.id, "admin") == "admin-secret"
    assert store.secret("w", account.id, "user") == ""


def test_a_secret_stays_is_replaced_and_is_removed(store: AccountStore) -> None:
    account = _saved(store, admin_secret="one", user_secret="two")
    changed = _saved(store, account_id=account.id, name="Renamed", user_secret="three")
    assert (changed.id, changed.name) == (account.id, "Renamed")
    assert store.secret("w", account.id, "admin") == "one"
    assert store.secret("w", account.id, "user") == "three"
    removed = _saved(store, account_id=account.id, admin_secret="")
    assert (removed.has_admin_secret, removed.has_user_secret) == (False, True)
    assert store.secret("w", account.id, "admin") == ""
    assert len(store.list("w")) == 1


def test_they_are_listed_by_name_and_region(store: AccountStore) -> None:
    for name, region in (("beta", "eu"), ("Alpha", "us"), ("", "eu")):
        _saved(store, name=name, region=region)
    assert [one.name for one in store.list("w")] == ["Alpha", "beta", "Partner 102"]
    assert [one.name for one in store.list("w", "eu")] == ["beta", "Partner 102"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("partner_id", ""), ("partner_id", "12a"), ("partner_id", "٣"), ("name", "x" * 501)],
)
def test_what_cannot_be_used_names_its_field(store: AccountStore, field: str, value: str) -> None:
    with pytest.raises(BadInput) as refused:
        _saved(store, **{field: value})
    assert refused.value.field == field
    assert store.list("w") == ()


def test_a_workspace_sees_and_changes_its_own_alone(store: AccountStore) -> None:
    mine = _saved(store, "mine", admin_secret="my secret")
    for wanted in (
        lambda: store.get("theirs", mine.id),
        lambda: store.secret("theirs", mine.id, "admin"),
        lambda: _saved(store, "theirs", account_id=mine.id),
        lambda: store.get("mine", "a\0b"),
    ):
        with pytest.raises(NotFound, match="no such account"):
            wanted()
    assert store.list("theirs") == ()
    assert store.list("mine") == (mine,)


def test_everything_but_id_and_workspace_is_sealed(store: AccountStore, engine: Engine) -> None:
    account = _saved(store, name="marked name", user_id="marked-user", admin_secret="marked-secret")
    with reading(engine) as connection:
        row = connection.execute(select(accounts)).one()
    assert row[:2] == (account.id, "w")
    assert "marked" not in repr(tuple(row))
    with engine.begin() as connection:
        connection.execute(accounts.update().values(workspace="x"))
    assert store.list("x") == ()


def test_one_under_another_key_counts_as_none(
    store: AccountStore, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    account = _saved(store, admin_secret="s")
    after = AccountStore(engine, Sealer("another key of thirty-two characters"))
    with caplog.at_level(logging.WARNING):
        assert after.list("w") == ()
        assert after.opened("w", "another region") == ((), True)
        with pytest.raises(NotFound):
            after.secret("w", account.id, "admin")
    assert "another key" in caplog.text
    assert store.opened("w", "another region") == ((), False)


def test_it_survives_a_restart(store: AccountStore, database_url: str, sealer: Sealer) -> None:
    account = _saved(store, user_secret="s")
    reopened = open_database(database_url)
    assert AccountStore(reopened, sealer).list("w") == (account,)
    reopened.dispose()
