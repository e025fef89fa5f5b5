"""Application tokens with an ADMIN KS: list them, make one, revoke one."""

import time
from dataclasses import dataclass
from typing import Any

from app.call.model import Object
from app.desk.consent import guarded
from app.desk.ways.result import NewToken, Result, Step, call_of, result_of, sent_aside
from app.desk.ways.ways import kept_by_id
from app.errors import BadInput
from app.pages.answer.view import AnswerView
from app.pages.sessions.forms import TokenAddForm, TokenListForm

_SHOWN = 100  # tokens; a page of the list
_STATUS = {"1": "disabled", "2": "active", "3": "deleted"}  # KalturaAppTokenStatus
_TYPES = {"0": "USER", "2": "ADMIN"}  # KalturaSessionType


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
    """What appToken.list answered; `revoking` is the id that waits for a confirmation."""

    step: Step
    tokens: tuple[Token, ...]
    total: int
    region: str
    with_ks: str
    revoking: str = ""


class Unconfirmed(Exception):
    """A call that changes something waits for a yes; the text says why."""


def listed(form: TokenListForm, *, revoking: str = "") -> TokenList:
    """Raises BadInput (field `with_ks`)."""
    kept = kept_by_id(form.with_ks.data)
    pager = Object("KalturaFilterPager", (("pageSize", str(_SHOWN)),))
    call = call_of(kept.region, "apptoken", "list", ks=kept.ks, pager=pager)
    step, exchange = sent_aside("appToken.list", call)
    told = result_of(exchange.answer) if step.ok else {}
    objects = told.get("objects")
    rows = [row for row in objects if isinstance(row, dict)] if isinstance(objects, list) else []
    tokens = tuple(_token(row, step.view) for row in rows if step.view)
    total = told.get("totalCount")
    return TokenList(
        step, tokens, total if isinstance(total, int) else len(rows), kept.region, kept.id, revoking
    )


def revoked(form: TokenListForm, token_id: str) -> Result:
    """appToken.delete, which a person has confirmed. Raises BadInput."""
    kept = kept_by_id(form.with_ks.data)
    if not token_id:
        raise BadInput("Choose the token to revoke.", field="with_ks")
    call = call_of(kept.region, "apptoken", "delete", ks=kept.ks, id=token_id)
    step, _ = sent_aside("appToken.delete", call)
    return Result((step,), done=f"The token {token_id} is revoked." if step.ok else "")


def added(form: TokenAddForm, *, confirmed: bool) -> Result:
    """appToken.add. Raises BadInput, and Unconfirmed where the region or account is guarded."""
    kept = kept_by_id(form.with_ks.data)
    fields = {
        "description": form.description.data or "",
        "hashType": form.hash_type.data,
        "sessionType": form.type.data,
        "sessionUserId": form.user_id.data or "",
        "sessionDuration": str(form.lasts.seconds or ""),
        "sessionPrivileges": form.privileges.data or "",
        "expiry": str(int(time.time()) + form.expires.seconds) if form.expires.seconds else "",
    }
    given = tuple((name, value) for name, value in fields.items() if value)
    token = Object("KalturaAppToken", given)
    call = call_of(kept.region, "apptoken", "add", ks=kept.ks, appToken=token)
    if not confirmed and (asks := guarded(call)):
        raise Unconfirmed(asks)
    step, exchange = sent_aside("appToken.add", call)
    told = result_of(exchange.answer) if step.ok else {}
    if not told.get("token") or step.view is None:
        return Result((step,))
    new = _token(told, step.view)
    return Result(
        (step,),
        done=f"The application token {new.id} is made.",
        token=NewToken(new.id, new.hash_type, exchange.record_id, new.partner_id, kept.region),
    )


def _token(row: dict[str, Any], view: AnswerView) -> Token:
    def text(name: str) -> str:
        value = row.get(name)
        return view.mask(str(value)) if isinstance(value, str | int) else ""

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
