"""media and baseEntry: what their schema does not say of making and filling entries."""

from app.sandbox import assets, entries, resources, rows
from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.filters import listed, matching
from app.sandbox.generic import objects
from app.sandbox.generic.rules import rules
from app.sandbox.generic.sources import rows_of
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import ENTRY, UPLOAD_TOKEN
from app.sandbox.values import Object, Row, Value, from_row

_MEDIA_TYPES = {"", "-1", "1"}  # KalturaEntryType: none, AUTOMATIC, MEDIA_CLIP
_RECYCLED = -2  # KalturaEntryDisplayInSearchType


def add(context: Context, arguments: Arguments) -> Value:
    sent = arguments.sent("entry")
    if sent.get("mediaType") is None:
        raise ApiError(
            "PROPERTY_VALIDATION_CANNOT_BE_NULL", PROP_NAME="KalturaMediaEntry::mediaType"
        )
    return from_row(entries.add(context, sent))


def add_base(context: Context, arguments: Arguments) -> Value:
    """The class of the new entry: the one that was sent, else a media entry."""
    return from_row(_add_base(context, arguments, arguments.sent("entry")))


def _add_base(context: Context, arguments: Arguments, sent: Object) -> Row:
    kind = arguments.text("type") or sent.text("type")
    types = {
        cls: fresh["type"]
        for cls, fresh in rules().fresh.items()
        if cls != ENTRY and context.shapes.fits(cls, ENTRY)
    }
    if sent.type == ENTRY:
        cls = next((name for name, number in types.items() if str(number) == kind), "")
        if kind in _MEDIA_TYPES:
            cls = entries.MEDIA
        if not cls:
            raise ApiError("ENTRY_TYPE_NOT_SUPPORTED", ENTRY_TYPE=kind)
        return entries.add(context, sent, {"type": types[cls]}, cls)
    own = types.get(sent.type)
    if own is None or kind not in {"", "-1", str(own)}:
        raise ApiError("ENTRY_TYPE_NOT_SUPPORTED", ENTRY_TYPE=kind or sent.type)
    return entries.add(context, sent, {"type": own})


def add_content(cls: str, context: Context, arguments: Arguments) -> Value:
    row = entries.own(context, arguments.text("entryId"), cls)
    if row["status"] != rows.NO_CONTENT:
        raise ApiError("ENTRY_ALREADY_WITH_CONTENT")
    return from_row(entries.set_content(context, row, arguments.object("resource")))


def update_content(cls: str, context: Context, arguments: Arguments) -> Value:
    """What was there goes; the new content is its only source."""
    row = entries.own(context, arguments.text("entryId"), cls)
    for flavor in assets.of_entry(context, row["id"], entries.FLAVOR):
        objects.removed(context, flavor)
    row = context.objects.change(ENTRY, {**row, "version": int(row.get("version") or 0) + 1})
    return from_row(entries.set_content(context, row, arguments.sent("resource")))


def add_from_uploaded_file(context: Context, arguments: Arguments) -> Value:
    if "entry" in arguments.values:
        row = _add_base(context, arguments, arguments.sent("entry"))
    else:
        row = entries.add(context, arguments.sent(_parameter(arguments)))
    fields = {"token": arguments.text("uploadTokenId")}
    try:
        resource = Object("KalturaUploadedFileTokenResource", fields)
        return from_row(entries.set_content(context, row, resource))
    except ApiError as fault:
        if fault.code != "UPLOAD_TOKEN_NOT_FOUND":
            raise
        raise ApiError("UPLOADED_FILE_NOT_FOUND_BY_TOKEN") from fault


def _parameter(arguments: Arguments) -> str:
    """The parameter that takes an entry in this service."""
    return "mediaEntry" if "mediaEntry" in arguments.values else "documentEntry"


def add_from_url(context: Context, arguments: Arguments) -> Value:
    """Nothing is fetched: the entry stays in IMPORT."""
    given = {"sourceType": "5"}
    row = entries.add(context, arguments.sent("mediaEntry"), given)
    return from_row(context.objects.change(ENTRY, {**row, "status": rows.IMPORT}))


def add_from_entry(cls: str, context: Context, arguments: Arguments) -> Value:
    source = entries.found(context, arguments.text("sourceEntryId"))
    sent = arguments.object(_parameter(arguments)) or Object(cls)
    given = {"rootEntryId": source["id"]}
    for key in ("name", "tags", "description", "mediaType", "duration", "msDuration"):
        known = key in context.shapes.properties(sent.type)
        if known and sent.get(key) is None and source.get(key) is not None:
            given[key] = source[key]
    row = entries.add(context, sent, given)
    resource = Object("KalturaEntryResource", {"entryId": source["id"]})
    if resources.original(context, source["id"]) is None:
        return from_row(row)
    return from_row(entries.set_content(context, row, resource))


def add_from_flavor_asset(cls: str, context: Context, arguments: Arguments) -> Value:
    flavor = assets.found(context, arguments.text("sourceFlavorAssetId"), entries.FLAVOR)
    sent = arguments.object(_parameter(arguments)) or Object(cls)
    row = entries.add(context, sent, {"rootEntryId": flavor["entryId"]})
    resource = Object("KalturaAssetResource", {"assetId": flavor["id"]})
    return from_row(entries.set_content(context, row, resource))


def list_by_reference_id(context: Context, arguments: Arguments) -> Value:
    wanted = arguments.text("refId")
    if not wanted:
        raise ApiError("MISSING_MANDATORY_PARAMETER", PARAM_NAME="refId")
    found = [row for row in entries.chosen(context, None) if row.get("referenceId") == wanted]
    return listed(found, arguments.object("pager"), "KalturaBaseEntryListResponse")


def upload(context: Context, arguments: Arguments) -> Value:
    """The old way of uploading: the answer is a token that addFromUploadedFile takes."""
    file, name = arguments.file("fileData"), arguments.file_name("fileData")
    row = objects.kept(context, UPLOAD_TOKEN, {"fileName": name, "status": 2})
    size = context.uploads.write(row["id"], file.stream, 0)
    return str(objects.changed(context, row, {"uploadedFileSize": str(size)})["id"])


def set_display(value: int, context: Context, arguments: Arguments) -> Value:
    """Give an entry a KalturaEntryDisplayInSearchType: recycled, or shown again."""
    row = entries.own(context, arguments.text("entryId"))
    return from_row(objects.changed(context, row, {"displayInSearch": value}))


def update_thumbnail(context: Context, arguments: Arguments) -> Value:
    """A picture that comes along becomes the default thumbnail."""
    row = entries.own(context, arguments.text("entryId"))
    asset = assets.make(context, "KalturaThumbAsset", row["id"], tags="", isDefault=1)
    if arguments.values.get("fileData") is not None:
        context.uploads.write(asset["id"], arguments.file("fileData").stream, 0)
        asset = assets.filled(context, {**asset, "fileExt": "jpg"})
    version = int(row.get("version") or 0) + 100_001
    url = f"{row['thumbnailUrl'].rpartition('/version/')[0]}/version/{version}"
    return from_row(objects.changed(context, row, {"thumbnailUrl": url}))


def bulk_delete(context: Context, arguments: Arguments) -> Value:
    """Only what is recycled may go this way. The answer is the number of a job."""
    wanted = arguments.sent("filter")
    for row in matching(rows_of(context, ENTRY), wanted, context):
        if row.get("displayInSearch") != _RECYCLED:
            raise ApiError("ENTRY_BULK_DELETE_ONLY_RECYCLED")
        objects.removed(context, row)
    return context.objects.next_number("job")


def get_mrss(context: Context, arguments: Arguments) -> Value:
    row = entries.found(context, arguments.text("entryId"))
    return f"<item><entryId>{row['id']}</entryId><createdAt>{row['createdAt']}</createdAt></item>"
