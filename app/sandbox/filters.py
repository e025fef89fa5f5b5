"""Filters, order and pages over rows, for every kind of object alike.

A filter's property is a property of the object and how it is compared: `statusIn`,
`createdAtGreaterThanOrEqual`. What is not understood is ignored, as the real server ignores
what it does not know.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeAlias

from app.sandbox import advanced
from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.values import Object, Row, Value, from_row

DEFAULT_PAGE = 30
MAX_PAGE = 500
MAX_MATCHES = 10_000  # no page begins past so many matches
_ALL = -1  # a page size

Test: TypeAlias = Callable[[Any], bool]  # of a row's value


def parts(wanted: Any) -> list[str]:
    return [part.strip() for part in str(wanted).split(",") if part.strip()]


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


def _compares(test: Callable[[float, float], bool], null: bool = False) -> Callable[[str], Test]:
    def prepared(wanted: str) -> Test:
        limit = advanced.number(wanted)

        def compare(value: Any) -> bool:
            if value is None:
                return null
            return test(value if isinstance(value, float) else advanced.number(value), limit)

        return compare

    return prepared


def _in(wanted: str) -> Test:
    words = frozenset(parts(wanted))
    return lambda value: word(value) in words


def _not_in(wanted: str) -> Test:
    words = frozenset(parts(wanted))
    return lambda value: word(value) not in words


def _shares(wanted: str) -> Test:
    words = _items(wanted)
    return lambda value: bool(_items(value) & words)


# Longer endings stand before those that they end in.
_TESTS: tuple[tuple[str, Callable[[str], Test]], ...] = (
    ("GreaterThanOrEqualOrNull", _compares(float.__ge__, null=True)),
    ("LessThanOrEqualOrNull", _compares(float.__le__, null=True)),
    ("GreaterThanOrEqual", _compares(float.__ge__)),
    ("LessThanOrEqual", _compares(float.__le__)),
    ("GreaterThan", _compares(float.__gt__)),
    ("LessThan", _compares(float.__lt__)),
    ("MultiLikeOr", lambda wanted: _likes(wanted, any)),
    ("MultiLikeAnd", lambda wanted: _likes(wanted, all)),
    ("MatchOr", _shares),
    ("MatchAnd", lambda wanted: lambda value: _items(value) >= _items(wanted)),
    ("NotContains", lambda wanted: lambda value: not _items(value) & _items(wanted)),
    ("StartsWith", _starts),
    ("NotEqual", lambda wanted: lambda value: word(value) != wanted),
    ("NotIn", _not_in),
    ("Empty", lambda wanted: lambda value: (not value) == (wanted == "1")),
    ("Equal", lambda wanted: lambda value: value is not None and word(value) == wanted),
    ("Like", _like),
    ("In", _in),
    ("Eq", lambda wanted: lambda value: value is not None and word(value) == wanted),
)

# Filter properties that look into several properties of the object, or into one of another name.
_JOINED = {
    "tagsName": ("tags", "name"),
    "tagsAdminTags": ("tags", "adminTags"),
    "tagsAdminTagsName": ("tags", "adminTags", "name"),
    "idOrScreenName": ("id", "screenName"),
    "firstNameOrLastName": ("firstName", "lastName"),
    "nameOrReferenceId": ("name", "referenceId"),
    "idOrInheritedParentId": ("id", "inheritedParentId"),
    "eventIdOrItsParentId": ("eventId",),
    "categoriesFullName": ("categories",),
    "playListType": ("playlistType",),
    "roleId": ("roleIds",),
    "ancestorId": ("fullIds",),
}
_FREE_TEXT = ("name", "description", "tags", "adminTags", "id", "referenceId", "fullName")


@lru_cache(maxsize=2048)
def _split(name: str) -> tuple[str, Callable[[str], Test]] | None:
    """A filter's property as a property and how it is compared; None where it is neither."""
    for ending, test in _TESTS:
        subject = name.removesuffix(ending)
        if subject not in {name, ""}:
            return subject, test
    return None


def matching(rows: Iterable[Row], wanted: Object | None, context: Context) -> list[Row]:
    """The rows that fit every property of a filter, in their order."""
    if wanted is None:
        return list(rows)
    asked = [
        (name, word(value))
        for name, value in wanted.fields.items()
        if isinstance(value, str | int | float) and name != "orderBy"
    ]
    by_class: dict[str, list[Callable[[Row], bool]]] = {}
    found = []
    for row in rows:
        cls = row["objectType"]
        tests = by_class.get(cls)
        if tests is None:
            tests = by_class[cls] = _tests(cls, asked, context)
        for test in tests:
            if not test(row):
                break
        else:
            found.append(row)
    search = wanted.get("advancedSearch")
    if isinstance(search, Object):
        fits = advanced.test(search, context)
        found = [row for row in found if fits(row)]
    return found


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


def _tests(cls: str, asked: list[tuple[str, str]], context: Context) -> list[Callable[[Row], bool]]:
    properties = context.shapes.properties(cls)
    made = []
    for name, wanted in asked:
        if name == "freeText":
            made.append(_free_text(wanted))
        elif name == "userIdEqualCurrent" and wanted == "1":
            made.append(_of(("userId",), _in(context.user_id)))
        elif name.startswith("searchTextMatch"):
            join = any if name.endswith("Or") else all
            made.append(_of(("searchText",), _likes(wanted, join)))
        elif split := _split(name):
            subject, test = split
            if subject in _JOINED:
                made.append(_of(_JOINED[subject], test(wanted)))
            elif subject in properties:
                made.append(_of((subject,), test(wanted)))
    return made


def _of(names: tuple[str, ...], test: Test) -> Callable[[Row], bool]:
    if len(names) == 1:
        name = names[0]
        return lambda row: test(row.get(name))
    return lambda row: any(test(row.get(name)) for name in names)


def _free_text(wanted: str) -> Callable[[Row], bool]:
    words = [part.casefold() for part in wanted.split()]

    def test(row: Row) -> bool:
        text = " ".join(str(row.get(name) or "") for name in _FREE_TEXT).casefold()
        return all(part in text for part in words)

    return test


def _rank(value: Any) -> tuple[int, Any]:
    if value is None:
        return (0, 0)
    return (1, value) if isinstance(value, int | float) else (2, str(value).casefold())
