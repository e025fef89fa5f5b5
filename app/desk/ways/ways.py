"""The ways to a KS: from a form that is filled in well to the calls, and what came of them.

Each raises BadInput, which names the field, before anything is sent.
"""

import time
from collections.abc import Callable
from typing import Any

from app.call.model import Call
from app.desk.ways.profiles import Means, kept_secret, profile
from app.desk.ways.result import (
    Hashing,
    Result,
    Step,
    call_of,
    of_account,
    result_of,
    sent,
    sent_aside,
)
from app.errors import BadInput, NotFound
from app.pages.sessions.forms import (
    ByKsForm,
    ImpersonateForm,
    Lifetime,
    LoginForm,
    SignForm,
    StartForm,
    TokenForm,
    WayForm,
    WidgetForm,
)
from app.pages.shell.context import console, workspace
from app.sessions.app_token import token_hash
from app.sessions.found import FoundSession
from app.sessions.jar import KeptSession
from app.sessions.ks import ADMIN, Session, sign_v1, sign_v2

_DAY = 86_400  # seconds
SIGNED_HERE = "signed here"


def start(form: StartForm) -> Result:
    call = call_of(
        form.region_id,
        "session",
        "start",
        secret=_secret_of_type(form),
        userId=form.user_id.data or "",
        type=form.type.data,
        partnerId=form.partner_id.data or "",
        expiry=_seconds(form.lasts),
        privileges=form.privileges.data or "",
    )
    return _in_one_step(form, "session.start", call)


def login(form: LoginForm) -> Result:
    call = call_of(
        form.region_id,
        "user",
        "loginByLoginId",
        loginId=form.login_id.data or "",
        password=_given(form, "password", "password", "Type the password."),
        partnerId=form.partner_id.data or "",
        expiry=_seconds(form.lasts),
        privileges=form.privileges.data or "",
        otp=form.otp.data or "",
    )
    return _in_one_step(form, "user.loginByLoginId", call)


def widget(form: WidgetForm) -> Result:
    call = call_of(
        form.region_id,
        "session",
        "startWidgetSession",
        widgetId=form.widget_id.data or f"_{form.partner_id.data}",
        expiry=_seconds(form.lasts),
    )
    return _in_one_step(form, "session.startWidgetSession", call)


def impersonate(form: ImpersonateForm) -> Result:
    call = call_of(
        form.region_id,
        "session",
        "impersonate",
        secret=_given(form, "secret", "admin", "Type your administrator secret."),
        impersonatedPartnerId=form.impersonated_partner_id.data or "",
        userId=form.user_id.data or "",
        type=form.type.data,
        partnerId=form.partner_id.data or "",
        expiry=_seconds(form.lasts),
        privileges=form.privileges.data or "",
    )
    return _in_one_step(form, "session.impersonate", call)


def by_ks(form: ByKsForm) -> Result:
    if not form.session.data:
        raise BadInput("Paste the KS of the user to act for.", field="session")
    own = kept_by_id(form.with_ks.data)
    call = call_of(
        own.region,
        "session",
        "impersonateByKs",
        ks=own.ks,
        session=form.session.data.strip(),
        type=form.type.data,
        expiry=_seconds(form.lasts),
        privileges=form.privileges.data or "",
    )
    step, exchange = sent("session.impersonateByKs", call)
    return Result((step,), exchange.kept if step.ok else None)


def app_token(form: TokenForm) -> Result:
    """A widget session, the hash of its KS and the token, and the session that this opens."""
    token, hash_type = _token(form), str(form.hash_type.data)
    widget_call = call_of(
        form.region_id, "session", "startWidgetSession", widgetId=f"_{form.partner_id.data}"
    )
    first, exchange = sent_aside("session.startWidgetSession", widget_call)
    ks = result_of(exchange.answer).get("ks")
    if not first.ok or not isinstance(ks, str):
        return Result((first,))
    value = token_hash(ks, token, hash_type)
    call = call_of(
        form.region_id,
        "apptoken",
        "startSession",
        ks=ks,
        id=form.token_id.data or "",
        tokenHash=value,
        userId=form.user_id.data or "",
        type=form.type.data,
        expiry=_seconds(form.lasts),
        sessionPrivileges=form.privileges.data or "",
    )
    last, started = sent("appToken.startSession", call)
    hashing = Step("tokenHash", hashing=Hashing(hash_type, value))
    result = Result((first, hashing, last), started.kept if last.ok else None)
    return of_account(result, _account_of(form))


def sign(form: SignForm) -> Result:
    """A KS made here, without any call."""
    seconds = form.lasts.seconds or _DAY
    now = time.time()
    session = Session(
        version=int(form.version.data),
        partner_id=int(form.partner_id.data or 0),
        type=int(form.type.data),
        expiry=int(now) + seconds,
        user_id=form.user_id.data or "",
        privileges=form.privileges.data or "",
    )
    secret = _secret_of_type(form)
    ks = sign_v2(session, secret) if session.version == 2 else sign_v1(session, secret)
    signed_as = "generateSessionV2" if session.version == 2 else "generateSession"
    if not form.keep.data:
        return Result(shown=ks, signed_as=signed_as)
    found = FoundSession(
        ks,
        session.type,
        session.partner_id,
        session.user_id,
        session.expiry,
        session.privileges,
        SIGNED_HERE,
    )
    kept = console().jar.keep(workspace(), form.region_id, found, now, account_id=_account_of(form))
    return Result(kept=kept, signed_as=signed_as)


def kept_by_id(session_id: Any) -> KeptSession:
    """A KS of the jar. Raises BadInput (field `with_ks`)."""
    try:
        return console().jar.get(workspace(), str(session_id))
    except NotFound as fault:
        raise BadInput(fault.sentence, field="with_ks") from fault


# Each takes its own form of FORMS.
WAYS: dict[str, Callable[[Any], Result]] = {
    "start": start,
    "login": login,
    "token": app_token,
    "sign": sign,
    "impersonate": impersonate,
    "by-ks": by_ks,
    "widget": widget,
}


def _in_one_step(form: WayForm, title: str, call: Call) -> Result:
    step, exchange = sent(title, call)
    return of_account(Result((step,), exchange.kept if step.ok else None), _account_of(form))


def _account_of(form: WayForm) -> str:
    chosen = profile(form.account_id)
    return chosen.account_id if chosen else ""


def _secret_of_type(form: StartForm) -> str:
    admin = form.type.data == str(ADMIN)
    which = "administrator" if admin else "user"
    return _given(form, "secret", "admin" if admin else "user", f"Type the {which} secret.")


def _given(form: WayForm, field: str, means: Means, sentence: str) -> str:
    """What was typed, else what the chosen account has. Raises BadInput."""
    # The account is looked at in any case, so that a wrong choice does not go unnoticed.
    kept = kept_secret(form.account_id, form.region_id, means)
    typed = str(form[field].data or "")
    if means != "password":
        typed = typed.strip()
    if not typed and not kept:
        if form.account_id:
            sentence += " The chosen account has none."
        raise BadInput(sentence, field=field)
    return typed or kept


def _token(form: TokenForm) -> str:
    if not form.token.data and form.made_by.data:
        return token_in(form.made_by.data)
    return _given(form, "token", "token", "Type the token.")


def token_in(record_id: str) -> str:
    """The token that a recorded appToken.add gave. Raises BadInput (field `token`)."""
    missing = BadInput("The call that made the token is gone: type the token.", field="token")
    try:
        record = console().history.get(workspace(), record_id)
    except NotFound as fault:
        raise missing from fault
    token = result_of(record.answer).get("token")
    if (record.call.service, record.call.action) != ("apptoken", "add") or not token:
        raise missing
    return str(token)


def _seconds(field: Lifetime) -> str:
    return "" if field.seconds is None else str(field.seconds)
