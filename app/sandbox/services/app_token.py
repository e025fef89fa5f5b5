"""appToken: application tokens, and sessions started with their hash."""

import hashlib
import hmac

from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.generic import objects
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import APP_TOKEN
from app.sandbox.starting import DAY, info, sign, start
from app.sandbox.values import Row, Value
from app.sessions.ks import USER

_ACTIVE = 2  # KalturaAppTokenStatus


def start_session(context: Context, arguments: Arguments) -> Value:
    """What the token says of user, type and privileges goes before what the call asks for."""
    key = arguments.text("id")
    row = objects.found(context, APP_TOKEN, key, "APP_TOKEN_ID_NOT_FOUND")
    if row["status"] != _ACTIVE:
        raise ApiError("APP_TOKEN_NOT_ACTIVE", ID=row["id"])
    if row.get("expiry") and row["expiry"] <= context.now:
        raise ApiError("APP_TOKEN_EXPIRED", ID=row["id"])
    expected = _hash(row["hashType"], context.ks + row["token"])
    if not hmac.compare_digest(expected.encode(), arguments.text("tokenHash").encode()):
        raise ApiError("INVALID_APP_TOKEN_HASH")
    kind = row.get("sessionType")
    if kind is None:
        kind = arguments.number("type")
    session = start(
        context.partner,
        USER if kind is None else kind,
        row.get("sessionUserId") or arguments.text("userId"),
        _privileges(row, arguments.text("sessionPrivileges")),
        _seconds(row, arguments.number("expiry"), context.now),
        context.now,
    )
    return info(session, sign(context.partner, session))


def _privileges(row: Row, asked: str) -> str:
    own = f"sessionid:{row['id']},apptoken:{row['id']}"
    return ",".join(part for part in (row.get("sessionPrivileges"), asked, own) if part)


def _seconds(row: Row, asked: int | None, now: int) -> int:
    limits = [row.get("sessionDuration") or DAY]
    if asked:
        limits.append(asked)
    if row.get("expiry"):
        limits.append(row["expiry"] - now)
    return min(limits)


def _hash(kind: str | None, text: str) -> str:
    # MD5 and SHA-1 are among the token's kinds; whoever makes the token chooses.
    name = (kind or "SHA1").lower()
    return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()
