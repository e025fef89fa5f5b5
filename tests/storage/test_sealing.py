from hashlib import shake_256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.storage.sealing import SealBroken, Sealer

_SEALER = Sealer("the key " * 5)


@given(st.binary(max_size=3000), st.text(max_size=50))
def test_what_is_sealed_can_be_opened(data: bytes, purpose: str) -> None:
    assert _SEALER.open(_SEALER.seal(data, purpose), purpose) == data


@given(st.binary(max_size=300), st.integers(min_value=0), st.integers(1, 255))
def test_one_altered_byte_breaks_the_seal(data: bytes, place: int, change: int) -> None:
    sealed = bytearray(_SEALER.seal(data, "p"))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(SealBroken):
        _SEALER.open(bytes(sealed), "p")


@given(st.binary(max_size=40))
def test_anything_else_is_no_sealed_value(data: bytes) -> None:
    with pytest.raises(SealBroken):
        _SEALER.open(data, "p")


def test_another_key_or_purpose_does_not_open_it() -> None:
    sealed = _SEALER.seal(b"ks", "session:a")
    with pytest.raises(SealBroken, match="TESTME_SECRET_KEY"):
        Sealer("another key " * 4).open(sealed, "session:a")
    with pytest.raises(SealBroken):
        _SEALER.open(sealed, "session:b")


def test_the_same_text_is_the_same_key() -> None:
    assert Sealer("the key " * 5).open(_SEALER.seal(b"ks", "p"), "p") == b"ks"


def test_no_two_sealed_values_are_alike_and_the_first_byte_is_the_version() -> None:
    first, second = (_SEALER.seal(b"ks", "p") for _ in range(2))
    assert first != second
    assert first[0] == second[0] == 1


def test_long_texts_shrink_and_noise_grows_by_the_frame_alone() -> None:
    frame = 1 + 12 + 1 + 16  # version, nonce, compressed or not, tag
    noise = shake_256(b"noise").digest(300)
    assert len(_SEALER.seal(b"<item>" * 1000, "p")) < 200
    assert len(_SEALER.seal(noise, "p")) == 300 + frame
