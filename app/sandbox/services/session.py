"""session: start a KS with a secret, describe it, end it, act for others."""

import hmac

from app.sandbox.access import WIDGET_PRIVILEGES, ks_hash, verified
from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.starting import info, sign
from app.sandbox.starting import start as start_session
from app.sandbox.values import VOID, Object, Row, Value
from app.sessions.ks import USER


def start(context: Context, arguments: Arguments) -> Value:
    """The administrator secret starts both types, the user secret USER alone."""
    kind = arguments.number("type") or USER
    partner = _partner(context, arguments.number("partnerId"))
    secrets = [partner["adminSecret"], *([partner["secret"]] if kind == USER else [])]
    return _by_secret(context, arguments, partner, secrets)


def impersonate(context: Context, arguments: Arguments) -> Value:
    """The account may act for itself alone, and with its administrator secret."""
    if context.session is not None and not context.admin:
        raise ApiError("SERVICE_FORBIDDEN", SERVICE="session->impersonate")
    own, other = arguments.number("partnerId"), arguments.number("impersonatedPartnerId")
    partner = _partner(context, other)
    if own not in {None, partner["id"]}:
        raise ApiError("START_SESSION_ERROR", PID=own)
    return _by_secret(context, arguments, partner, [partner["adminSecret"]])


def _partner(context: Context, number: int | None) -> Row:
    partner = context.partner_of(number)
    if partner is None:
        raise ApiError("START_SESSION_ERROR", PID=number or 0)
    return partner


def _by_secret(context: Context, arguments: Arguments, partner: Row, secrets: list[str]) -> Value:
    given = arguments.text("secret").encode()
    if not any(hmac.compare_digest(given, secret.encode()) for secret in secrets):
        raise ApiError("START_SESSION_ERROR", PID=partner["id"])
    session = start_session(
        partner,
        arguments.number("type") or USER,
        arguments.text("userId"),
        arguments.text("privileges"),
        arguments.number("expiry"),
        context.now,
    )
    return sign(partner, session)


def get(context: Context, arguments: Arguments) -> Value:
    """Numbers are texts in this answer, as on the real server."""
    other = arguments.text("session")
    if other:
        try:
            session = verified(other, context.partner, context.now)
        except ApiError as fault:
            raise ApiError("START_SESSION_ERROR", PID=context.account) from fault
    elif context.session is not None:
        session = context.session
    else:
        raise ApiError("START_SESSION_ERROR", PID=context.account)
    described = info(session, None)
    texts = {"sessionType": str(session.type), "expiry": str(session.expiry)}
    return Object(described.type, {**described.fields, **texts})


def end(context: Context, _arguments: Arguments) -> Value:
    if context.session is not None:
        context.objects.end_session(ks_hash(context.ks))
    return VOID


def start_widget_session(context: Context, arguments: Arguments) -> Value:
    widget = arguments.text("widgetId")
    number = widget.removeprefix("_")
    partner = context.partner_of(int(number) if number.isdecimal() else None)
    if partner is None or not widget.startswith("_"):
        raise ApiError("INVALID_WIDGET_ID", WIDGET_ID=widget)
    seconds = arguments.number("expiry")
    session = start_session(partner, USER, "0", WIDGET_PRIVILEGES, seconds, context.now)
    return Object(
        "KalturaStartWidgetSessionResponse",
        {"partnerId": partner["id"], "ks": sign(partner, session), "userId": 0},
    )
