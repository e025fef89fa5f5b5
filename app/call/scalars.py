"""One typed text -> the wire's text, and what is wrong with it.

The server takes nearly anything (a word where an int is meant becomes 0), so whatever is not
exactly a value of the type is named here, before it is sent. A faulty text stays as typed
in `wire`, because a person may send it anyway.
"""

import difflib
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from app.call.problem import Level
from app.schema.model import Enum

NULLABLE_BOOLEAN = "KalturaNullableBoolean"

_BITS = {"int": 31, "bigint": 63}
_WHOLE = re.compile(r"[+-]?[0-9]{1,40}")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_BOOLS = {"1": "1", "0": "0", "true": "1", "false": "0"}
_REFERENCE = re.compile(r"\{[0-9]+:result(?::[^{}:]+)*\}")
# 9999-12-31T23:59:59Z: times are ints in the schema, but well past 2038 on servers.
_LAST_TIME = 253402300799
# Numbers nearer to 0 than ten years are far from any time that a video account has.
_TEN_YEARS = 315360000
_NAMED = 6


@dataclass(frozen=True, slots=True)
class ScalarCheck:
    """`wire` is what to send; `problem` a sentence, or None; `level` how bad it is."""

    wire: str
    problem: str | None = None
    level: Level = "error"


def is_reference(text: str) -> bool:
    """Whether a text stands for an earlier result of a multirequest: `{1:result:id}`."""
    return _REFERENCE.fullmatch(text.strip()) is not None


def check(
    text: str,
    *,
    type: str,
    enum: Enum | None = None,
    is_time: bool = False,
    min_value: int | None = None,
    max_value: int | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
) -> ScalarCheck:
    """Check a typed text against int, bigint, float, bool or string, an enum, and limits.

    A reference into a multirequest is taken for any type, with a warning for all but strings.
    """
    if type == "string" and enum is None:
        # The limits are those of the value that a reference will be replaced with.
        return ScalarCheck(text) if is_reference(text) else _string(text, min_length, max_length)
    stripped = text.strip()
    if is_reference(stripped):
        return ScalarCheck(stripped, "refers to an earlier result of a multirequest.", "warning")
    if enum is not None:
        return _enum(stripped, enum)
    if is_time:
        return _time(stripped)
    match type:
        case "int" | "bigint":
            return _whole(stripped, type, min_value, max_value)
        case "float":
            return _decimal(stripped, min_value, max_value)
        case "bool":
            wire = _BOOLS.get(stripped.lower())
            return ScalarCheck(wire) if wire else ScalarCheck(text, "takes 1 (true) or 0 (false).")
        case _:
            return _string(text, min_length, max_length)


def _whole(text: str, type: str, low: int | None, high: int | None) -> ScalarCheck:
    bits = _BITS[type]
    low = -(2**bits) if low is None else max(low, -(2**bits))
    high = 2**bits - 1 if high is None else min(high, 2**bits - 1)
    if not _WHOLE.fullmatch(text) or not low <= int(text) <= high:
        return ScalarCheck(text, f"takes a whole number from {low} to {high}.")
    return ScalarCheck(str(int(text)))


def _decimal(text: str, low: int | None, high: int | None) -> ScalarCheck:
    if not _DECIMAL.fullmatch(text) or not math.isfinite(float(text)):
        hint = "; write 1.5, not 1,5" if "," in text else ", such as 1.5"
        return ScalarCheck(text, f"takes a number{hint}.")
    number = float(text)
    if low is not None and number < low:
        return ScalarCheck(text, f"takes a number from {low} on.")
    if high is not None and number > high:
        return ScalarCheck(text, f"takes a number up to {high}.")
    return ScalarCheck(text)


def _string(text: str, shortest: int | None, longest: int | None) -> ScalarCheck:
    try:
        text.encode()
    except UnicodeEncodeError:
        return ScalarCheck(text, "has half of a character pair in it, which cannot be sent.")
    if shortest is not None and len(text) < shortest:
        return ScalarCheck(text, f"takes at least {shortest} characters; this has {len(text)}.")
    if longest is not None and len(text) > longest:
        return ScalarCheck(text, f"takes at most {longest} characters; this has {len(text)}.")
    return ScalarCheck(text)


def _enum(text: str, enum: Enum) -> ScalarCheck:
    if any(constant.value == text for constant in enum.constants):
        return ScalarCheck(text)
    named = {constant.name: constant.value for constant in enum.constants}
    if text in named:
        return ScalarCheck(named[text])
    if enum.name == NULLABLE_BOOLEAN:
        return ScalarCheck(text, "takes 1 for true, 0 for false or -1 for not set.")
    close = difflib.get_close_matches(text.upper(), named, n=1)
    if close:
        sentence = f"is not in {enum.name}; did you mean {close[0]} ({named[close[0]]})?"
        return ScalarCheck(text, sentence)
    choices = [f"{name} ({value})" for name, value in list(named.items())[:_NAMED]]
    more = len(named) - len(choices)
    rest = f" or one of {more} more" if more > 0 else ""
    return ScalarCheck(text, f"takes a value of {enum.name}: {', '.join(choices)}{rest}.")


def _time(text: str) -> ScalarCheck:
    if _WHOLE.fullmatch(text):
        seconds = int(text)
        if abs(seconds) < _TEN_YEARS:
            sentence = "is so small that most servers count it from now, in seconds."
            return ScalarCheck(str(seconds), sentence, "warning")
        if 0 < seconds <= _LAST_TIME:
            return ScalarCheck(str(seconds))
    else:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            return _moment(moment)
    return ScalarCheck(
        text,
        "takes unix seconds, seconds from now (+3600, -86400) or a date and time "
        "(2030-01-31T12:00:00Z).",
    )


def _moment(moment: datetime) -> ScalarCheck:
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    wire = str(math.floor(zoned.timestamp()))
    if moment.tzinfo:
        return ScalarCheck(wire)
    return ScalarCheck(wire, "names no time zone and was taken as UTC.", "warning")
