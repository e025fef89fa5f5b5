"""How every action that starts a session makes its KS."""

from app.sandbox.access import secret_for
from app.sandbox.account import DEMO
from app.sandbox.values import Object
from app.sessions.ks import Session, sign_v2

DAY = 86_400  # seconds: how long a session lasts unless the call says otherwise
_LONGEST = 3_650 * DAY


def start(kind: int, user_id: str, privileges: str, seconds: int | None, now: int) -> Session:
    """A session of a type (0 USER, 2 ADMIN) that lasts `seconds` from `now`."""
    lasts = DAY if seconds is None else min(seconds, _LONGEST)
    return Session(2, DEMO.partner_id, kind, now + lasts, user_id, privileges)


def sign(session: Session) -> str:
    return sign_v2(session, secret_for(session.type or 0))


def info(session: Session, ks: str | None) -> Object:
    """A KalturaSessionInfo."""
    return Object(
        "KalturaSessionInfo",
        {
            "ks": ks,
            "sessionType": session.type,
            "partnerId": str(session.partner_id),
            "userId": session.user_id,
            "expiry": session.expiry,
            "privileges": session.privileges,
        },
    )
