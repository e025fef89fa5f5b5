"""What a session sees of the objects of a kind, and what of it it may change.

What belongs to an entry, a category or a user is seen and changed by who may see or edit
that; `owned` in `rules.toml` says what of it is one person's own.
"""

from collections.abc import Callable

from app.sandbox.context import Context
from app.sandbox.entitlement import category_sight, edits_category, edits_entry, entry_sight
from app.sandbox.errors import ApiError
from app.sandbox.generic.kinds import root_of
from app.sandbox.generic.rules import rules
from app.sandbox.kept import Fits
from app.sandbox.kinds import CATEGORY, CUE_POINT, ENTRY, METADATA, USER
from app.sandbox.values import Row

METADATA_KINDS = {"1": ENTRY, "2": CATEGORY, "3": USER}  # KalturaMetadataObjectType
_ANYBODY = "anybody"
_UNTOLD = -1  # KalturaNullableBoolean NULL_VALUE


def rows_of(context: Context, root: str, cls: str = "") -> list[Row]:
    """The rows of a kind that the session sees, oldest first; of class `cls` where given."""
    fits = sight(context, root)
    family = context.shapes.family(cls) if cls and cls != root else None
    rows = [
        row
        for row in context.objects.all(root)
        if (family is None or row["objectType"] in family) and fits(row)
    ]
    return [_told(context, row) for row in rows] if root == CUE_POINT else rows


def seen(context: Context, root: str, key: str) -> Row | None:
    """The object that a key names, None where there is none or the session must not know of it."""
    row = context.objects.get(root, key)
    return _told(context, row) if row is not None and sight(context, root)(row) else None


def sight(context: Context, root: str) -> Fits:
    """Whether the session may know of an object of a kind, for many of them."""
    sees: dict[str, Fits] = {
        ENTRY: entry_sight(context),
        CATEGORY: category_sight(context),
        USER: lambda user: context.admin or user["id"] == context.user_id,
    }
    if root in {ENTRY, CATEGORY}:
        return sees[root]

    def fits(row: Row) -> bool:
        if not all(sees[kind](above) for kind, above in _above(context, row)):
            return False
        shown = rules().owned.get(row["objectType"], rules().owned.get(root, _ANYBODY))
        return shown == _ANYBODY or bool(row.get(shown)) or edits(context, row)

    return fits


def edits(context: Context, row: Row) -> bool:
    """Whether the session may change an object that it sees: as administrator, as whose own it
    is, or because it may change what the object hangs on."""
    root = root_of(context.shapes.registry, row["objectType"])
    if context.admin:
        return True
    if root == ENTRY:
        return edits_entry(context, row)
    above, owned = _above(context, row), root in rules().owned
    if owned and context.user_id and row.get("userId") == context.user_id:
        return True
    changes: dict[str, Callable[[Context, Row], bool]] = {
        ENTRY: edits_entry,
        CATEGORY: edits_category,
        USER: lambda _, user: user["id"] == context.user_id,
    }
    return any(changes[kind](context, item) for kind, item in above) or not (above or owned)


def editable(context: Context, row: Row) -> Row:
    """The row. Raises ApiError INVALID_KS, as the real server where a session may not change it."""
    if not edits(context, row):
        raise forbidden()
    return row


def forbidden() -> ApiError:
    return ApiError("INVALID_KS", KSID="", ERR_CODE=-4, ERR_DESC="INVALID_TYPE")


def _above(context: Context, row: Row) -> list[tuple[str, Row]]:
    """What an object hangs on, by kind, as far as it is there."""
    keys = [(kind, row[name]) for name, kind in rules().hangs.items() if row.get(name)]
    if row["objectType"] == METADATA and str(row["metadataObjectType"]) in METADATA_KINDS:
        keys.append((METADATA_KINDS[str(row["metadataObjectType"])], row["objectId"]))
    found = [(kind, context.objects.get(kind, str(key))) for kind, key in keys]
    return [(kind, above) for kind, above in found if above is not None]


def _told(context: Context, row: Row) -> Row:
    """A quiz's question without its solution, to whom may not change it."""
    if row["objectType"] != "KalturaQuestionCuePoint" or edits(context, row):
        return row
    answers = [{**item, "isCorrect": _UNTOLD} for item in row.get("optionalAnswers") or []]
    return {**row, "optionalAnswers": answers, "explanation": None}
