"""Ids and tokens in the forms that the real server gives them."""

import secrets
import string

_LETTERS = string.digits + string.ascii_lowercase


def object_id() -> str:
    """`0_` and eight letters or digits: entries, application tokens, assets."""
    return "0_" + "".join(secrets.choice(_LETTERS) for _ in range(8))
