"""The people who may sign in by name."""

import secrets
import time
import unicodedata
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.errors import BadInput, NotFound
from app.people.lookalikes import skeleton
from app.people.nobody import is_nobodys
from app.people.passwords import hashed
from app.people.roles import Role
from app.storage.engine import reading, writing
from app.storage.tables import people

LONGEST_NAME = 64  # characters


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    role: Role
    created_at: float  # unix seconds
    password: str = field(repr=False, default="")  # as it is kept
    issuer: str = ""  # of the provider that signs the person in, "" where a password does


class People:
    """Their names are compared without regard to case; nobody's password is kept as it is."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, name: str, password: str, role: Role) -> Person:
        """Raises BadInput for a name that is none, is taken, looks as one that is or stands for
        nobody, and for a password too short."""
        name = unicodedata.normalize("NFC", name.strip())
        if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
            raise BadInput(f"A name takes 1 to {LONGEST_NAME} printable characters.", field="name")
        if is_nobodys(name):
            raise BadInput(
                f"{name} is what the audit says where nobody has a name: choose another one.",
                field="name",
            )
        person = Person(secrets.token_urlsafe(12), name, role, time.time(), hashed(password))
        try:
            with writing(self._engine) as connection:
                _check_unlike(connection, name)
                connection.execute(insert(people), _row_of(person))
        except IntegrityError as fault:
            raise BadInput(f"There is somebody named {name} already.", field="name") from fault
        return person

    def of_provider(self, issuer: str, subject: str, name: str, role: Role | None) -> Person | None:
        """The person whom a provider calls that, with the name and the role of today; one who is
        new is added. Without a role nothing is written, and None is who is not known.

        A name that somebody else has here, or that looks as one or as nobody's does, gets a number:
        names tell people apart, and let nobody in.
        """
        with writing(self._engine) as connection:
            here = (people.c.issuer == issuer, people.c.subject == subject)
            query = select(people).where(*here, people.c.removed_at.is_(None))
            row = connection.execute(query).first()
            if role is None:
                return person_of(row) if row else None
            own = row.id if row else secrets.token_urlsafe(12)
            since = row.created_at if row else time.time()
            person = Person(own, _free(connection, own, name), role, since, issuer=issuer)
            values = {**_row_of(person), "issuer": issuer, "subject": subject}
            if row:
                connection.execute(update(people).where(people.c.id == own).values(values))
            else:
                connection.execute(insert(people), values)
        return person

    def list(self) -> tuple[Person, ...]:
        """Those who were not removed, by name."""
        query = select(people).where(people.c.removed_at.is_(None)).order_by(people.c.name_key)
        with reading(self._engine) as connection:
            return tuple(map(person_of, connection.execute(query)))

    def find(self, name: str) -> Person | None:
        with reading(self._engine) as connection:
            return named(connection, name)

    def get(self, name: str) -> Person:
        """Raises NotFound with the names that there are."""
        if person := self.find(name):
            return person
        known = ", ".join(one.name for one in self.list()) or "nobody yet"
        raise NotFound(f"There is nobody named {name!r:.80}; there is {known}.", field="name")

    def set_password(self, person: Person, password: str, *, connection: Connection) -> None:
        """Raises BadInput where it is too short. It is the caller's to end sessions with it."""
        values = {"password": hashed(password)}
        connection.execute(update(people).where(people.c.id == person.id).values(values))

    def set_role(self, person: Person, role: Role) -> None:
        with writing(self._engine) as connection:
            values = {"role": role.word}
            connection.execute(update(people).where(people.c.id == person.id).values(values))


def _check_unlike(connection: Connection, name: str) -> None:
    key, seen = key_of(name), skeleton(name)
    query = select(people.c.name).where(people.c.removed_at.is_(None), people.c.name_key != key)
    for other in connection.execute(query).scalars():
        if skeleton(other) == seen:
            raise BadInput(
                f"This name looks like {other}, who is here already: choose one that nobody takes "
                "for it.",
                field="name",
            )


def named(connection: Connection, name: str) -> Person | None:
    query = select(people).where(people.c.name_key == key_of(name), people.c.removed_at.is_(None))
    row = connection.execute(query).first()
    return person_of(row) if row else None


def person_of(row: Any) -> Person:
    role = Role.named(row.role)
    return Person(row.id, row.name, role, row.created_at, row.password, row.issuer or "")


def _row_of(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "name_key": key_of(person.name),
        "password": person.password,
        "role": person.role.word,
        "created_at": person.created_at,
    }


def _free(connection: Connection, own: str, name: str) -> str:
    """The name as it may stand here, with a number where it is, or looks as, that of somebody else
    or nobody's."""
    query = select(people.c.name).where(people.c.removed_at.is_(None), people.c.id != own)
    others = connection.execute(query).scalars().all()
    keys, seen = set(map(key_of, others)), set(map(skeleton, others))
    text = name.replace("\0", "").encode("utf-8", "replace").decode()
    plain = "".join(one for one in unicodedata.normalize("NFC", text) if one.isprintable())
    plain = plain.strip()[: LONGEST_NAME - 7].strip() or "somebody"
    for number in count(1):
        tried = plain if number == 1 else f"{plain} ({number})"
        if key_of(tried) not in keys and skeleton(tried) not in seen and not is_nobodys(tried):
            return tried
    raise AssertionError


def key_of(name: str) -> str:
    """A name as it is compared; a database refuses NUL, and what is no text."""
    plain = name.strip().replace("\0", "").encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFKC", plain).casefold()
