"""Slowing down guesses at the sign-in: failed tries counted, across workers."""

from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from sqlalchemy import Connection, Engine, delete, insert, select

from app.errors import TooMany
from app.storage.engine import reading, writing
from app.storage.tables import sign_in_attempts

WINDOW = 300  # seconds
TRIES_PER_KEY = 5
TRIES_IN_ALL = 200  # from all keys together: guesses spread over many addresses

_key = sign_in_attempts.c.key
_failed_at = sign_in_attempts.c.failed_at


class SignInThrottled(TooMany):
    """Too many failed tries; `wait` is the whole seconds until the next one is looked at."""

    def __init__(self, wait: int) -> None:
        super().__init__(
            f"Too many failed sign-ins: wait {wait} second{'' if wait == 1 else 's'} and try again."
        )
        self.wait = wait


class Throttle:
    """Counts failed sign-ins per key (an address) and in all; times are unix seconds."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def check(self, key: str, now: float) -> None:
        """Raises SignInThrottled when this key, or everybody together, has failed too often."""
        with reading(self._engine) as connection:
            waits = (
                _wait(connection, now, TRIES_PER_KEY, _bucket(key)),
                _wait(connection, now, TRIES_IN_ALL),
            )
        if max(waits) > 0:
            raise SignInThrottled(max(waits))

    def failed(self, key: str, now: float) -> None:
        """Count one failed try; forget those that no longer matter."""
        with writing(self._engine) as connection:
            connection.execute(delete(sign_in_attempts).where(_failed_at <= now - WINDOW))
            connection.execute(insert(sign_in_attempts).values(key=_bucket(key), failed_at=now))

    def succeeded(self, key: str, now: float) -> None:
        """Forget this key's failed tries up to `now`."""
        with writing(self._engine) as connection:
            connection.execute(
                delete(sign_in_attempts).where(_key == _bucket(key), _failed_at <= now)
            )


def _wait(connection: Connection, now: float, allowed: int, bucket: str | None = None) -> int:
    """Whole seconds until fewer than `allowed` tries lie within the window; 0 when they do."""
    recent = select(_failed_at).where(_failed_at > now - WINDOW)
    if bucket is not None:
        recent = recent.where(_key == bucket)
    blocking = connection.scalar(recent.order_by(_failed_at.desc()).offset(allowed - 1).limit(1))
    return 0 if blocking is None else max(1, ceil(blocking + WINDOW - now))


def _bucket(key: str) -> str:
    """The key, with an IPv6 address widened to its /64: one household has all of that."""
    try:
        address = ip_address(key)
    except ValueError:
        return key
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((int(address), 64), strict=False))
