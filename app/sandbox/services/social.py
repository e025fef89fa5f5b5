"""like, rating, poll and tag: what many people say of entries, counted."""

import json
import secrets

from app.sandbox import entries
from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.filters import listed, parts
from app.sandbox.generic import objects
from app.sandbox.generic.sources import rows_of
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import CATEGORY, ENTRY, LIKE, USER
from app.sandbox.values import VOID, Value

_RATING, _VOTE = "rating", "vote"  # kinds that no class of the API has
_BEST = 5


def like(context: Context, arguments: Arguments) -> Value:
    entry = entries.found(context, arguments.text("entryId"))
    key = f"{entry['id']}|{context.user_id}"
    if context.objects.get(LIKE, key):
        raise ApiError("USER_LIKE_FOR_ENTRY_ALREADY_EXISTS")
    row = {"id": key, "entryId": entry["id"], "userId": context.user_id}
    context.objects.add(LIKE, {**row, "objectType": LIKE, "createdAt": context.now})
    return True


def unlike(context: Context, arguments: Arguments) -> Value:
    key = f"{arguments.text('entryId')}|{context.user_id}"
    if context.objects.get(LIKE, key) is None:
        raise ApiError("USER_LIKE_FOR_ENTRY_NOT_FOUND")
    context.objects.remove(LIKE, key)
    return True


def check_like(context: Context, arguments: Arguments) -> Value:
    user_id = arguments.text("userId") or context.user_id
    return context.objects.get(LIKE, f"{arguments.text('entryId')}|{user_id}") is not None


def rate(context: Context, arguments: Arguments) -> Value:
    entry = entries.found(context, arguments.text("entryId"))
    rank = arguments.number("rank") or 0
    if not 0 < rank <= _BEST:
        raise ApiError("INVALID_RANK_VALUE")
    key = f"{entry['id']}|{context.user_id}"
    row = {"id": key, "entryId": entry["id"], "rank": rank, "objectType": "KalturaRatingCount"}
    context.objects.put(_RATING, row)
    _rerank(context, entry["id"])
    return rank


def check_rating(context: Context, arguments: Arguments) -> Value:
    entry = entries.found(context, arguments.text("entryId"))
    row = context.objects.get(_RATING, f"{entry['id']}|{context.user_id}")
    return row["rank"] if row else 0


def remove_rating(context: Context, arguments: Arguments) -> Value:
    entry = entries.found(context, arguments.text("entryId"))
    key = f"{entry['id']}|{context.user_id}"
    if context.objects.get(_RATING, key) is None:
        raise ApiError("USER_RATING_FOR_ENTRY_NOT_FOUND")
    context.objects.remove(_RATING, key)
    _rerank(context, entry["id"])
    return True


def _rerank(context: Context, entry_id: str) -> None:
    ranks = [r["rank"] for r in context.objects.all(_RATING) if r["entryId"] == entry_id]
    entry = context.objects.get(ENTRY, entry_id)
    if entry is not None:
        mean = sum(ranks) / len(ranks) if ranks else 0
        new = {"votes": len(ranks), "totalRank": sum(ranks), "rank": mean}
        objects.changed(context, entry, new)


def rating_counts(context: Context, arguments: Arguments) -> Value:
    wanted = arguments.sent("filter")
    ranks = parts(wanted.text("rankIn"))
    if not ranks:
        raise ApiError("MUST_FILTER_BY_RANK")
    entry = entries.found(context, wanted.text("entryIdEqual"))
    rated = [row for row in context.objects.all(_RATING) if row["entryId"] == entry["id"]]
    found = [
        {
            "objectType": "KalturaRatingCount",
            "entryId": entry["id"],
            "rank": int(rank),
            "count": sum(row["rank"] == int(rank) for row in rated),
        }
        for rank in ranks
        if rank.isdecimal()
    ]
    return listed(found, None, "KalturaRatingCountListResponse")


def add_poll(_context: Context, arguments: Arguments) -> Value:
    return f"{arguments.text('pollType') or 'SINGLE_ANONYMOUS'}_{secrets.token_hex(16)}"


def vote(context: Context, arguments: Arguments) -> Value:
    """One vote a user and poll; another one takes its place."""
    poll, user_id = arguments.text("pollId"), arguments.text("userId")
    key = f"{poll}|{user_id}"
    row = {"id": key, "poll": poll, "answers": parts(arguments.text("answerIds"))}
    context.objects.put(_VOTE, {**row, "objectType": "vote"})
    return ""


def get_vote(context: Context, arguments: Arguments) -> Value:
    key = f"{arguments.text('pollId')}|{arguments.text('userId')}"
    row = context.objects.get(_VOTE, key)
    return json.dumps(row["answers"] if row else [])


def get_votes(context: Context, arguments: Arguments) -> Value:
    """The answers' counts as JSON text, as the real server gives them."""
    votes = [row for row in context.objects.all(_VOTE) if row["poll"] == arguments.text("pollId")]
    counts = {
        answer: sum(answer in row["answers"] for row in votes)
        for answer in parts(arguments.text("answerIds"))
    }
    return json.dumps({"numVoters": len(votes), "answerCounters": counts})


def reset_votes(context: Context, arguments: Arguments) -> Value:
    for row in context.objects.all(_VOTE):
        if row["poll"] == arguments.text("pollId"):
            context.objects.remove(_VOTE, row["id"])
    return VOID


def search_tags(context: Context, arguments: Arguments) -> Value:
    """The tags of entries, categories or users that begin with what is asked for."""
    wanted = arguments.sent("tagFilter")
    kinds = {"1": ENTRY, "2": CATEGORY, "3": USER}  # KalturaTaggedObjectType
    object_type = wanted.text("objectTypeEqual") or "1"
    counts: dict[str, int] = {}
    for row in rows_of(context, kinds.get(object_type, ENTRY)):
        for tag in parts(row.get("tags") or ""):
            counts[tag] = counts.get(tag, 0) + 1
    start, whole = wanted.text("tagStartsWith").casefold(), wanted.text("tagEqual")
    found = [
        {
            "objectType": "KalturaTag",
            "id": number,
            "tag": tag,
            "taggedObjectType": object_type,
            "partnerId": context.account,
            "instanceCount": count,
        }
        for number, (tag, count) in enumerate(sorted(counts.items()), 1)
        if tag.casefold().startswith(start) and whole in {"", tag}
    ]
    return listed(found, arguments.object("pager"), "KalturaTagListResponse")
