"""user: the account's users, and signing in with a login."""

from werkzeug.security import check_password_hash, generate_password_hash

from app.sandbox import rows
from app.sandbox.access import Access
from app.sandbox.account import DEMO
from app.sandbox.context import Context, Handler
from app.sandbox.errors import ApiError
from app.sandbox.filters import listed, matching, ordered
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.starting import sign, start
from app.sandbox.values import Object, Row, Value, from_row
from app.sessions.ks import ADMIN, USER

KIND = "user"
_HASH = "pbkdf2:sha256:60000"  # quick enough for a sandbox
_MIN_PASSWORD = 8
_BLOCKED, _DELETED = 0, 2  # KalturaUserStatus


def add(context: Context, arguments: Arguments) -> Value:
    sent = context.shapes.insertable(arguments.sent("user"))
    if not sent.get("id"):
        raise _lacks("id")
    if context.objects.get(KIND, sent["id"]):
        raise ApiError("DUPLICATE_USER_BY_ID", UID=sent["id"])
    row = rows.user(_with_login(context, sent), now=context.now)
    return shown(context.objects.add(KIND, row))


def get(context: Context, arguments: Arguments) -> Value:
    user_id = arguments.text("userId") or context.user_id
    if not context.admin and user_id != context.user_id:
        raise ApiError("CANNOT_RETRIEVE_ANOTHER_USER_USING_NON_ADMIN_SESSION", USER_ID=user_id)
    return shown(_found(context, user_id))


def list_(context: Context, arguments: Arguments) -> Value:
    wanted = arguments.object("filter")
    found = matching(context.objects.all(KIND), wanted, context.shapes)
    hidden = [_without_login(row) for row in ordered(found, wanted)]
    return listed(hidden, arguments.object("pager"), "KalturaUserListResponse")


def update(context: Context, arguments: Arguments) -> Value:
    row = _found(context, arguments.text("userId"))
    sent = context.shapes.updatable(arguments.sent("user"))
    sent.pop("id", None)
    changed = rows.named({**row, **sent, "updatedAt": context.now})
    return shown(context.objects.change(KIND, changed))


def delete(context: Context, arguments: Arguments) -> Value:
    row = _found(context, arguments.text("userId"))
    context.objects.remove(KIND, row["id"])
    return shown({**row, "status": _DELETED, "deletedAt": context.now, "updatedAt": context.now})


def login(context: Context, arguments: Arguments) -> Value:
    partner = arguments.number("partnerId")
    if partner != DEMO.partner_id:
        raise ApiError("INVALID_PARTNER_ID", PID=partner)
    row = context.objects.get(KIND, arguments.text("userId"))
    return _signed_in(context, arguments, row)


def login_by_login_id(context: Context, arguments: Arguments) -> Value:
    partner = arguments.number("partnerId")
    if partner not in {None, 0, DEMO.partner_id}:
        raise ApiError("INVALID_PARTNER_ID", PID=partner)
    return _signed_in(context, arguments, _by_login(context, arguments.text("loginId")))


def login_by_ks(context: Context, arguments: Arguments) -> Value:
    """Change to another account of the same login: there is only this one."""
    partner = arguments.number("requestedPartnerId")
    if partner != DEMO.partner_id:
        raise ApiError("UNKNOWN_PARTNER_ID", PID=partner)
    session = start(ADMIN, context.user_id, "*", None, context.now)
    return Object(
        "KalturaSessionResponse",
        {"partnerId": partner, "ks": sign(session), "userId": context.user_id},
    )


def shown(row: Row) -> Object:
    """The user as an answer has it: without the login's secrets."""
    return from_row(_without_login(row))


def password_hash(password: str) -> str:
    return generate_password_hash(password, method=_HASH)


def _without_login(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in {"password", "passwordHash"}}


def _with_login(context: Context, sent: Row) -> Row:
    """What was sent, the password hashed; a login needs an e-mail address and a password."""
    password = sent.pop("password", "")
    if not sent.get("loginEnabled"):
        return sent
    if not sent.get("email"):
        raise _lacks("email")
    if _by_login(context, sent["email"]):
        raise ApiError("DUPLICATE_USER_BY_LOGIN_ID", EMAIL=sent["email"])
    if len(password) < _MIN_PASSWORD:
        raise ApiError(
            "PASSWORD_STRUCTURE_INVALID", RULES=f"use at least {_MIN_PASSWORD} characters"
        )
    return {**sent, "passwordHash": password_hash(password)}


def _signed_in(context: Context, arguments: Arguments, row: Row | None) -> Value:
    if row is None or not row.get("passwordHash"):
        raise ApiError("USER_NOT_FOUND")
    if not check_password_hash(row["passwordHash"], arguments.text("password")):
        raise ApiError("USER_WRONG_PASSWORD")
    if row["status"] == _BLOCKED:
        raise ApiError("USER_IS_BLOCKED")
    kind = ADMIN if row["isAdmin"] else USER
    privileges, seconds = arguments.text("privileges"), arguments.number("expiry")
    return sign(start(kind, row["id"], privileges, seconds, context.now))


def _by_login(context: Context, login_id: str) -> Row | None:
    wanted = login_id.casefold()
    users = (row for row in context.objects.all(KIND) if row["loginEnabled"])
    return next((row for row in users if (row.get("email") or "").casefold() == wanted), None)


def _found(context: Context, user_id: str) -> Row:
    row = context.objects.get(KIND, user_id)
    if row is None:
        raise ApiError("INVALID_USER_ID")
    return row


def _lacks(name: str) -> ApiError:
    return ApiError("PROPERTY_VALIDATION_CANNOT_BE_NULL", PROP_NAME=f"KalturaUser::{name}")


ACTIONS = {
    "add": Handler(add, Access.ADMIN, writes=True),
    "get": Handler(get, Access.USER),
    "list": Handler(list_, Access.ADMIN),
    "update": Handler(update, Access.ADMIN, writes=True),
    "delete": Handler(delete, Access.ADMIN, writes=True),
    "login": Handler(login, Access.OPEN),
    "loginByLoginId": Handler(login_by_login_id, Access.OPEN),
    "loginByKs": Handler(login_by_ks, Access.ADMIN),
}
