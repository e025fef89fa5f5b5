"""data, document, shortLink, upload and syndicationFeed: what hands out or takes in files."""

from app.sandbox import assets, entries, resources
from app.sandbox.context import Context
from app.sandbox.entitlement import visible_entry
from app.sandbox.generic import objects
from app.sandbox.generic.sources import rows_of
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import UPLOAD_TOKEN
from app.sandbox.services import playlist
from app.sandbox.values import Object, Served, Value

_SHORT_LINK, _FEED = "KalturaShortLink", "KalturaBaseSyndicationFeed"
_DISABLED = 1  # KalturaShortLinkStatus


def serve_data(context: Context, arguments: Arguments) -> Value:
    row = entries.found(context, arguments.text("entryId"), "KalturaDataEntry")
    content = context.uploads.read(row["id"])
    text = content if content is not None else (row.get("dataContent") or "").encode()
    return Served(text)


def add_data_content(context: Context, arguments: Arguments) -> Value:
    row = entries.own(context, arguments.text("entryId"), "KalturaDataEntry")
    resources.take(context, arguments.sent("resource"), row["id"])
    return ""


def serve_document(context: Context, arguments: Arguments) -> Value:
    row = entries.found(context, arguments.text("entryId"), "KalturaDocumentEntry")
    source = resources.original(context, row["id"])
    if source is None or source["status"] != assets.READY:
        raise objects.refusal(context, "FLAVOR_ASSET_IS_NOT_READY", row["id"])
    return assets.serve(context, source)


def go_to(context: Context, arguments: Arguments) -> Value:
    """A redirect, which nothing here follows."""
    key = arguments.text("id")
    row = objects.found(context, _SHORT_LINK, key, "INVALID_OBJECT_ID")
    if row.get("status") == _DISABLED:
        raise objects.refusal(context, "INVALID_SHORT_LINK", key)
    if row.get("expiresAt") and row["expiresAt"] < context.now:
        raise objects.refusal(context, "EXPIRED_SHORT_LINK", key)
    url = str(row["fullUrl"])
    if not url.startswith(("http://", "https://")) or not url.isprintable():
        raise objects.refusal(context, "INVALID_SHORT_LINK", key)
    return Served(b"", "text/html; charset=UTF-8", {"Location": url})


def token_by_file_name(context: Context, arguments: Arguments) -> Value:
    wanted = arguments.text("fileName")
    for row in rows_of(context, UPLOAD_TOKEN):
        if row.get("fileName") == wanted:
            size = int(row.get("uploadedFileSize") or 0)
            fields = {"uploadTokenId": row["id"], "fileSize": size, "errorCode": 0}
            return Object("KalturaUploadResponse", fields)
    return Object("KalturaUploadResponse", {"errorCode": 1, "errorDescription": "No such file"})


def feed_count(context: Context, arguments: Arguments) -> Value:
    key = arguments.text("feedId")
    listed = visible_entry(
        context, objects.found(context, _FEED, key, "INVALID_FEED_ID").get("playlistId") or ""
    )
    if listed:
        found = playlist.entries_of(context, listed)
    else:
        found = entries.chosen(context, None, entries.MEDIA)
    fields = {"totalEntryCount": len(found), "actualEntryCount": len(found)}
    fields["requireTranscodingCount"] = 0
    return Object("KalturaSyndicationFeedEntryCount", fields)


def current_permissions(context: Context, _arguments: Arguments) -> Value:
    return "ACCOUNT_BASE,CONTENT_MANAGE_BASE" if context.admin else "BASE_USER_SESSION_PERMISSION"
