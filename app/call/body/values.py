"""What a body is read into, whatever its format: plain values; and why it could not be read."""

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

# Answers have a dozen levels; what walks a value takes a few of Python's thousand for each.
MAX_DEPTH = 100

# What to do about an unreadable body.
ELSEWHERE = (
    "Check that the region's address is that of a Kaltura server, and that no proxy answers in its "
    "place."
)
CUT = (
    "The server or something on the way ended it too soon: ask for less, or send it again, but "
    "look first whether it was carried out."
)
OTHER = "Programs will not read it: try the other format, and tell whoever runs the server."

_T = TypeVar("_T")


class Number(str):
    """A number as it is written, so that it keeps every digit. XML has texts in its place."""

    __slots__ = ()


# Of XML an empty text may be a null, an empty list or an empty object, too, and "1" a true.
Value = str | bool | None | list["Value"] | dict[str, "Value"]


class Unreadable(Exception):
    """The body is not what its format promises.

    The text says what it is instead, to follow "the answer"; `detail` says where it is broken, to
    begin a sentence; `helps` is a sentence of what to do.
    """

    def __init__(self, reason: str, detail: str, helps: str = ELSEWHERE) -> None:
        super().__init__(reason)
        self.detail = detail
        self.helps = helps


def too_deep(levels: int = MAX_DEPTH) -> Unreadable:
    """The fault of a body that is nested deeper than that many levels, which is not followed."""
    deep = f"nested deeper than {levels} levels"
    return Unreadable(f"is {deep}", deep.capitalize(), "Ask for less: no answer of the API is.")


def text(value: Value) -> str:
    """The text of a scalar, as a page can carry it; "" of a null, a list and an object."""
    if isinstance(value, str):
        return whole(str(value))
    return str(int(value)) if isinstance(value, bool) else ""


def texts(members: Mapping[str, Value]) -> dict[str, str]:
    """The texts of an object's scalars, nulls left out."""
    return {name: text(value) for name, value in members.items() if isinstance(value, str | bool)}


def number(value: Value) -> int | None:
    """The whole number of at most 18 digits that a scalar is, or is spelled as; None for others."""
    # Numbers in JSON are sometimes texts, so all of them are read as such.
    spelled = text(value)
    return int(spelled) if re.fullmatch(r"-?[0-9]{1,18}", spelled) else None


def whole(told: str) -> str:
    """The text without halves of character pairs, which JSON can spell and no page can carry."""
    return told if told.isascii() else told.encode("utf-8", "replace").decode()


def named(pairs: Iterable[tuple[str, _T]]) -> dict[str, _T]:
    """The pairs as an object, every name unique: the second `a` becomes `a (2)`."""
    pairs = list(pairs)
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    found = {}
    times: dict[str, int] = {}
    for name, value in pairs:
        place = name
        while place in found:
            times[name] = times.get(name, 1) + 1
            place = f"{name} ({times[name]})"
        found[place] = value
    return found
