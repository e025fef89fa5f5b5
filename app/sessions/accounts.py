"""Accounts: profiles that fill forms in, their secrets sealed with everything else of them."""

import json
import logging
import re
import secrets
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from sqlalchemy import Connection, Engine, bindparam, func, insert, select, update

from app.errors import BadInput, NotFound
from app.sessions.ks import USER
from app.storage import purposes
from app.storage.engine import reading, writing
from app.storage.sealing import SealBroken, Sealer
from app.storage.tables import accounts

log = logging.getLogger(__name__)

AccountSecretKind = Literal["admin", "user"]

MOST_ACCOUNTS = 100  # for each workspace
_LONGEST = 500  # characters of any of the texts
# A server's own partners (-2 and the like) have negative ids.
_PARTNER_ID = re.compile(r"-?[0-9]{1,10}", re.ASCII)

# Made once: to make a statement takes as long as to execute it.
_ALL = select(accounts).where(accounts.c.workspace == bindparam("own"))


@dataclass(frozen=True, slots=True)
class Account:
    """A partner of a region; `user_id` and `login_id` are "" where they are not given.

    `production` asks before a call deletes or updates something there. Which secrets are
    stored is known, and they themselves are given out by `AccountStore.secret` alone.
    """

    id: str
    name: str
    region: str
    partner_id: int
    user_id: str = ""
    login_id: str = ""
    production: bool = False
    has_admin_secret: bool = False
    has_user_secret: bool = False

    def starts_with(self, session_type: int | None) -> AccountSecretKind | None:
        """Which stored secret session.start takes for a session of that type (a
        KalturaSessionType): the administrator's, for USER the user's too. None for none."""
        if session_type == USER and self.has_user_secret:
            return "user"
        return "admin" if self.has_admin_secret else None


@dataclass(frozen=True, slots=True)
class _Stored:
    account: Account
    secrets: dict[AccountSecretKind, str] = field(repr=False)


class AccountStore:
    """Keeps accounts for each workspace (an opaque text).

    One sealed under another secret key is in no list, with a line in the log: see `opened`.
    """

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        self._engine = engine
        self._sealer = sealer

    def save(
        self,
        workspace: str,
        *,
        account_id: str = "",
        name: str,
        region: str,
        partner_id: str,
        user_id: str = "",
        login_id: str = "",
        production: bool = False,
        admin_secret: str | None = None,
        user_secret: str | None = None,
    ) -> Account:
        """Keep a new account, or change the one of that id.

        A secret that is None stays as it is, "" removes it. Raises BadInput, which names the
        field, and NotFound.
        """
        before = self._get(workspace, account_id) if account_id else None
        kept: dict[AccountSecretKind, str] = dict(before.secrets) if before else {}
        given: dict[AccountSecretKind, str | None] = {"admin": admin_secret, "user": user_secret}
        kept |= {kind: secret for kind, secret in given.items() if secret is not None}
        account = Account(
            before.account.id if before else secrets.token_urlsafe(12),
            _checked("name", name) or f"Partner {partner_id.strip()}",
            region,
            _partner(partner_id),
            _checked("user_id", user_id),
            _checked("login_id", login_id),
            production,
            bool(_checked("admin_secret", kept.get("admin", ""))),
            bool(_checked("user_secret", kept.get("user", ""))),
        )
        row = {
            "id": account.id,
            "workspace": workspace,
            "sealed": self._sealer.seal(
                json.dumps({**asdict(account), "secrets": kept}).encode(),
                purposes.account(workspace, account.id),
            ),
        }
        with writing(self._engine) as connection:
            if before:
                query = update(accounts).where(*_named(workspace, account.id))
                connection.execute(query.values(sealed=row["sealed"]))
            else:
                own = select(func.count()).where(accounts.c.workspace == workspace)
                if connection.execute(own).scalar_one() >= MOST_ACCOUNTS:
                    raise BadInput(
                        f"There are {MOST_ACCOUNTS} accounts already: delete one first.",
                        field="name",
                    )
                connection.execute(insert(accounts), row)
        return account

    def list(
        self, workspace: str, region: str | None = None, *, connection: Connection | None = None
    ) -> tuple[Account, ...]:
        """By name, of one region or of all."""
        return self.opened(workspace, region, connection=connection)[0]

    def opened(
        self, workspace: str, region: str | None = None, *, connection: Connection | None = None
    ) -> tuple[tuple[Account, ...], bool]:
        """The same, and whether there are others that cannot be opened, of whatever region."""
        with reading(self._engine, connection) as within:
            rows = within.execute(_ALL, {"own": workspace}).all()
        found = [self._opened(row) for row in rows]
        listed = [one.account for one in found if one and region in {None, one.account.region}]
        by_name = sorted(listed, key=lambda one: (one.name.casefold(), one.id))
        return tuple(by_name), None in found

    def get(self, workspace: str, account_id: str) -> Account:
        """Raises NotFound, of another workspace's too."""
        return self._get(workspace, account_id).account

    def secret(self, workspace: str, account_id: str, kind: AccountSecretKind) -> str:
        """A stored secret in clear, "" where there is none. Raises NotFound."""
        return self._get(workspace, account_id).secrets.get(kind, "")

    def _get(self, workspace: str, account_id: str) -> _Stored:
        query = select(accounts).where(*_named(workspace, account_id))
        with reading(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        stored = self._opened(row) if row else None
        if stored is None:
            raise NotFound("There is no such account of yours: it may have been deleted.")
        return stored

    def _opened(self, row: Any) -> _Stored | None:
        try:
            opened = self._sealer.open(row.sealed, purposes.account(row.workspace, row.id))
        except SealBroken:
            log.warning("An account was sealed with another key.")
            return None
        facts: dict[str, Any] = json.loads(opened)
        kept = {kind: secret for kind, secret in facts.pop("secrets").items() if secret}
        return _Stored(replace(Account(**facts), id=row.id), kept)


def _checked(name: str, text: str) -> str:
    if len(text) > _LONGEST:
        raise BadInput(f"This is longer than {_LONGEST} characters.", field=name)
    return text.strip()


def _partner(text: str) -> int:
    if not _PARTNER_ID.fullmatch(text.strip()):
        raise BadInput("A partner id is a number, such as 102.", field="partner_id")
    return int(text)


def _named(workspace: str, account_id: str) -> tuple[Any, Any]:
    # A database refuses NUL, and no id has one.
    known = account_id.replace("\0", "").encode("utf-8", "replace").decode()
    return accounts.c.workspace == workspace, accounts.c.id == known
