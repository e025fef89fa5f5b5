"""Who a provider says that somebody is, and what the console makes of it: a person with a role,
whose sign-ins end with that at the provider."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update

from app.errors import Refused, UpstreamFailed
from app.people import browsers, tokens
from app.people.audit import Audit, Who
from app.people.browsers import Client, Visit
from app.people.nobody import UNKNOWN
from app.people.roles import Role
from app.people.sign_out import LEEWAY, SignedOut, session_of
from app.people.store import People
from app.people.visits import Visits
from app.setting_oidc import NO_ROLE, OidcSettings
from app.storage import purposes
from app.storage.engine import reading, writing
from app.storage.sealing import SealBroken, Sealer
from app.storage.tables import people, person_sessions


class ProviderFailed(UpstreamFailed):
    """`why` stands behind the provider's name; it holds nothing that was sent."""

    def __init__(self, provider: str, why: str) -> None:
        super().__init__(
            f"You could not be signed in by {provider}: {why}. Try again; if it stays so, tell "
            "whoever runs this console."
        )
        self.why = why


class NotLetIn(Refused):
    """`why` is for administrators, "" where it is written down already."""

    def __init__(self, sentence: str, why: str = "") -> None:
        super().__init__(sentence)
        self.why = why


@dataclass(frozen=True, slots=True)
class Way:
    """How a browser came back from the provider: `back` is where to, what was not said is "".
    `begun` is whether it went there from here."""

    state: str
    code: str = field(repr=False)
    back: str
    issuer: str
    error: str
    begun: bool


@dataclass(frozen=True, slots=True)
class Identity:
    """`subject` is what the issuer calls somebody for good; `name` may change, and be anybody's."""

    issuer: str
    subject: str
    name: str
    groups: tuple[str, ...]
    token: str = field(repr=False, default="")  # the id token, for the sign-out


@dataclass(frozen=True, slots=True)
class ProviderEntrance:
    """Lets in who has a role by the groups that the provider tells, each time anew."""

    people: People
    visits: Visits
    audit: Audit
    sealer: Sealer
    settings: OidcSettings

    def sign_in(self, visit: Visit, identity: Identity, client: Client, now: float) -> Visit:
        """Who comes in, with a new id. Raises NotLetIn for who has no role, and ends where such a
        person still is signed in, and their tokens."""
        role = self._role(identity)
        person = self.people.of_provider(identity.issuer, identity.subject, identity.name, role)
        known = f"{identity.subject} of {identity.issuer}"
        if role is None or person is None:
            if person:
                with writing(self.visits.engine) as connection:
                    browsers.end(connection, person_sessions.c.person == person.id, now)
                    tokens.end_those_of(connection, person)
            # Whoever is nobody here says any name of itself.
            who = Who(person.name if person else UNKNOWN, client.address)
            called = "" if person or not identity.name else f", called {identity.name}"
            self.audit.tell("sign-in failed", who, f"in no group that may come in: {known}{called}")
            groups = ", ".join(dict(self.settings.oidc_roles))
            raise NotLetIn(
                f"{self.settings.oidc_name} knows you as {identity.name or identity.subject}, and "
                "you are in no group that may use this console: ask whoever administers "
                f"{self.settings.oidc_name} to put you into one of {groups}."
                if groups
                else "Nobody may use this console yet: ask whoever runs it."
            )
        signed = self.visits.sign_in(visit, person, client, now)
        self.audit.tell("signed in", Who(person.name, client.address), f"{role.word}; {known}")
        sealed = self.sealer.seal(identity.token.encode(), purposes.id_token(signed.hashed))
        own = person_sessions.c.id_hash == signed.hashed
        with writing(self.visits.engine) as connection:
            alive = update(person_sessions).where(own, person_sessions.c.ended_at.is_(None))
            connection.execute(alive.values(id_token=sealed))
        return signed

    def token(self, visit: Visit) -> str:
        """The id token that somebody signed in with, "" where it cannot be read any more."""
        query = select(person_sessions.c.id_token).where(person_sessions.c.id_hash == visit.hashed)
        with reading(self.visits.engine) as connection:
            sealed = connection.scalar(query)
        return self._opened(visit.hashed, sealed)

    def _opened(self, hashed: str, sealed: bytes | None) -> str:
        try:
            return self.sealer.open(sealed, purposes.id_token(hashed)).decode() if sealed else ""
        except SealBroken:
            return ""

    def signed_out(self, out: SignedOut, client: Client, now: float) -> int:
        """End the sign-ins of who signed out at the provider; gives how many that were.

        Those that began after that stay, whenever it is told.
        """
        rows = person_sessions.c
        query = select(rows.id_hash, rows.id_token, people.c.name).where(
            rows.person == people.c.id,
            people.c.issuer == self.settings.oidc_issuer,
            *([people.c.subject == out.subject] if out.subject else []),
            rows.ended_at.is_(None),
            rows.created_at <= out.at + LEEWAY,
        )
        with reading(self.visits.engine) as connection:
            found = connection.execute(query).all()
        over = {row.id_hash: row.name for row in found if self._is_over(row, out)}
        with writing(self.visits.engine) as connection:
            ended = browsers.end(connection, rows.id_hash.in_(over), now)
        for name in sorted(set(over.values())):
            self.audit.tell("signed out", Who(name, client.address), "at the provider")
        return ended

    def _is_over(self, row: Any, out: SignedOut) -> bool:
        session = session_of(self._opened(row.id_hash, row.id_token)) if out.session else ""
        # Of a person whose sign-in says nothing of it, it is better over than not.
        return session == out.session or (not session and out.subject != "")

    def _role(self, identity: Identity) -> Role | None:
        given = dict(self.settings.oidc_roles)
        words = [given[group] for group in identity.groups if group in given]
        words = words or [self.settings.oidc_default_role]
        return max((Role.named(word) for word in words if word != NO_ROLE), default=None)
