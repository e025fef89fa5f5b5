"""What a call costs on its way: transactions, look-ups of the registry, maskers, forms built."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, event

from app.call.form.request_form import RequestForm
from app.call.secrets.masking import Masker
from app.desk.parts import Parts
from app.history.pruning import Pruning
from app.pages.answer.stream import MEDIA_TYPE
from app.sandbox.account import DEMO
from app.schema.store import SchemaStore
from tests.pages.browse import csrf_token, jar_of

START = {
    "region": "sandbox",
    "service": "session",
    "action": "start",
    "format": "1",
    "param:secret": DEMO.admin_secret,
    "param:partnerId": str(DEMO.partner_id),
    "param:type": "2",
}
LIST = {"region": "sandbox", "service": "media", "action": "list", "format": "1"}
ACCEPTED = {"streamed": MEDIA_TYPE, "as JSON": "application/json", "as a page": "text/html"}


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a browser could be kept by its second request alone."""
    monkeypatch.setattr("app.people.visits._PATIENCE", 10.0)


@contextmanager
def transactions(parts: Parts) -> Iterator[list[str]]:
    """Each transaction of the console's database, `read` or `write`, as it begins."""
    begun: list[str] = []

    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writing", False)
        begun.append("write" if writes else "read")

    event.listen(parts.engine, "begin", begin)
    try:
        yield begun
    finally:
        event.remove(parts.engine, "begin", begin)


def counted(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> list[None]:
    """One entry for each time that the method is called from now on."""
    calls: list[None] = []
    whole = getattr(owner, name)

    def counting(*args: Any, **kwargs: Any) -> Any:
        calls.append(None)
        return whole(*args, **kwargs)

    monkeypatch.setattr(owner, name, counting)
    return calls


def sent(client: FlaskClient, data: dict[str, str], accept: str) -> str:
    headers = {"X-CSRFToken": csrf_token(client), "Accept": accept}
    response = client.post("/send", data=data, headers=headers)
    assert response.status_code == 200
    return response.get_data().decode("latin-1")


@pytest.mark.parametrize("accept", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_a_start_of_a_session(
    accept: str, client: FlaskClient, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon = counted(monkeypatch, Pruning, "soon")
    looked_up = counted(monkeypatch, SchemaStore, "registry_for")
    forms = counted(monkeypatch, RequestForm, "__init__")
    maskers = counted(monkeypatch, Masker, "for_call")
    monkeypatch.setattr("app.history.store.random.random", lambda: 1.0)
    with transactions(parts) as begun:
        assert "djJ8" in sent(client, START, accept)
    # Who asks, of whom this is the first thing that is kept; the place; what is sent; what came of
    # it, with the KS. A whole page lists the recent calls, and what is saved.
    expected = ["read", "write", "read", "write", "write"]
    assert begun == [*expected, *(["read"] * 2 if accept == "text/html" else [])]
    assert (len(looked_up), len(maskers), len(forms), len(soon)) == (1, 1, 1, 0)
    [kept] = jar_of(client)
    assert kept.made_by
    assert kept.chosen


@pytest.mark.parametrize("accept", [MEDIA_TYPE, "application/json"], ids=["streamed", "as JSON"])
def test_a_list(
    accept: str, client: FlaskClient, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(client, START, "application/json")
    monkeypatch.setattr("app.history.store.random.random", lambda: 1.0)
    fields = {**LIST, "ks": jar_of(client)[0].masked}
    with transactions(parts) as begun:
        sent(client, fields, accept)
    # Who asks, for the page and for the call; then as above.
    assert begun == ["read", "read", "read", "write", "write"]


def test_no_call_waits_for_the_pruning(
    client: FlaskClient, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    pruned_by: list[str] = []
    monkeypatch.setattr("app.history.store.random.random", lambda: 0.0)
    prune = parts.history.prune

    def noting(workspace: str) -> None:
        pruned_by.append(threading.current_thread().name)
        prune(workspace)

    monkeypatch.setattr(parts.history._pruning, "_prune", noting)
    sent(client, START, "application/json")
    parts.history.close()
    assert pruned_by == ["history-pruning"]
