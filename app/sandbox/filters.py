"""Filters, order and pages over rows, for every kind of object alike.

A filter's property is a property of the object and how it is compared: `statusIn`,
`createdAtGreaterThanOrEqual`. What is not understood (advancedSearch, say) is ignored,
as the real server ignores what it does not know.
"""

from collections.abc import Callable, Container, Iterable
from typing import Any

from app.sandbox.shapes import Shapes
from app.sandbox.values import Object, Row, Value, from_row

DEFAULT_PAGE = 30
MAX_PAGE = 500
MAX_MATCHES = 10_000  # nothing is answered past so many matches

Test = Callable[[Any, Any], bool]


def _parts(wanted: Any) -> list[str]:
    return [part.strip() for part in str(wanted).split(",") if part.strip()]


def _holds(value: Any, wanted: Any) -> bool:
    return str(wanted).casefold() in str(value or "").casefold()


def _starts(value: Any, wanted: Any) -> bool:
    return str(value or "").casefold().startswith(str(wanted).casefold())


def _items(value: Any) -> set[str]:
    return {part.casefold() for part in _parts(value or "")}


def _compares(test: Callable[[float, float], bool]) -> Test:
    return lambda value, wanted: value is not None and test(float(value), float(wanted))


# Longer endings stand before those that they end in.
_TESTS: tuple[tuple[str, Test], ...] = (
    ("GreaterThanOrEqual", _compares(float.__ge__)),
    ("LessThanOrEqual", _compares(float.__le__)),
    ("GreaterThanOrEqualOrNull", lambda v, w: v is None or float(v) >= float(w)),
    ("LessThanOrEqualOrNull", lambda v, w: v is None or float(v) <= float(w)),
    ("GreaterThan", _compares(float.__gt__)),
    ("LessThan", _compares(float.__lt__)),
    ("MultiLikeOr", lambda v, w: any(_holds(v, part) for part in _parts(w))),
    ("MultiLikeAnd", lambda v, w: all(_holds(v, part) for part in _parts(w))),
    ("MatchOr", lambda v, w: bool(_items(v) & _items(w))),
    ("MatchAnd", lambda v, w: _items(v) >= _items(w)),
    ("NotContains", lambda v, w: not _items(v) & _items(w)),
    ("StartsWith", _starts),
    ("NotEqual", lambda v, w: _word(v) != _word(w)),
    ("NotIn", lambda v, w: _word(v) not in _parts(w)),
    ("Empty", lambda v, w: (not v) == (_word(w) == "1")),
    ("Equal", lambda v, w: v is not None and _word(v) == _word(w)),
    ("Like", _holds),
    ("In", lambda v, w: _word(v) in _parts(w)),
)

# Filter properties that look into several properties of the object.
_JOINED = {
    "tagsName": ("tags", "name"),
    "tagsAdminTags": ("tags", "adminTags"),
    "tagsAdminTagsName": ("tags", "adminTags", "name"),
    "idOrScreenName": ("id", "screenName"),
    "firstNameOrLastName": ("firstName", "lastName"),
    "nameOrReferenceId": ("name", "referenceId"),
}
_FREE_TEXT = ("name", "description", "tags", "adminTags", "id", "referenceId", "fullName")


def matching(rows: Iterable[Row], wanted: Object | None, shapes: Shapes) -> list[Row]:
    """The rows that fit every property of a filter, in their order."""
    if wanted is None:
        return list(rows)
    asked = [
        (name, value)
        for name, value in wanted.fields.items()
        if isinstance(value, str | int | float) and name != "orderBy"
    ]
    return [
        row
        for row in rows
        if all(
            _fits(row, name, value, shapes.properties(row["objectType"])) for name, value in asked
        )
    ]


def ordered(rows: list[Row], wanted: Object | None, usual: str = "") -> list[Row]:
    """Rows by the filter's orderBy, a property with a sign (`-createdAt`), else by `usual`.

    They stay as they come where the property is unknown. A + that was url-decoded into a
    space counts as one.
    """
    order = (wanted.text("orderBy") if wanted else "") or usual
    sign, name = order[:1], order[1:]
    if sign not in {"+", "-", " "} or not any(row.get(name) is not None for row in rows):
        return rows
    return sorted(rows, key=lambda row: _rank(row.get(name)), reverse=sign == "-")


def page(rows: list[Row], pager: Object | None) -> list[Row]:
    """The rows of the page that a KalturaFilterPager asks for."""
    size = (pager.number("pageSize") if pager else None) or DEFAULT_PAGE
    index = (pager.number("pageIndex") if pager else None) or 1
    size = min(max(size, 1), MAX_PAGE)
    start = (max(index, 1) - 1) * size
    return rows[start : min(start + size, MAX_MATCHES)]


def listed(rows: list[Row], pager: Object | None, kind: str) -> Object:
    """A list response of class `kind` with one page of the rows."""
    objects: list[Value] = [from_row(row) for row in page(rows, pager)]
    return Object(kind, {"totalCount": len(rows), "objects": objects})


def _fits(row: Row, name: str, wanted: str | float, properties: Container[str]) -> bool:
    if name == "freeText":
        text = " ".join(str(row.get(part) or "") for part in _FREE_TEXT)
        return all(_holds(text, word) for word in str(wanted).split())
    if name.startswith("searchTextMatch"):
        return any(_holds(row.get("searchText"), word) for word in _parts(wanted))
    for ending, test in _TESTS:
        subject = name.removesuffix(ending)
        if subject == name:
            continue
        if subject in _JOINED:
            return any(test(row.get(part), wanted) for part in _JOINED[subject])
        return subject not in properties or test(row.get(subject), wanted)
    return True


def _word(value: Any) -> str:
    if value is None:
        return ""
    # A bool of the object is compared with a number of the filter.
    return str(int(value)) if isinstance(value, bool) else str(value)


def _rank(value: Any) -> tuple[int, Any]:
    if value is None:
        return (0, 0)
    return (1, value) if isinstance(value, int | float) else (2, str(value).casefold())
