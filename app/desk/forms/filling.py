"""What fills a form in besides typing: the sandbox's demo account, and accounts that are kept.

A stored secret never reaches the page. The form shows MASK, its hidden field `account` says whose
secret that stands for, as `recorded` does for a call of history.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from app.call.form.call_form import PREFIX
from app.call.form.draft import Draft
from app.call.form.named_calls import call_in, calls_in
from app.call.form.request_form import RequestForm
from app.call.model import Call
from app.call.multirequest import NAME as MULTIREQUEST
from app.call.placeholders import names_in
from app.call.secrets.masking import MASK
from app.desk.desk import Desk
from app.desk.place import Place
from app.errors import NotFound
from app.sandbox.account import DEMO
from app.schema.model import Action, Service
from app.schema.registry import Registry
from app.schema.samples.making import FILE, sample_request
from app.sessions.accounts import Account
from app.sessions.ks import ADMIN, USER

# What the demo button fills in, by action; elsewhere it opens the first of them.
DEMO_VALUES: Mapping[str, Mapping[str, str]] = {
    "session.start": {
        "secret": DEMO.admin_secret,
        "partnerId": str(DEMO.partner_id),
        "type": str(ADMIN),
    },
    "session.startWidgetSession": {"widgetId": DEMO.widget_id},
    "user.loginByLoginId": {"loginId": DEMO.login_id, "password": DEMO.password},
    "user.login": {
        "partnerId": str(DEMO.partner_id),
        "userId": DEMO.login_id,
        "password": DEMO.password,
    },
}


def fill_in(registry: Registry, draft: Draft, values: Mapping[str, Mapping[str, str]]) -> None:
    """Fill in what `values` has for the action; of one that it does not know, for its first.

    In a multirequest that is each call that it knows, and there may be none (see `named_in`).
    """
    if draft.values.get("service") == MULTIREQUEST:
        for number, call in enumerate(calls_in(registry, draft, strict=False), 1):
            _put(draft, f"{PREFIX}{number}:", values.get(_name(call), {}))
        return
    service, action = call_in(registry, draft, "", strict=False)
    name = _name((service, action))
    if name not in values:
        name = next(iter(values))
        draft.values["service"], draft.values["action"] = name.split(".")
    _put(draft, PREFIX, values[name])


def fill_in_example(registry: Registry, draft: Draft) -> None:
    """Values made from the schema for the parameters that a call of the action has to have, or
    usually has; one that is filled in stays as it is, and files are to be chosen."""
    pairs = sample_request(registry, *call_in(registry, draft, "", strict=False))
    tops = {name.partition(":")[0] for name, _ in pairs}
    filled = {top for top in tops if _is_filled_in(draft, PREFIX + top)}
    for name, value in pairs:
        if name.partition(":")[0] in filled or value == FILE:
            continue
        parts = name.split(":")
        draft.values[PREFIX + name] = value
        draft.sent |= {PREFIX + ":".join(parts[:end]) for end in range(1, len(parts) + 1)}


def _is_filled_in(draft: Draft, name: str) -> bool:
    """A page posts empty fields too, and the class of each object that is open."""
    texts = draft.within(name).items()
    said = any(text and not place.endswith(":objectType") for place, text in texts)
    return said or any(one == name or one.startswith(f"{name}:") for one in draft.null)


def named_in(calls: Iterable[tuple[Service, Action]], values: Collection[str]) -> bool:
    """Whether there are values for one of the calls."""
    return any(_name(call) in values for call in calls)


def _name(call: tuple[Service, Action]) -> str:
    return f"{call[0].name}.{call[1].name}"


def _put(draft: Draft, prefix: str, values: Mapping[str, str]) -> None:
    for key, value in values.items():
        draft.values[prefix + key] = value
        draft.sent.add(prefix + key)


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


def take_account(accounts: Sequence[Account], draft: Draft) -> str:
    """Have an account stand for the secret, and the partner, that a session.start leaves open.

    That is the one of the partner that is named, or the only one. Returns its id, "" where there is
    none such, or none with a secret for the type; the type stays as it is.
    """
    if not _starts_session(draft):
        return ""
    partner = f"{PREFIX}partnerId"
    typed = str(draft.values.get(partner, ""))
    named = [one for one in accounts if str(one.partner_id) == typed]
    fitting = named if typed and not names_in(typed) else accounts
    if len(fitting) != 1 or not fitting[0].starts_with(_type(draft)):
        return ""
    draft.put(f"{PREFIX}secret", MASK)
    if names_in(typed):
        draft.put(partner, str(fitting[0].partner_id))
    return fitting[0].id


def behind_masks(
    desk: Desk, place: Place, recorded: Call | None, draft: Draft, account_id: str
) -> Call | None:
    """The call whose secrets a form's masks stand for: a recorded one, an account's secret in it.

    An account that is gone, or of another region, stands for nothing.
    """
    known = any(account.id == account_id for account in place.accounts)
    if not known or not _starts_session(draft):
        return recorded
    kind = next(one for one in place.accounts if one.id == account_id).starts_with(_type(draft))
    if kind is None:
        return recorded
    try:
        secret = desk.parts.accounts.secret(desk.workspace, account_id, kind)
    except NotFound:
        # Deleted in another tab since.
        return recorded
    if not secret:
        return recorded
    others = [pair for pair in recorded.parameters if pair[0] != "secret"] if recorded else []
    return Call(place.region.id, "session", "start", (*others, ("secret", secret)))


def _secret_and_type(account: Account, draft: Draft) -> dict[str, str]:
    """The typed type where a stored secret starts it, else the one that a stored secret does."""
    typed = str(draft.values.get(f"{PREFIX}type", ""))
    if typed and account.starts_with(_type(draft)):
        return {"secret": MASK, "type": typed}
    if not (account.has_admin_secret or account.has_user_secret):
        return {}
    return {"secret": MASK, "type": str(ADMIN if account.has_admin_secret else USER)}


def _type(draft: Draft) -> int:
    name = f"{PREFIX}type"
    sent = name in draft.sent or not draft.ticks
    return ADMIN if sent and draft.values.get(name) == str(ADMIN) else USER


def _starts_session(draft: Draft) -> bool:
    named = (str(draft.values.get("service", "")), str(draft.values.get("action", "")))
    return named == ("session", "start")


def keep_as_variables(
    desk: Desk, place: Place, form: RequestForm, values: Mapping[str, str]
) -> None:
    """What was given for a form's placeholders, by their names, becomes variables of the region;
    secret where a field for secrets holds it. Raises BadInput."""
    for one in form.placeholders:
        if value := values.get(one.name):
            where = f"region:{place.region.id}"
            desk.parts.variables.put(desk.workspace, where, one.name, value, secret=one.secret)
