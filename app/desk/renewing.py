"""The means to renew a kept KS: the recorded call that made it, or an account's stored secret."""

import logging
from dataclasses import replace

from app.call.model import Call
from app.errors import NotFound
from app.pages.shell.context import console, workspace
from app.sessions.accounts import Account, Kind
from app.sessions.jar import KeptSession
from app.storage.sealing import SealBroken

log = logging.getLogger(__name__)

ADMIN = 2  # KalturaSessionType
# These can be sent again as they were: their expiry is a lifetime. Left out are what uses another
# KS, which ends too, and appToken.startSession, whose hash belongs to a widget session of its own.
_REPEATABLE = frozenset(
    {
        "session.start",
        "session.impersonate",
        "session.startwidgetsession",
        "user.login",
        "user.loginbyloginid",
        "adminuser.login",
    }
)


def means_of(kept: KeptSession) -> Call | None:
    """The call that gives the same session once more, with its lifetime; None without means."""
    return _recorded(kept) or _by_account(kept)


def with_lifetime(call: Call, seconds: int) -> Call:
    others = [(name, value) for name, value in call.parameters if name != "expiry"]
    return replace(call, parameters=(*others, ("expiry", str(seconds))))


def account_of(kept: KeptSession, accounts: tuple[Account, ...]) -> Account | None:
    """The account that a KS was made from, else the first one of its partner."""
    own = [one for one in accounts if one.region == kept.region]
    made = (one for one in own if one.id == kept.account_id)
    alike = (one for one in own if one.partner_id == kept.session.partner_id)
    return next(made, None) or next(alike, None)


def _recorded(kept: KeptSession) -> Call | None:
    if not kept.made_by:
        return None
    try:
        call = console().history.get(workspace(), kept.made_by).call
    except NotFound:
        # Deleted, or pushed out by later calls.
        return None
    except SealBroken:
        log.warning("The recorded call %s was sealed with another key.", kept.made_by)
        return None
    # A one-time password is good for one time.
    once = bool(dict(call.parameters).get("otp"))
    repeatable = f"{call.service}.{call.action}".casefold() in _REPEATABLE and not once
    return call if repeatable and call.region == kept.region else None


def _by_account(kept: KeptSession) -> Call | None:
    """A session.start alike, where the account has the secret that the session's type takes."""
    session = kept.session
    accounts = console().accounts.list(workspace(), kept.region)
    account = account_of(kept, accounts)
    if account is None or None in {session.type, session.privileges, session.expiry}:
        return None
    kind: Kind = "admin" if session.type == ADMIN else "user"
    if session.partner_id != account.partner_id or session.type not in {0, ADMIN}:
        return None
    secret = console().accounts.secret(workspace(), account.id, kind)
    if not secret:
        return None
    lifetime = max(60, round((session.expiry or 0) - kept.kept_at))
    parameters = {
        "secret": secret,
        "userId": session.user_id or "",
        "type": str(session.type),
        "partnerId": str(account.partner_id),
        "expiry": str(lifetime),
        "privileges": session.privileges or "",
    }
    return Call(kept.region, "session", "start", tuple(parameters.items()), format="1")
