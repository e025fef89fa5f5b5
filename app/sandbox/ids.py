"""Ids and tokens in the forms that the real server gives them."""

import hashlib
import secrets
import string

_LETTERS = string.digits + string.ascii_lowercase


def object_id() -> str:
    """`0_` and eight letters or digits: entries, application tokens, assets."""
    return "0_" + "".join(secrets.choice(_LETTERS) for _ in range(8))


def lasting_id(*parts: object) -> str:
    """As `object_id`, and always the same for the same parts."""
    number = int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:8])
    return "0_" + "".join(_LETTERS[number // 36**place % 36] for place in range(8))
