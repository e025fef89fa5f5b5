"""Passwords of people as they are kept: by Argon2id, with the parameters of RFC 9106 for machines
with little memory (64 MiB, three passes)."""

import secrets
import threading
from functools import lru_cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import BadInput

SHORTEST = 10  # characters
LONGEST = 1000

_HASHER = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=1, type=Type.ID)
# Each one at work takes the memory above: a crowd of guesses must not take all there is.
_AT_WORK = threading.BoundedSemaphore(4)


def hashed(password: str) -> str:
    """What is kept of a password. Raises BadInput where it is too short, or far too long."""
    if len(password) < SHORTEST:
        raise BadInput(f"A password takes at least {SHORTEST} characters.", field="password")
    if len(password) > LONGEST:
        raise BadInput(f"A password takes {LONGEST} characters at most.", field="password")
    with _AT_WORK:
        return _HASHER.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether it is the one that was kept; None (there is nobody) takes as long as any other."""
    with _AT_WORK:
        try:
            return _HASHER.verify(kept or _nobody(), password[:LONGEST]) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


@lru_cache
def _nobody() -> str:
    return _HASHER.hash(secrets.token_urlsafe(24))
