"""A console whose people have names (TESTME_AUTH=people), and browsers that sign in to it."""

import time
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.assembly import EXTENSION
from app.desk.parts import Parts
from app.people.browsers import Client, Visit
from app.people.roles import Role
from tests.pages.browse import csrf_token, post, send

PASSWORD = "correct horse battery"


def parts_of(app: Flask) -> Parts:
    found = app.extensions[EXTENSION]
    assert isinstance(found, Parts)
    return found


def add(app: Flask, name: str, role: Role = Role.CHANGE, password: str = PASSWORD) -> None:
    parts_of(app).people.add(name, password, role)


def sign_in(
    client: FlaskClient, name: str, password: str = PASSWORD, **options: Any
) -> TestResponse:
    fields = {"name": name, "password": password, "csrf_token": csrf_token(client, "/sign-in")}
    return client.post("/sign-in", data=fields, **options)


def browser_of(app: Flask, name: str, **base: Any) -> FlaskClient:
    """One that is signed in; `base` are more of its WSGI environ."""
    client = app.test_client()
    client.environ_base |= base
    assert sign_in(client, name).status_code == 303
    return client


def ping(client: FlaskClient) -> TestResponse:
    return send(client, "system", "ping")


def visit_of(client: FlaskClient) -> Visit:
    with client.session_transaction() as session:
        own, since = str(session["sid"]), session["since"]
    visits = parts_of(client.application).visits
    return visits.of(own, since, "", Client("", ""), time.time())


def cookie_of(client: FlaskClient, name: str = "testme") -> str:
    found = client.get_cookie(name)
    assert found
    return found.value


def posted_out(client: FlaskClient) -> TestResponse:
    return post(client, "/sign-in/out", {}, json=False)
