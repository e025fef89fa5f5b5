"""Entries in categories: the KalturaCategoryEntry rows, and what an entry says of them."""

from app.sandbox.context import Context
from app.sandbox.generic import objects
from app.sandbox.kinds import CATEGORY, CATEGORY_ENTRY, ENTRY
from app.sandbox.values import Row

PENDING, ACTIVE = 1, 2  # KalturaCategoryEntryStatus


def assign(context: Context, entry: Row, ids: list[int]) -> Row:
    """The entry in these categories, of those that there are, and in no other.

    Its membership is kept; the row that is given back is not yet.
    """
    known = [key for key in ids if context.objects.get(CATEGORY, str(key))]
    present = memberships(context, entry["id"])
    for row in present:
        if row["categoryId"] not in known:
            context.objects.remove(CATEGORY_ENTRY, row["id"])
    for key in known:
        if not any(row["categoryId"] == key for row in present):
            join(context, entry["id"], key)
    return described(context, entry)


def join(context: Context, entry_id: str, category_id: int, status: int = ACTIVE) -> Row:
    """A new membership."""
    category = context.objects.get(CATEGORY, str(category_id)) or {}
    sent = {
        "id": f"{entry_id}|{category_id}",
        "categoryId": category_id,
        "entryId": entry_id,
        "categoryFullIds": category.get("fullIds", ""),
        "status": status,
        "creatorUserId": context.user_id,
    }
    return objects.kept(context, CATEGORY_ENTRY, sent)


def memberships(context: Context, entry_id: str) -> list[Row]:
    """The memberships of an entry, oldest first."""
    rows = context.objects.all(CATEGORY_ENTRY)
    return [row for row in rows if row["entryId"] == entry_id]


def described(context: Context, entry: Row) -> Row:
    """The entry with the ids and full names of the categories that it is in."""
    keys = [
        row["categoryId"]
        for row in memberships(context, entry["id"])
        if row["status"] in {ACTIVE, PENDING}
    ]
    found = [context.objects.get(CATEGORY, str(key)) for key in keys]
    return {
        **entry,
        "categoriesIds": ",".join(str(row["id"]) for row in found if row),
        "categories": ",".join(row["fullName"] for row in found if row),
    }


def refresh(context: Context, entry_ids: set[str]) -> None:
    """Bring what entries say of their categories up to date."""
    for key in entry_ids:
        entry = context.objects.get(ENTRY, key)
        if entry is not None:
            context.objects.change(ENTRY, described(context, entry))
