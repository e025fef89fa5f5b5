"""What an expression works on: values as JSON has them, bounded."""

import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from app.call.body.values import Number
from app.call.body.values import Value as BodyValue
from app.errors import BadInput

LARGEST = 200_000  # characters of a text, and items of a list with all that is in it
# What all values that are made for one text may come to, in the same: that bounds its time.
MOST_IN_ALL = 1_000_000
_HIGHEST = 10**30

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


class ExpressionFault(BadInput):
    """An expression that cannot be read, or has no value."""

    code = "EXPRESSION_FAULT"


class Budget:
    """What values may still come to for one text, as long as one is within `spending`."""

    left: ContextVar[int] = ContextVar("left", default=MOST_IN_ALL)

    @classmethod
    @contextmanager
    def spending(cls) -> Iterator[None]:
        token = cls.left.set(MOST_IN_ALL)
        try:
            yield
        finally:
            cls.left.reset(token)


def bounded(value: Any) -> Json:
    """The value. Raises ExpressionFault where it is too large, or none that JSON has."""
    size = _size(value, LARGEST)
    left = Budget.left.get() - size
    Budget.left.set(left)
    if left < 0:
        raise ExpressionFault("This text makes more of its values than one may.")
    if size > LARGEST:
        raise ExpressionFault(f"A value in an expression has at most {LARGEST:,} characters.")
    return value  # type: ignore[no-any-return]  # _size has looked


def _size(value: Any, most: int) -> int:
    size, waiting = 0, [value]
    while waiting and size <= most:
        one = waiting.pop()
        match one:
            case None | bool():
                size += 1
            case str():
                size += 1 + len(one)
            case int() | float():
                if not math.isfinite(one) or abs(one) > _HIGHEST:
                    raise ExpressionFault("That number is too large.")
                size += 1
            case list():
                size += 1
                waiting += one
            case dict():
                size += sum(1 + len(key) for key in one)
                waiting += one.values()
            case _:
                raise ExpressionFault("That is no value.")
    return size


def written(value: Json) -> str:
    """The value as a text: what the wire takes for a scalar, and JSON for the rest."""
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float() if value.is_integer() and abs(value) < 10**15:
            return str(int(value))
        case list() | dict():
            return json.dumps(value, ensure_ascii=False)
    return str(value)


def number(value: Json) -> int | float:
    """Raises ExpressionFault where it is none."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return value
    if isinstance(value, str) and len(value) <= 40:
        for read in (int, float):
            try:
                found = read(value)
            except ValueError:
                continue
            if math.isfinite(found):
                return found
    raise ExpressionFault(f"{written(value)[:40]!r} is no number.")


def alike(left: Json, right: Json) -> tuple[Json, Json]:
    """Both as numbers where one is a number and the other reads as one: XML has no numbers."""
    numbers = [isinstance(one, int | float) for one in (left, right)]
    if any(numbers) and not all(numbers):
        try:
            return number(left), number(right)
        except ExpressionFault:
            return left, right
    return left, right


def of_body(value: BodyValue) -> Json:
    """A value of an answer as an expression sees it; a number that is no JSON number is a text."""
    match value:
        case Number():
            try:
                return number(str(value))
            except ExpressionFault:
                return str(value)
        case list():
            return [of_body(one) for one in value]
        case dict():
            return {name: of_body(one) for name, one in value.items()}
    return value
