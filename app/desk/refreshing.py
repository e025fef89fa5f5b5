"""A region's schema fetched from its own server, step by step, for who watches it come."""

import logging
import queue
import threading
from collections.abc import Iterator
from typing import NamedTuple

from app.call.transport.door import Cancel
from app.desk.desk import Desk
from app.errors import TestMeError
from app.schema.store import StoredSchema

log = logging.getLogger(__name__)


class Received(NamedTuple):
    """Bytes so far and in all, None where the server does not say."""

    received: int
    total: int | None


def refreshed(desk: Desk, region_id: str) -> Iterator[Received | StoredSchema | TestMeError]:
    """What `Desk.refresh_schema` makes, or why it made none, is the last. Who leaves before that
    ends the download."""
    steps: queue.Queue[Received | StoredSchema | TestMeError] = queue.Queue()
    cancel = Cancel()

    def work() -> None:
        try:
            stored = desk.refresh_schema(
                region_id,
                progress=lambda got, whole: steps.put(Received(got, whole)),
                cancel=cancel,
            )
            steps.put(stored)
        except TestMeError as fault:
            steps.put(fault)
        except Exception:
            # Whoever waits for the end of it has to hear of it.
            log.exception("The schema of region %s could not be refreshed.", region_id)
            steps.put(
                TestMeError(
                    "The schema could not be kept: the console's log says why. The region keeps "
                    "the one that it has."
                )
            )

    threading.Thread(target=work, name="schema-refresh", daemon=True).start()
    try:
        while True:
            step = steps.get()
            yield step
            if not isinstance(step, Received):
                return
    finally:
        cancel.cancel()
