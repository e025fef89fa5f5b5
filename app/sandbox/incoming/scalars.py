"""Text from the wire as a value of a simple type, as leniently as the real server.

A number that is none becomes 0, digits at its start count; any text but "", "0" and
"false" is true. Enum values are checked, and so are characters that XML cannot carry.
"""

import re

from app.sandbox.errors import ApiError
from app.schema.model import Enum

_INT_MAX = 2**63 - 1
_RELATIVE_TIME = 315_360_000  # seconds: a time nearer to 0 than ten years is an offset from now
# https://www.w3.org/TR/xml/#charsets
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def whole(text: str) -> int:
    digits = re.match(r"\s*([+-]?\d{1,30})", text, re.ASCII)
    return max(-_INT_MAX, min(_INT_MAX, int(digits[1]))) if digits else 0


def real(text: str) -> float:
    number = re.match(r"\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", text, re.ASCII | re.IGNORECASE)
    value = float(number[0]) if number else 0.0
    return value if abs(value) < float("inf") else 0.0


def truth(text: str) -> bool:
    return text.lower() not in {"", "0", "false"}


def moment(text: str, now: int) -> int:
    """Unix seconds; a small number counts from now."""
    value = whole(text)
    return now + value if 0 < abs(value) <= _RELATIVE_TIME else value


def xml_text(text: str, name: str) -> str:
    """Raises ApiError INVALID_PARAMETER_CHAR."""
    if NOT_XML.search(text):
        raise ApiError("INVALID_PARAMETER_CHAR", XML_FIELD=name)
    return text


def enum_value(text: str, enum: Enum, name: str) -> int | str:
    """Raises ApiError INVALID_ENUM_VALUE where the enum has no such value."""
    numeric = enum.kind == "int" and re.fullmatch(r"[+-]?\d{1,18}", text, re.ASCII)
    value = int(text) if numeric else text
    if not any(constant.value == str(value) for constant in enum.constants):
        raise ApiError("INVALID_ENUM_VALUE", ENUM_VAL=text, PARAM_NAME=name, ENUM_TYPE=enum.name)
    return value
