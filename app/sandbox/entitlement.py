"""What a session may see: private categories, and entries that are in such ones alone.

The account enforces entitlement, so even an ADMIN session sees a private category only as
its owner or member, or with the privilege `disableentitlement`.
"""

from app.sandbox.access import Access, level
from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.kept import Fits
from app.sandbox.kinds import CATEGORY, CATEGORY_USER, ENTRY
from app.sandbox.values import Row

ALL, AUTHENTICATED_USERS, MEMBERS_ONLY = 1, 2, 3  # KalturaPrivacyType
_ACTIVE = 1  # KalturaCategoryUserStatus
MANAGER, CONTRIBUTOR = 0, 2  # KalturaCategoryUserPermissionLevel, the highest first


def category_sight(context: Context) -> Fits:
    """Whether the session sees a category, for many of them."""
    member_of = _memberships(context)
    return lambda category: _sees(context, category, member_of)


def entry_sight(context: Context) -> Fits:
    """Whether the session sees an entry, for many of them."""
    hidden, freed = _hidden_categories(context), _freed(context)
    return lambda entry: not hidden or _sees_entry(context, entry, hidden, freed)


def found_category(context: Context, key: int | None) -> Row:
    """The category, where the session may see it. Raises ApiError CATEGORY_NOT_FOUND."""
    row = context.objects.get(CATEGORY, str(key))
    if row is None or not category_sight(context)(row):
        raise ApiError("CATEGORY_NOT_FOUND", ID=key)
    return row


def visible_categories(context: Context) -> list[Row]:
    """The categories that the session sees, oldest first."""
    return list(filter(category_sight(context), context.objects.all(CATEGORY)))


def visible_entries(context: Context, fits: Fits = bool) -> list[Row]:
    """The entries that fit and that the session sees, oldest first."""
    return list(filter(entry_sight(context), context.objects.chosen(ENTRY, fits)))


def visible_entry(context: Context, entry_id: str) -> Row | None:
    """The entry of that id, None where there is none or the session must not know of it."""
    row = context.objects.get(ENTRY, entry_id)
    return row if row is not None and entry_sight(context)(row) else None


def edits_entry(context: Context, entry: Row) -> bool:
    """Whether the session may change an entry: its own, any as administrator, or by `edit`."""
    granted = {value for item in context.privileges if item.name == "edit" for value in item.values}
    editors = [entry["userId"], *(entry.get("entitledUsersEdit") or "").split(",")]
    mine = bool(context.user_id) and context.user_id in map(str.strip, map(str, editors))
    return context.admin or mine or not granted.isdisjoint({"*", entry["id"]})


def edits_category(context: Context, category: Row, level: int = MANAGER) -> bool:
    """Whether the session owns a category, or is a member of it with this level or a higher."""
    member = context.objects.get(CATEGORY_USER, f"{category['id']}|{context.user_id}")
    allowed = member and member["status"] == _ACTIVE and member["permissionLevel"] <= level
    owner = bool(context.user_id) and category.get("owner") == context.user_id
    return context.admin or owner or bool(allowed)


def category_ids(entry: Row) -> list[int]:
    return [int(part) for part in (entry.get("categoriesIds") or "").split(",") if part]


def _sees(context: Context, category: Row, member_of: set[int]) -> bool:
    privacy = category.get("privacy") or ALL
    if _disabled(context) or privacy == ALL:
        return True
    if privacy == AUTHENTICATED_USERS:
        return level(context.session).value > Access.WIDGET.value
    owner = bool(context.user_id) and category.get("owner") == context.user_id
    return owner or category["id"] in member_of


def _memberships(context: Context) -> set[int]:
    if not context.user_id:
        return set()
    return {
        row["categoryId"]
        for row in context.objects.all(CATEGORY_USER)
        if row["userId"] == context.user_id and row["status"] == _ACTIVE
    }


def _hidden_categories(context: Context) -> set[int]:
    visible = {row["id"] for row in visible_categories(context)}
    return {row["id"] for row in context.objects.all(CATEGORY)} - visible


def _sees_entry(context: Context, entry: Row, hidden: set[int], freed: set[str]) -> bool:
    if not entry.get("categoriesIds"):
        return True
    if not hidden.issuperset(category_ids(entry)) or entry["id"] in freed:
        return True
    return bool(context.user_id) and entry["userId"] == context.user_id


def _freed(context: Context) -> set[str]:
    return {
        entry_id
        for item in context.privileges
        if item.name == "disableentitlementforentry"
        for entry_id in item.values
    }


def _disabled(context: Context) -> bool:
    return any(item.name == "disableentitlement" for item in context.privileges)
