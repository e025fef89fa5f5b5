"""Whom a session is for: the accounts that a person keeps, and the sandbox's demo account.

A profile fills a way's request in. Its secrets stay here: one that is left empty in a request
stands for the one that the profile has.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from app.desk.desk import Desk
from app.desk.place import Place
from app.errors import BadInput, NotFound
from app.regions import SANDBOX_ID
from app.sandbox.account import DEMO
from app.sessions.accounts import Account
from app.sessions.ks import ADMIN, USER

DEMO_ID = "demo"
SecretKind = Literal["admin", "user", "password", "token"]

_DEMO_SECRETS: dict[SecretKind, str] = {
    "admin": DEMO.admin_secret,
    "user": DEMO.user_secret,
    "password": DEMO.password,
    "token": DEMO.app_token,
}
_DEMO_NAME = "Demo account of the sandbox"


@dataclass(frozen=True, slots=True)
class Profile:
    """What fills a request in, "" where it is not known; `has` says which secrets it has."""

    id: str
    name: str
    region: str
    partner_id: str
    user_id: str = ""
    login_id: str = ""
    token_id: str = ""
    has: frozenset[SecretKind] = frozenset()

    def fills(self, way: str) -> dict[str, str]:
        """What it knows of a way's request, by the names of its fields, as texts.

        `way` is "start", "login", "token", "sign", "impersonate", "widget" or "inspect".
        """
        values = {
            "account": self.id,
            "region": self.region,
            "partner_id": self.partner_id,
            "login_id": self.login_id,
            "token_id": self.token_id,
        }
        if self.user_id and way != "token":
            values["user_id"] = self.user_id
        if way in {"start", "sign"} and self.has & {"admin", "user"}:
            values["type"] = str(ADMIN if "admin" in self.has else USER)
        if way == "inspect":
            # What should be inside is a person's expectation.
            del values["partner_id"]
        return values


def profiles(accounts: Iterable[Account], regions: Collection[str]) -> tuple[Profile, ...]:
    """The demo account, where there is a sandbox among the ids of regions, then the kept ones."""
    kept = tuple(_of_account(account) for account in accounts)
    if SANDBOX_ID not in regions:
        return kept
    demo = Profile(
        DEMO_ID,
        _DEMO_NAME,
        SANDBOX_ID,
        str(DEMO.partner_id),
        login_id=DEMO.login_id,
        token_id=DEMO.app_token_id,
        has=frozenset(_DEMO_SECRETS),
    )
    return (demo, *kept)


def stored_secret(desk: Desk, place: Place, account: str, kind: SecretKind) -> str:
    """The secret of the chosen profile (its id), "" where it has none or none is chosen.

    Raises BadInput (field `account`) for a profile that is gone or of another region: a secret
    must not travel to a region that it was not given for.
    """
    if not account:
        return ""
    if account == DEMO_ID:
        if not place.region.sandbox:
            raise _of_another_region(_DEMO_NAME)
        return _DEMO_SECRETS[kind]
    if all(one.id != account for one in place.accounts):
        try:
            raise _of_another_region(desk.parts.accounts.get(desk.workspace, account).name)
        except NotFound as fault:
            raise BadInput(
                "This account is no longer kept: choose another one.", field="account"
            ) from fault
    match kind:
        case "admin" | "user":
            return desk.parts.accounts.secret(desk.workspace, account, kind)
        case _:
            return ""


def given(
    desk: Desk,
    place: Place,
    account: str,
    typed: str,
    kind: SecretKind,
    *,
    field: str,
    missing: str,
) -> str:
    """What was typed, else what the chosen profile has.

    Raises BadInput with the sentence `missing`, which names the `field`; and as `stored_secret`.
    """
    # The account is looked at in any case, so that a wrong choice does not go unnoticed.
    stored = stored_secret(desk, place, account, kind)
    if kind != "password":
        typed = typed.strip()
    if not typed and not stored:
        raise BadInput(missing + (" The chosen account has none." if account else ""), field=field)
    return typed or stored


def secret_of_type(desk: Desk, place: Place, account: str, typed: str, session_type: int) -> str:
    """The secret that session.start takes for a type of session (a KalturaSessionType), as `given`
    gives it: the administrator's, for USER the user's too, which can do less elsewhere."""
    kind: SecretKind = "admin"
    missing = "Type the administrator secret."
    if session_type == USER:
        missing = "Type the user secret or the administrator secret."
        kind = "user" if stored_secret(desk, place, account, "user") else "admin"
    return given(desk, place, account, typed, kind, field="secret", missing=missing)


def _of_another_region(name: str) -> BadInput:
    return BadInput(
        f"{name} belongs to another region: choose that region, or no account.", field="account"
    )


def _of_account(account: Account) -> Profile:
    stored: dict[SecretKind, bool] = {
        "admin": account.has_admin_secret,
        "user": account.has_user_secret,
    }
    return Profile(
        account.id,
        account.name,
        account.region,
        str(account.partner_id),
        account.user_id,
        account.login_id,
        has=frozenset(kind for kind, kept in stored.items() if kept),
    )
