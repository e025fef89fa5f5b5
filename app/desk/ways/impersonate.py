"""session.impersonate and session.impersonateByKs: a session for another account or user."""

from dataclasses import dataclass, field

from app.desk.desk import Desk
from app.desk.ways.profiles import given
from app.desk.ways.result import Result, call_of, in_one_step, kept_by_id, seconds
from app.errors import BadInput
from app.sessions.ks import USER


@dataclass(frozen=True, slots=True)
class ImpersonateRequest:
    """As StartRequest, for `impersonated_partner_id`; the secret is the administrator's of
    `partner_id`, which owns that one."""

    region: str
    partner_id: int
    impersonated_partner_id: int
    type: int = USER
    secret: str = field(default="", repr=False)
    account: str = ""
    user_id: str = ""
    lasts: int | None = None
    privileges: str = ""


@dataclass(frozen=True, slots=True)
class ByKsRequest:
    """`with_ks` is the id of an ADMIN KS of the jar, `session` the KS of the user to act for.

    `type` (a KalturaSessionType) and `lasts` (seconds) are None for those of the other KS.
    """

    with_ks: str
    session: str = field(repr=False)
    type: int | None = None
    lasts: int | None = None
    privileges: str = ""


def impersonate(desk: Desk, request: ImpersonateRequest, *, consent: bool = False) -> Result:
    """Raises BadInput (fields `secret`, `account`), NotFound, and NeedsConsent."""
    place = desk.place(request.region)
    secret = given(
        desk,
        place,
        request.account,
        request.secret,
        "admin",
        field="secret",
        missing="Type your administrator secret.",
    )
    call = call_of(
        request.region,
        "session",
        "impersonate",
        secret=secret,
        impersonatedPartnerId=str(request.impersonated_partner_id),
        userId=request.user_id,
        type=str(request.type),
        partnerId=str(request.partner_id),
        expiry=seconds(request.lasts),
        privileges=request.privileges,
    )
    return in_one_step(
        desk, "session.impersonate", call, place, consent=consent, account=request.account
    )


def by_ks(desk: Desk, request: ByKsRequest, *, consent: bool = False) -> Result:
    """Raises BadInput (fields `session`, `with_ks`), NotFound, and NeedsConsent."""
    if not request.session.strip():
        raise BadInput("Paste the KS of the user to act for.", field="session")
    own = kept_by_id(desk, request.with_ks)
    call = call_of(
        own.region,
        "session",
        "impersonateByKs",
        ks=own.ks,
        session=request.session.strip(),
        type="" if request.type is None else str(request.type),
        expiry=seconds(request.lasts),
        privileges=request.privileges,
    )
    place = desk.place(own.region)
    return in_one_step(desk, "session.impersonateByKs", call, place, consent=consent)
