"""The console as a whole, on a data folder of its own, for tests of pages."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.pages.context import EXTENSION, Console
from app.settings import Settings

MakeApp = Callable[..., Flask]


@pytest.fixture
def make_app(tmp_path: Path) -> Iterator[MakeApp]:
    """Makes a console from TESTME_ settings given as keywords (`auth="password"`)."""
    made: list[Flask] = []

    def make(**values: str) -> Flask:
        environ = {f"TESTME_{name.upper()}": value for name, value in values.items()}
        settings = Settings.load({"TESTME_DATA_DIR": str(tmp_path / "data"), **environ})
        app = create_app(settings)
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions[EXTENSION].close()


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app()


@pytest.fixture
def parts(app: Flask) -> Console:
    console = app.extensions[EXTENSION]
    assert isinstance(console, Console)
    return console


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def other_client(app: Flask) -> FlaskClient:
    """Another browser: another workspace."""
    return app.test_client()
