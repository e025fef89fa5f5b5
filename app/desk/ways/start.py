"""session.start: a session with one of the account's secrets."""

from dataclasses import dataclass, field

from app.desk.desk import Desk
from app.desk.ways.profiles import secret_of_type
from app.desk.ways.result import Result, call_of, in_one_step, seconds
from app.sessions.ks import USER


@dataclass(frozen=True, slots=True)
class StartRequest:
    """`region` is the id of one, `type` a KalturaSessionType; texts are "" for none.

    `lasts` is in seconds, None for the server's own day. `account` is the id of a profile whose
    secret of that type is used where `secret` is empty.
    """

    region: str
    partner_id: int
    type: int = USER
    secret: str = field(default="", repr=False)
    account: str = ""
    user_id: str = ""
    lasts: int | None = None
    privileges: str = ""


def start(desk: Desk, request: StartRequest, *, consent: bool = False) -> Result:
    """Raises BadInput (fields `secret`, `account`), NotFound, and NeedsConsent."""
    place = desk.place(request.region)
    call = call_of(
        request.region,
        "session",
        "start",
        secret=secret_of_type(desk, place, request.account, request.secret, request.type),
        userId=request.user_id,
        type=str(request.type),
        partnerId=str(request.partner_id),
        expiry=seconds(request.lasts),
        privileges=request.privileges,
    )
    return in_one_step(desk, "session.start", call, place, consent=consent, account=request.account)
