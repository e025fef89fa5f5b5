"""Who is calling: the KS of a call checked as the real server does, and what it may do."""

import fnmatch
import hashlib
from enum import Enum

from app.sandbox.account import PARTNER
from app.sandbox.errors import ApiError
from app.sandbox.incoming.scalars import whole
from app.sandbox.store import Store
from app.sandbox.values import Row
from app.sessions.ks import ADMIN, USER, KsUnreadable, Session, read, verify
from app.sessions.privileges import parse

WIDGET_PRIVILEGES = "view:*,widget:1"


class Access(Enum):
    """What an action asks for, weakest first."""

    OPEN = 0  # no KS; one that is sent and unusable does not matter
    OPTIONAL = 1  # no KS, but one that is sent must be good
    WIDGET = 2  # any KS
    USER = 3  # the KS of a person
    ADMIN = 4
    NOBODY = 5  # the server's own machinery: no account's KS is enough


class KsFault(Enum):
    """Why a KS is not accepted: the word that the answer of this release has in its KSID."""

    INVALID_PARTNER = "INVALID_PARTNER"
    INVALID_TYPE = "INVALID_TYPE"
    EXPIRED = "EXPIRED"
    LOGOUT = "LOGOUT"
    EXCEEDED_ACTIONS_LIMIT = "EXCEEDED_ACTIONS_LIMIT"
    EXCEEDED_RESTRICTED_IP = "EXCEEDED_RESTRICTED_IP"
    EXCEEDED_RESTRICTED_URI = "EXCEEDED_RESTRICTED_URI"


def ks_hash(ks: str) -> str:
    return hashlib.sha256(ks.encode()).hexdigest()


def check(ks: str, store: Store, *, now: float, path: str, address: str) -> Session:
    """The session of a KS; one more use is counted where it has an actions limit.

    `now` is unix seconds, `path` starts with /api_v3, `address` is the caller's IP address.
    Raises ApiError INVALID_KS.
    """
    with store.reading() as objects:
        session = verified(ks, objects.get(PARTNER, str(_partner_of(ks))), now)
        ended = objects.session_ended(ks_hash(ks))
    granted = {item.name: item.value for item in parse(session.privileges)}
    if "iprestrict" in granted and address not in granted["iprestrict"].split("/"):
        raise invalid(KsFault.EXCEEDED_RESTRICTED_IP)
    if "urirestrict" in granted and not _fits(path, granted["urirestrict"]):
        raise invalid(KsFault.EXCEEDED_RESTRICTED_URI)
    if ended:
        raise invalid(KsFault.LOGOUT)
    if "actionslimit" in granted:
        with store.writing() as objects:
            used = objects.count_use(ks_hash(ks))
        if used > whole(granted["actionslimit"]):
            raise invalid(KsFault.EXCEEDED_ACTIONS_LIMIT)
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


def verified(ks: str, partner: Row | None, now: float) -> Session:
    """The session of a KS, which its account's administrator secret must have signed.

    `partner` is the KalturaPartner that the KS names. Raises ApiError INVALID_KS.
    """
    if partner is None:
        raise invalid(KsFault.INVALID_PARTNER)
    try:
        session = verify(ks, partner["adminSecret"], partner_id=partner["id"])
    except KsUnreadable as fault:
        raise _refused(ks) from fault
    if session.type not in {USER, ADMIN}:
        raise invalid(KsFault.INVALID_TYPE)
    if session.expiry is None or session.expired(now):
        raise invalid(KsFault.EXPIRED)
    return session


def invalid(fault: KsFault) -> ApiError:
    return _refused(fault.value)


def _partner_of(ks: str) -> int:
    try:
        return read(ks).partner_id
    except KsUnreadable as fault:
        raise _refused(ks) from fault


def _refused(word: str) -> ApiError:
    return ApiError("INVALID_KS", KSID=word, ERR_CODE=-1, ERR_DESC="INVALID_STR")


def _fits(path: str, patterns: str) -> bool:
    # `*` alone is special in these patterns.
    return any(
        fnmatch.fnmatchcase(path, pattern.replace("[", "[[]").replace("?", "[?]"))
        for pattern in patterns.split("|")
    )
