"""The means to renew a kept KS: the recorded call that made it, or an account's stored secret."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.call.model import Call
from app.history.records import Row
from app.sessions.accounts import Account
from app.sessions.kept import KeptSession
from app.sessions.ks import ADMIN, USER

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


def repeatable(call: Call) -> bool:
    """Whether the call, sent once more, gives the same session once more."""
    # A one-time password is good for one time.
    return _named(call) and not dict(call.parameters).get("otp")


def renewable(kept: KeptSession, made: Mapping[str, Row], accounts: Iterable[Account]) -> bool:
    """Whether there are means, as far as that shows without opening a record: `made` are the
    rows of those that made a KS, by their ids."""
    row = made.get(kept.made_by)
    if row is not None and row.region == kept.region and _named(row):
        return True
    return account_with_means(kept, accounts) is not None


def with_lifetime(call: Call, seconds: int) -> Call:
    others = [(name, value) for name, value in call.parameters if name != "expiry"]
    return replace(call, parameters=(*others, ("expiry", str(seconds))))


def account_of(kept: KeptSession, accounts: Iterable[Account]) -> Account | None:
    """The account that a KS was made from, else the first one of its partner."""
    own = [one for one in accounts if one.region == kept.region]
    made = (one for one in own if one.id == kept.account_id)
    alike = (one for one in own if one.partner_id == kept.session.partner_id)
    return next(made, None) or next(alike, None)


def account_with_means(kept: KeptSession, accounts: Iterable[Account]) -> Account | None:
    """The account whose stored secret starts a session like that of the KS, if there is one."""
    session = kept.session
    account = account_of(kept, accounts)
    if account is None or None in {session.type, session.privileges, session.expiry}:
        return None
    if session.partner_id != account.partner_id or session.type not in {USER, ADMIN}:
        return None
    return account if account.starts_with(session.type) else None


def started_alike(kept: KeptSession, account: Account, secret: str) -> Call:
    """A session.start alike, with the secret of its account."""
    session = kept.session
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


def _named(call: Call | Row) -> bool:
    return f"{call.service}.{call.action}".casefold() in _REPEATABLE
