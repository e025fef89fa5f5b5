"""A whole search as one test of a row, and what of the row it hit."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from app.sandbox.context import Context
from app.sandbox.esearch import terms
from app.sandbox.esearch.fields import search_fields
from app.sandbox.esearch.nested import CAPTION, CUE, FIELD, Nested, Part
from app.sandbox.kinds import CATEGORY, CATEGORY_ENTRY, CATEGORY_USER, GROUP_USER
from app.sandbox.values import Object, Row

Fits: TypeAlias = Callable[[Row], bool]


@dataclass(slots=True)
class Hits:
    """What a search hit in a row: (field, marked text), and the parts that hang on it."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    parts: dict[str, list[tuple[Part, list[tuple[str, str]]]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Search:
    """A search operator over rows of one kind, `root`."""

    context: Context
    root: str
    nested: Nested

    def fits(self, item: Object | None) -> Fits:
        """Whether a row fits an item or operator; all do where there is none."""
        if item is None:
            return bool
        inner = _items(item)
        if item.get("operator") is not None or inner:
            tests = [self.fits(part) for part in inner]
            if len(tests) == 1 and item.number("operator") != terms.NOT:
                return tests[0]
            match item.number("operator"):
                case terms.OR:
                    return lambda row: any(fits(row) for fits in tests)
                case terms.NOT:
                    return lambda row: not any(fits(row) for fits in tests)
            return lambda row: all(fits(row) for fits in tests)
        return self._one(item)

    def hits(self, item: Object | None, row: Row, found: Hits) -> Hits:
        """What of a row that fits the items hit; a NOT hits nothing."""
        if item is None or item.number("operator") == terms.NOT:
            return found
        for part in _items(item):
            self.hits(part, row, found)
        if _items(item):
            return found
        kind = search_fields().nested.get(item.type)
        kinds = [kind] if kind else []
        if item.type == "KalturaESearchUnifiedItem":
            kinds = [CAPTION, CUE, FIELD]
        for name in kinds:
            for hit in self.nested.of(name, str(row["id"])):
                marked = _part_hits(item, name, hit)
                if marked is not None:
                    found.parts.setdefault(name, []).append((hit, marked))
        if item.get("addHighlight") and not kind:
            for name in self._names(item):
                found.fields += [(name, text) for text in terms.hits(item, row.get(name) or "")]
        return found

    def _names(self, item: Object) -> tuple[str, ...]:
        if item.type == "KalturaESearchUnifiedItem":
            return search_fields().unified
        return (self.property_of(item.text("fieldName")),)

    def property_of(self, name: str) -> str:
        if self.root == CATEGORY and name in {"user_id", "parent_id"}:
            return "owner" if name == "user_id" else "parentId"
        if name in search_fields().names:
            return search_fields().names[name]
        first, *rest = name.split("_")
        return first + "".join(part.capitalize() for part in rest)

    def _one(self, item: Object) -> Fits:
        kind = search_fields().nested.get(item.type)
        if kind:
            return self._of_parts(item, kind)
        if item.type == "KalturaESearchUnifiedItem":
            own = self._of_fields(item, search_fields().unified)
            inside = self._ids_by_parts(item)
            return lambda row: own(row) or row["id"] in inside
        if item.type == "KalturaESearchCategoryEntryItem":
            return self._in_category(item)
        if item.type == "KalturaESearchCategoryUserItem":
            return self._related(item, CATEGORY_USER, "userId", "categoryId")
        if item.type == "KalturaESearchGroupUserItem":
            return self._related(item, GROUP_USER, "groupId", "userId")
        return self._of_fields(item, self._names(item))

    def _of_fields(self, item: Object, names: tuple[str, ...]) -> Fits:
        test = terms.test(item)
        if names == ("isQuiz",):
            return lambda row: test(int(bool(row.get("_quiz"))))
        if names == ("isLive",):
            return lambda row: test(int("Live" in row["objectType"]))
        if item.number("itemType") == terms.PARTIAL:
            return _partial(item, names)
        if item.number("itemType") == terms.RANGE:
            return lambda row: any(test(row.get(name)) for name in names)
        return lambda row: any(
            test(value) for name in names for value in terms.values_of(row.get(name))
        )

    def _ids_by_parts(self, item: Object) -> set[str]:
        """The ids of the rows on which anything hangs that fits the item."""
        return {
            key
            for kind in (CAPTION, CUE, FIELD)
            for key, parts in self.nested.all(kind).items()
            if any(_part_hits(item, kind, part) is not None for part in parts)
        }

    def _of_parts(self, item: Object, kind: str) -> Fits:
        nested = self.nested

        def fits(row: Row) -> bool:
            parts = nested.of(kind, str(row["id"]))
            return any(_part_hits(item, kind, part) is not None for part in parts)

        return fits

    def _in_category(self, item: Object) -> Fits:
        test, name = terms.test(item), item.text("fieldName")
        status = item.number("categoryEntryStatus")
        categories = {row["id"]: row for row in self.context.objects.all(CATEGORY)}
        inside = {
            row["entryId"]
            for row in self.context.objects.all(CATEGORY_ENTRY)
            if row["status"] == (status or 2)
            and any(test(value) for value in _place(categories.get(row["categoryId"]), name))
        }
        return lambda row: row["id"] in inside

    def _related(self, item: Object, kind: str, searched: str, pointing: str) -> Fits:
        test = terms.test(item)
        found = {row[pointing] for row in self.context.objects.all(kind) if test(row.get(searched))}
        return lambda row: row["id"] in found


def _partial(item: Object, names: tuple[str, ...]) -> Fits:
    """All words of the term, in any of the fields."""
    words = terms.words(item)

    def fits(row: Row) -> bool:
        found = [value for name in names if (value := row.get(name))]
        text = "\n".join(map(str, found)).casefold()
        for word in words:
            if word not in text:
                return False
        return bool(found)

    return fits


def _place(category: Row | None, name: str) -> list[Any]:
    """What of a category an item searches: its own or its ancestors' ids and names."""
    if category is None:
        return []
    ids, names = category["fullIds"].split(">"), category["fullName"].split(">")
    places = {
        "id": ids[-1:],
        "name": names[-1:],
        "full_ids": [*ids, category["fullIds"]],
        "ancestor_id": ids[:-1],
        "ancestor_name": names[:-1],
    }
    return list(places.get(name, ids[-1:]))


def _part_hits(item: Object, kind: str, part: Part) -> list[tuple[str, str]] | None:
    """The marked texts of a part that fits an item; None where it does not."""
    names = [item.text("fieldName")] if item.text("fieldName") else list(part.values)
    if kind == FIELD:
        path = item.text("xpath")
        other = item.number("metadataProfileId") not in {None, part.values["profile"]}
        if other or (path and f"local-name()='{part.values['name']}'" not in path):
            return None
        names = ["value"]
    test = terms.test(item)
    fitting = [
        name
        for name in names
        if any(test(value) for value in terms.values_of(part.values.get(name)))
    ]
    if not fitting:
        return None
    if not item.get("addHighlight"):
        return []
    return [(name, text) for name in fitting for text in terms.hits(item, part.values[name] or "")]


def _items(item: Object) -> list[Object]:
    items = item.get("searchItems")
    return [part for part in items if isinstance(part, Object)] if isinstance(items, list) else []
