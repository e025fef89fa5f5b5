"""Browsers that come: who each one is, by the id in its cookie, which stands hashed in a database.

An id is made here alone. It gets a row with the first thing that is kept for it; without one it
lives for a while, and what ended never comes back.
"""

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Engine, select, update
from sqlalchemy.exc import SQLAlchemyError

from app.people import browsers, tokens, workspaces
from app.people.browsers import WITHOUT_ROW, YEAR, Client, Visit
from app.people.store import Person, person_of
from app.storage.engine import reading, writing
from app.storage.tables import person_sessions

_LOOKED = 60.0  # seconds between two times that a row says when it was seen
_MOST_TRIED = 5000
_PATIENCE = 0.2  # seconds that a page waits to say it

_rows = person_sessions.c


class Visits:
    """`proof` is what shows that somebody signed in with the shared password of today; "" where
    there is none. Times are unix seconds, `idle` and `longest` seconds. `issuer` is the
    provider that signs people in, "" where a password does."""

    def __init__(
        self,
        engine: Engine,
        *,
        auth: str,
        proof: str,
        idle: float,
        longest: float,
        issuer: str = "",
    ) -> None:
        self.engine = engine
        self._auth = auth
        self._issuer = issuer
        self._proof = proof
        self._idle = idle
        self._longest = longest
        # So that nobody waits for a locked database more than once a minute.
        self._tried_at: dict[str, float] = {}

    def of(self, cookie_id: str, issued: float, before: str, client: Client, now: float) -> Visit:
        """Who comes with a cookie of that id, issued then. `before` is the workspace in a cookie of
        the time when that was the workspace itself. Nothing is written but for taking that over.
        """
        visit = self._of(cookie_id, issued, before, client, now)
        return replace(visit, open=True) if self._auth == "none" else visit

    def _of(self, cookie_id: str, issued: float, before: str, client: Client, now: float) -> Visit:
        if not cookie_id and before:
            return self._taken_over(before, client, now)
        if not cookie_id:
            return _new()
        with reading(self.engine) as connection:
            row = browsers.found(connection, cookie_id)
        if row is None:
            fresh = 0 <= now - issued < WITHOUT_ROW
            return Visit(cookie_id, _derived(cookie_id)) if fresh else _new()
        if row.ended_at is not None or now - row.seen_at > YEAR:
            return _new()
        person = person_of(row) if row.id else None
        lives = now < row.ends_at and now - row.seen_at < self._idle
        signed_in = lives and self._shows(row, person)
        if row.person and not signed_in:
            # What is a person's is nobody's else.
            return _new()
        return Visit(cookie_id, row.workspace, person, signed_in, True, seen_at=row.seen_at)

    def settle(self, visit: Visit, client: Client, now: float) -> None:
        """Keep that there is this browser, and when it was seen last; what cannot be written now
        is not worth a refusal."""
        if visit.known and (now - visit.seen_at < _LOOKED or not self._stays_so(visit)):
            return
        name = visit.id or visit.workspace
        if now - self._tried_at.get(name, 0.0) < _LOOKED and (visit.known or not visit.id):
            return
        if len(self._tried_at) > _MOST_TRIED:
            self._tried_at.clear()
        self._tried_at[name] = now

        def write(connection: Connection) -> None:
            owner = visit.person.id if visit.person else None
            workspaces.keep(connection, visit.workspace, owner, now)
            if visit.known:
                row = _rows.id_hash == visit.hashed
                connection.execute(update(person_sessions).where(row).values(seen_at=now))
            elif visit.id and browsers.found(connection, visit.id) is None:
                self._add(connection, visit, client, now)

        self._tried(write)

    def sign_in(self, visit: Visit, person: Person | None, client: Client, now: float) -> Visit:
        """A new id for whoever showed the password; the one before opens nothing any more.

        The browser's workspace becomes the person's, as far as it is nobody's.
        """
        with writing(self.engine) as connection:
            browsers.prune(connection, now, self._idle)
            own = visit.workspace
            found = workspaces.find(connection, own)
            if found and (found.owner or (not visit.id and found.claimed_at)):
                own, found = _random(), None
            if person:
                own = _of_person(connection, person, own if found else "", now)
            workspaces.keep(connection, own, person.id if person else None, now)
            signed = Visit(_random(), own, person, signed_in=True, known=True, begun=True)
            browsers.bury(connection, visit, now)
            if not person:
                # One browser has it: whoever else held the id of before does not see on.
                same = (_rows.workspace == own) & _rows.person.is_(None)
                browsers.end(connection, same, now)
                # And whoever made tokens there before.
                tokens.end_those_in(connection, own)
            self._add(connection, signed, client, now, "" if person else self._proof)
        return signed

    def sign_out(self, visit: Visit, client: Client) -> Visit:
        """Its id opens nothing any more, and neither does the browser; with a shared password it
        finds its workspace when it signs in again."""
        now = time.time()
        with writing(self.engine) as connection:
            browsers.bury(connection, visit, now)
            out = _new()
            if self._auth == "password":
                out = replace(out, workspace=visit.workspace, known=True)
                self._add(connection, out, client, now)
            elif self._auth == "none":
                # Nobody comes back to it who could revoke them.
                tokens.end_those_in(connection, visit.workspace)
        return out

    def familiar(self, person: Person | None, address: str) -> bool:
        """Whether the person, or anybody with the shared password, signed in from there lately."""
        whose = _rows.person == person.id if person else _rows.proof != ""
        query = select(_rows.id_hash).where(whose, _rows.address == address).limit(1)
        with reading(self.engine) as connection:
            return connection.execute(query).first() is not None

    def _taken_over(self, before: str, client: Client, now: float) -> Visit:
        """Where people sign in first it is theirs with that: until then the cookie stays."""
        with reading(self.engine) as connection:
            found = workspaces.find(connection, before)
        if not workspaces.claimable(found, now):
            return _new()
        if self._auth != "none":
            return Visit("", before)
        new = Visit(_random(), before, known=True, begun=True, seen_at=now)

        def write(connection: Connection) -> None:
            workspaces.keep(connection, before, None, now)
            self._add(connection, new, client, now)

        return new if self._tried(write) else Visit("", before)

    def _shows(self, row: Any, person: Person | None) -> bool:
        if self._auth in {"people", "oidc"}:
            # Whoever was signed in otherwise, before this was set, signs in anew.
            return person is not None and person.issuer == self._issuer
        return self._auth == "password" and secrets.compare_digest(row.proof, self._proof)

    def _stays_so(self, visit: Visit) -> bool:
        # To be seen must not bring back a sign-in that is over.
        return visit.signed_in or self._auth == "none"

    def _add(
        self, connection: Connection, visit: Visit, client: Client, now: float, proof: str = ""
    ) -> None:
        lasts = self._longest if visit.signed_in else YEAR
        browsers.add(connection, visit, client, now, proof=proof, lasts=lasts)

    def _tried(self, write: Callable[[Connection], None]) -> bool:
        try:
            with writing(self.engine, lock_wait=_PATIENCE) as connection:
                write(connection)
        except SQLAlchemyError:
            return False
        return True


def _of_person(connection: Connection, person: Person, nobodys: str, now: float) -> str:
    if nobodys:
        workspaces.keep(connection, nobodys, person.id, now)
    own = workspaces.of_person(connection, person.id)
    others = [one.id for one in own if one.id != nobodys]
    return (others or [nobodys or _random()])[0]


def _new() -> Visit:
    made = _random()
    return Visit(made, _derived(made), begun=True)


def _derived(cookie_id: str) -> str:
    """The workspace of an id that has no row: several requests at a time find the same."""
    return hashlib.sha256(b"workspace:" + cookie_id.encode()).hexdigest()[:32]


def _random() -> str:
    return secrets.token_urlsafe(32)
