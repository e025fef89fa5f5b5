"""What flavorAsset, thumbAsset, captionAsset and attachmentAsset have in common: a row of
their entry, and a file."""

import mimetypes

from app.sandbox import resources
from app.sandbox.context import Context
from app.sandbox.entitlement import visible_entry
from app.sandbox.errors import ApiError
from app.sandbox.filters import listed, matching, ordered
from app.sandbox.generic import objects
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import ASSET, ENTRY
from app.sandbox.values import VOID, Object, Row, Served, Value, from_row

QUEUED, READY, IMPORTING = 0, 2, 7  # the statuses that all kinds of assets share
_MISSING = {
    "KalturaFlavorAsset": "FLAVOR_ASSET_ID_NOT_FOUND",
    "KalturaThumbAsset": "THUMB_ASSET_ID_NOT_FOUND",
    "KalturaCaptionAsset": "CAPTION_ASSET_ID_NOT_FOUND",
    "KalturaAttachmentAsset": "ATTACHMENT_ASSET_ID_NOT_FOUND",
}


def add(context: Context, entry_id: str, sent: Object) -> Row:
    """A new asset, which waits for its content. Raises ApiError ENTRY_ID_NOT_FOUND."""
    if visible_entry(context, entry_id) is None:
        raise ApiError("ENTRY_ID_NOT_FOUND", ENTRY_ID=entry_id)
    return objects.made(context, sent, {"entryId": entry_id, "status": QUEUED, "version": 0})


def make(context: Context, cls: str, entry_id: str, **values: object) -> Row:
    """A new asset of the sandbox's own making."""
    given = {"entryId": entry_id, "status": QUEUED, "version": 0, **values}
    return objects.kept(context, cls, {}, given)


def found(context: Context, key: str, cls: str) -> Row:
    """The asset of a class. Raises ApiError with the class's own code."""
    row = context.objects.get(ASSET, key)
    if row is None or not context.shapes.fits(row["objectType"], cls):
        raise ApiError(_MISSING[cls], ID=key)
    return row


def of_entry(context: Context, entry_id: str, cls: str) -> list[Row]:
    """The assets of a class that an entry has, oldest first."""
    fits = context.shapes.fits
    return [
        row
        for row in context.objects.all(ASSET)
        if row["entryId"] == entry_id and fits(row["objectType"], cls)
    ]


def set_content(context: Context, row: Row, resource: Object) -> Row:
    """The asset with the content of a resource, or waiting for it."""
    taken = resources.take(context, resource, row["id"])
    if taken.state != "here":
        return objects.changed(context, row, {"status": IMPORTING})
    return filled(context, row, taken.extension, taken.name)


def filled(context: Context, row: Row, extension: str = "", name: str = "") -> Row:
    """The asset whose file is there now."""
    size = context.uploads.size(row["id"])
    new = {
        "status": READY,
        "version": int(row.get("version") or 0) + 1,
        "size": -(-size // 1024),
        "sizeInBytes": size,
        "fileExt": row.get("fileExt") or extension,
    }
    if row["objectType"] == "KalturaAttachmentAsset" and not row.get("filename"):
        new["filename"] = name
    return objects.changed(context, row, new)


def listing(context: Context, arguments: Arguments, cls: str, response: str) -> Value:
    """A list response of one class of assets, of the entries that the filter must name.

    Raises ApiError PROPERTY_VALIDATION_CANNOT_BE_NULL.
    """
    wanted = arguments.object("filter")
    named = wanted and any(
        wanted.text(name) for name in ("entryIdEqual", "entryIdIn", "idEqual", "idIn")
    )
    if not named:
        raise ApiError(
            "PROPERTY_VALIDATION_CANNOT_BE_NULL", PROP_NAME="KalturaAssetFilter::entryIdEqual"
        )
    rows = [r for r in context.objects.all(ASSET) if context.shapes.fits(r["objectType"], cls)]
    found_rows = ordered(matching(rows, wanted, context), wanted)
    return listed(found_rows, arguments.object("pager"), response)


def update(context: Context, row: Row, sent: Object) -> Value:
    return from_row(objects.changed(context, row, context.shapes.updatable(sent)))


def delete(context: Context, row: Row) -> Value:
    objects.removed(context, row)
    return VOID


def serve(context: Context, row: Row) -> Served:
    """The asset's file. Raises ApiError FILE_DOESNT_EXIST."""
    content = context.uploads.read(row["id"])
    if content is None:
        raise ApiError("FILE_DOESNT_EXIST")
    return Served(content, content_type(row.get("fileExt") or ""))


def content_type(extension: str) -> str:
    """The media type of a file by its extension; nothing that a browser would run."""
    found_type = mimetypes.types_map.get(f".{extension.lower()}", "application/octet-stream")
    safe = found_type.startswith(("image/", "video/", "audio/")) and "svg" not in found_type
    if safe or found_type in {"text/plain", "text/csv", "application/pdf"}:
        return found_type
    return "application/octet-stream"


def url(context: Context, row: Row, action: str, parameter: str) -> str:
    """Where the sandbox itself serves an asset."""
    service, _, name = action.partition(".")
    return f"{context.root}/api_v3/service/{service}/action/{name}/{parameter}/{row['id']}"


def set_default(context: Context, row: Row) -> Value:
    """This asset as its entry's default, and no other of its class."""
    for other in of_entry(context, row["entryId"], row["objectType"]):
        objects.changed(context, other, {"isDefault": int(other["id"] == row["id"])})
    return VOID


def entry_of(context: Context, row: Row) -> Row | None:
    return context.objects.get(ENTRY, row["entryId"])
