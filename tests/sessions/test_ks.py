"""Our KS against the official client's, both ways, and every way in which one is unusable."""

import base64
import string
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from KalturaClient import KalturaClient

from app.errors import BadInput
from app.sessions.ks import (
    ADMIN,
    USER,
    KsUnreadable,
    Reason,
    Session,
    read,
    sign_v1,
    sign_v2,
    verify,
)
from app.sessions.privileges import PRIVILEGES

SECRET = "0123456789abcdef0123456789abcdef"
OTHER_SECRET = "fedcba9876543210fedcba9876543210"
PARTNER = 1000001
EXPIRY = 1_900_000_000

# Written down once from the reference layout, so that a change on both sides shows.
KNOWN_V1 = sign_v1(Session(1, 102, ADMIN, 1795328538, "admin", "all:*", None, None, "4711"), SECRET)

word = st.text(string.ascii_letters + string.digits + "_*/-.", min_size=1, max_size=12)
privilege = st.builds(
    lambda known, value: f"{known.name}:{value}" if known.value else known.name,
    st.sampled_from(PRIVILEGES),
    word,
)
privileges = st.lists(privilege, max_size=6, unique_by=lambda text: text.split(":")[0]).map(
    ",".join
)
characters = st.characters(exclude_categories=["Cs"])
users = st.text(characters, max_size=20)
users_v1 = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=";"), max_size=20)
kinds = st.sampled_from([USER, ADMIN])
quick = settings(max_examples=200, deadline=timedelta(seconds=2))


def session(version: int = 2, **changes: Any) -> Session:
    usual = Session(version, PARTNER, ADMIN, EXPIRY, "ana", "all:*,disableentitlement")
    return replace(usual, **changes)


def refusal(ks: str, secret: str | None = SECRET, partner_id: int = PARTNER) -> Reason:
    with pytest.raises(KsUnreadable) as caught:
        verify(ks, secret, partner_id=partner_id) if secret else read(ks)
    assert caught.value.field == "ks"
    assert caught.value.sentence == caught.value.reason.value
    return caught.value.reason


@quick
@given(user=users_v1, text=privileges, kind=kinds)
def test_reads_what_the_official_client_signs_as_v1(user: str, text: str, kind: int) -> None:
    theirs = KalturaClient.generateSession(SECRET, user, kind, PARTNER, 60, text).decode()

    ours = read(theirs, SECRET)

    assert (ours.version, ours.partner_id, ours.type) == (1, PARTNER, kind)
    assert (ours.user_id, ours.privileges) == (user, text)
    assert read(theirs) == ours


@quick
@given(user=users, text=privileges, kind=kinds)
def test_reads_what_the_official_client_signs_as_v2(user: str, text: str, kind: int) -> None:
    theirs = KalturaClient.generateSessionV2(SECRET, user, kind, PARTNER, 60, text).decode()

    ours = read(theirs, SECRET)

    assert (ours.version, ours.partner_id, ours.type) == (2, PARTNER, kind)
    assert (ours.user_id, ours.privileges) == (user, text)
    assert read(theirs) == Session(2, PARTNER)


@quick
@given(user=users, text=privileges, kind=kinds, random=st.binary(min_size=16, max_size=16))
def test_signs_v2_as_the_official_client_does(
    user: str, text: str, kind: int, random: bytes
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("KalturaClient.Client.time.time", lambda: EXPIRY - 60)
        patch.setattr("KalturaClient.Client.Random.get_random_bytes", lambda size: random)
        theirs = KalturaClient.generateSessionV2(SECRET, user, kind, PARTNER, 60, text).decode()

    ours = session(user_id=user, privileges=text, type=kind, random=random.hex())

    assert sign_v2(ours, SECRET) == theirs
    assert read(theirs, SECRET) == ours


@quick
@given(user=users_v1, text=privileges, kind=kinds, random=st.integers(0, 0x10000))
def test_signs_v1_with_the_fields_of_the_official_client(
    user: str, text: str, kind: int, random: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("KalturaClient.Client.time.time", lambda: EXPIRY - 60)
        patch.setattr("KalturaClient.Client.random.randint", lambda low, high: random)
        theirs = KalturaClient.generateSession(SECRET, user, kind, PARTNER, 60, text)

    ours = session(1, user_id=user, privileges=text, type=kind, random=str(random))

    assert read(sign_v1(ours, SECRET), SECRET) == ours == read(theirs.decode(), SECRET)
    # The client stops after the privileges; the last two fields are ours to add.
    fields = base64.b64decode(sign_v1(ours, SECRET)).split(b"|", 1)[1]
    assert fields == base64.b64decode(theirs).split(b"|", 1)[1] + b";;"


def test_v1_layout() -> None:
    digest, fields = base64.b64decode(KNOWN_V1).decode().split("|", 1)
    assert fields == "102;102;1795328538;2;4711;admin;all:*;;"
    assert digest == "d7785621bd2738a54dfc7d2826d5e4a5b8910dc1"


def test_v2_begins_with_its_version_and_partner() -> None:
    ks = sign_v2(session(), SECRET)
    assert ks.startswith("djJ8")
    assert base64.urlsafe_b64decode(ks).startswith(b"v2|1000001|")


def test_every_field_comes_back() -> None:
    full = session(master_partner_id="99", additional_data="a|b c", random="00" * 16)
    assert read(sign_v2(full, SECRET), SECRET) == full
    old = session(1, master_partner_id="99", additional_data="a|b c", random="17")
    assert read(sign_v1(old, SECRET), SECRET) == old


def test_a_bare_star_means_everything() -> None:
    assert read(sign_v2(session(privileges="*"), SECRET), SECRET).privileges == "all:*"


def test_random_differs_from_one_ks_to_the_next() -> None:
    assert sign_v2(session(), SECRET) != sign_v2(session(), SECRET)


@pytest.mark.parametrize("field", ["user_id", "privileges"])
def test_v1_refuses_what_would_part_its_fields(field: str) -> None:
    with pytest.raises(BadInput, match="v2") as refused:
        sign_v1(session(1, **{field: "a;b"}), SECRET)
    assert refused.value.field == field


@quick
@given(place=st.integers(0, 10_000), flip=st.integers(1, 255), version=st.sampled_from([1, 2]))
def test_a_changed_byte_anywhere_is_refused(place: int, flip: int, version: int) -> None:
    fixed = session(version, random="11" * 16)
    signed = sign_v2(fixed, SECRET) if version == 2 else sign_v1(fixed, SECRET)
    raw = bytearray(base64.urlsafe_b64decode(signed.translate(str.maketrans("+/", "-_"))))
    raw[place % len(raw)] ^= flip

    with pytest.raises(KsUnreadable):
        verify(base64.urlsafe_b64encode(raw).decode(), SECRET, partner_id=PARTNER)


@quick
@given(place=st.integers(0, 10_000), letter=st.sampled_from(string.ascii_letters + string.digits))
def test_a_changed_letter_anywhere_is_refused(place: int, letter: str) -> None:
    signed = sign_v2(session(random="22" * 16), SECRET)
    at = place % len(signed)
    changed = signed[:at] + letter + signed[at + 1 :]
    if changed != signed:
        with pytest.raises(KsUnreadable):
            verify(changed, SECRET, partner_id=PARTNER)


@given(st.text(max_size=80))
def test_any_text_is_refused_with_a_reason(text: str) -> None:
    assert refusal(text) in Reason


@pytest.mark.parametrize(
    ("ks", "reason"),
    [
        ("", Reason.EMPTY),
        ("  ", Reason.EMPTY),
        ("garbage", Reason.NOT_A_KS),
        ("not a ks!", Reason.SPACES),
        ("not-a-ks!", Reason.NOT_A_KS),
        ("djJ8MTAyfA%3D%3D", Reason.URL_ENCODED),
        (base64.b64encode(b"v2|").decode(), Reason.TRUNCATED),
        (base64.b64encode(b"v2|102").decode(), Reason.TRUNCATED),
        (base64.b64encode(b"v2|102|" + bytes(35)).decode(), Reason.TRUNCATED),
        (base64.b64encode(b"v2|102}" + bytes(48)).decode(), Reason.NOT_A_KS),
        (base64.b64encode(b"a" * 40).decode(), Reason.TRUNCATED),
        (base64.b64encode(b"a" * 40 + b"}1;1;2;3;4;5;6").decode(), Reason.TAMPERED),
        (base64.b64encode(b"v2|abc|" + bytes(48)).decode(), Reason.NOT_A_KS),
        (base64.b64encode(b"a" * 40 + b"|x;y;1;2;3;4").decode(), Reason.NOT_A_KS),
    ],
)
def test_reasons(ks: str, reason: Reason) -> None:
    assert refusal(ks, None) is reason


def test_a_cut_ks_is_told_apart() -> None:
    v2, v1 = sign_v2(session(), SECRET), sign_v1(session(1), SECRET)
    assert refusal(v2[:-4]) is Reason.TRUNCATED
    assert refusal(v2[:41]) is Reason.TRUNCATED
    assert refusal(v1[:60]) is Reason.TRUNCATED


def test_a_wrong_secret_is_told_from_a_changed_ks() -> None:
    ks = sign_v2(session(random="33" * 16), SECRET)
    assert refusal(ks, OTHER_SECRET) is Reason.WRONG_SECRET
    raw = bytearray(base64.urlsafe_b64decode(ks))
    raw[-1] ^= 1
    assert refusal(base64.urlsafe_b64encode(raw).decode()) is Reason.TAMPERED
    # Nothing in a v1 KS tells the two apart.
    assert refusal(sign_v1(session(1), SECRET), OTHER_SECRET) is Reason.BAD_SIGNATURE


def test_the_partner_is_checked() -> None:
    ks = sign_v2(session(), SECRET)
    assert verify(ks, SECRET, partner_id=PARTNER).user_id == "ana"
    assert refusal(ks, partner_id=PARTNER + 1) is Reason.OTHER_PARTNER


def test_space_around_a_pasted_ks_does_not_matter() -> None:
    assert read(f" {sign_v2(session(), SECRET)}\n", SECRET).user_id == "ana"
