"""Deleting what is beyond a limit, by a thread of its own, so that no call waits for it."""

import logging
import threading
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from app.storage.troubles import driver_words

log = logging.getLogger(__name__)


class Pruning:
    """One thread at a time, there only while there is something to prune."""

    def __init__(self, prune: Callable[[str], None]) -> None:
        self._prune = prune
        self._lock = threading.Lock()
        self._grown: set[str] = set()  # workspaces
        self._thread: threading.Thread | None = None

    def soon(self, workspace: str) -> None:
        """Prune a workspace, once a transaction that is still open lets it."""
        with self._lock:
            self._grown.add(workspace)
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._run, name="history-pruning", daemon=True
                )
                self._thread.start()

    def wait(self) -> None:
        """Until all that was asked for is done."""
        if thread := self._thread:
            thread.join()

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._grown:
                    self._thread = None
                    return
                workspace = self._grown.pop()
            try:
                self._prune(workspace)
            except SQLAlchemyError as fault:
                # One of the next calls asks again.
                log.warning("History could not be pruned: %s.", driver_words(fault))
