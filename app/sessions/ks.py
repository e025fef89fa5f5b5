"""The KS (Kaltura Session) itself: sign one, read one, say why one cannot be used.

v1  base64( sha1hex(secret + fields) | fields ), the fields joined by ";": partnerId,
    partnerPattern, expiry, type, rand, userId, privileges, masterPartnerId, additionalData.
    Anybody can read it; the secret is needed to check it.
v2  base64url( v2 | partnerId | AES-128-CBC(sha1(body) + body) ), key = sha1(secret)[:16],
    IV and padding zero, body = 16 random bytes + url-encoded privileges and _e _t _u _m _d.
    Without the secret only version and partner id can be read.

Pure: no network, no clock, no settings. The layout is the one that Kaltura's own
client libraries produce (`generateSession`, `generateSessionV2`).
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from enum import Enum
from urllib.parse import parse_qsl, urlencode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.errors import BadInput

# KalturaSessionType
USER = 0
ADMIN = 2
TYPE_NAMES = {USER: "USER", ADMIN: "ADMIN"}

_BLOCK = 16
_DIGEST = 20
_RANDOM = 16
_V2_FIELDS = {"_e": "expiry", "_t": "type", "_u": "userId", "_m": "master", "_d": "data"}


class Reason(Enum):
    """Why a KS cannot be used; the value is the sentence for a person."""

    EMPTY = "There is no KS: start a session first, or paste one."
    URL_ENCODED = (
        "The KS was url-encoded once too often (it has %3D or %2F inside): decode it first."
    )
    SPACES = "The KS has spaces inside, so it was url-decoded once too often: each was a + sign."
    NOT_A_KS = "This is not a KS: a KS is one long word of letters, digits, - and _."
    TRUNCATED = "The KS is cut off: copy it again as a whole, with the = signs at its end."
    WRONG_SECRET = "The secret does not belong to this KS: take the one of its account and type."  # noqa: S105 - a sentence
    BAD_SIGNATURE = (
        "The signature does not fit: the secret is not the one of this KS, "
        "or the KS was changed or cut off after it was signed."
    )
    TAMPERED = "The KS was changed after it was signed: start a new session."
    OTHER_PARTNER = "The KS belongs to another account: start a session for this one."


class KsUnreadable(BadInput):
    """A KS that cannot be read or trusted; `reason` says why."""

    code = "KS_UNREADABLE"

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value, field="ks")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Session:
    """What a KS says; None where it is not said or cannot be read without the secret.

    `expiry` is unix seconds. `random` is text: digits in v1, 32 hex digits in v2.
    """

    version: int
    partner_id: int
    type: int | None = None
    expiry: int | None = None
    user_id: str | None = None
    privileges: str | None = None
    master_partner_id: str | None = None
    additional_data: str | None = None
    random: str | None = None

    def expired(self, now: float) -> bool:
        return self.expiry is not None and self.expiry <= now


def sign_v1(session: Session, secret: str) -> str:
    """The v1 KS of a session. Raises BadInput where a field has a `;`, which parts fields."""
    fields = [
        str(session.partner_id),
        str(session.partner_id),
        _text(session.expiry),
        _text(session.type),
        session.random or str(secrets.randbelow(0x10000)),
        _text(session.user_id),
        _text(session.privileges),
        _text(session.master_partner_id),
        _text(session.additional_data),
    ]
    if any(";" in text for text in fields):
        of_user = ";" in _text(session.user_id)
        raise BadInput(
            "A v1 KS cannot carry a semicolon: make a v2 KS instead.",
            field="user_id" if of_user else "privileges",
        )
    body = ";".join(fields).encode()
    return base64.b64encode(_sha1(secret.encode() + body).hex().encode() + b"|" + body).decode()


def sign_v2(session: Session, secret: str) -> str:
    """The v2 KS of a session; its `random` (32 hex digits), where given, makes it repeatable."""
    random = bytes.fromhex(session.random) if session.random else secrets.token_bytes(_RANDOM)
    body = random + urlencode(_v2_fields(session)).encode()
    plain = _sha1(body) + body
    plain += bytes(-len(plain) % _BLOCK)
    encryptor = _cipher(secret).encryptor()
    sealed = encryptor.update(plain) + encryptor.finalize()
    return base64.urlsafe_b64encode(b"v2|%d|" % session.partner_id + sealed).decode()


def read(ks: str, secret: str | None = None) -> Session:
    """What a KS says; its signature is checked where `secret` is given.

    Without the secret a v1 KS is read whole but unchecked, a v2 KS tells its partner alone.
    Raises KsUnreadable.
    """
    raw = _decoded(ks.strip())
    if raw.startswith(b"v2|"):
        return _read_v2(raw, secret)
    return _read_v1(raw, secret)


def verify(ks: str, secret: str, *, partner_id: int | None = None) -> Session:
    """A KS that is signed with `secret`, of that partner; it may have expired.

    The partner of a v2 KS stands outside what its signature covers, so a caller who relies
    on it must name the partner. Raises KsUnreadable.
    """
    session = read(ks, secret)
    if partner_id is not None and session.partner_id != partner_id:
        raise KsUnreadable(Reason.OTHER_PARTNER)
    return session


def _decoded(ks: str) -> bytes:
    if not ks:
        raise KsUnreadable(Reason.EMPTY)
    if "%" in ks:
        raise KsUnreadable(Reason.URL_ENCODED)
    if " " in ks:
        raise KsUnreadable(Reason.SPACES)
    if not re.fullmatch(r"[A-Za-z0-9+/_-]+={0,2}", ks):
        raise KsUnreadable(Reason.NOT_A_KS)
    standard = ks.translate(str.maketrans("-_", "+/"))
    try:
        raw = base64.b64decode(standard, validate=True)
    except binascii.Error:
        letters = standard.rstrip("=")
        cut = _looks_like_a_ks(base64.b64decode(letters[: len(letters) // 4 * 4]))
        raise KsUnreadable(Reason.TRUNCATED if cut else Reason.NOT_A_KS) from None
    if not _looks_like_a_ks(raw):
        raise KsUnreadable(Reason.NOT_A_KS)
    # Several spellings of the last letter decode alike; only one of them was signed.
    if base64.b64encode(raw).decode() != standard:
        raise KsUnreadable(Reason.TAMPERED)
    return raw


def _looks_like_a_ks(raw: bytes) -> bool:
    return bool(re.match(rb"v2\||[0-9a-f]{20}", raw))


def _read_v1(raw: bytes, secret: str | None) -> Session:
    digest, bar, body = raw[: 2 * _DIGEST], raw[2 * _DIGEST :][:1], raw[2 * _DIGEST + 1 :]
    if bar not in {b"", b"|"}:
        raise KsUnreadable(Reason.TAMPERED)
    fields = body.decode("utf-8", "replace").split(";")
    if len(fields) < 6:
        raise KsUnreadable(Reason.TRUNCATED)
    if not re.fullmatch(r"-?\d{1,10}", fields[0], re.ASCII):
        raise KsUnreadable(Reason.NOT_A_KS)
    if secret is not None:
        expected = _sha1(secret.encode() + body).hex().encode()
        if not hmac.compare_digest(expected, digest):
            # Nothing in a v1 KS tells which of the two it is.
            raise KsUnreadable(Reason.BAD_SIGNATURE)
    # Older clients leave the trailing fields away.
    fields += [""] * (9 - len(fields))
    return Session(
        version=1,
        partner_id=int(fields[0]),
        expiry=_number(fields[2]),
        type=_number(fields[3]),
        random=fields[4],
        user_id=fields[5],
        privileges=fields[6],
        master_partner_id=fields[7] or None,
        additional_data=fields[8] or None,
    )


def _read_v2(raw: bytes, secret: str | None) -> Session:
    parts = raw.split(b"|", 2)
    if re.fullmatch(rb"v2\|(-?\d{0,10})", raw):
        raise KsUnreadable(Reason.TRUNCATED)
    if len(parts) < 3 or not re.fullmatch(rb"-?\d{1,10}", parts[1]):
        raise KsUnreadable(Reason.NOT_A_KS)
    partner_id, sealed = int(parts[1]), parts[2]
    if len(sealed) < _DIGEST + _RANDOM or len(sealed) % _BLOCK:
        raise KsUnreadable(Reason.TRUNCATED)
    if secret is None:
        return Session(2, partner_id)
    decryptor = _cipher(secret).decryptor()
    padded = decryptor.update(sealed) + decryptor.finalize()
    plain = padded.rstrip(b"\0")
    digest, body = plain[:_DIGEST], plain[_DIGEST:]
    if not hmac.compare_digest(_sha1(body), digest):
        raise KsUnreadable(Reason.TAMPERED if _has_text(padded) else Reason.WRONG_SECRET)
    return _from_v2_body(partner_id, body)


def _has_text(padded: bytes) -> bool:
    # With the right secret most blocks still decrypt: a changed byte spoils its own block and one
    # byte of the next. Random bytes look like twelve letters of a query once in tens of thousands.
    return bool(re.search(rb"[\w.*+%&=-]{12}|_[etu]=|\0\0\0\Z", padded[_DIGEST + _RANDOM :]))


def _from_v2_body(partner_id: int, body: bytes) -> Session:
    pairs = dict(parse_qsl(body[_RANDOM:].decode("utf-8", "replace"), keep_blank_values=True))
    own = {name: pairs.pop(key, None) for key, name in _V2_FIELDS.items()}
    return Session(
        version=2,
        partner_id=partner_id,
        expiry=_number(own["expiry"]),
        type=_number(own["type"]),
        user_id=own["userId"] or "",
        privileges=",".join(f"{name}:{value}" if value else name for name, value in pairs.items()),
        master_partner_id=own["master"] or None,
        additional_data=own["data"] or None,
        random=body[:_RANDOM].hex(),
    )


def _v2_fields(session: Session) -> dict[str, str]:
    fields = {}
    for part in (session.privileges or "").split(","):
        privilege = part.strip()
        if privilege:
            name, _, value = ("all:*" if privilege == "*" else privilege).partition(":")
            fields[name] = value
    fields |= {
        "_e": _text(session.expiry),
        "_t": _text(session.type),
        "_u": _text(session.user_id),
    }
    if session.master_partner_id:
        fields["_m"] = session.master_partner_id
    if session.additional_data:
        fields["_d"] = session.additional_data
    return fields


def _cipher(secret: str) -> Cipher[modes.CBC]:
    return Cipher(algorithms.AES(_sha1(secret.encode())[:_BLOCK]), modes.CBC(bytes(_BLOCK)))


def _sha1(content: bytes) -> bytes:
    # The format asks for SHA-1; nothing here relies on its collision resistance.
    return hashlib.sha1(content, usedforsecurity=False).digest()


def _text(value: int | str | None) -> str:
    return "" if value is None else str(value)


def _number(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"-?\d{1,18}", text, re.ASCII) else None
