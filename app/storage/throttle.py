"""Slowing down guesses at the sign-in, across processes: a try is counted before it is looked at.

Nobody is locked out. After a few tries the next one has to wait, longer each time, up to a limit:
for an address minutes, for whom it tries to be seconds, since others may be behind that.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.errors import TooMany
from app.storage.engine import writing
from app.storage.tables import throttle

FORGOTTEN = 900.0  # seconds without a try


class SignInThrottled(TooMany):
    """Too many failed tries; `wait` is the whole seconds until the next one is looked at."""

    def __init__(self, wait: int) -> None:
        super().__init__(
            f"Too many failed sign-ins: wait {wait} second{'' if wait == 1 else 's'} and try again."
        )
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Pace:
    """So many tries are `free`; then the next one waits `first` seconds, each time twice as long,
    up to `longest`."""

    free: int
    first: float
    longest: float

    def after(self, tries: int) -> float:
        """Seconds between so many tries and the next one."""
        beyond = tries - self.free
        return 0.0 if beyond < 0 else min(self.first * 2.0 ** min(beyond, 30), self.longest)


OF_ADDRESS = Pace(free=5, first=15, longest=300)
OF_PERSON = Pace(free=50, first=1, longest=10)


@dataclass(frozen=True, slots=True)
class Key:
    """What is counted under one name."""

    name: str
    pace: Pace


def by_address(address: str) -> Key:
    """An IPv6 address counts as its /64: one household has all of that."""
    return Key("address:" + _bucket(address), OF_ADDRESS)


def by_person(name: str) -> Key:
    """A person, from wherever the tries come; "" is everybody, where one password is shared."""
    return Key("person:" + name[:200], OF_PERSON)


def by_both(address: str, name: str) -> Key:
    """A person from one address."""
    return Key(f"both:{_bucket(address)} {name[:200]}", OF_ADDRESS)


def by_token(address: str) -> Key:
    """Tokens of programs that are none, from one address: a program that goes on with one of those
    is not to keep people there from signing in."""
    return Key("token:" + _bucket(address), OF_ADDRESS)


class Throttle(Protocol):
    """Where tries are counted; times are unix seconds."""

    def reserve(self, keys: Collection[Key], now: float) -> None:
        """Count a try under each key, before it is looked at.

        Raises SignInThrottled, and counts nothing, where one of the keys has to wait.
        """

    def forget(self, keys: Iterable[Key]) -> None:
        """The try was right, and those before it count no more."""

    def give_back(self, key: Key) -> None:
        """The try was right, and alone does not count."""


class DatabaseThrottle:
    """A Throttle in a table: all tries at once are looked at one after the other."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def reserve(self, keys: Collection[Key], now: float) -> None:
        with writing(self._engine) as connection:
            connection.execute(delete(throttle).where(throttle.c.counted_at <= now - FORGOTTEN))
            # In one order, so that two never wait for each other.
            ordered = sorted(keys, key=lambda key: key.name)
            counted = [(key, _locked(connection, key.name, now)) for key in ordered]
            wait = max((row.next_at - now for _, row in counted), default=0.0)
            if wait > 0:
                raise SignInThrottled(max(1, ceil(wait)))
            for key, row in counted:
                tries = row.failures + 1
                values = {
                    "failures": tries,
                    "counted_at": now,
                    "next_at": now + key.pace.after(tries),
                }
                connection.execute(
                    update(throttle).where(throttle.c.key == key.name).values(values)
                )

    def forget(self, keys: Iterable[Key]) -> None:
        names = [key.name for key in keys]
        with writing(self._engine) as connection:
            connection.execute(delete(throttle).where(throttle.c.key.in_(names)))

    def give_back(self, key: Key) -> None:
        query = update(throttle).where(throttle.c.key == key.name, throttle.c.failures > 0)
        with writing(self._engine) as connection:
            connection.execute(query.values(failures=throttle.c.failures - 1, next_at=0.0))


def _locked(connection: Connection, name: str, now: float) -> Any:
    """Its row, nobody else's until the end of the transaction."""
    query = select(throttle).where(throttle.c.key == name).with_for_update()
    found = connection.execute(query).first()
    if found is None:
        row = {"key": name, "failures": 0, "counted_at": now, "next_at": 0.0}
        try:
            with connection.begin_nested():
                connection.execute(insert(throttle), row)
        except IntegrityError:
            # Another process was faster: SQLite, with one writer at a time, knows no such thing.
            pass
        found = connection.execute(query).one()
    return found


def _bucket(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:
        return text[:200]
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((int(address), 64), strict=False))
