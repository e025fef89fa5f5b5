"""Lengths of time in people's units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadInput
from app.sessions.lifetime import LONGEST, roughly, seconds_of

NOW = 1_767_225_600  # 2026-01-01 00:00 UTC


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("3600", 3600),
        ("2 hours", 7200),
        ("an hour", 3600),
        ("90 min", 5400),
        ("90m", 5400),
        ("1 day", 86400),
        ("1d 12h", 129600),
        ("1d12h", 129600),
        ("1 day, 2 hours and 5 minutes", 93900),
        ("1.5 days", 129600),
        ("2 WEEKS", 1209600),
        ("1 month", 2592000),
        ("3 mo", 7776000),
        ("1 yr", 31536000),
        ("10 years", 315360000),
        (" 1 s ", 1),
    ],
)
def test_units(text: str, seconds: int) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-01-02", 86400),
        ("until 2026-01-01 12:00 UTC", 43200),
        ("2026-01-01T12:00:30Z", 43230),
        ("till 2026-01-01 12:00 +02:00", 36000),
        ("2 hours", 7200),
    ],
)
def test_moments(text: str, seconds: int) -> None:
    assert seconds_of(text, now=NOW) == seconds


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "such as 2 hours"),
        ("soon", "such as 2 hours"),
        ("2 fortnights", "such as 2 hours"),
        ("2 hours -1 minute", "such as 2 hours"),
        ("-5", "such as 2 hours"),
        ("hours", "such as 2 hours"),
        ("2026-01-02", "such as 2 hours"),
        ("0", "at least one second"),
        ("0.2 s", "at least one second"),
        ("11 years", "ten years at most"),
        ("315360001", "ten years at most"),
        ("999999999999 years", "ten years at most"),
    ],
)
def test_refused(text: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence) as caught:
        seconds_of(text)
    assert caught.value.field == "expiry"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2025-12-31", "at least one second"),
        ("2046-01-01", "ten years at most"),
        ("2026-02-30", "no such moment"),
        ("0001-01-01 00:00 +23:00", "no such moment"),
    ],
)
def test_moments_refused(text: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        seconds_of(text, now=NOW)


def test_roughly_has_two_units() -> None:
    assert roughly(31536000 + 86400 + 61) == "1 year 1 day"
    assert roughly(11535.9) == "3 hours 12 minutes"
    assert roughly(0.4) == "less than a second"


@given(st.text(max_size=40))
def test_any_text_gives_seconds_or_is_refused(text: str) -> None:
    try:
        seconds = seconds_of(text, now=NOW)
    except BadInput:
        return
    assert 1 <= seconds <= LONGEST
