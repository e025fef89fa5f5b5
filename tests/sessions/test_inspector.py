"""What the inspector says of a KS, however it was pasted."""

import base64
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st

from app.sessions.inspector import Inspection, inspect
from app.sessions.ks import ADMIN, USER, Reason, Session, sign_v1, sign_v2
from tests.each import each

SECRET = "0123456789abcdef0123456789abcdef"
OTHER = "fedcba9876543210fedcba9876543210"
NOW = 1_767_225_600  # 2026-01-01 00:00 UTC
PARTNER = 102
# Its + and / are what gets lost on the way.
V1_SESSION = Session(1, PARTNER, USER, NOW + 7200, "aÿ>~?ÿ", "sview:0_abc", None, None, "4711")
V1 = sign_v1(V1_SESSION, SECRET)
V2_SESSION = Session(2, PARTNER, ADMIN, NOW + 7200, "ana", "disableentitlement", random="11" * 16)
V2 = sign_v2(V2_SESSION, SECRET)
ADMIN_WARNING = "It is an ADMIN session, the whole account: never hand it to a browser or an app."


def v2(**changes: Any) -> str:
    usual = Session(2, PARTNER, USER, NOW + 7200, "ana", "sview:0_abc")
    return sign_v2(replace(usual, **changes), SECRET)


def told(ks: str, *, secret: str = SECRET, partner_id: int | None = None) -> tuple[str, ...]:
    return inspect(ks, secret=secret, now=NOW, partner_id=partner_id).findings


def test_v1_is_read_whole_without_the_secret() -> None:
    assert inspect(V1, now=NOW) == Inspection(
        1,
        V1_SESSION,
        "unknown",
        False,
        (
            "It expires in 2 hours (2026-01-01 02:00 UTC).",
            "Its signature is not checked: give the administrator secret of partner 102.",
        ),
    )


def test_v2_tells_its_partner_alone_without_the_secret() -> None:
    assert inspect(V2, now=NOW) == Inspection(
        2,
        Session(2, PARTNER),
        "unknown",
        None,
        (
            "Without the secret a v2 KS tells its partner alone: give the administrator secret of "
            "partner 102, or ask the region with session.get.",
        ),
    )


def test_a_region_that_is_asked_is_not_advised_too() -> None:
    assert inspect(V2, now=NOW, asked=True).findings == (
        "Without the secret a v2 KS tells its partner alone: give the administrator secret of "
        "partner 102.",
    )


def test_v2_is_read_whole_with_the_secret() -> None:
    assert inspect(V2, secret=f" {SECRET}\n", now=NOW, partner_id=PARTNER) == Inspection(
        2,
        V2_SESSION,
        "good",
        False,
        (
            "It expires in 2 hours (2026-01-01 02:00 UTC).",
            ADMIN_WARNING,
            "The signature is good. Where a server refuses it all the same, it is of another "
            "region, or the session was ended.",
        ),
    )


def test_a_wrong_secret_of_v2() -> None:
    seen = inspect(V2, secret=OTHER, now=NOW)
    assert (seen.signature, seen.reason) == ("bad", Reason.WRONG_SECRET)
    assert (seen.session, seen.expired) == (Session(2, PARTNER), None)
    assert seen.findings == (
        "The secret does not open this KS: take the administrator secret of partner 102, in the "
        "region that the KS is from. A KS that was changed throughout looks the same.",
    )


def test_a_wrong_secret_of_v1_is_told_honestly() -> None:
    seen = inspect(V1, secret=OTHER, now=NOW)
    assert (seen.signature, seen.reason) == ("bad", Reason.BAD_SIGNATURE)
    assert seen.session == V1_SESSION
    assert seen.findings[0] == (
        "The signature does not fit: the secret is not the one of this KS, or the KS was changed "
        "or cut off after it was signed. Try the administrator secret of partner 102; "
        "what the KS says below cannot be trusted."
    )


def test_a_secret_that_cannot_be_one() -> None:
    sentence = "A secret has 32 digits and letters from a to f: check that it was copied whole."
    assert sentence in told(V2, secret=SECRET[:-1])
    assert sentence not in told(V2, secret=OTHER)


def test_a_changed_ks_is_told_from_a_wrong_secret() -> None:
    raw = bytearray(base64.urlsafe_b64decode(V2))
    raw[60] ^= 1
    seen = inspect(base64.urlsafe_b64encode(raw).decode(), secret=SECRET, now=NOW)
    assert (seen.signature, seen.reason) == ("bad", Reason.TAMPERED)
    assert seen.findings == (
        "The secret is right, but the KS was changed or cut off after it was signed: copy it "
        "again, or start a new session.",
    )


@each(
    ("ks", "reason"),
    [
        (V2[:-5], Reason.TRUNCATED),
        (V2[:12], Reason.TRUNCATED),
        (V1[:60], Reason.TRUNCATED),
        ("", Reason.EMPTY),
        ("what is this?", Reason.SPACES),
        (SECRET, Reason.NOT_A_KS),
    ],
)
def test_no_ks(ks: str, reason: Reason) -> None:
    seen = inspect(ks, secret=SECRET, now=NOW)
    assert (seen.version, seen.session, seen.signature, seen.expired) == (0, None, "unknown", None)
    assert (seen.reason, seen.findings[0], seen.repaired) == (reason, reason.value, "")


@each(
    ("text", "sentence"),
    [
        ("djJ8••••••••", "Part of it is hidden behind dots or stars"),
        ("djJ8MTAy…", "Part of it is hidden behind dots or stars"),
        (SECRET, "It looks like a secret or an application token"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", "It looks like a JWT"),
    ],
)
def test_what_it_may_be_instead(text: str, sentence: str) -> None:
    assert inspect(text, now=NOW).findings[1].startswith(sentence)


@each(
    ("expiry", "expired", "sentence"),
    [
        (NOW, True, "It expired less than a second ago (2026-01-01 00:00 UTC): start a new"),
        (NOW - 3 * 3600, True, "It expired 3 hours ago (2025-12-31 21:00 UTC): start a new"),
        (NOW + 1, False, "It expires in 1 second (2026-01-01 00:00 UTC)."),
        (3600, True, "It expired in 1970: 3600 looks like a length of time"),
        (-5, True, "It expired 56 years 14 days ago: start"),
        (NOW * 1000, False, "It expires more than ten years from now: check that the expiry is"),
        (10**17, False, "It expires more than ten years from now: check that the expiry is"),
        (None, None, "It has no expiry that can be read"),
    ],
)
def test_expiry(expiry: int | None, expired: bool | None, sentence: str) -> None:
    seen = inspect(v2(expiry=expiry), secret=SECRET, now=NOW)
    assert seen.expired is expired
    assert seen.findings[0].startswith(sentence)


def test_another_partner_comes_before_the_expiry() -> None:
    assert told(V2, partner_id=103)[:2] == (
        "The KS is for partner 102, not for 103: servers refuse it there, so start a session for "
        "that account.",
        "It expires in 2 hours (2026-01-01 02:00 UTC).",
    )


def test_a_type_that_is_none() -> None:
    assert "Its type 1 is neither USER (0) nor ADMIN (2): start another session." in told(
        v2(type=1)
    )


def test_what_limits_it_and_what_is_wrong_with_its_privileges() -> None:
    privileges = "iprestrict:8.8.8.8/8.8.4.4,urirestrict:/a/*|/b,actionslimit:5,list:*,apptoken:0_a"
    assert told(v2(privileges=privileges))[1:-1] == (
        "It works from 8.8.8.8 or 8.8.4.4 alone, as the server sees the address.",
        "It works for /a/* or /b alone: other calls are refused.",
        "It is refused after 5 calls: start a new session then.",
        "list:* shows this USER the entries of everybody: leave it out unless the page needs to "
        "search them.",
    )


def test_an_expired_one_is_not_called_good_for_use() -> None:
    assert [one for one in told(v2(expiry=NOW - 1)) if "signature is good" in one] == []


ENCODED = "It was url-encoded once; the decoded one is used here."
ADDRESS = "It was taken out of an address or a list of parameters."


@each("ks", [V1, V2])
@each(
    ("pasted", "done"),
    [
        ("'{ks}'", ["Signs around it were taken away."]),
        ("“{ks}”,", ["Signs around it were taken away."]),
        ("ks={ks}", [ADDRESS]),
        ("ks: {ks}", [ADDRESS]),
        ("format=1&ks={quoted}&a=b", [ADDRESS, ENCODED]),
        ("https://example.org/api_v3/service/media/action/list?ks={quoted}#x", [ADDRESS, ENCODED]),
        ("https://example.org/p/102/playManifest/ks/{quoted}/a.m3u8", [ADDRESS, ENCODED]),
        ("Bearer {ks}", ["The word before it was taken away."]),
        ("Authorization: Bearer {ks}", ["The word before it was taken away."]),
        ("KS {ks}", ["The word before it was taken away."]),
        (
            "<?xml version='1.0'?><xml><result>{ks}</result></xml>",
            ["It was taken out of an XML answer."],
        ),
        (
            "<xml><result><objectType>X</objectType><ks>{ks}</ks></result></xml>",
            ["It was taken out of an XML answer."],
        ),
        ('{{"objectType": "X", "ks": "{ks}"}}', ["It was taken out of a JSON text."]),
        ('"{ks}"', ["Signs around it were taken away."]),
        ("{head}\r\n   {tail}", ["Line breaks inside it were taken out."]),
        ("{head} {tail}", ["Spaces inside it were taken out."]),
        ("my session is {ks} today", ["It was taken out of a longer text."]),
        ("\ufeff{ks}\u200b", ["Invisible characters were taken out."]),
        ("{twice}", ["It was url-encoded twice; the decoded one is used here."]),
        ("{unpadded}", ["The = signs at its end were put right."]),
        ("{ks}=", ["The = signs at its end were put right."]),
    ],
)
def test_what_people_paste_is_put_right(ks: str, pasted: str, done: list[str]) -> None:
    quoted = quote(ks, safe="")
    text = pasted.format(
        ks=ks,
        quoted=quoted,
        twice=quote(quoted, safe=""),
        head=ks[:37],
        tail=ks[37:],
        unpadded=ks.rstrip("="),
    )
    seen = inspect(text, secret=SECRET, now=NOW)
    assert (seen.repaired, seen.signature) == (ks, "good")
    assert list(seen.findings[: len(done)]) == done


def test_the_samples_have_what_gets_lost() -> None:
    assert V1.endswith("=")
    assert V2.endswith("=")
    assert "+" in V1


def test_a_plus_that_became_a_space() -> None:
    seen = inspect(V1.replace("+", " "), secret=SECRET, now=NOW)
    assert (seen.repaired, seen.signature) == (V1, "good")
    assert seen.findings[0] == (
        "Spaces inside it were turned back into +: it was url-decoded once too often."
    )


def test_space_around_it_needs_no_repair() -> None:
    assert inspect(f"  {V2}\n", secret=SECRET, now=NOW) == inspect(V2, secret=SECRET, now=NOW)


wrapped = st.builds(
    lambda before, ks, cut, after: before + ks[: len(ks) - cut] + after,
    st.text(max_size=12),
    st.sampled_from([V1, V2, quote(V1), f"<result>{V2}</result>", f'"ks":"{V1}"', f"ks={V2}&"]),
    st.integers(0, 60),
    st.text(max_size=12),
)


@settings(deadline=timedelta(seconds=2))
@given(st.one_of(st.text(max_size=200), wrapped), st.text(max_size=40), st.floats(0, 1e12))
def test_never_raises(text: str, secret: str, now: float) -> None:
    seen = inspect(text, secret=secret, now=now, partner_id=PARTNER)
    assert seen.findings
    assert all(sentence.endswith(".") for sentence in seen.findings)
    assert (seen.version == 0) == (seen.session is None)


fields = st.text(max_size=20)


@settings(deadline=timedelta(seconds=2))
@given(st.integers(-(10**9), 10**9), fields, fields, st.integers(-(10**17), 10**17), st.integers())
def test_never_raises_on_what_a_session_may_say(
    partner: int, user: str, privileges: str, expiry: int, kind: int
) -> None:
    ks = sign_v2(Session(2, partner, kind, expiry, user, privileges), SECRET)
    assert inspect(ks, secret=SECRET, now=NOW).signature == "good"


def test_a_very_long_text_is_cut_before_it_is_looked_at() -> None:
    assert inspect("<" * 5_000_000, now=NOW).reason is Reason.NOT_A_KS


@each("odd", ["\ud800", "\0", "\U0010ffff"])
def test_odd_characters_are_no_failure(odd: str) -> None:
    assert inspect(odd + V2, now=NOW).version in {0, 2}
    assert inspect(V2, secret=odd, now=NOW).signature in {"bad", "unknown"}


def test_of_several_the_one_that_is_chosen() -> None:
    other = v2(partner_id=103)
    text = f"1:ks={V2}&2:ks={other}"
    seen = inspect(text, now=NOW)
    assert seen.choices == ("v2, partner 102", "v2, partner 103")
    assert (seen.which, seen.repaired) == (0, V2)
    assert "2 KS stand in the text; this is number 1." in seen.findings
    seen = inspect(text, secret=SECRET, now=NOW, which=1)
    assert (seen.which, seen.repaired, seen.signature) == (1, other, "good")
    assert inspect(text, now=NOW, which=2).which == 0
    assert inspect(V2, now=NOW).choices == ()
