"""Who is calling: the KS of a call checked as the real server does, and what it may do.

The reasons and their numbers are those of the INVALID_KS answer of the real API.
"""

import fnmatch
import hashlib
from enum import Enum

from app.sandbox.account import DEMO
from app.sandbox.errors import ApiError
from app.sandbox.incoming.scalars import whole
from app.sandbox.store import Store
from app.sessions.ks import ADMIN, USER, KsUnreadable, Reason, Session, read, verify
from app.sessions.privileges import parse

WIDGET_PRIVILEGES = "view:*,widget:1"


class Access(Enum):
    """What an action asks for, weakest first."""

    OPEN = 0  # no KS; one that is sent and unusable does not matter
    OPTIONAL = 1  # no KS, but one that is sent must be good
    WIDGET = 2  # any KS
    USER = 3  # the KS of a person
    ADMIN = 4


class KsFault(Enum):
    """Why a KS is not accepted, by the number that the answer carries."""

    INVALID_STR = -1
    INVALID_PARTNER = -2
    INVALID_TYPE = -4
    EXPIRED = -5
    LOGOUT = -6
    EXCEEDED_ACTIONS_LIMIT = -8
    EXCEEDED_RESTRICTED_IP = -9
    EXCEEDED_RESTRICTED_URI = -11


def ks_hash(ks: str) -> str:
    return hashlib.sha256(ks.encode()).hexdigest()


def check(ks: str, store: Store, *, now: float, path: str, address: str) -> Session:
    """The session of a KS; one more use is counted where it has an actions limit.

    `now` is unix seconds, `path` starts with /api_v3, `address` is the caller's IP address.
    Raises ApiError INVALID_KS.
    """
    session = _verified(ks, now)
    granted = {item.name: item.value for item in parse(session.privileges)}
    if "iprestrict" in granted and address not in granted["iprestrict"].split("/"):
        raise invalid(ks, KsFault.EXCEEDED_RESTRICTED_IP)
    if "urirestrict" in granted and not _fits(path, granted["urirestrict"]):
        raise invalid(ks, KsFault.EXCEEDED_RESTRICTED_URI)
    with store.reading() as objects:
        if objects.session_ended(ks_hash(ks)):
            raise invalid(ks, KsFault.LOGOUT)
    if "actionslimit" in granted:
        with store.writing() as objects:
            used = objects.count_use(ks_hash(ks))
        if used > whole(granted["actionslimit"]):
            raise invalid(ks, KsFault.EXCEEDED_ACTIONS_LIMIT)
    return session


def permit(session: Session | None, access: Access, service: str, action: str) -> None:
    """Raises ApiError SERVICE_FORBIDDEN where the session is not enough for the action."""
    if level(session).value < access.value:
        raise ApiError("SERVICE_FORBIDDEN", SERVICE=f"{service}->{action}")


def level(session: Session | None) -> Access:
    """The strongest access that a session gives."""
    if session is None:
        return Access.OPTIONAL
    if session.type == ADMIN:
        return Access.ADMIN
    widget = any(item.name == "widget" for item in parse(session.privileges))
    return Access.WIDGET if widget else Access.USER


def secret_for(kind: int) -> str:
    """The secret that signs sessions of a type."""
    return DEMO.admin_secret if kind == ADMIN else DEMO.user_secret


def signed(ks: str) -> Session:
    """The session, signed with a secret that may give its type. Raises KsUnreadable."""
    try:
        return verify(ks, DEMO.admin_secret, partner_id=DEMO.partner_id)
    except KsUnreadable:
        session = verify(ks, DEMO.user_secret, partner_id=DEMO.partner_id)
    # Whoever has the user secret alone must not make themselves an administrator.
    if session.type == ADMIN:
        raise KsUnreadable(Reason.WRONG_SECRET)
    return session


def invalid(ks: str, fault: KsFault) -> ApiError:
    return ApiError("INVALID_KS", KSID=ks, ERR_CODE=fault.value, ERR_DESC=fault.name)


def _verified(ks: str, now: float) -> Session:
    try:
        if read(ks).partner_id != DEMO.partner_id:
            raise invalid(ks, KsFault.INVALID_PARTNER)
        session = signed(ks)
    except KsUnreadable as fault:
        raise invalid(ks, KsFault.INVALID_STR) from fault
    if session.type not in {USER, ADMIN}:
        raise invalid(ks, KsFault.INVALID_TYPE)
    if session.expiry is None or session.expired(now):
        raise invalid(ks, KsFault.EXPIRED)
    return session


def _fits(path: str, patterns: str) -> bool:
    # `*` alone is special in these patterns.
    return any(
        fnmatch.fnmatchcase(path, pattern.replace("[", "[[]").replace("?", "[?]"))
        for pattern in patterns.split("|")
    )
