"""media: entries of video, image and audio."""

from app.sandbox import entries
from app.sandbox.access import Access
from app.sandbox.context import Context, Handler
from app.sandbox.errors import ApiError
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.values import Value


def add(context: Context, arguments: Arguments) -> Value:
    sent = context.shapes.insertable(arguments.sent("entry"))
    if sent.get("mediaType") is None:
        raise ApiError(
            "PROPERTY_VALIDATION_CANNOT_BE_NULL", PROP_NAME="KalturaMediaEntry::mediaType"
        )
    return entries.add(context, sent)


def list_(context: Context, arguments: Arguments) -> Value:
    return entries.listing(context, arguments, "KalturaMediaListResponse")


def update(context: Context, arguments: Arguments) -> Value:
    return entries.update(context, arguments, "mediaEntry")


ACTIONS = {
    "add": Handler(add, Access.USER, writes=True),
    "get": Handler(entries.get, Access.WIDGET),
    "list": Handler(list_, Access.WIDGET),
    "count": Handler(entries.count, Access.WIDGET),
    "update": Handler(update, Access.USER, writes=True),
    "delete": Handler(entries.delete, Access.USER, writes=True),
    "addContent": Handler(entries.add_content, Access.USER, writes=True),
}
