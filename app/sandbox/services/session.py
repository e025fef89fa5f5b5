"""session: start a KS with a secret, describe it, end it, act for others."""

import hmac

from app.sandbox.access import WIDGET_PRIVILEGES, Access, ks_hash, secret_for, signed
from app.sandbox.account import DEMO
from app.sandbox.context import Context, Handler
from app.sandbox.errors import ApiError
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.starting import info, sign
from app.sandbox.starting import start as start_session
from app.sandbox.values import VOID, Object, Value
from app.sessions.ks import ADMIN, USER, KsUnreadable, Session


def start(context: Context, arguments: Arguments) -> Value:
    partner = arguments.number("partnerId")
    return _by_secret(context, arguments, partner, arguments.number("type") or USER)


def impersonate(context: Context, arguments: Arguments) -> Value:
    """The account may act for itself alone, and with its administrator secret."""
    if context.session is not None and not context.admin:
        raise ApiError("SERVICE_FORBIDDEN", SERVICE="session->impersonate")
    partner = arguments.number("impersonatedPartnerId")
    if arguments.number("partnerId") not in {None, DEMO.partner_id}:
        raise ApiError("START_SESSION_ERROR", PID=arguments.number("partnerId"))
    return _by_secret(context, arguments, partner, ADMIN)


def _by_secret(
    context: Context, arguments: Arguments, partner: int | None, secret_of: int
) -> Value:
    known = hmac.compare_digest(arguments.text("secret").encode(), secret_for(secret_of).encode())
    if partner != DEMO.partner_id or not known:
        raise ApiError("START_SESSION_ERROR", PID="" if partner is None else partner)
    session = start_session(
        arguments.number("type") or USER,
        arguments.text("userId"),
        arguments.text("privileges"),
        arguments.number("expiry"),
        context.now,
    )
    return sign(session)


def get(context: Context, arguments: Arguments) -> Value:
    """Numbers are texts in this answer, as on the real server."""
    other = arguments.text("session")
    session = _own(other) if other else context.session
    if session is None:
        raise ApiError("START_SESSION_ERROR", PID=DEMO.partner_id)
    described = info(session, other or None)
    texts = {"sessionType": str(session.type), "expiry": str(session.expiry)}
    return Object(described.type, {**described.fields, **texts})


def end(context: Context, _arguments: Arguments) -> Value:
    if context.session is not None:
        context.objects.end_session(ks_hash(context.ks))
    return VOID


def start_widget_session(context: Context, arguments: Arguments) -> Value:
    widget = arguments.text("widgetId")
    if widget != DEMO.widget_id:
        raise ApiError("INVALID_WIDGET_ID", WIDGET_ID=widget)
    seconds = arguments.number("expiry")
    session = start_session(USER, "0", WIDGET_PRIVILEGES, seconds, context.now)
    return Object(
        "KalturaStartWidgetSessionResponse",
        {"partnerId": DEMO.partner_id, "ks": sign(session), "userId": 0},
    )


def impersonate_by_ks(context: Context, arguments: Arguments) -> Value:
    """A KS for the user of another KS, with another type, expiry or privileges."""
    other = _own(arguments.text("session"))
    kind = arguments.number("type")
    seconds = arguments.number("expiry")
    if seconds is None and other.expiry is not None:
        seconds = other.expiry - context.now
    session = start_session(
        (other.type or USER) if kind is None else kind,
        other.user_id or "",
        arguments.text("privileges") or other.privileges or "",
        seconds,
        context.now,
    )
    return info(session, sign(session))


def _own(ks: str) -> Session:
    """A KS of this account. Raises ApiError START_SESSION_ERROR."""
    try:
        return signed(ks)
    except KsUnreadable as fault:
        raise ApiError("START_SESSION_ERROR", PID=DEMO.partner_id) from fault


ACTIONS = {
    "start": Handler(start, Access.OPEN),
    "get": Handler(get, Access.WIDGET),
    "end": Handler(end, Access.OPTIONAL, writes=True),
    "impersonate": Handler(impersonate, Access.OPEN),
    "impersonateByKs": Handler(impersonate_by_ks, Access.ADMIN),
    "startWidgetSession": Handler(start_widget_session, Access.OPEN),
}
