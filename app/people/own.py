"""What a person does about the own sign-ins, password and workspaces, and what becomes of it all
when somebody is removed."""

import re
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, and_, select, update

from app.errors import BadInput, NotFound
from app.people import browsers, tokens, workspaces
from app.people.browsers import Visit
from app.people.passwords import matches
from app.people.store import People, Person
from app.people.workspaces import Workspace
from app.storage.engine import reading, writing
from app.storage.tables import people, person_sessions

_rows = person_sessions.c


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser that is signed in as the same person; `ref` names it, and opens nothing."""

    ref: str
    agent: str
    address: str
    created_at: float  # unix seconds, as the others
    seen_at: float
    ends_at: float
    this: bool


# Each browser says the names of those before it, too.
_BROWSERS = ("Edg", "OPR", "Firefox", "HeadlessChrome", "Chrome", "Safari")
_SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS X", "Linux")


def short_agent(agent: str) -> str:
    """`Firefox 140, Linux`, of what a browser says of itself; of a program its first word."""
    found = (re.search(rf"\b{name}\w*/(\d+)", agent) for name in _BROWSERS)
    browser = next(filter(None, found), None)
    if browser is None:
        return agent.partition(" ")[0]
    name, _, version = browser[0].partition("/")
    system = next((one for one in _SYSTEMS if one in agent), "")
    return f"{name} {version}" + (f", {system}" if system else "")


class Own:
    """`visit` is always that of whoever asks: nobody does any of it for somebody else."""

    def __init__(self, engine: Engine, store: People) -> None:
        self._engine = engine
        self._people = store

    def signed_in(self, visit: Visit) -> list[SignedIn]:
        """Where the same person is signed in, the one seen last first."""
        query = select(person_sessions).where(*_alive(visit)).order_by(_rows.seen_at.desc())
        with reading(self._engine) as connection:
            found = connection.execute(query).all()
        return [
            SignedIn(
                row.id_hash[:16],
                short_agent(row.agent),
                row.address,
                row.created_at,
                row.seen_at,
                row.ends_at,
                row.id_hash == visit.hashed,
            )
            for row in found
        ]

    def end(self, visit: Visit, ref: str = "") -> int:
        """End one of them, or all but the one that asks; gives how many. Raises NotFound."""
        which = _rows.id_hash.startswith(ref, autoescape=True)
        with writing(self._engine) as connection:
            other = which if ref else _rows.id_hash != visit.hashed
            ended = browsers.end(connection, and_(*_alive(visit), other), time.time())
        if ref and not ended:
            raise NotFound("There is no such sign-in of yours any more.")
        return ended

    def change_password(self, visit: Visit, present: str, new: str) -> int:
        """Gives how many other sign-ins ended with it. Raises BadInput, and NotFound."""
        person = visit.person
        if person is None:
            raise NotFound("Nobody is signed in by name here.")
        if not matches(present, person.password):
            raise BadInput("That is not your present password.", field="present")
        with writing(self._engine) as connection:
            self._people.set_password(person, new, connection=connection)
            others = and_(*_alive(visit), _rows.id_hash != visit.hashed)
            return browsers.end(connection, others, time.time())

    def workspaces(self, visit: Visit) -> list[Workspace]:
        if visit.person is None:
            return []
        with reading(self._engine) as connection:
            return workspaces.of_person(connection, visit.person.id)

    def open_workspace(self, visit: Visit, workspace_id: str) -> None:
        """Raises NotFound where it is not one of the person's."""
        if workspace_id not in {one.id for one in self.workspaces(visit)}:
            raise NotFound("There is no such workspace of yours.")
        with writing(self._engine) as connection:
            query = update(person_sessions).where(_rows.id_hash == visit.hashed)
            connection.execute(query.values(workspace=workspace_id))

    def reset_password(self, person: Person, password: str) -> None:
        """By whoever runs the console: every sign-in of the person ends, and every token. Raises
        BadInput."""
        with writing(self._engine) as connection:
            self._people.set_password(person, password, connection=connection)
            tokens.end_those_of(connection, person)
            browsers.end(connection, _of(person), time.time())

    def remove(self, person: Person, to: Person | None) -> int:
        """Remove somebody; what is theirs is handed over, or deleted for good where there is nobody
        `to` whom. Gives how many workspaces that were. Raises BadInput."""
        if to and to.id == person.id:
            raise BadInput("Hand it over to somebody else.", field="name")
        now = time.time()
        with writing(self._engine) as connection:
            own = workspaces.of_person(connection, person.id)
            if to:
                workspaces.hand_over(connection, person.id, to.id, f"from {person.name}")
            else:
                for one in own:
                    workspaces.remove(connection, one.id)
            browsers.end(connection, _of(person), now)
            tokens.end_those_of(connection, person)
            gone = update(people).where(people.c.id == person.id)
            connection.execute(gone.values(removed_at=now, password=""))
        return len(own)


def _of(person: Person) -> Any:
    return _rows.person == person.id


def _alive(visit: Visit) -> tuple[Any, ...]:
    own = _of(visit.person) if visit.person else _rows.id_hash == visit.hashed
    return own, _rows.ended_at.is_(None), _rows.ends_at > time.time()
