"""What a pasted KS is, says and lacks, in sentences: why it may be refused, and what to do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from app.sessions.ks import ADMIN, USER, KsUnreadable, Reason, Session, read
from app.sessions.lifetime import LONGEST, roughly
from app.sessions.pasted_ks import find_ks
from app.sessions.privileges import parse, problems

Signature = Literal["good", "bad", "unknown"]

_LAST_MOMENT = 253402300799  # unix seconds; the end of the year 9999
_FROM_SERVERS = frozenset({"apptoken", "view", "widget"})
_MASK = re.compile(r"[•…*]{2}|…")
_SECRET = re.compile(r"[0-9a-f]{32}", re.ASCII | re.IGNORECASE)
_JWT = re.compile(r"eyJ[\w-]*\.[\w-]+\.[\w-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is known of a pasted KS; `findings` are sentences, the most important first.

    `version` is 1, 2, or 0 where it is no KS. `session` of a v2 KS has the partner alone unless
    the secret is right. `reason` is why it cannot be read or trusted. `repaired` is the KS
    where the pasted text was not one as it stood, "" else. Where several stand in the text,
    `choices` says of each what it is, in the text's order, and `which` (from 0) is this one.
    """

    version: int
    session: Session | None
    signature: Signature
    expired: bool | None
    findings: tuple[str, ...]
    repaired: str = field(default="", repr=False)
    reason: Reason | None = None
    choices: tuple[str, ...] = ()
    which: int = 0


def inspect(
    ks_text: str,
    *,
    secret: str = "",
    now: float,
    partner_id: int | None = None,
    asked: bool = False,
    which: int = 0,
) -> Inspection:
    """Look into a KS as somebody pasted it; `now` is unix seconds. Never raises.

    `secret` is used for this alone; `partner_id` is the account that the KS should be for. Where
    its region is `asked` as well, that is not advised. `which` of several in the text is meant,
    from 0.
    """
    first, repairs, others = find_ks(ks_text)
    several = (first, *others)
    which = which if 0 <= which < len(several) else 0
    ks = several[which]
    choices = tuple(map(_called, several)) if others else ()
    counted = [f"{len(several)} KS stand in the text; this is number {which + 1}."]
    done = [*repairs, *(counted if others else ())]
    try:
        session = read(ks)
    except KsUnreadable as fault:
        told = (*_not_a_ks(ks, fault.reason), *done)
        return Inspection(0, None, "unknown", None, told, "", fault.reason, choices, which)
    signature: Signature = "unknown"
    reason = None
    # Half a surrogate pair has no bytes to sign with.
    key = secret.strip().encode("utf-8", "replace").decode()
    if key:
        try:
            session, signature = read(ks, key), "good"
        except KsUnreadable as fault:
            signature, reason = "bad", fault.reason
    expired = None if session.expiry is None else session.expired(now)
    findings = [
        *done,
        *_about_signature(session, reason, key),
        *_about_partner(session, partner_id),
        *_about_time(session, now),
        *_about_type(session),
        *_about_privileges(session),
        *_about_the_rest(session, signature, expired, asked=asked),
    ]
    repaired = ks if ks != ks_text.strip() else ""
    told = tuple(findings)
    return Inspection(
        session.version, session, signature, expired, told, repaired, reason, choices, which
    )


def _called(ks: str) -> str:
    try:
        session = read(ks)
    except KsUnreadable:
        return "cannot be read"
    return f"v{session.version}, partner {session.partner_id}"


def _not_a_ks(text: str, reason: Reason) -> Iterator[str]:
    yield reason.value
    if _MASK.search(text):
        yield "Part of it is hidden behind dots or stars: reveal it first, then copy it."
    elif _SECRET.fullmatch(text):
        yield (
            "It looks like a secret or an application token: sign a session with it, and keep it "
            "to yourself."
        )
    elif _JWT.fullmatch(text):
        yield "It looks like a JWT, which is another kind of token: look for the KS beside it."


def _about_signature(session: Session, reason: Reason | None, secret: str) -> Iterator[str]:
    if reason is None:
        return
    if session.version == 1:
        yield (
            f"{reason.value} Try {_secret_of(session)}; what the KS says below cannot be trusted."
        )
    elif reason is Reason.TAMPERED:
        yield (
            "The secret is right, but the KS was changed or cut off after it was signed: "
            "copy it again, or start a new session."
        )
    else:
        yield (
            f"The secret does not open this KS: take {_secret_of(session)}, in the region that "
            "the KS is from. A KS that was changed throughout looks the same."
        )
    if not _SECRET.fullmatch(secret):
        yield "A secret has 32 digits and letters from a to f: check that it was copied whole."


def _about_partner(session: Session, partner_id: int | None) -> Iterator[str]:
    if partner_id is not None and session.partner_id != partner_id:
        yield (
            f"The KS is for partner {session.partner_id}, not for {partner_id}: servers refuse it "
            "there, so start a session for that account."
        )


def _about_time(session: Session, now: float) -> Iterator[str]:
    expiry = session.expiry
    if expiry is None:
        if session.type is not None:
            yield "It has no expiry that can be read: servers take it for expired."
        return
    left = expiry - now
    if 0 < expiry <= LONGEST:
        yield (
            f"It expired in {datetime.fromtimestamp(expiry, UTC):%Y}: {expiry} looks like a length "
            "of time, but the expiry inside a KS is a moment in unix seconds."
        )
    elif left <= 0:
        yield f"It expired {roughly(-left)} ago{_at(expiry)}: start a new session."
    elif left > LONGEST + 86400:
        yield (
            f"It expires more than ten years from now{_at(expiry)}: check that the expiry is in "
            "seconds, not in milliseconds."
        )
    else:
        yield f"It expires in {roughly(left)}{_at(expiry)}."


def _at(expiry: int) -> str:
    if not 0 <= expiry <= _LAST_MOMENT:
        return ""
    return f" ({datetime.fromtimestamp(expiry, UTC):%Y-%m-%d %H:%M} UTC)"


def _about_type(session: Session) -> Iterator[str]:
    if session.type == ADMIN:
        yield "It is an ADMIN session, the whole account: never hand it to a browser or an app."
    elif session.type not in {USER, None}:
        yield f"Its type {session.type} is neither USER (0) nor ADMIN (2): start another session."


def _about_privileges(session: Session) -> Iterator[str]:
    granted = {item.name: item for item in parse(session.privileges)}
    if (item := granted.get("iprestrict")) and item.value:
        yield f"It works from {' or '.join(item.values)} alone, as the server sees the address."
    if (item := granted.get("urirestrict")) and item.value:
        yield f"It works for {' or '.join(item.value.split('|'))} alone: other calls are refused."
    if (item := granted.get("actionslimit")) and item.value:
        yield f"It is refused after {item.value} calls: start a new session then."
    for finding in problems(session.privileges, session.type):
        if finding.name not in _FROM_SERVERS:
            yield finding.sentence


def _about_the_rest(
    session: Session, signature: Signature, expired: bool | None, *, asked: bool
) -> Iterator[str]:
    if signature == "unknown" and session.version == 2:
        other_way = "" if asked else ", or ask the region with session.get"
        yield (
            "Without the secret a v2 KS tells its partner alone: "
            f"give {_secret_of(session)}{other_way}."
        )
    elif signature == "unknown":
        yield f"Its signature is not checked: give {_secret_of(session)}."
    elif signature == "good" and not expired:
        yield (
            "The signature is good. Where a server refuses it all the same, it is of another "
            "region, or the session was ended."
        )


def _secret_of(session: Session) -> str:
    """The one that would fit: every KS is signed with it, whatever its type."""
    return f"the administrator secret of partner {session.partner_id}"
