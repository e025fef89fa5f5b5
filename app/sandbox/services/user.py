"""user: the account's users."""

import re

from app.sandbox import rows
from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.filters import parts
from app.sandbox.generic import objects
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import USER, USER_ROLE
from app.sandbox.services.login import by_login, password_hash, strong
from app.sandbox.values import Object, Row, Value, from_row

USER_ID = re.compile(r"[A-Za-z0-9,!#$%&'*+?^_`{|}~.@-]{1,320}")
_UNSAVED = ("storageSize", "type")  # what an answer has only once the user was read again


def add(context: Context, arguments: Arguments) -> Value:
    sent = context.shapes.insertable(arguments.sent("user"))
    if not USER_ID.fullmatch(sent.get("id") or ""):
        raise ApiError("INVALID_FIELD_VALUE", FIELD_NAME="id")
    if context.objects.get(USER, sent["id"]):
        raise ApiError("DUPLICATE_USER_BY_ID", UID=sent["id"])
    row = _with_roles(context, _with_login(context, sent))
    return _fresh(context.objects.add(USER, rows.user(context, row)))


def _fresh(row: Row) -> Object:
    return from_row({name: value for name, value in row.items() if name not in _UNSAVED})


def get(context: Context, arguments: Arguments) -> Value:
    """Whoever asks for themselves and is not known yet becomes known."""
    user_id = arguments.text("userId") or context.user_id
    own = user_id == context.user_id
    if not context.admin and not own:
        raise ApiError("CANNOT_RETRIEVE_ANOTHER_USER_USING_NON_ADMIN_SESSION", USER_ID=user_id)
    row = context.objects.get(USER, user_id)
    if row is None and own and not context.admin and USER_ID.fullmatch(user_id):
        sent = {"id": user_id, "firstName": user_id}
        return _fresh(context.objects.add(USER, rows.user(context, sent)))
    return from_row(_found(context, user_id))


def update(context: Context, arguments: Arguments) -> Value:
    row = _found(context, arguments.text("userId"))
    sent = context.shapes.updatable(arguments.sent("user"))
    sent.pop("id", None)
    changed = rows.named({**row, **_with_roles(context, sent), "updatedAt": context.now})
    if changed["status"] != row["status"]:
        changed["statusUpdatedAt"] = context.now
    return from_row(context.objects.change(USER, changed))


def delete(context: Context, arguments: Arguments) -> Value:
    row = objects.removed(context, _found(context, arguments.text("userId")))
    return from_row({**row, "deletedAt": context.now})


def _with_login(context: Context, sent: Row) -> Row:
    """What was sent, the password hashed; a login needs an e-mail address and a password."""
    password = sent.pop("password", "")
    if not sent.get("loginEnabled"):
        return sent
    if not sent.get("email"):
        raise ApiError("PROPERTY_VALIDATION_CANNOT_BE_NULL", PROP_NAME="KalturaUser::email")
    if by_login(context, sent["email"]):
        raise ApiError("DUPLICATE_USER_BY_LOGIN_ID", EMAIL=sent["email"])
    return {**sent, "passwordHash": password_hash(strong(password))}


def _with_roles(context: Context, sent: Row) -> Row:
    """What was sent, with the names of the roles in it."""
    if "roleIds" not in sent:
        return sent
    names = []
    for key in parts(sent["roleIds"] or ""):
        role = context.objects.get(USER_ROLE, key)
        if role is None:
            raise ApiError("USER_ROLE_NOT_FOUND")
        names.append(role["name"])
    return {**sent, "roleNames": ",".join(names)}


def _found(context: Context, user_id: str) -> Row:
    row = context.objects.get(USER, user_id)
    if row is None or row["objectType"] == "KalturaGroup":
        raise ApiError("INVALID_USER_ID")
    return row


def demote_admin(context: Context, arguments: Arguments) -> Value:
    row = _found(context, arguments.text("userId"))
    return from_row(objects.changed(context, row, {"isAdmin": False}))
