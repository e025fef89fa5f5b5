"""Tokens by which programs come in somebody's place: made on a page, shown once, kept as a hash.

Who comes with one is looked up in `bearers`.
"""

import hashlib
import re
import secrets
import string
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, insert, select

from app.call.secrets.masking import Masker
from app.errors import BadInput, NotFound
from app.people.audit import Audit, Who
from app.people.browsers import DAY, Visit
from app.people.roles import Role
from app.people.store import Person
from app.storage.engine import reading, writing
from app.storage.tables import api_tokens

PREFIX = "tmt_"
# 43 of these are 256 bits; a double click takes all of them.
_ALPHABET, _LENGTH = string.ascii_letters + string.digits, 43
LOOKS_SO = re.compile(rf"{PREFIX}[A-Za-z0-9]{{{_LENGTH}}}")
# What each scope lets a token do at most, in the words of roles, each more than those before it.
SCOPES = {"read": Role.CALL, "change": Role.ADMINISTER, "runs": Role.ADMINISTER}
LASTS = {"30": 30, "90": 90, "365": 365, "never": None}  # days
_MOST = 50  # tokens of a workspace
_LONGEST_NAME = 60  # characters
_OVER = 30 * DAY  # seconds that one which has ended is still listed

_rows = api_tokens.c


@dataclass(frozen=True, slots=True)
class Token:
    """`id` names it, and opens nothing; times are unix seconds, `ends_at` None for never."""

    id: str
    name: str
    scopes: tuple[str, ...]
    workspace: str
    created_at: float
    ends_at: float | None
    used_at: float | None

    @property
    def most(self) -> Role:
        """What it may at most, whoever made it."""
        return max(SCOPES[one] for one in self.scopes)

    def over(self, now: float) -> bool:
        return self.ends_at is not None and self.ends_at <= now


class Tokens:
    """What a person does about the own tokens; `entrance` says by what people are let in today."""

    def __init__(self, engine: Engine, audit: Audit, *, entrance: str) -> None:
        self._engine = engine
        self._audit = audit
        self._entrance = entrance

    def make(self, visit: Visit, who: Who, name: str, scope: str, lasts: str) -> tuple[Token, str]:
        """A token for whoever visits, and its text, which stands nowhere afterwards. `scope` is one
        of SCOPES, which has those before it; `lasts` one of LASTS. Raises BadInput."""
        called = " ".join("".join(filter(str.isprintable, name)).split())
        # The audit and history have it as it is.
        called = Masker().text(called)
        if not 0 < len(called) <= _LONGEST_NAME:
            raise BadInput(
                f"Name the program that it is for, in {_LONGEST_NAME} characters at most.",
                field="name",
            )
        if scope not in SCOPES:
            raise BadInput("Choose what it may do.", field="scope")
        if lasts not in LASTS:
            raise BadInput("Choose how long it is good for.", field="lasts")
        text = PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        now, days = time.time(), LASTS[lasts]
        scopes = tuple(SCOPES)[: tuple(SCOPES).index(scope) + 1]
        ends_at = None if days is None else now + days * DAY
        id = secrets.token_urlsafe(9)
        made = Token(id, called, scopes, visit.workspace, now, ends_at, None)
        row = {
            "id": id,
            "token_hash": hash_of(text),
            "workspace": visit.workspace,
            "person": visit.person.id if visit.person else None,
            "entrance": self._entrance,
            "maker": who.name,
            "name": called,
            "scopes": " ".join(scopes),
            "created_at": now,
            "ends_at": ends_at,
        }
        with writing(self._engine) as connection:
            count = select(func.count()).select_from(api_tokens).where(_of(visit))
            if (connection.scalar(count) or 0) >= _MOST:
                raise BadInput(f"There are {_MOST} tokens: revoke those that nothing needs.")
            connection.execute(insert(api_tokens), row)
        self._audit.tell(
            "token made", who, f"{called}: {scope}, {lasts}" + (" days" if days else "")
        )
        return made, text

    def list(self, visit: Visit) -> list[Token]:
        """Those of whoever visits, the newest first: a person's of all workspaces."""
        query = select(api_tokens).where(_of(visit)).order_by(_rows.created_at.desc())
        with reading(self._engine) as connection:
            return [read(row) for row in connection.execute(query)]

    def revoke(self, visit: Visit, who: Who, token_id: str) -> None:
        """It opens nothing any more. Raises NotFound where it is not one of theirs."""
        own = _of(visit) & (_rows.id == token_id.replace("\0", ""))
        with writing(self._engine) as connection:
            found = connection.execute(select(api_tokens).where(own)).first()
            if found is None:
                raise NotFound("There is no such token of yours any more.")
            end(connection, own)
        self._audit.tell("token revoked", who, found.name)

    def prune(self, now: float) -> int:
        """Delete those that ended long ago; gives how many."""
        with writing(self._engine) as connection:
            return end(connection, _rows.ends_at < now - _OVER)


def end(connection: Connection, which: "ColumnElement[bool]") -> int:
    """The rows go; what was made, used with consent and revoked stands in the audit."""
    return connection.execute(delete(api_tokens).where(which)).rowcount


def end_those_of(connection: Connection, person: Person) -> int:
    return end(connection, _rows.person == person.id)


def end_those_in(connection: Connection, workspace: str) -> int:
    return end(connection, _rows.workspace == workspace)


def _of(visit: Visit) -> "ColumnElement[bool]":
    if visit.person:
        return _rows.person == visit.person.id
    return (_rows.workspace == visit.workspace) & _rows.person.is_(None)


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def read(row: Any) -> Token:
    scopes = tuple(one for one in row.scopes.split() if one in SCOPES)
    times = row.created_at, row.ends_at, row.used_at
    return Token(row.id, row.name, scopes, row.workspace, *times)
