"""What a session may see: private categories, and entries that are in such ones alone.

The account enforces entitlement, so even an ADMIN session sees a private category only as
its owner, or with the privilege `disableentitlement`.
"""

from app.sandbox.access import Access, level
from app.sandbox.context import Context
from app.sandbox.values import Row

ALL, AUTHENTICATED_USERS, MEMBERS_ONLY = 1, 2, 3  # KalturaPrivacyType


def sees_category(context: Context, category: Row) -> bool:
    privacy = category["privacy"] or ALL
    if _disabled(context) or privacy == ALL:
        return True
    if privacy == AUTHENTICATED_USERS:
        return level(context.session).value > Access.WIDGET.value
    return bool(context.user_id) and category["owner"] == context.user_id


def visible_categories(context: Context) -> list[Row]:
    """The categories that the session sees, oldest first."""
    return [row for row in context.objects.all("category") if sees_category(context, row)]


def visible_entries(context: Context) -> list[Row]:
    """The entries that the session sees, oldest first."""
    visible = {row["id"] for row in visible_categories(context)}
    return [row for row in context.objects.all("entry") if _sees_entry(context, row, visible)]


def visible_entry(context: Context, entry_id: str) -> Row | None:
    """The entry of that id, None where there is none or the session must not know of it."""
    row = context.objects.get("entry", entry_id)
    if row is None:
        return None
    visible = {category["id"] for category in visible_categories(context)}
    return row if _sees_entry(context, row, visible) else None


def category_ids(entry: Row) -> list[int]:
    return [int(part) for part in (entry["categoriesIds"] or "").split(",") if part]


def _sees_entry(context: Context, entry: Row, visible: set[int]) -> bool:
    ids = category_ids(entry)
    if not ids or any(key in visible for key in ids) or _disabled(context):
        return True
    freed = {
        entry_id
        for item in context.privileges
        if item.name == "disableentitlementforentry"
        for entry_id in item.values
    }
    return entry["id"] in freed or (bool(context.user_id) and entry["userId"] == context.user_id)


def _disabled(context: Context) -> bool:
    return any(item.name == "disableentitlement" for item in context.privileges)
