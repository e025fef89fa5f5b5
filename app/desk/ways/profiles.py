"""Whom a session is for: the accounts that a person keeps, and the sandbox's demo account.

A profile fills a way's form in. Its secrets never reach the page: a field that is left empty
stands for the one that the chosen profile has.
"""

from dataclasses import dataclass
from typing import Literal

from app.errors import BadInput
from app.pages.shell.context import console, workspace
from app.regions import SANDBOX_ID
from app.sandbox.account import DEMO
from app.sessions.accounts import Account

DEMO_ID = "demo"
Means = Literal["admin", "user", "password", "token"]

_DEMO_SECRETS: dict[Means, str] = {
    "admin": DEMO.admin_secret,
    "user": DEMO.user_secret,
    "password": DEMO.password,
    "token": DEMO.app_token,
}


@dataclass(frozen=True, slots=True)
class Profile:
    """What fills a form in, "" where it is not known; `has` says which secrets stand behind it."""

    id: str
    name: str
    region: str
    partner_id: str
    user_id: str = ""
    login_id: str = ""
    token_id: str = ""
    has: frozenset[Means] = frozenset()

    @property
    def account_id(self) -> str:
        """What the jar knows it by; the demo account is none of its own."""
        return "" if self.id == DEMO_ID else self.id


def profiles() -> tuple[Profile, ...]:
    """The demo account, where there is a sandbox, then the kept accounts by name."""
    kept = tuple(_of_account(account) for account in console().accounts.list(workspace()))
    if SANDBOX_ID not in console().regions:
        return kept
    demo = Profile(
        DEMO_ID,
        "Demo account of the sandbox",
        SANDBOX_ID,
        str(DEMO.partner_id),
        login_id=DEMO.login_id,
        token_id=DEMO.app_token_id,
        has=frozenset(_DEMO_SECRETS),
    )
    return (demo, *kept)


def profile(profile_id: str) -> Profile | None:
    return next((one for one in profiles() if one.id == profile_id), None)


def for_region(region: str) -> Profile | None:
    """The only profile of a region; None where there are several to choose among."""
    own = [one for one in profiles() if one.region == region]
    return own[0] if len(own) == 1 else None


def kept_secret(profile_id: str, region: str, means: Means) -> str:
    """The secret of the chosen profile, "" where there is none.

    Raises BadInput (field `account`) for a profile that is gone or of another region: a secret
    must not travel to a region that it was not given for.
    """
    if not profile_id:
        return ""
    chosen = profile(profile_id)
    if chosen is None:
        raise BadInput("This account is no longer kept: choose another one.", field="account")
    if chosen.region != region:
        raise BadInput(
            f"{chosen.name} belongs to another region: choose that region, or no account.",
            field="account",
        )
    if chosen.id == DEMO_ID:
        return _DEMO_SECRETS[means]
    match means:
        case "admin" | "user":
            return console().accounts.secret(workspace(), chosen.id, means)
        case _:
            return ""


def _of_account(account: Account) -> Profile:
    stored: dict[Means, bool] = {
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
        has=frozenset(means for means, kept in stored.items() if kept),
    )
