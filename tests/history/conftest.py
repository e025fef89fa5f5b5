from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from app.history.store import History
from app.storage.sealing import Sealer
from tests.history.examples import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def history(engine: Engine, sealer: Sealer, clock: Clock) -> Iterator[History]:
    made = History(
        engine,
        sealer,
        answer_limit_bytes=1000,
        keep_calls=1000,
        prune_every=1_000_000_000,
        clock=clock,
    )
    yield made
    made.close()
