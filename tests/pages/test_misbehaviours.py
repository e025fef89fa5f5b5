"""What a server does wrong is named within its limit, streamed and as JSON; no thread is lost."""

import time
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import making
from tests.made_once import CompiledTemplates
from tests.pages.browse import answer, send, stream
from tests.pages.misbehaviours import (
    MAX_ANSWER,
    MISBEHAVIOURS,
    READ_TIMEOUT,
    TOTAL_TIMEOUT,
    Misbehaviour,
)
from tests.pages.own_servers import regions_file
from tests.sizes import WHOLE
from tests.upstream import Upstream, http

# What a call may take beyond its own limits on a busy machine.
SLACK = 5  # seconds


@pytest.fixture(scope="module")
def server() -> Iterator[Upstream]:
    with Upstream() as server:
        yield server


@pytest.fixture(scope="module")
def patient(
    tmp_path_factory: pytest.TempPathFactory, server: Upstream, templates: CompiledTemplates
) -> Iterator[Flask]:
    """One console for all rows, whose region `own` is the server."""
    folder = tmp_path_factory.mktemp("console")
    with making(folder, templates) as make:
        yield make(
            regions_file=str(regions_file(folder, {"own": server.url})),
            read_timeout=str(READ_TIMEOUT),
            total_timeout=str(TOTAL_TIMEOUT),
            max_answer_mb=str(MAX_ANSWER),
        )


@pytest.fixture(scope="module")
def person(patient: Flask) -> FlaskClient:
    return patient.test_client()


def test_there_are_as_many_as_were_found() -> None:
    assert len(MISBEHAVIOURS) >= 75
    assert len({row.name for row in MISBEHAVIOURS}) == len(MISBEHAVIOURS)


# Each in one of two ways in `make test`, in turns.
ASKED = [
    pytest.param(row, streamed, id=f"{row.name}-{'streamed' if streamed else 'json'}")
    for number, row in enumerate(MISBEHAVIOURS)
    for streamed in (True, False)
    if WHOLE or streamed == (number % 2 == 0)
]


@pytest.mark.soak
@pytest.mark.parametrize(("row", "streamed"), ASKED)
def test_it_is_named(
    person: FlaskClient, server: Upstream, row: Misbehaviour, streamed: bool
) -> None:
    server.respond(row.sent)
    began = time.monotonic()
    if streamed:
        fields = {"region": "own", "service": "system", "action": "ping", "format": "1"}
        told = stream(person, fields).end
    else:
        told = answer(send(person, "system", "ping", region="own"))
    assert time.monotonic() - began < TOTAL_TIMEOUT + SLACK
    outcome = told["outcome"]
    assert (outcome["kind"], outcome["code"]) == (row.kind, row.code), outcome["message"]
    for word in row.words:
        assert word in outcome["message"]
    if row.kind == "ok" and not row.words:
        assert outcome["message"] == ""
    if row.kind == "failed":
        assert outcome["message"].endswith(".")
    server.respond(http(b"true"))
    assert answer(send(person, "system", "ping", region="own"))["outcome"]["kind"] == "ok"
