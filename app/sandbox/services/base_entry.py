"""baseEntry: entries whatever their type; the sandbox has those of type media."""

from app.sandbox import entries
from app.sandbox.access import Access
from app.sandbox.context import Context, Handler
from app.sandbox.errors import ApiError
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.values import Value

_TYPES = {"", "-1", "1"}  # KalturaEntryType: none, AUTOMATIC, MEDIA_CLIP


def add(context: Context, arguments: Arguments) -> Value:
    entry = arguments.sent("entry")
    kind = arguments.text("type") or entry.text("type")
    if kind not in _TYPES:
        raise ApiError("ENTRY_TYPE_NOT_SUPPORTED", ENTRY_TYPE=kind)
    if not context.shapes.registry.is_subclass(entries.MEDIA, entry.type):
        raise ApiError("ENTRY_TYPE_NOT_SUPPORTED", ENTRY_TYPE=entry.type)
    return entries.add(context, {**context.shapes.insertable(entry), "type": 1})


def list_(context: Context, arguments: Arguments) -> Value:
    return entries.listing(context, arguments, "KalturaBaseEntryListResponse")


def update(context: Context, arguments: Arguments) -> Value:
    return entries.update(context, arguments, "baseEntry")


ACTIONS = {
    "add": Handler(add, Access.USER, writes=True),
    "get": Handler(entries.get, Access.WIDGET),
    "list": Handler(list_, Access.WIDGET),
    "count": Handler(entries.count, Access.WIDGET),
    "update": Handler(update, Access.USER, writes=True),
    "delete": Handler(entries.delete, Access.USER, writes=True),
    "addContent": Handler(entries.add_content, Access.USER, writes=True),
}
