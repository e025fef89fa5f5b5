"""The calls under way in this process, so that they can be asked for and cancelled."""

import threading
from dataclasses import dataclass, field
from typing import Literal

from app.call.transport.cancel import Cancel


@dataclass(slots=True)
class UnderWay:
    """A call under way: `sent` of the `total` bytes of its body have gone to the endpoint.

    `total` is 0 where nothing is known of that: a call without files, or one not begun.
    """

    cancel: Cancel = field(default_factory=Cancel)
    sent: int = 0
    total: int = 0

    def uploaded(self, sent: int, total: int) -> None:
        self.sent, self.total = sent, total

    @property
    def phase(self) -> Literal["sending", "waiting"]:
        return "sending" if self.sent < self.total else "waiting"


class Running:
    """The calls under way, by the ticket that their page gave them, so that it can ask for one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: dict[tuple[str, str], UnderWay] = {}

    def begin(self, workspace: str, ticket: str) -> UnderWay:
        call = UnderWay()
        if ticket:
            with self._lock:
                self._calls[workspace, ticket] = call
        return call

    def end(self, workspace: str, ticket: str) -> None:
        with self._lock:
            self._calls.pop((workspace, ticket), None)

    def find(self, workspace: str, ticket: str) -> UnderWay | None:
        """The call of that ticket, None where it has not begun, has ended or is another's."""
        with self._lock:
            return self._calls.get((workspace, ticket))
