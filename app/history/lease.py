"""Who has calls under way: a process says that it is there for as long as it has any.

A call is written as interrupted before it leaves, with its process as the sender, and is under way
while that one is heard of. One that was killed falls silent, and its calls are interrupted
without anybody having to say so; where it was only held up, an answer that comes still completes
its call.
"""

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, update

from app.storage.tables import calls, senders

EVERY = 5.0  # seconds between two signs of life
SILENCE = 30.0  # seconds without one after which a process counts as gone

_DAY = 86400.0  # seconds


class Lease:
    """That of one History; `clock` gives unix seconds, the same in all processes."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._open: set[str] = set()
        self._abandoned: set[str] = set()
        self._leaving: frozenset[str] = frozenset()
        self._renewed_at = float("-inf")
        self.sender = secrets.token_urlsafe(12)

    def alive(self) -> Mapping[str, Any]:
        """What `queries` need to tell who is there; oneself always is."""
        return {"own_sender": self.sender, "silent_since": self._clock() - SILENCE}

    def opened(self, call_id: str) -> None:
        with self._lock:
            self._open.add(call_id)

    def closed(self, call_id: str) -> None:
        with self._lock:
            self._open.discard(call_id)

    def abandoned(self, call_id: str) -> None:
        """It will not be completed: it is interrupted, although this process is there."""
        with self._lock:
            self._open.discard(call_id)
            self._abandoned.add(call_id)

    def due(self) -> float | None:
        """Seconds until something has to be written; None while nothing is under way."""
        with self._lock:
            if self._abandoned:
                return 0.0
            if not self._open:
                return None
            return max(0.0, self._renewed_at + EVERY - time.monotonic())

    def write(self, connection: Connection) -> None:
        with self._lock:
            self._leaving = frozenset(self._abandoned)
        if self._leaving:
            left = update(calls).where(calls.c.id.in_(self._leaving)).values(sender=None)
            connection.execute(left)
        seen = {"seen_at": self._clock()}
        own = update(senders).where(senders.c.id == self.sender).values(seen)
        if connection.execute(own).rowcount == 0:
            connection.execute(delete(senders).where(senders.c.seen_at < self._clock() - _DAY))
            connection.execute(insert(senders).values(id=self.sender, **seen))

    def written(self) -> None:
        with self._lock:
            self._abandoned -= self._leaving
            self._renewed_at = time.monotonic()

    @property
    def held(self) -> bool:
        return self._renewed_at > float("-inf")

    def give_up(self, connection: Connection) -> None:
        """Be gone: what is under way counts as interrupted until it is completed."""
        connection.execute(delete(senders).where(senders.c.id == self.sender))

    def given_up(self) -> None:
        self._renewed_at = float("-inf")
