"""An upstream server and a transport that may reach it, as the region `here`."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.call.transport.door import Transport
from app.regions import Region
from tests.upstream import Upstream

MakeTransport = Callable[..., Transport]


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as server:
        yield server


@pytest.fixture
def transport_to() -> Iterator[MakeTransport]:
    """`transport_to(url, **options)`: a Transport whose region `here` has that URL."""
    made: list[Transport] = []

    def make(url: str, **options: Any) -> Transport:
        transport = Transport({"here": Region("here", "Here", url)}, **options)
        made.append(transport)
        return transport

    yield make
    for transport in made:
        transport.close()
