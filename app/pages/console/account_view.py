"""Accounts in the console's form: what they fill in, and the secret behind a mask they put there.

A stored secret never reaches the page. The form shows MASK, its hidden field `account` says whose
secret that stands for, as `recorded` does for a call of history.
"""

from collections.abc import Mapping

from app.call.form.call_form import PREFIX
from app.call.form.draft import Draft
from app.call.model import Call
from app.call.secrets.masking import MASK
from app.errors import NotFound
from app.pages.shell.context import console, workspace
from app.sessions.accounts import Account, Kind

_ADMIN_TYPE = "2"  # KalturaSessionType


def accounts_in(region: str) -> tuple[Account, ...]:
    return console().accounts.list(workspace(), region)


def values_of(account: Account, draft: Draft) -> Mapping[str, Mapping[str, str]]:
    """What an account fills in, by action; what it does not know is not there."""
    partner = str(account.partner_id)
    filled = {
        "session.start": {
            **_secret_and_type(account, draft),
            "partnerId": partner,
            "userId": account.user_id,
        },
        "session.startWidgetSession": {"widgetId": f"_{partner}"},
        "user.login": {"partnerId": partner, "userId": account.user_id},
        "user.loginByLoginId": {"partnerId": partner, "loginId": account.login_id},
    }
    return {
        action: {name: value for name, value in values.items() if value}
        for action, values in filled.items()
    }


def behind_masks(recorded: Call | None, draft: Draft, account_id: str, region: str) -> Call | None:
    """The call whose secrets a form's masks stand for: a recorded one, an account's secret in it.

    An account that is gone, or of another region, stands for nothing.
    """
    if not account_id or not _starts_session(draft):
        return recorded
    try:
        account = console().accounts.get(workspace(), account_id)
        secret = console().accounts.secret(workspace(), account_id, _kind(draft))
    except NotFound:
        return recorded
    if account.region != region or not secret:
        return recorded
    others = [pair for pair in recorded.parameters if pair[0] != "secret"] if recorded else []
    return Call(region, "session", "start", (*others, ("secret", secret)))


def _secret_and_type(account: Account, draft: Draft) -> dict[str, str]:
    """The secret that the typed type takes, else the type of a secret that is stored."""
    stored = {"admin": account.has_admin_secret, "user": account.has_user_secret}
    typed = str(draft.values.get(f"{PREFIX}type", ""))
    if typed and stored[_kind(draft)]:
        return {"secret": MASK, "type": typed}
    if not any(stored.values()):
        return {}
    return {"secret": MASK, "type": _ADMIN_TYPE if stored["admin"] else "0"}


def _kind(draft: Draft) -> Kind:
    name = f"{PREFIX}type"
    sent = name in draft.sent or not draft.ticks
    return "admin" if sent and draft.values.get(name) == _ADMIN_TYPE else "user"


def _starts_session(draft: Draft) -> bool:
    named = (str(draft.values.get("service", "")), str(draft.values.get("action", "")))
    return named == ("session", "start")
