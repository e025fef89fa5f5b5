"""Signing in with a login: passwords, and the locks that wrong ones put on them."""

from werkzeug.security import check_password_hash, generate_password_hash

from app.sandbox import rows
from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.generic import objects
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import USER
from app.sandbox.starting import sign, start
from app.sandbox.values import VOID, Object, Outcome, Row, Value, from_row
from app.sessions.ks import ADMIN
from app.sessions.ks import USER as USER_SESSION

_HASH = "pbkdf2:sha256:60000"  # quick enough for a sandbox
_MIN_PASSWORD = 8
_BLOCKED = 0  # KalturaUserStatus


def login(context: Context, arguments: Arguments) -> Outcome:
    there = _in_account(context, arguments)
    return _signed_in(there, arguments, there.objects.get(USER, arguments.text("userId")))


def login_by_login_id(context: Context, arguments: Arguments) -> Outcome:
    return _by_login_id(context, arguments, arguments.text("loginId"))


def admin_login(context: Context, arguments: Arguments) -> Outcome:
    return _by_login_id(context, arguments, arguments.text("email"))


def _by_login_id(context: Context, arguments: Arguments, login_id: str) -> Outcome:
    there = _in_account(context, arguments)
    return _signed_in(there, arguments, by_login(there, login_id))


def _in_account(context: Context, arguments: Arguments) -> Context:
    """The call in the account that it names, if any. Raises ApiError INVALID_PARTNER_ID."""
    number = arguments.number("partnerId")
    partner = context.partner_of(number) if number else context.partner
    if partner is None:
        raise ApiError("INVALID_PARTNER_ID", PID=number)
    return context.in_account(partner["id"])


def login_by_ks(context: Context, arguments: Arguments) -> Value:
    """Change to another account of the same login; the sandbox's logins have one each."""
    number = arguments.number("requestedPartnerId")
    if number != context.account:
        raise ApiError("UNKNOWN_PARTNER_ID", PID=number)
    session = start(context.partner, ADMIN, context.user_id, "*", None, context.now)
    ks = sign(context.partner, session)
    fields: Row = {"partnerId": number, "ks": ks, "userId": context.user_id}
    return Object("KalturaSessionResponse", fields)


def get_by_login_id(context: Context, arguments: Arguments) -> Value:
    row = by_login(context, arguments.text("loginId"))
    if row is None:
        raise ApiError("LOGIN_DATA_NOT_FOUND")
    return from_row(row)


def check_login_data_exists(context: Context, arguments: Arguments) -> Value:
    return by_login(context, arguments.sent("filter").text("loginEmailEqual")) is not None


def enable_login(context: Context, arguments: Arguments) -> Value:
    row = context.objects.get(USER, arguments.text("userId"))
    if row is None or row["objectType"] == "KalturaGroup":
        raise ApiError("USER_NOT_FOUND")
    if row.get("loginEnabled"):
        raise ApiError("USER_LOGIN_ALREADY_ENABLED")
    if by_login(context, arguments.text("loginId")):
        raise ApiError("LOGIN_ID_ALREADY_USED")
    sent = {"loginEnabled": True, "email": arguments.text("loginId")}
    password = arguments.text("password")
    if password:
        sent["passwordHash"] = password_hash(strong(password))
    return from_row(objects.changed(context, row, sent))


def disable_login(context: Context, arguments: Arguments) -> Value:
    by_id = context.objects.get(USER, arguments.text("userId"))
    row = by_id or by_login(context, arguments.text("loginId"))
    if row is None:
        raise ApiError("USER_NOT_FOUND")
    if not row.get("loginEnabled"):
        raise ApiError("USER_LOGIN_ALREADY_DISABLED")
    if row.get("isAdmin"):
        raise ApiError("CANNOT_DISABLE_LOGIN_FOR_ADMIN_USER")
    return from_row(objects.changed(context, row, {"loginEnabled": False, "passwordHash": None}))


def update_login_data(context: Context, arguments: Arguments) -> Outcome:
    row = by_login(context, arguments.text("oldLoginId"))
    if row is None:
        raise ApiError("ADMIN_KUSER_NOT_FOUND")
    refused = _refused(context, row, arguments.text("password"))
    if refused is not None:
        return refused
    sent: Row = {}
    for argument, name in (("newFirstName", "firstName"), ("newLastName", "lastName")):
        if arguments.text(argument):
            sent[name] = arguments.text(argument)
    if arguments.text("newLoginId"):
        if by_login(context, arguments.text("newLoginId")):
            raise ApiError("LOGIN_ID_ALREADY_USED")
        sent["email"] = arguments.text("newLoginId")
    if arguments.text("newPassword"):
        sent["passwordHash"] = password_hash(strong(arguments.text("newPassword")))
    objects.changed(context, row, rows.named({**row, **sent}))
    return VOID


def reset_password(context: Context, arguments: Arguments) -> Value:
    """Nothing is sent; only whether there is such a login is told."""
    if by_login(context, arguments.text("email")) is None:
        raise ApiError("LOGIN_DATA_NOT_FOUND")
    return VOID


def password_hash(password: str) -> str:
    return generate_password_hash(password, method=_HASH)


def strong(password: str) -> str:
    if len(password) < _MIN_PASSWORD:
        raise ApiError(
            "PASSWORD_STRUCTURE_INVALID", RULES=f"use at least {_MIN_PASSWORD} characters"
        )
    return password


def _signed_in(context: Context, arguments: Arguments, row: Row | None) -> Outcome:
    # As this release does: a login that is unknown is not told apart from a wrong password.
    if row is None or not row.get("passwordHash"):
        return ApiError("USER_WRONG_PASSWORD")
    refused = _refused(context, row, arguments.text("password"))
    if refused is not None:
        return refused
    if row["status"] == _BLOCKED:
        return ApiError("USER_IS_BLOCKED")
    context.objects.change(USER, {**row, "lastLoginTime": context.now, "_wrong": 0})
    kind = ADMIN if row["isAdmin"] else USER_SESSION
    privileges = arguments.values.get("privileges")
    seconds = arguments.values.get("expiry")
    session = start(
        context.partner,
        kind,
        row["id"],
        str(privileges or ""),
        seconds if isinstance(seconds, int) else None,
        context.now,
    )
    return sign(context.partner, session)


def _refused(context: Context, row: Row, password: str) -> ApiError | None:
    """Why the password is not accepted; wrong ones in a row lock the login for a while."""
    partner = context.partner
    if row.get("_locked") and row["_locked"] > context.now:
        return ApiError("LOGIN_BLOCKED")
    if row.get("passwordHash") and check_password_hash(row["passwordHash"], password):
        return None
    wrong = int(row.get("_wrong") or 0) + 1
    locked = wrong >= int(partner["maxLoginAttempts"])
    until = context.now + int(partner["loginBlockPeriod"]) if locked else 0
    context.objects.change(USER, {**row, "_wrong": 0 if locked else wrong, "_locked": until})
    return ApiError("LOGIN_RETRIES_EXCEEDED" if locked else "USER_WRONG_PASSWORD")


def by_login(context: Context, login_id: str) -> Row | None:
    wanted = login_id.casefold()
    users = (row for row in context.objects.all(USER) if row.get("loginEnabled"))
    return next((row for row in users if (row.get("email") or "").casefold() == wanted), None)
