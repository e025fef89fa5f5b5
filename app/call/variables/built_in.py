"""The variables that are there without anybody setting them."""

import random
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from app.call.variables.filters import seconds
from app.call.variables.values import Json

BUILT_IN = "built in"
LISTED: Mapping[str, str] = MappingProxyType(
    {
        "$now": "now, in unix seconds",
        "$now-7d": "a week ago, in unix seconds; also s, m, h, w, and +",
        "$date": "today in UTC",
        "$uuid": "another id for each form",
        "$random": "a number below a million",
    }
)


def value_of(name: str, now: float) -> Json:
    """Of `$now-7d` and its like at `now` (unix seconds); None where nothing is called that."""
    plain = name.rstrip("0123456789smhdw")
    base, shift = (plain[:-1], name[len(plain) - 1 :]) if plain.endswith(("+", "-")) else (name, "")
    at = int(now) + (seconds(shift) if shift else 0)
    match base:
        case "$now":
            return at
        case "$date":
            try:
                return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")
            except (ValueError, OverflowError, OSError):
                return None
        case "$uuid" if not shift:
            return str(uuid.uuid4())
        case "$random" if not shift:
            return random.randrange(10**6)  # noqa: S311 - to tell things apart, not to guard them  # nosec B311
    return None
