"""Application tokens with an ADMIN KS: list them, make one, revoke one."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from app.call.body import number, read
from app.call.model import Call, Object
from app.call.secrets.masking import Masker
from app.desk import consent as asking
from app.desk.desk import Desk
from app.desk.keeping import LEAVE
from app.desk.ways.result import NewToken, Result, Step, call_of, kept_by_id, sent
from app.errors import BadInput
from app.sessions.ks import TYPE_NAMES, USER

_SHOWN = 100  # tokens; a page of the list
_STATUS = {"1": "disabled", "2": "active", "3": "deleted"}  # KalturaAppTokenStatus
_TYPES = {str(number): name for number, name in TYPE_NAMES.items()}


@dataclass(frozen=True, slots=True)
class Token:
    """A token as the list says it, all of it text, secrets masked; the token itself is left out."""

    id: str
    description: str
    hash_type: str
    type: str
    user_id: str
    privileges: str
    status: str
    expiry: int  # unix seconds, 0 for never
    partner_id: str


@dataclass(frozen=True, slots=True)
class TokenList:
    """What appToken.list answered; `with_ks` is the id of the KS that it was asked with."""

    step: Step
    tokens: tuple[Token, ...]
    total: int
    region: str
    with_ks: str


@dataclass(frozen=True, slots=True)
class TokenAddRequest:
    """`with_ks` is the id of an ADMIN KS of the jar, `type` a KalturaSessionType.

    `lasts` is in seconds and for each session, None for the server's own day; `expires` is in
    seconds from now and for the token, None for never.
    """

    with_ks: str
    description: str = ""
    hash_type: str = "SHA256"
    type: int = USER
    user_id: str = ""
    lasts: int | None = None
    privileges: str = ""
    expires: int | None = None


def listed(desk: Desk, with_ks: str, *, consent: bool = False) -> TokenList:
    """appToken.list. Raises BadInput (field `with_ks`), NotFound, and NeedsConsent."""
    kept = kept_by_id(desk, with_ks)
    pager = Object("KalturaFilterPager", (("pageSize", str(_SHOWN)),))
    call = call_of(kept.region, "apptoken", "list", ks=kept.ks, pager=pager)
    place = desk.place(kept.region)
    step, exchange = sent(desk, "appToken.list", call, place, consent=consent, keeping=LEAVE)
    body = read(exchange.answer.utf8)
    rows = list(body.rows()) if step.ok else []
    tokens = tuple(_token(row, exchange.masker) for row in rows)
    total = number(body.fields.get("totalCount"))
    return TokenList(step, tokens, len(rows) if total is None else total, kept.region, kept.id)


def check_revoking(desk: Desk, with_ks: str, token_id: str) -> None:
    """Raises NeedsConsent where the place asks before a token is revoked, and as `revoked`."""
    call = _revoking(desk, with_ks, token_id)
    asking.check(call, desk.place(call.region))


def revoked(desk: Desk, with_ks: str, token_id: str, *, consent: bool = False) -> Result:
    """appToken.delete. Raises BadInput (field `with_ks`), NotFound, and NeedsConsent."""
    call = _revoking(desk, with_ks, token_id)
    place = desk.place(call.region)
    step, _ = sent(desk, "appToken.delete", call, place, consent=consent, keeping=LEAVE)
    return Result((step,), done=f"The token {token_id} is revoked." if step.ok else "")


def added(desk: Desk, request: TokenAddRequest, *, consent: bool = False) -> Result:
    """appToken.add. Raises BadInput (field `with_ks`), NotFound, and NeedsConsent."""
    kept = kept_by_id(desk, request.with_ks)
    fields = {
        "description": request.description,
        "hashType": request.hash_type,
        "sessionType": str(request.type),
        "sessionUserId": request.user_id,
        "sessionDuration": str(request.lasts or ""),
        "sessionPrivileges": request.privileges,
        "expiry": str(int(time.time()) + request.expires) if request.expires else "",
    }
    given = tuple((name, value) for name, value in fields.items() if value)
    token = Object("KalturaAppToken", given)
    call = call_of(kept.region, "apptoken", "add", ks=kept.ks, appToken=token)
    place = desk.place(kept.region)
    step, exchange = sent(desk, "appToken.add", call, place, consent=consent, keeping=LEAVE)
    told = read(exchange.answer.utf8).fields if step.ok else {}
    if not told.get("token"):
        return Result((step,))
    new = _token(told, exchange.masker)
    return Result(
        (step,),
        done=f"The application token {new.id} is made.",
        token=NewToken(new.id, new.hash_type, exchange.record_id, new.partner_id, kept.region),
    )


def _revoking(desk: Desk, with_ks: str, token_id: str) -> Call:
    kept = kept_by_id(desk, with_ks)
    if not token_id:
        raise BadInput("Choose the token to revoke.", field="with_ks")
    return call_of(kept.region, "apptoken", "delete", ks=kept.ks, id=token_id)


def _token(row: Mapping[str, str], masker: Masker) -> Token:
    def text(name: str) -> str:
        return masker.text(row.get(name, ""))

    expiry = text("expiry")
    return Token(
        id=text("id"),
        description=text("description"),
        hash_type=text("hashType"),
        type=_TYPES.get(text("sessionType"), text("sessionType")),
        user_id=text("sessionUserId"),
        privileges=text("sessionPrivileges"),
        status=_STATUS.get(text("status"), text("status")),
        expiry=int(expiry) if expiry.isascii() and expiry.isdecimal() and len(expiry) < 12 else 0,
        partner_id=text("partnerId"),
    )
