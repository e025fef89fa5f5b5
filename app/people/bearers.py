"""Who comes with a token (`tokens`): a program in somebody's place.

A token opens the workspace that it was made in, and may no more than its scopes and than its
person's role of this moment, for as long as people are let in as whoever made it was.
"""

import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, select, update
from sqlalchemy.exc import SQLAlchemyError

from app.errors import NotSignedIn
from app.people import workspaces
from app.people.audit import Audit, Who
from app.people.roles import Role
from app.people.store import Person, person_of
from app.people.tokens import LOOKS_SO, Token, hash_of, read
from app.storage.engine import reading, writing
from app.storage.tables import api_tokens, people, person_sessions
from app.storage.throttle import SignInThrottled, Throttle, by_token

_LOOKED = 60.0  # seconds between two times that a row says when it was used
_PATIENCE = 0.2  # seconds that a program waits to say it

_rows = api_tokens.c


class NoToken(NotSignedIn):
    code = "NO_TOKEN"


@dataclass(frozen=True, slots=True)
class Bearer:
    """`role` is the lesser of the person's of now and of what the token may at most."""

    token: Token
    role: Role
    who: Who


class Bearers:
    """`entrance` says by what people are let in today: a token made under another one opens
    nothing. `provided` is whether a provider signs people in and says what they may."""

    def __init__(
        self, engine: Engine, throttle: Throttle, audit: Audit, *, entrance: str, provided: bool
    ) -> None:
        self._engine = engine
        self._throttle = throttle
        self._audit = audit
        self._entrance = entrance
        self._provided = provided

    def bearer(self, text: str, address: str) -> Bearer:
        """Whoever comes with that text, from that address.

        One that is good waits for nobody's guesses, as there is nothing to guess in 256 bits and
        whoever shares an address shares what is counted for it; the others are counted. Raises
        NoToken, and SignInThrottled.
        """
        now = time.time()
        row, person, fault = self._looked_up(text, now)
        if row is None or fault:
            told = Who(row.maker if row else "", address)
            try:
                self._throttle.reserve([by_token(address)], now)
            except SignInThrottled:
                self._audit.tell("sign-in slowed down", told, "a token")
                raise
            self._audit.tell("sign-in failed", told, f"the token {row.name}" if row else "a token")
            raise NoToken(fault)
        token = read(row)
        self._used(token, person, now)
        role = min(token.most, person.role) if person else token.most
        return Bearer(token, role, Who(person.name if person else row.maker, address))

    def _looked_up(self, text: str, now: float) -> tuple[Any, Person | None, str]:
        """Its row with its person, and a sentence why it opens nothing, "" if it does."""
        none = "This is no token, or it was revoked: make one on the page /you/tokens."
        if not LOOKS_SO.fullmatch(text):
            return None, None, none
        with reading(self._engine) as connection:
            row = connection.execute(
                select(api_tokens).where(_rows.token_hash == hash_of(text))
            ).first()
            if row is None:
                return None, None, none
            present = (people.c.id == row.person) & people.c.removed_at.is_(None)
            found = connection.execute(select(people).where(present)).first()
            person = person_of(found) if found else None
            return row, person, self._lacks(connection, row, person, now)

    def _lacks(self, connection: Connection, row: Any, person: Person | None, now: float) -> str:
        if read(row).over(now):
            return "This token has ended: make another one on the page /you/tokens."
        if row.entrance != self._entrance:
            return (
                "People are let in by other means now than when this token was made (TESTME_AUTH): "
                "make another one."
            )
        if row.person is None:
            return ""
        space = workspaces.find(connection, row.workspace)
        if person is None or space is None or space.owner != person.id:
            return "The workspace of this token is not its person's any more: make another one."
        rows = person_sessions.c
        lately = select(rows.id_hash).where(rows.person == person.id, rows.ends_at > now).limit(1)
        if self._provided and connection.execute(lately).first() is None:
            # The role came with the last sign-in, and is worth no more than that.
            return (
                f"{person.name} has not signed in for so long that nobody knows what this token "
                "may do (TESTME_SIGN_IN_DAYS): sign in to the console once."
            )
        return ""

    def _used(self, token: Token, person: Person | None, now: float) -> None:
        """What cannot be written now is not worth a refusal."""
        if token.used_at is not None and now - token.used_at < _LOOKED:
            return
        try:
            with writing(self._engine, lock_wait=_PATIENCE) as connection:
                own = _rows.id == token.id
                connection.execute(update(api_tokens).where(own).values(used_at=now))
                workspaces.keep(connection, token.workspace, person.id if person else None, now)
        except SQLAlchemyError:
            return
