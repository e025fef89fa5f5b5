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


def sees_category(context: Context, category: Row) -> bool:
    return _sees(context, category, _memberships(context))


def found_category(context: Context, key: int | None) -> Row:
    """The category, where the session may see it. Raises ApiError CATEGORY_NOT_FOUND."""
    row = context.objects.get(CATEGORY, str(key))
    if row is None or not sees_category(context, row):
        raise ApiError("CATEGORY_NOT_FOUND", ID=key)
    return row


def visible_categories(context: Context) -> list[Row]:
    """The categories that the session sees, oldest first."""
    member_of = _memberships(context)
    return [row for row in context.objects.all(CATEGORY) if _sees(context, row, member_of)]


def visible_entries(context: Context, fits: Fits = bool) -> list[Row]:
    """The entries that fit and that the session sees, oldest first."""
    hidden = _hidden_categories(context)
    entries = context.objects.chosen(ENTRY, fits)
    if not hidden:
        return list(entries)
    freed = _freed(context)
    return [row for row in entries if _sees_entry(context, row, hidden, freed)]


def visible_entry(context: Context, entry_id: str) -> Row | None:
    """The entry of that id, None where there is none or the session must not know of it."""
    row = context.objects.get(ENTRY, entry_id)
    if row is None or not _sees_entry(context, row, _hidden_categories(context), _freed(context)):
        return None
    return row


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
