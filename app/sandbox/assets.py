"""What flavorAsset, thumbAsset, captionAsset and attachmentAsset have in common: a row of
their entry, and a file."""

import mimetypes

from app.sandbox import resources
from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.generic import objects
from app.sandbox.generic.rules import rules
from app.sandbox.generic.sources import editable, seen
from app.sandbox.kinds import ASSET
from app.sandbox.values import VOID, Object, Row, Served, Value

READY, IMPORTING = 2, 7  # the statuses that all kinds of assets share


def make(context: Context, cls: str, entry_id: str, **values: object) -> Row:
    """A new asset of the sandbox's own making."""
    return objects.kept(context, cls, {"entryId": entry_id, **values})


def found(context: Context, key: str, cls: str) -> Row:
    """The asset of a class, of an entry that the session sees. Raises ApiError with the class's
    own code."""
    row = seen(context, ASSET, key)
    if row is None or not context.shapes.fits(row["objectType"], cls):
        raise objects.refusal(context, rules().missing[cls], key)
    return row


def own(context: Context, key: str, cls: str) -> Row:
    """As `found`, an asset that the session may change. Raises ApiError INVALID_KS too."""
    return editable(context, found(context, key, cls))


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


def set_default(context: Context, row: Row) -> Value:
    """This asset as its entry's default, and no other of its class."""
    for other in of_entry(context, row["entryId"], row["objectType"]):
        objects.changed(context, other, {"isDefault": int(other["id"] == row["id"])})
    return VOID
