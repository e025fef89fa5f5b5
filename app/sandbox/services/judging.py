"""What people and moderators think of entries: flags, approval, ranks."""

from app.sandbox import entries
from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.filters import listed
from app.sandbox.generic import objects
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import MODERATION_FLAG
from app.sandbox.values import VOID, Value

_FLAGGED = 5  # KalturaEntryModerationStatus


def moderate(status: int, context: Context, arguments: Arguments) -> Value:
    """Give an entry a KalturaEntryModerationStatus; its flags are dealt with."""
    row = entries.found(context, arguments.text("entryId"))
    for flagged in context.objects.all(MODERATION_FLAG):
        if flagged["flaggedEntryId"] == row["id"]:
            context.objects.change(MODERATION_FLAG, {**flagged, "status": "2"})
    objects.changed(context, row, {"moderationStatus": status, "moderationCount": 0})
    return VOID


def flag(context: Context, arguments: Arguments) -> Value:
    sent = arguments.sent("moderationFlag")
    row = entries.found(context, sent.text("flaggedEntryId"))
    given = {"status": "1", "moderationObjectType": "2", "userId": context.user_id}
    objects.kept(context, MODERATION_FLAG, context.shapes.insertable(sent), given)
    count = int(row.get("moderationCount") or 0) + 1
    objects.changed(context, row, {"moderationStatus": _FLAGGED, "moderationCount": count})
    return VOID


def list_flags(context: Context, arguments: Arguments) -> Value:
    """The flags that wait for somebody to deal with them."""
    wanted = arguments.text("entryId")
    flags = context.objects.all(MODERATION_FLAG)
    found = [row for row in flags if row["flaggedEntryId"] == wanted and row["status"] == "1"]
    return listed(found, arguments.object("pager"), "KalturaModerationFlagListResponse")


def anonymous_rank(context: Context, arguments: Arguments) -> Value:
    row, rank = entries.found(context, arguments.text("entryId")), arguments.number("rank") or 0
    if not 0 < rank <= 5:
        raise ApiError("INVALID_RANK_VALUE")
    votes, total = int(row.get("votes") or 0) + 1, int(row.get("totalRank") or 0) + rank
    new = {"votes": votes, "totalRank": total, "rank": total / votes}
    objects.changed(context, row, new)
    return VOID
