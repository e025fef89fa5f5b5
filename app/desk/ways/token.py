"""appToken.startSession: a widget session, the hash of its KS and the token, and the session that
this opens."""

from dataclasses import dataclass, field

from app.call.body import read
from app.desk.desk import Desk
from app.desk.keeping import LEAVE, Keeping
from app.desk.ways.profiles import given
from app.desk.ways.result import Hashing, Result, Step, account_of, call_of, seconds, sent
from app.errors import BadInput
from app.sessions.app_token import HASH_TYPES, token_hash


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """`hash_type` is the token's own, one of HASH_TYPES; `type` (a KalturaSessionType) and `lasts`
    (seconds) are None for what the token says.

    Where `token` is empty it is taken out of the recorded appToken.add that `made_by` names, else
    it is that of the profile with the id `account`.
    """

    region: str
    partner_id: int
    token_id: str
    token: str = field(default="", repr=False)
    hash_type: str = "SHA256"
    account: str = ""
    made_by: str = ""
    user_id: str = ""
    type: int | None = None
    lasts: int | None = None
    privileges: str = ""


def app_token(desk: Desk, request: TokenRequest, *, consent: bool = False) -> Result:
    """Raises BadInput (fields `token`, `hash_type`, `account`), NotFound, and NeedsConsent."""
    if request.hash_type not in HASH_TYPES:
        known = ", ".join(HASH_TYPES)
        raise BadInput(f"Choose the token's hash type: {known}.", field="hash_type")
    place = desk.place(request.region)
    if not request.token and request.made_by:
        token = token_in(desk, request.made_by)
    else:
        token = given(
            desk,
            place,
            request.account,
            request.token,
            "token",
            field="token",
            missing="Type the token.",
        )
    widget_call = call_of(
        request.region, "session", "startWidgetSession", widgetId=f"_{request.partner_id}"
    )
    # Which KS is in use stays a person's choice.
    first, exchange = sent(
        desk, "session.startWidgetSession", widget_call, place, consent=consent, keeping=LEAVE
    )
    ks = read(exchange.answer.utf8).fields.get("ks")
    if not first.ok or not ks:
        return Result((first,))
    value = token_hash(ks, token, request.hash_type)
    call = call_of(
        request.region,
        "apptoken",
        "startSession",
        ks=ks,
        id=request.token_id,
        tokenHash=value,
        userId=request.user_id,
        type="" if request.type is None else str(request.type),
        expiry=seconds(request.lasts),
        sessionPrivileges=request.privileges,
    )
    keeping = Keeping(account_id=account_of(place, request.account))
    last, started = sent(
        desk, "appToken.startSession", call, place, consent=consent, keeping=keeping
    )
    hashing = Step("tokenHash", hashing=Hashing(request.hash_type, value))
    return Result((first, hashing, last), started.kept if last.ok else None)


def token_in(desk: Desk, record_id: str) -> str:
    """The token that a recorded appToken.add gave. Raises BadInput (field `token`)."""
    opened = desk.still(record_id)
    told = read(opened.record.answer.utf8).fields if opened else {}
    token = told.get("token")
    if opened is None or (opened.call.service, opened.call.action) != ("apptoken", "add"):
        token = None
    if not token:
        raise BadInput("The call that made the token is gone: type the token.", field="token")
    return token
