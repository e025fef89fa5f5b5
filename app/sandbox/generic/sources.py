"""The rows that a session sees of a kind."""

from app.sandbox.context import Context
from app.sandbox.entitlement import (
    sees_category,
    visible_categories,
    visible_entries,
    visible_entry,
)
from app.sandbox.generic.rules import rules
from app.sandbox.kinds import CATEGORY, ENTRY
from app.sandbox.values import Row


def rows_of(context: Context, root: str, cls: str = "") -> list[Row]:
    """The rows of a kind that the session sees, oldest first; of class `cls` where given."""
    if root == ENTRY:
        rows = visible_entries(context)
    elif root == CATEGORY:
        rows = visible_categories(context)
    else:
        owner = rules().owned.get(root)
        rows = [row for row in context.objects.all(root) if _is_own(context, row, owner)]
    if not cls or cls == root:
        return rows
    family = context.shapes.family(cls)
    return [row for row in rows if row["objectType"] in family]


def seen(context: Context, root: str, key: str) -> Row | None:
    """The object that a key names, None where there is none or the session must not know of it."""
    if root == ENTRY:
        return visible_entry(context, key)
    row = context.objects.get(root, key)
    if row is None or not _is_own(context, row, rules().owned.get(root)):
        return None
    return row if root != CATEGORY or sees_category(context, row) else None


def _is_own(context: Context, row: Row, owner: str | None) -> bool:
    return owner is None or context.admin or row.get(owner) == context.user_id
