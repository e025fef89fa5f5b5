"""groupUser and group: groups are users too, and users are in groups."""

from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.filters import parts
from app.sandbox.generic import objects
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import GROUP_USER, USER
from app.sandbox.values import VOID, Object, Row, Value, from_row


def add_to_group(context: Context, arguments: Arguments) -> Value:
    sent = arguments.sent("groupUser")
    user_id, group_id = sent.text("userId"), sent.text("groupId")
    if context.objects.get(USER, user_id) is None:
        raise ApiError("USER_NOT_FOUND")
    _group(context, group_id, "GROUP_NOT_FOUND")
    if any(row["userId"] == user_id for row in _members(context, group_id)):
        raise ApiError("GROUP_USER_ALREADY_EXISTS")
    row = objects.made(context, sent)
    _count(context, group_id)
    return from_row(row)


def remove_from_group(context: Context, arguments: Arguments) -> Value:
    user_id, group_id = arguments.text("userId"), arguments.text("groupId")
    for row in _members(context, group_id):
        if row["userId"] == user_id:
            context.objects.remove(GROUP_USER, row["id"])
            _count(context, group_id)
            return VOID
    raise ApiError("GROUP_USER_DOES_NOT_EXISTS", USER=user_id, GROUP=group_id)


def sync_groups(context: Context, arguments: Arguments) -> Value:
    """The user in these groups; the answer is a bulk upload that is done already."""
    user_id = arguments.text("userId")
    wanted = set(parts(arguments.text("groupIds")))
    for row in context.objects.all(GROUP_USER):
        if row["userId"] == user_id and row["groupId"] not in wanted:
            context.objects.remove(GROUP_USER, row["id"])
            _count(context, row["groupId"])
    for group_id in sorted(wanted):
        known = context.objects.get(USER, group_id)
        if known is None and arguments.flag("createNewGroups"):
            objects.kept(context, "KalturaGroup", {"id": group_id, "screenName": group_id})
        elif known is None:
            continue
        if not any(row["userId"] == user_id for row in _members(context, group_id)):
            sent = {"userId": user_id, "groupId": group_id}
            objects.kept(context, GROUP_USER, sent)
            _count(context, group_id)
    fields = {"id": context.objects.next_number("KalturaBulkUpload"), "status": 5}
    return Object("KalturaBulkUpload", {**fields, "numOfObjects": len(wanted), "results": []})


def clone_group(context: Context, arguments: Arguments) -> Value:
    row = _group(context, arguments.text("originalGroupId"), "INVALID_GROUP_ID")
    new_id = arguments.text("newGroupId")
    if context.objects.get(USER, new_id):
        raise ApiError("DUPLICATE_GROUP_BY_ID", ID=new_id)
    sent = {key: row[key] for key in ("description", "tags", "email") if row.get(key) is not None}
    name = arguments.text("newGroupName") or new_id
    objects.kept(context, "KalturaGroup", {**sent, "id": new_id, "screenName": name})
    for member in _members(context, row["id"]):
        objects.kept(context, GROUP_USER, {"userId": member["userId"], "groupId": new_id})
    return from_row(_count(context, new_id))


def _group(context: Context, group_id: str, code: str) -> Row:
    row = context.objects.get(USER, group_id)
    if row is None or row["objectType"] != "KalturaGroup":
        raise ApiError(code)
    return row


def _members(context: Context, group_id: str) -> list[Row]:
    return [row for row in context.objects.all(GROUP_USER) if row["groupId"] == group_id]


def _count(context: Context, group_id: str) -> Row:
    row = _group(context, group_id, "GROUP_NOT_FOUND")
    return objects.changed(context, row, {"membersCount": len(_members(context, group_id))})
