"""The process that serves, under gunicorn, which starts it, tells it to end, and replaces it."""

import contextlib
import os
import time
from typing import Any, Protocol

from gunicorn.workers.base import Worker as GunicornWorker

from app.serving.poller import READ
from app.serving.service import RECORDING, Console, Service


class Served(Console, Protocol):
    """gunicorn's application object."""

    def close(self, seconds: float) -> None:
        """Write what is still to be written, in that time."""


class Worker(GunicornWorker):  # type: ignore[misc]  # gunicorn carries no types
    """A Service; ended by SIGTERM once calls under way are, by SIGINT and SIGQUIT before that."""

    _service: Service | None = None
    app: Served

    def run(self) -> None:
        self._service = service = Service(self.wsgi, self.sockets, self.app)
        service.poller.watch(self.PIPE[0], READ, self._signalled)
        if not self.alive:
            service.stop()
        service.run(self._beat)
        self._service = None
        self.app.close(max(RECORDING, service.ends_at - time.monotonic()))

    def handle_exit(self, *_: Any) -> None:
        self.alive = False
        if self._service:
            self._service.stop()

    def handle_quit(self, *_: Any) -> None:
        self.alive = False
        if self._service:
            self._service.stop(at_once=True)

    def _beat(self) -> None:
        self.notify()
        if self._service and self.ppid != os.getppid():
            if not self._service.stopping:
                self.log.warning("The process above is gone: ending.")
            self._service.stop()

    def _signalled(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self.PIPE[0], 4096)
