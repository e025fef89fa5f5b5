"""How every action that starts a session makes its KS."""

from app.sandbox.values import Object, Row
from app.sessions.ks import Session, sign_v2

DAY = 86_400  # seconds: how long a session lasts unless the call says otherwise
_LONGEST = 3_650 * DAY


def start(  # noqa: PLR0917 - what a session is made of
    partner: Row, kind: int, user_id: str, privileges: str, seconds: int | None, now: int
) -> Session:
    """A session of a type (0 USER, 2 ADMIN) that lasts `seconds` from `now`."""
    lasts = DAY if seconds is None else min(seconds, _LONGEST)
    return Session(2, partner["id"], kind, now + lasts, user_id, privileges)


def sign(partner: Row, session: Session) -> str:
    """The KS: whatever its type, the administrator secret signs it."""
    return sign_v2(session, partner["adminSecret"])


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
