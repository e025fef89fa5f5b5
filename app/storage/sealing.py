"""Sealing what must not be readable in the database: AES-256-GCM under the secret key.

A sealed value is one version byte, 12 bytes of nonce, then the ciphertext with its tag.
Inside, the first byte says whether the rest is compressed. The purpose a value was sealed
for is bound to it, so that one cannot be put in another's place.
"""

import os
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import TestMeError

_VERSION = b"\x01"
_NONCE_LENGTH = 12
_PLAIN, _DEFLATED = b"\x00", b"\x01"
_WORTH_DEFLATING = 256  # bytes


class SealBroken(TestMeError):
    """A sealed value was sealed with another key or for another purpose, or has been altered."""

    status = 410
    code = "SEAL_BROKEN"

    def __init__(self) -> None:
        super().__init__(
            "This was sealed with another secret key, or has been altered since. Start the "
            "console with the TESTME_SECRET_KEY that was in use when it was stored, or delete it."
        )


class Sealer:
    """Seals and opens bytes under a key derived (HKDF-SHA256) from the text of the secret key."""

    def __init__(self, key_text: str) -> None:
        derived = HKDF(SHA256(), length=32, salt=None, info=b"testme sealing").derive(
            key_text.encode()
        )
        self._cipher = AESGCM(derived)

    def seal(self, data: bytes, purpose: str) -> bytes:
        """The sealed form of `data`; a different one each time."""
        nonce = os.urandom(_NONCE_LENGTH)
        sealed = self._cipher.encrypt(nonce, _packed(data), _VERSION + purpose.encode())
        return _VERSION + nonce + sealed

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """What was sealed for that purpose. Raises SealBroken."""
        nonce, ciphertext = sealed[1 : 1 + _NONCE_LENGTH], sealed[1 + _NONCE_LENGTH :]
        try:
            packed = self._cipher.decrypt(nonce, ciphertext, sealed[:1] + purpose.encode())
        except (InvalidTag, ValueError) as fault:  # ValueError: too short to hold a nonce
            raise SealBroken from fault
        return zlib.decompress(packed[1:]) if packed[:1] == _DEFLATED else packed[1:]


def _packed(data: bytes) -> bytes:
    if len(data) >= _WORTH_DEFLATING:
        deflated = zlib.compress(data, level=1)
        if len(deflated) < len(data):
            return _DEFLATED + deflated
    return _PLAIN + data
