"""A KS signed here, without any call."""

import time
from dataclasses import dataclass, field
from typing import Literal

from app.desk.desk import Desk
from app.desk.ways.profiles import given
from app.desk.ways.result import Result, account_of
from app.sessions.found import FoundSession
from app.sessions.ks import USER, Session, sign_v1, sign_v2

_DAY = 86_400  # seconds
SIGNED_HERE = "signed here"


@dataclass(frozen=True, slots=True)
class SignRequest:
    """As StartRequest; `lasts` is None for a day, and `keep` puts the KS into the jar, instead of
    it being told this once."""

    region: str
    partner_id: int
    type: int = USER
    secret: str = field(default="", repr=False)
    account: str = ""
    user_id: str = ""
    lasts: int | None = None
    privileges: str = ""
    version: Literal[1, 2] = 2
    keep: bool = True


def sign(desk: Desk, request: SignRequest) -> Result:
    """Every type of session is signed with the administrator secret: servers know no other.

    Raises BadInput (fields `secret`, `account`; `user_id`, `privileges` where v1 cannot carry them)
    and NotFound.
    """
    now = time.time()
    session = Session(
        version=request.version,
        partner_id=request.partner_id,
        type=request.type,
        expiry=int(now) + (request.lasts or _DAY),
        user_id=request.user_id,
        privileges=request.privileges,
    )
    place = desk.place(request.region)
    secret = given(
        desk,
        place,
        request.account,
        request.secret,
        "admin",
        field="secret",
        missing="Type the administrator secret.",
    )
    ks = sign_v2(session, secret) if session.version == 2 else sign_v1(session, secret)
    signed_as = "generateSessionV2" if session.version == 2 else "generateSession"
    if not request.keep:
        return Result(shown=ks, signed_as=signed_as)
    found = FoundSession.of(ks, session, SIGNED_HERE)
    account_id = account_of(place, request.account)
    kept = desk.parts.jar.keep(desk.workspace, request.region, found, now, account_id=account_id)
    return Result(kept=kept, signed_as=signed_as)
