"""category: the tree of categories, private ones hidden from sessions that must not see them."""

from collections import Counter

from app.sandbox import rows
from app.sandbox.context import Context
from app.sandbox.entitlement import category_ids, found_category, visible_categories
from app.sandbox.errors import ApiError
from app.sandbox.filters import listed, matching, ordered, parts
from app.sandbox.generic import objects
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import CATEGORY, CATEGORY_ENTRY, CATEGORY_USER, ENTRY
from app.sandbox.membership import ACTIVE, PENDING, assign, refresh
from app.sandbox.values import VOID, Row, Value, from_row

_LONGEST = 60  # letters of a name
_MOVE = "moveEntriesToParentCategory"
_ACTIVE, _PENDING = 1, 2  # KalturaCategoryUserStatus


def add(context: Context, arguments: Arguments) -> Value:
    sent = context.shapes.insertable(arguments.sent("category"))
    return _shown(_added(context, sent), context)


def _added(context: Context, sent: Row) -> Row:
    if sent.get("name") is None:
        raise ApiError("PROPERTY_VALIDATION_CANNOT_BE_NULL", PROP_NAME="KalturaCategory::name")
    if not sent["name"]:
        raise ApiError(
            "PROPERTY_VALIDATION_MIN_LENGTH", PROP_NAME="KalturaCategory::name", MIN_LEN=1
        )
    sent["name"] = _parsed(sent["name"])
    existing = context.objects.all(CATEGORY)
    parent = _parent(context, sent.get("parentId"))
    row = rows.category(context, sent, parent=parent, owner=context.user_id)
    _refuse_twin(row, existing)
    return context.objects.add(CATEGORY, row)


def _parsed(name: str) -> str:
    """The name without what separates names, as the real server keeps it."""
    return name[:_LONGEST].translate(str.maketrans("><,", "___"))


def get(context: Context, arguments: Arguments) -> Value:
    return _shown(found_category(context, arguments.number("id")), context)


def list_(context: Context, arguments: Arguments) -> Value:
    wanted = arguments.object("filter")
    # A category at the top is found below 0, though it says so of itself nowhere.
    rows_seen = [
        {**row, "parentId": row["parentId"] or 0}
        for row in _counted(visible_categories(context), context)
    ]
    found = ordered(matching(rows_seen, wanted, context), wanted)
    shown = [{**row, "parentId": row["parentId"] or None} for row in found]
    return listed(shown, arguments.object("pager"), "KalturaCategoryListResponse")


def update(context: Context, arguments: Arguments) -> Value:
    row = found_category(context, arguments.number("id"))
    sent = context.shapes.updatable(arguments.sent("category"))
    changed = {**row, **sent, "updatedAt": context.now}
    changed["name"] = _parsed(changed["name"] or row["name"])
    return _shown(_moved(context, changed, _parent(context, changed["parentId"])), context)


def _moved(context: Context, row: Row, parent: Row | None) -> Row:
    if parent and str(row["id"]) in parent["fullIds"].split(">"):
        raise ApiError(
            "PARENT_CATEGORY_IS_CHILD", PARENT_CATEGORY=parent["id"], OTHER_CATEGORY=row["id"]
        )
    changed = rows.below(row, parent)
    _refuse_twin(changed, context.objects.all(CATEGORY))
    touched = _change_below(context, changed)
    for kind in (CATEGORY_ENTRY, CATEGORY_USER):
        for item in context.objects.all(kind):
            if item["categoryId"] in touched:
                place = touched[item["categoryId"]]
                context.objects.change(kind, {**item, "categoryFullIds": place})
    members = context.objects.all(CATEGORY_ENTRY)
    refresh(context, {item["entryId"] for item in members if item["categoryId"] in touched})
    return changed


def move(context: Context, arguments: Arguments) -> Value:
    target = _parent(context, arguments.number("targetCategoryParentId"))
    for key in parts(arguments.text("categoryIds")):
        row = found_category(context, int(key) if key.isdecimal() else None)
        _moved(context, {**row, "updatedAt": context.now}, target)
    return True


def clone(context: Context, arguments: Arguments) -> Value:
    row = found_category(context, arguments.number("categoryId"))
    kept = ("name", "description", "tags", "privacy", "appearInList", "referenceId")
    sent = {name: row[name] for name in kept if row.get(name) is not None}
    parent = arguments.number("parentCategoryId")
    return _shown(_added(context, {**sent, "parentId": parent}), context)


def delete(context: Context, arguments: Arguments) -> Value:
    """What lies below goes too; the entries move up to the parent unless the call says no."""
    row = found_category(context, arguments.number("id"))
    inside = str(row["id"])
    gone = {
        other["id"]
        for other in context.objects.all(CATEGORY)
        if inside in other["fullIds"].split(">")
    }
    heir = row["parentId"] if arguments.number(_MOVE) else None
    members = context.objects.all(CATEGORY_ENTRY)
    touched = {item["entryId"] for item in members if item["categoryId"] in gone}
    for key in gone:
        category = context.objects.get(CATEGORY, str(key))
        if category is not None:
            objects.removed(context, category)
    for key in touched:
        entry = context.objects.get(ENTRY, key)
        if entry is not None:
            ids = [number for number in category_ids(entry) if number not in gone]
            ids += [heir] if heir and heir not in ids else []
            context.objects.change(ENTRY, assign(context, entry, ids))
    return VOID


def _change_below(context: Context, changed: Row) -> dict[int, str]:
    """Keep a category, give those below it their place anew; the full ids of all of them."""
    children: dict[int, list[Row]] = {}
    for row in context.objects.all(CATEGORY):
        children.setdefault(row["parentId"], []).append(row)
    waiting, touched = [changed], dict[int, str]()
    while waiting:
        row = waiting.pop()
        touched[row["id"]] = row["fullIds"]
        context.objects.change(CATEGORY, row)
        waiting += [rows.below(child, row) for child in children.get(row["id"], ())]
    return touched


def _parent(context: Context, parent_id: int | None) -> Row | None:
    return found_category(context, parent_id) if parent_id else None


def _refuse_twin(row: Row, existing: list[Row]) -> None:
    for other in existing:
        if other["fullName"] == row["fullName"] and other["id"] != row["id"]:
            raise ApiError("DUPLICATE_CATEGORY", CATEGORY=row["fullName"])


def _counted(found: list[Row], context: Context) -> list[Row]:
    """The categories with what is in them and below them: entries, categories, members."""
    ancestors: dict[int, list[int]] = {}
    children: Counter[int] = Counter()
    for row in context.objects.all(CATEGORY):
        ancestors[row["id"]] = [int(part) for part in row["fullIds"].split(">")]
        children[row["parentId"]] += 1
    direct: Counter[int] = Counter()
    pending: Counter[int] = Counter()
    places: dict[str, set[int]] = {}
    for item in context.objects.all(CATEGORY_ENTRY):
        key = item["categoryId"]
        if item["status"] == ACTIVE:
            direct[key] += 1
            places.setdefault(item["entryId"], set()).update(ancestors.get(key, ()))
        pending[key] += item["status"] == PENDING
    below = Counter(above for above_all in places.values() for above in above_all)
    members = Counter(
        (row["categoryId"], row["status"]) for row in context.objects.all(CATEGORY_USER)
    )
    return [
        {
            **row,
            "pendingEntriesCount": pending[row["id"]] or None,
            "directEntriesCount": direct[row["id"]],
            "entriesCount": below[row["id"]],
            "directSubCategoriesCount": children[row["id"]],
            "membersCount": members[row["id"], _ACTIVE],
            "pendingMembersCount": members[row["id"], _PENDING],
        }
        for row in found
    ]


def _shown(row: Row, context: Context) -> Value:
    return from_row(_counted([row], context)[0])
