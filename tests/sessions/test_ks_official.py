"""2,000 random sessions, v1 and v2, against the official client; every changed byte refused."""

import base64
import random
from collections.abc import Iterator

import pytest
from KalturaClient import KalturaClient

from app.sessions.ks import ADMIN, USER, KsUnreadable, Reason, Session, read, sign_v1, sign_v2
from app.sessions.ks import verify as verified
from app.sessions.privileges import PRIVILEGES

NOW = 1_800_000_000
# Latin, Greek, Cyrillic, Hebrew, Arabic, Han, and beyond the first plane; with what URLs reserve.
LETTERS = "aZ09 .+%&=/|:,@-_~*\"'<>\\\t\néßżλЖשلا漢字\u200d🎬𝔎"


def sessions(version: int, count: int, seed: int) -> Iterator[tuple[Session, str]]:
    """Random sessions with the secrets that sign them, the same in every run."""
    dice = random.Random(seed)
    for _ in range(count):
        known = dice.sample(PRIVILEGES, dice.randrange(7))
        yield (
            Session(
                version,
                partner_id=dice.choice([dice.randrange(1, 10**7), -dice.randrange(1, 99)]),
                type=dice.choice([USER, ADMIN]),
                expiry=NOW + dice.randrange(1, 10 * 365 * 86400),
                user_id="".join(dice.choices(LETTERS, k=dice.randrange(24))),
                privileges=",".join(privilege.example for privilege in known),
                random=dice.randbytes(16).hex() if version == 2 else str(dice.randrange(0x10001)),
            ),
            dice.randbytes(16).hex(),
        )


def theirs(session: Session, secret: str) -> str:
    """The KS that the official client makes of the same session."""
    v2 = session.version == 2
    sign = KalturaClient.generateSessionV2 if v2 else KalturaClient.generateSession
    ks: bytes = sign(
        secret,
        session.user_id,
        session.type,
        session.partner_id,
        (session.expiry or 0) - NOW,
        session.privileges,
    )
    return ks.decode()


@pytest.fixture
def dice(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the official client takes for random, `next`; its clock stands at NOW."""
    drawn: dict[str, str] = {}
    monkeypatch.setattr("KalturaClient.Client.time.time", lambda: NOW)
    monkeypatch.setattr(
        "KalturaClient.Client.Random.get_random_bytes", lambda size: bytes.fromhex(drawn["next"])
    )
    monkeypatch.setattr("KalturaClient.Client.random.randint", lambda *_: drawn["next"])
    return drawn


def test_v2_of_both_is_the_same_and_reads_back(dice: dict[str, str]) -> None:
    seen = set()
    for session, secret in sessions(2, 1000, seed=2):
        dice["next"] = session.random or ""
        ks = theirs(session, secret)
        assert sign_v2(session, secret) == ks
        assert read(ks, secret) == session
        seen |= {(session.type, text) for text in (session.privileges or "").split(",")}
    assert seen >= {(kind, one.example) for kind in (USER, ADMIN) for one in PRIVILEGES}


def test_v1_of_both_has_the_same_fields_and_reads_back(dice: dict[str, str]) -> None:
    seen = set()
    for session, secret in sessions(1, 1000, seed=1):
        dice["next"] = session.random or ""
        ks = theirs(session, secret)
        ours = sign_v1(session, secret)
        assert read(ours, secret) == read(ks, secret) == read(ks) == session
        # The client stops after the privileges; the last two fields are ours to add.
        fields = base64.b64decode(ours).split(b"|", 1)[1]
        assert fields == base64.b64decode(ks).split(b"|", 1)[1] + b";;"
        seen |= {(session.type, text) for text in (session.privileges or "").split(",")}
    assert seen >= {(kind, one.example) for kind in (USER, ADMIN) for one in PRIVILEGES}


def refusal(raw: bytearray, session: Session, secret: str) -> Reason:
    ks = base64.urlsafe_b64encode(raw).decode()
    with pytest.raises(KsUnreadable) as caught:
        verified(ks, secret, partner_id=session.partner_id)
    return caught.value.reason


def right_reason(session: Session, at: int, new: int) -> Reason:
    """Why a KS is refused in which the byte at a place was changed into another."""
    partner = len(str(session.partner_id))
    digit = new in b"0123456789"
    if session.version == 1:
        if at < 20:
            # Twenty hex digits are what a v1 KS is known by.
            return Reason.BAD_SIGNATURE if new in b"0123456789abcdef" else Reason.NOT_A_KS
        if at == 40:
            return Reason.TAMPERED
        if 40 < at <= 41 + partner:
            return Reason.BAD_SIGNATURE if digit else Reason.NOT_A_KS
        return Reason.BAD_SIGNATURE
    if at < 3 or at == 3 + partner:
        return Reason.NOT_A_KS
    if at < 3 + partner:
        # The partner stands outside what is signed: another number is another account.
        return Reason.OTHER_PARTNER if digit else Reason.NOT_A_KS
    return Reason.TAMPERED


@pytest.mark.parametrize("version", [1, 2])
def test_a_change_of_any_byte_is_refused_for_the_right_reason(version: int) -> None:
    for session, secret in sessions(version, 20, seed=version + 10):
        ks = sign_v2(session, secret) if version == 2 else sign_v1(session, secret)
        raw = base64.urlsafe_b64decode(ks.translate(str.maketrans("+/", "-_")))
        for at, byte in enumerate(raw):
            for flip in (0x01, 0x20, 0x80):
                changed = bytearray(raw)
                changed[at] = byte ^ flip
                expected = right_reason(session, at, byte ^ flip)
                assert (at, flip, refusal(changed, session, secret)) == (at, flip, expected)


def test_another_secret_is_told_from_a_change() -> None:
    for session, secret in sessions(2, 500, seed=30):
        with pytest.raises(KsUnreadable) as caught:
            read(sign_v2(session, secret), secret[::-1])
        assert caught.value.reason is Reason.WRONG_SECRET


def test_a_change_shows_in_the_shortest_ks_too() -> None:
    shortest = Session(2, 1, USER, NOW, "", "", random="00" * 16)
    for number in range(20):
        secret = f"{number:032x}"
        raw = base64.urlsafe_b64decode(sign_v2(shortest, secret))
        for at in range(len("v2|1|"), len(raw)):
            changed = bytearray(raw)
            changed[at] ^= 1
            assert refusal(changed, shortest, secret) is Reason.TAMPERED
