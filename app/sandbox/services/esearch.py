"""eSearch: entries, categories, users and groups found, and what was hit in them."""

from collections import Counter
from collections.abc import Mapping, Sequence

from app.sandbox.context import Context
from app.sandbox.esearch.fields import search_fields
from app.sandbox.esearch.items import Hits, Search
from app.sandbox.esearch.nested import CAPTION, CUE, FIELD, Nested
from app.sandbox.filters import Accepted, ordered, page, parts
from app.sandbox.generic.sources import rows_of
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import CATEGORY, ENTRY, USER
from app.sandbox.values import Object, Row, Value, from_row

_ITEM_DATA = {
    CAPTION: ("KalturaESearchCaptionItemData", "caption"),
    CUE: ("KalturaESearchCuePointItemData", "cue_points"),
    FIELD: ("KalturaESearchMetadataItemData", "metadata"),
}
# The kind and the class of what is searched, and the status that is meant where none is asked for.
_SEARCHED = {
    "Entry": (ENTRY, ENTRY, "2"),
    "Category": (CATEGORY, CATEGORY, "2"),
    "User": (USER, "KalturaUser", "1"),
    "Group": (USER, "KalturaGroup", "1"),
}
_MOST_BUCKETS = 10_000


def search(name: str, context: Context, arguments: Arguments) -> Value:
    """`name` stands in the classes of the answer."""
    root, cls, status = _SEARCHED[name]
    asked = arguments.sent("searchParams")
    operator = asked.get("searchOperator")
    wanted = operator if isinstance(operator, Object) else None
    searched = Search(context, root, Nested(context))
    rows = _within(rows_of(context, root, cls), asked, status)
    fits = searched.fits(wanted)
    found = _in_order([row for row in rows if fits(row)], asked, searched)
    shown = [
        _result(name, row, searched.hits(wanted, row, Hits()))
        for row in page(found, arguments.object("pager"))
    ]
    fields: dict[str, Value] = {"totalCount": len(found), "objects": shown}
    if name == "Entry" and isinstance(asked.get("aggregations"), Object):
        fields["aggregations"] = _aggregations(asked.get("aggregations"), found)
    return Object(f"KalturaESearch{name}Response", fields)


def _within(rows: list[Row], asked: Object, usual: str) -> list[Row]:
    statuses = Accepted.of(parts(asked.text("objectStatuses") or usual))
    ids = set(parts(asked.text("objectIds"))) | ({asked.text("objectId")} - {""})
    out = asked.number("objectIdsNotIn") == 1
    return [
        row
        for row in rows
        if row.get("status") in statuses and (not ids or (str(row["id"]) in ids) != out)
    ]


def _in_order(rows: list[Row], asked: Object, search: Search) -> list[Row]:
    order = asked.get("orderBy")
    items = order.get("orderItems") if isinstance(order, Object) else None
    if not isinstance(items, Sequence) or not items:
        return ordered(rows, None, "-createdAt")
    for item in reversed(items):
        if isinstance(item, Object):
            name = search.property_of(item.text("sortField"))
            sign = "+" if item.text("sortOrder") == "asc" else "-"
            rows = ordered(rows, None, f"{sign}{name}")
    return rows


def _result(name: str, row: Row, hits: Hits) -> Object:
    data = []
    for kind, found in hits.parts.items():
        cls, label = _ITEM_DATA[kind]
        items = [
            Object(cls, {**part.shown, "highlight": _highlights(marked) or None})
            for part, marked in found
        ]
        fields: Mapping[str, Value] = {
            "totalCount": len(items),
            "items": items,
            "itemsType": label,
        }
        data.append(Object("KalturaESearchItemDataResult", fields))
    return Object(
        f"KalturaESearch{name}Result",
        {"highlight": _highlights(hits.fields), "itemsData": data, "object": from_row(row)},
    )


def _highlights(marked: list[tuple[str, str]]) -> list[Object]:
    by_name: dict[str, list[Object]] = {}
    for name, text in marked:
        by_name.setdefault(name, []).append(Object("KalturaString", {"value": text}))
    return [
        Object("KalturaESearchHighlight", {"fieldName": name, "hits": hits})
        for name, hits in by_name.items()
    ]


def _aggregations(asked: Value, rows: list[Row]) -> list[Object]:
    items = asked.get("aggregations") if isinstance(asked, Object) else None
    found = []
    for item in items if isinstance(items, Sequence) else ():
        if not isinstance(item, Object) or item.text("fieldName") not in search_fields().aggregated:
            continue
        name = item.text("fieldName")
        counts: Counter[str] = Counter()
        for row in rows:
            value = row.get(search_fields().aggregated[name])
            counts.update(parts(value) if name == "tags" else [str(value)] * (value is not None))
        buckets = [
            Object("KalturaESearchAggregationBucket", {"value": value, "count": count})
            for value, count in counts.most_common(item.number("size") or _MOST_BUCKETS)
        ]
        fields: Mapping[str, Value] = {
            "name": "entries",
            "fieldName": name,
            "buckets": buckets,
        }
        found.append(Object("KalturaESearchAggregationResponseItem", fields))
    return found
