"""What media and baseEntry have in common: entries, for both, of type media.

As on the real server a list without any filter on status or id shows READY entries alone.
"""

from app.sandbox import rows
from app.sandbox.context import Context
from app.sandbox.entitlement import visible_entries, visible_entry
from app.sandbox.errors import ApiError
from app.sandbox.filters import listed, matching, ordered
from app.sandbox.ids import object_id
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.services.category import placed
from app.sandbox.values import VOID, Object, Row, Value, from_row

KIND = "entry"
MEDIA = "KalturaMediaEntry"
_CLOSED, _FULL = 3, 2  # KalturaUploadTokenStatus
_PINNING = ("statusEqual", "statusIn", "statusNotEqual", "statusNotIn", "idEqual", "idIn")
_UPLOADED = "KalturaUploadedFileTokenResource"


def add(context: Context, sent: Row) -> Value:
    """A new media entry. `sent` is what `Shapes.insertable` lets through."""
    row = rows.entry(sent, key=object_id(), user_id=context.user_id, now=context.now)
    return from_row(context.objects.add(KIND, _in_categories(context, row, sent)))


def get(context: Context, arguments: Arguments) -> Value:
    return from_row(_found(context, arguments.text("entryId")))


def listing(context: Context, arguments: Arguments, kind: str) -> Value:
    """A list response of class `kind`."""
    wanted = arguments.object("filter")
    found = ordered(_matching(context, wanted), wanted, "-createdAt")
    return listed(found, arguments.object("pager"), kind)


def count(context: Context, arguments: Arguments) -> Value:
    return len(_matching(context, arguments.object("filter")))


def update(context: Context, arguments: Arguments, parameter: str) -> Value:
    """`parameter` is the name under which the action takes the entry."""
    row = _own(context, arguments.text("entryId"))
    sent = context.shapes.updatable(arguments.sent(parameter))
    changed = rows.searchable({**row, **sent, "updatedAt": context.now})
    return from_row(context.objects.change(KIND, _in_categories(context, changed, sent)))


def delete(context: Context, arguments: Arguments) -> Value:
    context.objects.remove(KIND, _own(context, arguments.text("entryId"))["id"])
    return VOID


def add_content(context: Context, arguments: Arguments) -> Value:
    """An uploaded file makes the entry READY; what would have to be fetched stays in IMPORT."""
    row = _own(context, arguments.text("entryId"))
    resource = arguments.sent("resource")
    if row["status"] != rows.NO_CONTENT:
        raise ApiError("ENTRY_ALREADY_WITH_CONTENT")
    if resource.type == _UPLOADED:
        _take_upload(context, resource.text("token"), row["id"])
        status = rows.READY
    else:
        status = rows.IMPORT
    changed = {**row, "status": status, "updatedAt": context.now}
    return from_row(context.objects.change(KIND, changed))


def _take_upload(context: Context, key: str, entry_id: str) -> None:
    token = context.objects.get("upload_token", key)
    if token is None:
        raise ApiError("UPLOAD_TOKEN_NOT_FOUND")
    if token["status"] != _FULL:
        raise ApiError("UPLOAD_TOKEN_INVALID_STATUS_FOR_ADD_ENTRY")
    used = {"status": _CLOSED, "attachedObjectType": "entry", "attachedObjectId": entry_id}
    context.objects.change("upload_token", {**token, **used, "updatedAt": context.now})
    # Nothing serves the bytes, so they only take up the sandbox's room.
    context.uploads.remove(key)


def _matching(context: Context, wanted: Object | None) -> list[Row]:
    fields = dict(wanted.fields) if wanted else {}
    if not any(fields.get(name) is not None for name in _PINNING):
        fields["statusEqual"] = str(rows.READY)
    effective = Object("KalturaMediaEntryFilter", fields)
    return matching(visible_entries(context), effective, context.shapes)


def _in_categories(context: Context, row: Row, sent: Row) -> Row:
    """The entry in the categories that were sent, by ids or by full names, if any were."""
    names = {category["id"]: category["fullName"] for category in context.objects.all("category")}
    if "categoriesIds" in sent:
        parts = (part.strip() for part in (sent["categoriesIds"] or "").split(","))
        return placed(row, [int(part) for part in parts if part.isdecimal()], names)
    if "categories" in sent:
        wanted = {part.strip() for part in (sent["categories"] or "").split(",")}
        return placed(row, [key for key, name in names.items() if name in wanted], names)
    return row


def _found(context: Context, entry_id: str) -> Row:
    row = visible_entry(context, entry_id)
    if row is None:
        raise ApiError("ENTRY_ID_NOT_FOUND", ENTRY_ID=entry_id)
    return row


def _own(context: Context, entry_id: str) -> Row:
    """An entry that the session may change: its own, any as administrator, or by `edit`."""
    row = _found(context, entry_id)
    granted = [value for item in context.privileges if item.name == "edit" for value in item.values]
    own = bool(context.user_id) and row["userId"] == context.user_id
    if not (context.admin or own or "*" in granted or entry_id in granted):
        raise ApiError("ENTRY_ID_NOT_FOUND", ENTRY_ID=entry_id)
    return row
