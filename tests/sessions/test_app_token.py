"""The hash that proves an application token."""

import hashlib

import pytest

from app.errors import BadInput
from app.schema.facts import bundled
from app.sessions.app_token import HASH_TYPES, token_hash


def test_hash_types_are_those_of_the_schema() -> None:
    enum = bundled().enum("KalturaAppTokenHashType")
    assert enum is not None
    assert set(HASH_TYPES) == {constant.value for constant in enum.constants}


@pytest.mark.parametrize(
    ("hash_type", "expected"),
    [
        # Those of "abc" in RFC 1321 and FIPS 180.
        ("MD5", "900150983cd24fb0d6963f7d28e17f72"),
        ("SHA1", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("SHA256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "SHA512",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        ),
    ],
)
def test_hash_of_ks_then_token(hash_type: str, expected: str) -> None:
    assert token_hash("ab", "c", hash_type) == expected
    assert token_hash("c", "ab", hash_type) != expected


def test_other_letters_count_as_utf_8() -> None:
    assert token_hash("é", "漢", "SHA256") == hashlib.sha256("é漢".encode()).hexdigest()


@pytest.mark.parametrize("hash_type", ["", "sha1", "SHA3"])
def test_other_hash_types_are_refused(hash_type: str) -> None:
    with pytest.raises(BadInput, match="MD5, SHA1, SHA256, SHA512") as caught:
        token_hash("ks", "token", hash_type)
    assert caught.value.field == "hashType"
