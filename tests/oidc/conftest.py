"""A console whose people a provider signs in, and that provider."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.oidc.faulty import CLIENT, SECRET, Faulty, faulty


@pytest.fixture
def provider() -> Iterator[Faulty]:
    with faulty() as made:
        yield made


@pytest.fixture
def make_signed(make_app: MakeApp, provider: Faulty) -> Callable[..., Flask]:
    """Makes such a console, with further settings given as keywords."""

    def make(**values: str) -> Flask:
        settings = {
            "auth": "oidc",
            "oidc_issuer": provider.issuer,
            "oidc_client_id": CLIENT,
            "oidc_client_secret": SECRET,
            "oidc_name": "Example ID",
            "oidc_roles": "admins=administer; CN=video,OU=x=change; lookers=read",
        }
        return make_app(**(settings | values))

    return make


@pytest.fixture
def console(make_signed: Callable[..., Flask]) -> Flask:
    return make_signed()
