"""The rows that a session sees of a kind."""

from app.sandbox.context import Context
from app.sandbox.entitlement import visible_categories, visible_entries
from app.sandbox.kinds import CATEGORY, ENTRY
from app.sandbox.values import Row


def rows_of(context: Context, root: str, cls: str = "") -> list[Row]:
    """The rows of a kind that the session sees, oldest first; of class `cls` where given."""
    if root == ENTRY:
        rows = visible_entries(context)
    elif root == CATEGORY:
        rows = visible_categories(context)
    else:
        rows = context.objects.all(root)
    if not cls or cls == root:
        return rows
    family = context.shapes.family(cls)
    return [row for row in rows if row["objectType"] in family]
