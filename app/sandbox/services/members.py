"""categoryEntry and categoryUser: which entries and people are in a category."""

from app.sandbox import entries
from app.sandbox.context import Context
from app.sandbox.entitlement import CONTRIBUTOR, edits_category, found_category
from app.sandbox.errors import ApiError
from app.sandbox.generic import objects
from app.sandbox.generic.sources import edits, seen
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import CATEGORY_ENTRY, CATEGORY_USER
from app.sandbox.membership import ACTIVE, PENDING, join, refresh
from app.sandbox.values import VOID, Row, Value, from_row

_AUTO_JOIN, _REQUEST = 1, 2  # KalturaUserJoinPolicyType
_MEMBER, _WAITING = 1, 2  # KalturaCategoryUserStatus
_CONTRIBUTORS = 2  # KalturaContributionPolicyType MEMBERS_WITH_CONTRIBUTION_PERMISSION
_ORDINARY = 3  # KalturaCategoryUserPermissionLevel MEMBER


def add_entry(context: Context, arguments: Arguments) -> Value:
    sent = arguments.sent("categoryEntry")
    try:
        entry = entries.found(context, sent.text("entryId"))
    except ApiError as fault:
        raise ApiError("INVALID_ENTRY_ID", ID=sent.text("entryId")) from fault
    category = found_category(context, sent.number("categoryId"))
    if category.get("contributionPolicy") == _CONTRIBUTORS and not (
        edits_category(context, category, CONTRIBUTOR)
    ):
        raise ApiError("CANNOT_ASSIGN_ENTRY_TO_CATEGORY")
    if context.objects.get(CATEGORY_ENTRY, f"{entry['id']}|{category['id']}"):
        raise ApiError("CATEGORY_ENTRY_ALREADY_EXISTS")
    waits = category.get("moderation") == 1 and not context.admin
    row = join(context, entry["id"], category["id"], PENDING if waits else ACTIVE)
    refresh(context, {entry["id"]})
    return from_row(row)


def _entry_row(context: Context, arguments: Arguments) -> Row:
    key = f"{arguments.text('entryId')}|{arguments.text('categoryId')}"
    row = seen(context, CATEGORY_ENTRY, key)
    if row is None:
        entries.found(context, arguments.text("entryId"))
        found_category(context, arguments.number("categoryId"))
        raise ApiError("ENTRY_IS_NOT_ASSIGNED_TO_CATEGORY")
    return row


def remove_entry(context: Context, arguments: Arguments) -> Value:
    row = _entry_row(context, arguments)
    if not edits(context, row):
        raise ApiError("CANNOT_REMOVE_ENTRY_FROM_CATEGORY")
    context.objects.remove(CATEGORY_ENTRY, row["id"])
    refresh(context, {row["entryId"]})
    return VOID


def set_status(status: int, context: Context, arguments: Arguments) -> Value:
    row = _entry_row(context, arguments)
    context.objects.change(CATEGORY_ENTRY, {**row, "status": status})
    refresh(context, {row["entryId"]})
    return VOID


def add_user(context: Context, arguments: Arguments) -> Value:
    """Whoever is added and is no user yet becomes one, as on the real server."""
    sent = arguments.sent("categoryUser")
    category = found_category(context, sent.number("categoryId"))
    user_id = sent.text("userId")
    key = f"{category['id']}|{user_id}"
    if context.objects.get(CATEGORY_USER, key):
        raise ApiError("CATEGORY_USER_ALREADY_EXISTS")
    policy = category.get("userJoinPolicy")
    manages = edits_category(context, category)
    allowed = policy in {_AUTO_JOIN, _REQUEST} and user_id == context.user_id
    if not manages and not allowed:
        raise ApiError("CATEGORY_USER_JOIN_NOT_ALLOWED", CAT=category["id"])
    waits = not manages and policy == _REQUEST
    level = sent.number("permissionLevel") if manages else category["defaultPermissionLevel"]
    given = {
        "id": key,
        "status": _WAITING if waits else _MEMBER,
        "permissionLevel": _ORDINARY if level is None else level,
        "categoryFullIds": category["fullIds"],
    }
    return from_row(objects.made(context, sent, given))


def copy_users(context: Context, arguments: Arguments) -> Value:
    """The members of the parent become members of the category."""
    category = found_category(context, arguments.number("categoryId"))
    for row in context.objects.all(CATEGORY_USER):
        key = f"{category['id']}|{row['userId']}"
        above = row["categoryId"] == category["parentId"]
        if above and context.objects.get(CATEGORY_USER, key) is None:
            copy = {**row, "id": key, "categoryId": category["id"]}
            context.objects.add(CATEGORY_USER, {**copy, "categoryFullIds": category["fullIds"]})
    return VOID
