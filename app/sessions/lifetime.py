"""How long a session lasts: people's units to seconds, and roughly back."""

import re
from datetime import UTC, datetime

from app.errors import BadInput

LONGEST = 10 * 365 * 86400  # seconds; ten years, the longest that Kaltura's guides speak of

_UNITS = {"year": 365 * 86400, "day": 86400, "hour": 3600, "minute": 60, "second": 1}
_NAMES = {
    **_UNITS,
    "week": 7 * 86400,
    "month": 30 * 86400,
    "y": _UNITS["year"],
    "yr": _UNITS["year"],
    "mo": 30 * 86400,
    "w": 7 * 86400,
    "d": 86400,
    "h": 3600,
    "hr": 3600,
    "m": 60,
    "min": 60,
    "s": 1,
    "sec": 1,
}
_PART = re.compile(r"(\d{1,12}(?:\.\d{1,6})?|an?\b|one\b)\s*([a-z]+)\s*(?:,|and\b)?\s*", re.ASCII)
_DATE = re.compile(
    r"(?:until|till|to)?\s*(\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?)\s*(Z|UTC|[+-]\d\d:\d\d)?",
    re.IGNORECASE | re.ASCII,
)
_HOW = "Write how long it lasts, such as 2 hours, 90 min, 1d 12h, or a number of seconds."


def seconds_of(text: str, *, now: float | None = None) -> int:
    """The seconds of `2 hours`, `90 min`, `1d 12h`, `1.5 days`, `3600`.

    Where `now` (unix seconds) is given also of a moment, `until 2027-01-01 12:00` (UTC unless an
    offset is written). A year has 365 days, a month 30. Raises BadInput (field `expiry`).
    """
    wanted = text.strip()
    moment = _DATE.fullmatch(wanted)
    if moment and now is not None:
        return _within(_moment(moment[1], moment[2] or "") - int(now))
    if re.fullmatch(r"\d{1,15}", wanted, re.ASCII):
        return _within(int(wanted))
    return _within(_length(wanted.lower()))


def roughly(seconds: float) -> str:
    """In its two largest units, `3 hours 12 minutes`, for saying how long ago."""
    return " ".join(_parts(int(seconds))[:2]) or "less than a second"


def _parts(seconds: int) -> list[str]:
    parts, left = [], seconds
    for name, size in _UNITS.items():
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {name}" if count == 1 else f"{count} {name}s")
    return parts


def _length(text: str) -> int:
    total, at = 0.0, 0
    while at < len(text):
        part = _PART.match(text, at)
        size = _size(part[2]) if part else None
        if part is None or size is None:
            raise BadInput(_HOW, field="expiry")
        total += (float(part[1]) if part[1][0].isdigit() else 1) * size
        at = part.end()
    if not text:
        raise BadInput(_HOW, field="expiry")
    return round(total)


def _size(unit: str) -> int | None:
    return _NAMES.get(unit) or _NAMES.get(unit.removesuffix("s"))


def _moment(day_and_time: str, zone: str) -> int:
    offset = "+00:00" if zone.upper() in {"", "Z", "UTC"} else zone
    time = day_and_time if len(day_and_time) > 10 else f"{day_and_time} 00:00"
    try:
        return int(datetime.fromisoformat(time + offset).astimezone(UTC).timestamp())
    except (ValueError, OverflowError):
        raise BadInput(
            "There is no such moment: write it as 2027-01-31 12:00.", field="expiry"
        ) from None


def _within(seconds: int) -> int:
    if seconds < 1:
        raise BadInput("A session lasts at least one second: name a later end.", field="expiry")
    if seconds > LONGEST:
        raise BadInput("A session lasts ten years at most: name an earlier end.", field="expiry")
    return seconds
