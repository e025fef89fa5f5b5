"""Filters, order and pages over rows, for every kind of object alike.

A filter's property is a property of the object and how it is compared: `statusIn`,
`createdAtGreaterThanOrEqual`. What is not understood is ignored, as the real server ignores
what it does not know.
"""

import operator
from collections.abc import Callable, Iterable
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeAlias

from app.sandbox import advanced
from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.generic.rules import rules
from app.sandbox.values import Object, Row, Value, from_row

DEFAULT_PAGE = 30
MAX_PAGE = 500
MAX_MATCHES = 10_000  # no page begins past so many matches
_ALL = -1  # a page size

Test: TypeAlias = Callable[[Any], bool]  # of a row's value


def parts(wanted: Any) -> list[str]:
    return [part.strip() for part in str(wanted).split(",") if part.strip()]


class Accepted(frozenset[Any]):
    """The values that fit, as texts and as numbers, so that a row's value needs no conversion."""

    @classmethod
    def of(cls, words: Iterable[str]) -> "Accepted":
        found: set[Any] = set()
        for part in words:
            found.add(part)
            if part.lstrip("-").isdecimal() and part.isascii() and len(part) < 20:
                found.add(int(part))
        return cls(found)


def _likes(wanted: str, join: Callable[[Iterable[bool]], bool]) -> Test:
    words = [part.casefold() for part in parts(wanted)]

    def test(value: Any) -> bool:
        text = str(value or "").casefold()
        return join(word in text for word in words)

    return test


def _like(wanted: str) -> Test:
    word = wanted.casefold()
    return lambda value: word in str(value or "").casefold()


def _starts(wanted: str) -> Test:
    word = wanted.casefold()
    return lambda value: str(value or "").casefold().startswith(word)


def _items(value: Any) -> set[str]:
    return {part.casefold() for part in parts(value or "")}


def _compares(test: Callable[[Any, Any], bool], null: bool = False) -> Callable[[str], Test]:
    def prepared(wanted: str) -> Test:
        limit = advanced.number(wanted)

        def compare(value: Any) -> bool:
            if value is None:
                return null
            return test(value if isinstance(value, int | float) else advanced.number(value), limit)

        return compare

    return prepared


def _not_in(words: Iterable[str]) -> Test:
    accepted = Accepted.of(words)
    return lambda value: ("" if value is None else value) not in accepted


def _shares(wanted: str) -> Test:
    words = _items(wanted)
    return lambda value: bool(_items(value) & words)


# Longer endings stand before those that they end in.
_TESTS: tuple[tuple[str, Callable[[str], "Test | Accepted"]], ...] = (
    ("GreaterThanOrEqualOrNull", _compares(operator.ge, null=True)),
    ("LessThanOrEqualOrNull", _compares(operator.le, null=True)),
    ("GreaterThanOrEqual", _compares(operator.ge)),
    ("LessThanOrEqual", _compares(operator.le)),
    ("GreaterThan", _compares(operator.gt)),
    ("LessThan", _compares(operator.lt)),
    ("MultiLikeOr", lambda wanted: _likes(wanted, any)),
    ("MultiLikeAnd", lambda wanted: _likes(wanted, all)),
    ("MatchOr", _shares),
    ("MatchAnd", lambda wanted: lambda value: _items(value) >= _items(wanted)),
    ("NotContains", lambda wanted: lambda value: not _items(value) & _items(wanted)),
    ("StartsWith", _starts),
    ("NotEqual", lambda wanted: _not_in([wanted])),
    ("NotIn", lambda wanted: _not_in(parts(wanted))),
    ("Empty", lambda wanted: lambda value: (not value) == (wanted == "1")),
    ("Equal", lambda wanted: Accepted.of([wanted])),
    ("Like", _like),
    ("In", lambda wanted: Accepted.of(parts(wanted))),
    ("Eq", lambda wanted: Accepted.of([wanted])),
)

_FREE_TEXT = ("name", "description", "tags", "adminTags", "id", "referenceId", "fullName")


@lru_cache(maxsize=2048)
def _split(name: str) -> tuple[str, Callable[[str], "Test | Accepted"]] | None:
    """A filter's property as a property and how it is compared; None where it is neither."""
    for ending, test in _TESTS:
        subject = name.removesuffix(ending)
        if subject not in {name, ""}:
            return subject, test
    return None


def matching(rows: Iterable[Row], wanted: Object | None, context: Context) -> list[Row]:
    """The rows that fit every property of a filter, in their order."""
    found = list(rows)
    if wanted is None:
        return found
    for name, value in wanted.fields.items():
        if isinstance(value, str | int | float) and name != "orderBy" and found:
            found = _narrowed(found, name, word(value), context)
    search = wanted.get("advancedSearch")
    if isinstance(search, Object):
        fits = advanced.test(search, context)
        found = [row for row in found if fits(row)]
    return found


def _narrowed(rows: list[Row], name: str, wanted: str, context: Context) -> list[Row]:
    """The rows that fit one property of a filter; all where no class of their kind has it."""
    if name == "freeText":
        return [row for row in rows if _has_words(row, wanted.casefold().split())]
    if name == "userIdEqualCurrent":
        return [row for row in rows if wanted != "1" or row.get("userId") == context.user_id]
    if name.startswith("searchTextMatch"):
        fits = _likes(wanted, any if name.endswith("Or") else all)
        return [row for row in rows if fits(row.get("searchText"))]
    split = _split(name)
    if split is None:
        return rows
    subject, prepare = split
    test = prepare(wanted)
    names = rules().joined.get(subject)
    if names:
        joined = test.__contains__ if isinstance(test, Accepted) else test
        return [row for row in rows if any(joined(row.get(part)) for part in names)]
    if not context.shapes.kind_has(rows[0]["objectType"], subject):
        return rows
    if isinstance(test, Accepted):
        return [row for row in rows if row.get(subject) in test]
    return [row for row in rows if test(row.get(subject))]


def ordered(rows: list[Row], wanted: Object | None, usual: str = "") -> list[Row]:
    """Rows by the filter's orderBy, a property with a sign (`-createdAt`), else by `usual`.

    They stay as they come where the property is unknown. A + that was url-decoded into a
    space counts as one.
    """
    order = (wanted.text("orderBy") if wanted else "") or usual
    sign, name = order[:1], order[1:]
    kinds = {type(row.get(name)) for row in rows}
    if sign not in {"+", "-", " "} or kinds <= {type(None)}:
        return rows
    if kinds == {int}:
        return sorted(rows, key=itemgetter(name), reverse=sign == "-")
    return sorted(rows, key=lambda row: _rank(row.get(name)), reverse=sign == "-")


def page(rows: list[Row], pager: Object | None) -> list[Row]:
    """The rows of the page that a KalturaFilterPager asks for.

    Raises ApiError QUERY_EXCEEDED_MAX_MATCHES_ALLOWED.
    """
    size = (pager.number("pageSize") if pager else None) or DEFAULT_PAGE
    index = max((pager.number("pageIndex") if pager else None) or 1, 1)
    if size == _ALL:
        return rows[:MAX_MATCHES]
    size = min(max(size, 1), MAX_PAGE)
    start = (index - 1) * size
    if start >= MAX_MATCHES:
        raise ApiError("QUERY_EXCEEDED_MAX_MATCHES_ALLOWED")
    return rows[start : min(start + size, MAX_MATCHES)]


def listed(rows: list[Row], pager: Object | None, kind: str) -> Object:
    """A list response of class `kind` with one page of the rows."""
    objects: list[Value] = [from_row(row) for row in page(rows, pager)]
    return Object(kind, {"totalCount": len(rows), "objects": objects})


def word(value: Any) -> str:
    """A value as filters write it."""
    if value is None:
        return ""
    # A bool of the object is compared with a number of the filter.
    return str(int(value)) if isinstance(value, bool) else str(value)


def _has_words(row: Row, words: list[str]) -> bool:
    text = " ".join(str(row.get(name) or "") for name in _FREE_TEXT).casefold()
    return all(part in text for part in words)


def _rank(value: Any) -> tuple[int, Any]:
    if value is None:
        return (0, 0)
    return (1, value) if isinstance(value, int | float) else (2, str(value).casefold())
