"""A row for each browser that was let in, under the hash of the id in its cookie: what stands in
the database opens nothing."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update

from app.people.roles import Role
from app.people.store import Person
from app.storage.tables import people, person_sessions

DAY = 24 * 3600.0  # seconds
YEAR = 365 * DAY
WITHOUT_ROW = 30 * DAY  # how long an id for which nothing was kept is taken

_rows = person_sessions.c


@dataclass(frozen=True, slots=True)
class Client:
    """What a browser says of itself, and where from it comes."""

    agent: str
    address: str


@dataclass(frozen=True, slots=True)
class Visit:
    """`id` is what the cookie holds, "" while that is still one of before; with `begun` it is new,
    and nothing else that the cookie held counts. `known` says that there is a row."""

    id: str = field(repr=False)
    workspace: str
    person: Person | None = None
    signed_in: bool = False
    known: bool = False
    begun: bool = False
    seen_at: float = 0.0  # unix seconds
    open: bool = False  # whether it needs no sign-in

    @property
    def name(self) -> str:
        """Of the person, "" where nobody has one."""
        return self.person.name if self.person else ""

    @property
    def whose(self) -> str:
        """By it a page knows its workspace again, and nobody anything else; "" where none is open
        to it."""
        there = self.open or self.signed_in
        return hash_of("page:" + self.workspace)[:16] if there else ""

    @property
    def role(self) -> Role:
        """Where nobody has a name, whoever is let in may do everything."""
        return self.person.role if self.person else Role.ADMINISTER

    @property
    def hashed(self) -> str:
        return hash_of(self.id)


def hash_of(cookie_id: str) -> str:
    return hashlib.sha256(cookie_id.encode("utf-8", "replace")).hexdigest()


def found(connection: Connection, cookie_id: str) -> Any:
    """Its row with that of its person, whose columns are None where somebody was removed."""
    joined = person_sessions.outerjoin(
        people, (_rows.person == people.c.id) & people.c.removed_at.is_(None)
    )
    columns = (*people.c, *(one for one in _rows if one.name != "created_at"))
    query = select(*columns).select_from(joined).where(_rows.id_hash == hash_of(cookie_id))
    return connection.execute(query).first()


def add(
    connection: Connection, visit: Visit, client: Client, now: float, *, proof: str, lasts: float
) -> None:
    """`lasts` seconds whoever is signed in stays so at most."""
    row = {
        "id_hash": visit.hashed,
        "person": visit.person.id if visit.person else None,
        "workspace": visit.workspace,
        "proof": proof,
        "created_at": now,
        "seen_at": now,
        "ends_at": now + lasts,
        "agent": client.agent[:200],
        "address": client.address[:100],
    }
    connection.execute(insert(person_sessions), row)


def bury(connection: Connection, visit: Visit, now: float) -> None:
    """End it, also where it has no row: another one may hold the same cookie."""
    if visit.id and not end(connection, _rows.id_hash == visit.hashed, now):
        add(connection, visit, Client("", ""), now, proof="", lasts=0)
        end(connection, _rows.id_hash == visit.hashed, now)


def end(connection: Connection, which: Any, now: float) -> int:
    """The one way in which rows end: what opens something elsewhere goes with it."""
    query = update(person_sessions).where(which, _rows.ended_at.is_(None))
    return connection.execute(query.values(ended_at=now, id_token=None)).rowcount


def prune(connection: Connection, now: float, idle: float) -> None:
    """End what is over by itself, after `idle` seconds or at its end; what ended stays for as long
    as its id would be taken without a row."""
    over = or_(_rows.ends_at < now, _rows.seen_at < now - idle)
    end(connection, _rows.person.is_not(None) & over, now)
    old = or_(_rows.ended_at < now - WITHOUT_ROW - DAY, _rows.seen_at < now - YEAR)
    connection.execute(delete(person_sessions).where(old))
