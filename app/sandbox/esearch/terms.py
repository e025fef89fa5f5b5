"""One search item over values: how they are compared, and what is highlighted."""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from app.sandbox.advanced import number
from app.sandbox.errors import ApiError
from app.sandbox.values import Object

EXACT, PARTIAL, STARTS_WITH, EXISTS, RANGE = 1, 2, 3, 4, 5  # KalturaESearchItemType
AND, OR, NOT = 1, 2, 3  # KalturaESearchOperatorType
Test: TypeAlias = Callable[[Any], bool]
_WORDS = re.compile(r"\w+")
_LIMITS: dict[str, Callable[[float, float], bool]] = {
    "greaterThanOrEqual": float.__ge__,
    "lessThanOrEqual": float.__le__,
    "greaterThan": float.__gt__,
    "lessThan": float.__lt__,
}


def test(item: Object) -> Test:
    """Whether a value fits a search item. Raises ApiError where it has no term."""
    kind = item.number("itemType") or EXACT
    term = item.text("searchTerm").casefold().strip()
    if kind == EXISTS:
        return lambda value: value not in {None, ""}
    if kind == RANGE:
        return _range(item.get("range"))
    if not term:
        field = item.text("fieldName")
        raise ApiError("EMPTY SEARCH TERM IS NOT ALLOWED", FIELD=field, TYPE=kind)
    if kind == STARTS_WITH:
        return lambda value: _text(value).startswith(term)
    if kind == PARTIAL:
        wanted = words(item)
        return lambda value: _contains(_text(value), wanted)
    return lambda value: _exactly(_text(value), term)


def words(item: Object) -> list[str]:
    """The words of an item's term, folded."""
    term = item.text("searchTerm").casefold().strip()
    return _WORDS.findall(term) or [term]


def values_of(value: Any) -> Iterable[Any]:
    """A text of comma-separated parts is searched as a whole and part by part."""
    if isinstance(value, str) and "," in value:
        return [value, *(part.strip() for part in value.split(","))]
    return [value]


def hits(item: Object, value: Any) -> list[str]:
    """The value with the found words marked, as the real server marks them."""
    term = item.text("searchTerm").strip()
    wanted = _WORDS.findall(term) if item.number("itemType") == PARTIAL else [term]
    marked = str(value)
    for word in sorted({word for word in wanted if word}, key=len, reverse=True):
        marked = re.sub(f"({re.escape(word)})", r"<em>\1</em>", marked, flags=re.IGNORECASE)
    return [marked] if "<em>" in marked else []


def _range(wanted: Any) -> Test:
    limits = [
        (compare, float(limit))
        for name, compare in _LIMITS.items()
        if isinstance(wanted, Object) and (limit := wanted.number(name)) is not None
    ]

    def fits(value: Any) -> bool:
        if value is None:
            return False
        found = number(value)
        return all(compare(found, limit) for compare, limit in limits)

    return fits


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else str(value).casefold()


def _contains(text: str, wanted: list[str]) -> bool:
    return bool(text) and all(word in text for word in wanted)


def _exactly(text: str, term: str) -> bool:
    """The whole value, or the term as whole words within it."""
    if text == term:
        return True
    at = text.find(term) if term else -1
    if at < 0:
        return False
    before, after = text[at - 1 : at], text[at + len(term) : at + len(term) + 1]
    return " " in term and not before.isalnum() and not after.isalnum()
