"""Steps that are gone on with in threads, and between them wait with the poller."""

import contextvars
import logging
from collections.abc import Callable

from app.errors import place_of
from app.serving.poller import READ, WRITE, Poller
from app.waits import Steps, Wait

log = logging.getLogger(__name__)

Act = Callable[[], None]

MOMENT = 0.005  # seconds that a thread is kept for what is told soon


class Parked:
    """`steps` in one context, whichever thread they are gone on with in."""

    def __init__(
        self, poller: Poller, submit: Callable[[Act], None], steps: Steps[None], over: Act
    ) -> None:
        """`submit` has an act called in a thread; `over` is called in the poller's at the end."""
        self._poller = poller
        self._submit = submit
        self._steps = steps
        self._over = over
        self._context = contextvars.Context()

    def go_on(self) -> None:
        """To be called in a thread: on, until they wait or are done."""
        try:
            wait = self._context.run(next, self._steps)
            while wait.soon and wait.told is not None and wait.told.within(MOMENT):
                wait = self._context.run(next, self._steps)
        except StopIteration:
            self._poller.soon(self._over)
        except BaseException as fault:  # noqa: BLE001 - the thread has to go on for the others
            name = type(fault).__name__
            log.error("A request could not be ended: %s\n%s", name, place_of(fault))
            self._poller.soon(self._over)
        else:
            self._poller.soon(lambda: self._park(wait))

    def _park(self, wait: Wait) -> None:
        poller = self._poller
        events = [READ] * wait.reads + [WRITE] * wait.writes if wait.socket >= 0 else []
        parked = True

        def resume() -> None:
            nonlocal parked
            if parked:
                parked = False
                moment.call_off()
                for event in events:
                    poller.unwatch(wait.socket, event)
                self._submit(self.go_on)

        moment = poller.at(wait.until, resume)
        try:
            for event in events:
                poller.watch(wait.socket, event, resume)
        except (OSError, ValueError):
            # It is closed: the steps will see.
            resume()
        if wait.told is not None:
            wait.told.when_told(lambda: poller.soon(resume))
