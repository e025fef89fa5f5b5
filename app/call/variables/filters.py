"""The filters and tests of expressions: for texts, numbers, times, lists and JSON."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from app.call.variables.values import LARGEST, Json, alike, number, written

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_LONGEST_FORMAT = 60
_SHIFT = re.compile(r"([+-]?\d{1,9})([smhdw])")


def seconds(text: str) -> int:
    """`7d`, `-12h` in seconds. Raises ValueError."""
    found = _SHIFT.fullmatch(text.strip())
    if found is None:
        raise ValueError("no such time")
    return int(found[1]) * _SECONDS[found[2]]


def _text(function: Callable[..., Json]) -> Callable[..., Json]:
    return lambda value, *given, **named: function(written(value), *given, **named)


def _replace(text: str, old: str, new: str = "") -> str:
    if not old:
        raise ValueError("nothing to replace")
    # Counted before it is made: a letter can become a page.
    if len(text) + text.count(old) * max(0, len(new) - len(old)) > 1_000_000:
        raise ValueError("too large")
    return text.replace(old, new)


def _hashed(algorithm: str) -> Callable[[str], str]:
    """In lower-case hex digits, as appToken.startSession takes it."""
    return lambda text: hashlib.new(algorithm, text.encode(), usedforsecurity=False).hexdigest()


def _truncate(text: str, length: int = 100, end: str = "…") -> str:
    return text if len(text) <= length else text[: max(0, length - len(end))] + end


def _split(text: str, separator: str = ",") -> list[Json]:
    return [one.strip() for one in text.split(separator)] if text else []


def _round(value: Json, digits: int = 0) -> int | float:
    made = round(number(value), max(-30, min(digits, 15)))
    return int(made) if digits <= 0 else made


def _date(value: Json, format: str = "%Y-%m-%d") -> str:
    """Unix seconds as a text, in UTC."""
    if len(format) > _LONGEST_FORMAT or re.search(r"%\d", format):
        raise ValueError("no format")
    return datetime.fromtimestamp(number(value), UTC).strftime(format)


def _time(value: Json) -> int:
    """A date in ISO 8601, of UTC where it does not say, as unix seconds."""
    read = datetime.fromisoformat(written(value).strip())
    return int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp())


def _plus(value: Json, by: Json) -> int | float:
    return number(value) + (seconds(by) if isinstance(by, str) else number(by))


def _list(value: Json) -> list[Json]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else _split(written(value))


def _of(value: Json, name: str) -> Json:
    return value.get(name) if isinstance(value, dict) else None


def _join(value: Json, by: str = ",") -> str:
    texts = [written(one) for one in _list(value)]
    # Counted before it is made.
    if sum(map(len, texts)) + len(by) * len(texts) > LARGEST:
        raise ValueError("too large")
    return by.join(texts)


def _first(value: Json) -> Json:
    return next(iter(value if isinstance(value, str | list) else _list(value)), None)


def _last(value: Json) -> Json:
    found = value if isinstance(value, str | list) else _list(value)
    return found[-1] if found else None


def _where(value: Json, name: str, wanted: Json = True) -> list[Json]:
    def is_wanted(one: Json) -> bool:
        found, other = alike(_of(one, name), wanted)
        return found == other

    return [one for one in _list(value) if is_wanted(one)]


def _unique(value: Json) -> list[Json]:
    return list({json.dumps(one, sort_keys=True): one for one in _list(value)}.values())


def _without(value: Json, other: Json) -> list[Json]:
    """A text with commas is a list, too."""
    gone = set(map(written, _list(other))) if isinstance(other, list) else {written(other)}
    return [one for one in _list(value) if written(one) not in gone]


def _sort(value: Json, by: str = "", reverse: bool = False) -> list[Json]:
    def key(one: Json) -> tuple[int, Any]:
        found = _of(one, by) if by else one
        return (0, found) if isinstance(found, int | float) else (1, written(found))

    return sorted(_list(value), key=key, reverse=bool(reverse))


def _length(value: Json) -> int:
    return len(value) if isinstance(value, str | list | dict) else len(written(value))


def _numbers(value: Json) -> list[int | float]:
    return [number(one) for one in _list(value)]


FILTERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "default": lambda value, other="": other if value is None or value == "" else value,
        "string": _text(lambda text: text),
        "upper": _text(str.upper),
        "lower": _text(str.lower),
        "title": _text(str.title),
        "capitalize": _text(str.capitalize),
        "trim": _text(str.strip),
        "replace": _text(_replace),
        "truncate": _text(_truncate),
        "split": _text(_split),
        "md5": _text(_hashed("md5")),
        "sha1": _text(_hashed("sha1")),
        "sha256": _text(_hashed("sha256")),
        "sha512": _text(_hashed("sha512")),
        "urlencode": _text(lambda text: quote(text, safe="")),
        "int": lambda value: int(number(value)),
        "float": lambda value: float(number(value)),
        "abs": lambda value: abs(number(value)),
        "round": _round,
        "date": _date,
        "time": _time,
        "plus": _plus,
        "length": _length,
        "count": _length,
        "first": _first,
        "last": _last,
        "join": _join,
        "sort": _sort,
        "reverse": lambda value: _list(value)[::-1],
        "unique": _unique,
        "without": _without,
        "each": lambda value, name: [_of(one, name) for one in _list(value)],
        "where": _where,
        "sum": lambda value: sum(_numbers(value)),
        "min": lambda value: min(_numbers(value)),
        "max": lambda value: max(_numbers(value)),
        "tojson": lambda value: json.dumps(value, ensure_ascii=False),
        "fromjson": _text(json.loads),
    }
)

TESTS: Mapping[str, Callable[..., bool]] = MappingProxyType(
    {
        "none": lambda value: value is None,
        "string": lambda value: isinstance(value, str),
        "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
        "even": lambda value: number(value) % 2 == 0,
        "odd": lambda value: number(value) % 2 == 1,
        "startswith": lambda value, text: written(value).startswith(text),
        "endswith": lambda value, text: written(value).endswith(text),
    }
)
