"""category: the tree of categories, private ones hidden from sessions that must not see them."""

from collections import Counter

from app.sandbox import rows
from app.sandbox.access import Access
from app.sandbox.context import Context, Handler
from app.sandbox.entitlement import category_ids, sees_category, visible_categories
from app.sandbox.errors import ApiError
from app.sandbox.filters import listed, matching, ordered
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.values import VOID, Row, Value, from_row

KIND = "category"
_FIRST_ID = 1001
_MOVE = "moveEntriesToParentCategory"


def add(context: Context, arguments: Arguments) -> Value:
    sent = context.shapes.insertable(arguments.sent("category"))
    if not sent.get("name"):
        raise ApiError("PROPERTY_VALIDATION_CANNOT_BE_NULL", PROP_NAME="KalturaCategory::name")
    existing = context.objects.all(KIND)
    row = rows.category(
        sent,
        key=max([_FIRST_ID - 1, *(other["id"] for other in existing)]) + 1,
        parent=_parent(context, sent.get("parentId")),
        owner=context.user_id,
        now=context.now,
    )
    _refuse_twin(row, existing)
    return _shown(context.objects.add(KIND, row), context)


def get(context: Context, arguments: Arguments) -> Value:
    return _shown(_found(context, arguments.number("id")), context)


def list_(context: Context, arguments: Arguments) -> Value:
    wanted = arguments.object("filter")
    visible = _counted(visible_categories(context), context)
    found = ordered(matching(visible, wanted, context.shapes), wanted)
    return listed(found, arguments.object("pager"), "KalturaCategoryListResponse")


def update(context: Context, arguments: Arguments) -> Value:
    row = _found(context, arguments.number("id"))
    sent = context.shapes.updatable(arguments.sent("category"))
    changed = {**row, **sent, "updatedAt": context.now}
    changed["name"] = changed["name"] or row["name"]
    parent = _parent(context, changed["parentId"])
    if parent and str(row["id"]) in parent["fullIds"].split(">"):
        raise ApiError(
            "PARENT_CATEGORY_IS_CHILD", PARENT_CATEGORY=parent["id"], OTHER_CATEGORY=row["id"]
        )
    changed = rows.below(changed, parent)
    _refuse_twin(changed, context.objects.all(KIND))
    _place_entries(context, _change_below(context, changed))
    return _shown(changed, context)


def delete(context: Context, arguments: Arguments) -> Value:
    """What lies below goes too; the entries move up to the parent unless the call says no."""
    row = _found(context, arguments.number("id"))
    gone = {
        other["id"]
        for other in context.objects.all(KIND)
        if str(row["id"]) in other["fullIds"].split(">")
    }
    for key in gone:
        context.objects.remove(KIND, str(key))
    _place_entries(context, gone, row["parentId"] if arguments.number(_MOVE) else None)
    return VOID


def placed(entry: Row, ids: list[int], names: dict[int, str]) -> Row:
    """The entry in these categories, of those that there are; `names` are full names by id."""
    kept = [key for key in ids if key in names]
    return {
        **entry,
        "categoriesIds": ",".join(str(key) for key in kept),
        "categories": ",".join(names[key] for key in kept),
    }


def _place_entries(context: Context, touched: set[int], heir: int | None = None) -> None:
    """Bring entries in touched categories up to date; `heir` takes them in besides."""
    names = {row["id"]: row["fullName"] for row in context.objects.all(KIND)}
    for entry in context.objects.all("entry"):
        ids = category_ids(entry)
        if touched & set(ids):
            more = [heir] if heir is not None and heir not in ids else []
            context.objects.change("entry", placed(entry, ids + more, names))


def _change_below(context: Context, changed: Row) -> set[int]:
    """Keep a category, give those below it their place anew; the ids of all of them."""
    children: dict[int, list[Row]] = {}
    for row in context.objects.all(KIND):
        children.setdefault(row["parentId"], []).append(row)
    waiting, touched = [changed], set()
    while waiting:
        row = waiting.pop()
        touched.add(row["id"])
        context.objects.change(KIND, row)
        waiting += [rows.below(child, row) for child in children.get(row["id"], ())]
    return touched


def _parent(context: Context, parent_id: int | None) -> Row | None:
    if not parent_id:
        return None
    parent = context.objects.get(KIND, str(parent_id))
    if parent is None or not sees_category(context, parent):
        raise ApiError("PARENT_CATEGORY_NOT_FOUND", ID=parent_id)
    return parent


def _found(context: Context, key: int | None) -> Row:
    row = context.objects.get(KIND, str(key))
    if row is None or not sees_category(context, row):
        raise ApiError("CATEGORY_NOT_FOUND", ID=key)
    return row


def _refuse_twin(row: Row, existing: list[Row]) -> None:
    for other in existing:
        if other["fullName"] == row["fullName"] and other["id"] != row["id"]:
            raise ApiError("DUPLICATE_CATEGORY", CATEGORY=row["fullName"])


def _counted(found: list[Row], context: Context) -> list[Row]:
    """The categories with how many entries and categories are in them and below them."""
    ancestors: dict[int, list[int]] = {}
    children: Counter[int] = Counter()
    for row in context.objects.all(KIND):
        ancestors[row["id"]] = [int(part) for part in row["fullIds"].split(">")]
        children[row["parentId"]] += 1
    direct: Counter[int] = Counter()
    below: Counter[int] = Counter()
    for entry in context.objects.all("entry"):
        ids = category_ids(entry)
        direct.update(ids)
        below.update({above for key in ids for above in ancestors.get(key, ())})
    return [
        {
            **row,
            "directEntriesCount": direct[row["id"]],
            "entriesCount": below[row["id"]],
            "directSubCategoriesCount": children[row["id"]],
        }
        for row in found
    ]


def _shown(row: Row, context: Context) -> Value:
    return from_row(_counted([row], context)[0])


ACTIONS = {
    "add": Handler(add, Access.ADMIN, writes=True),
    "get": Handler(get, Access.WIDGET),
    "list": Handler(list_, Access.WIDGET),
    "update": Handler(update, Access.ADMIN, writes=True),
    "delete": Handler(delete, Access.ADMIN, writes=True),
}
