"""flavorAsset, thumbAsset and attachmentAsset: what they add to being assets."""

from app.sandbox import assets, entries, resources, rows
from app.sandbox.context import Context
from app.sandbox.generic import objects
from app.sandbox.generic.sources import editable, seen
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import ASSET, ENTRY, FLAVOR_PARAMS
from app.sandbox.pictures import placeholder
from app.sandbox.values import VOID, Object, Row, Served, Value, from_row

_FLAVOR, _THUMB = "KalturaFlavorAsset", "KalturaThumbAsset"
_DEFAULT_TAG = "default_thumb"


def _named(cls: str, context: Context, arguments: Arguments) -> Row:
    """The asset that the first argument names: some actions call it `id`, others by its class."""
    key = next(iter(arguments.values))
    return assets.found(context, arguments.text(key), cls)


def set_content(cls: str, context: Context, arguments: Arguments) -> Value:
    row = editable(context, _named(cls, context, arguments))
    row = assets.set_content(context, row, arguments.sent("contentResource"))
    entry = context.objects.get(ENTRY, row["entryId"])
    if row.get("isOriginal") and entry is not None:
        entries.after_content(context, entry, row)
    return from_row(row)


def get_url(cls: str, service: str, key: str, context: Context, arguments: Arguments) -> Value:
    """Where the sandbox itself serves an asset, whose id the parameter `key` takes."""
    row = _named(cls, context, arguments)
    return f"{context.root}/api_v3/service/{service}/action/serve/{key}/{row['id']}"


def serve(cls: str, context: Context, arguments: Arguments) -> Value:
    return assets.serve(context, _named(cls, context, arguments))


def web_playable(context: Context, arguments: Arguments) -> Value:
    entry = entries.found(context, arguments.text("entryId"))
    found = assets.of_entry(context, entry["id"], _FLAVOR)
    return [from_row(row) for row in found if row.get("isWeb") and row["status"] == assets.READY]


def with_params(context: Context, arguments: Arguments) -> Value:
    """Every format of the account, with the entry's flavor of that format where it has one."""
    entry = entries.found(context, arguments.text("entryId"))
    own = {row["flavorParamsId"]: row for row in assets.of_entry(context, entry["id"], _FLAVOR)}
    found: list[Value] = []
    for params in context.objects.all(FLAVOR_PARAMS):
        if params["objectType"] != "KalturaFlavorParams":
            continue
        flavor = own.get(params["id"])
        fields = {
            "flavorAsset": from_row(flavor) if flavor else None,
            "flavorParams": from_row(params),
            "entryId": entry["id"],
        }
        found.append(Object("KalturaFlavorAssetWithParams", fields))
    return found


def convert(context: Context, arguments: Arguments) -> Value:
    """Nothing is transcoded: the new flavor has the source's bytes."""
    entry = entries.own(context, arguments.text("entryId"))
    key = arguments.number("flavorParamsId")
    params = objects.found(context, FLAVOR_PARAMS, key, "FLAVOR_PARAMS_ID_NOT_FOUND")
    values = {
        "flavorParamsId": params["id"],
        "isWeb": "web" in (params.get("tags") or ""),
        "tags": params.get("tags"),
        "isOriginal": False,
        "fileExt": "mp4",
        "height": params.get("height"),
        "bitrate": params.get("videoBitrate"),
    }
    own = assets.of_entry(context, entry["id"], _FLAVOR)
    known = [row for row in own if row["flavorParamsId"] == params["id"]]
    flavor = known[0] if known else assets.make(context, _FLAVOR, entry["id"], **values)
    source = resources.original(context, entry["id"])
    if source is not None and source["id"] != flavor["id"]:
        context.uploads.copy(source["id"], flavor["id"])
    assets.filled(context, flavor)
    return VOID


def set_as_source(context: Context, arguments: Arguments) -> Value:
    row = assets.own(context, arguments.text("id"), _FLAVOR)
    for other in assets.of_entry(context, row["entryId"], _FLAVOR):
        objects.changed(context, other, {"isOriginal": other["id"] == row["id"]})
    return VOID


def serve_flavor_url(context: Context, arguments: Arguments) -> Value:
    row = assets.found(context, arguments.text("id"), _FLAVOR)
    return f"{rows.address(row)}/serveFlavor/entryId/{row['entryId']}/flavorId/{row['id']}"


def add_from_image(context: Context, arguments: Arguments) -> Value:
    entry = entries.own(context, arguments.text("entryId"))
    file = arguments.file("fileData")
    row = assets.make(context, _THUMB, entry["id"], tags="", fileExt="jpg")
    context.uploads.write(row["id"], file.stream, 0)
    return from_row(assets.filled(context, row))


def generate(context: Context, arguments: Arguments) -> Value:
    """A picture of our own making stands for the frame that a real server would capture."""
    entry = entries.own(context, arguments.text("entryId"))
    row = assets.make(context, _THUMB, entry["id"], tags="", fileExt="png", width=320, height=180)
    context.uploads.write(row["id"], placeholder(entry["id"]), 0)
    return from_row(assets.filled(context, row))


def add_from_url(context: Context, arguments: Arguments) -> Value:
    """Nothing is fetched: the thumbnail stays in IMPORTING."""
    entry = entries.own(context, arguments.text("entryId"))
    row = assets.make(context, _THUMB, entry["id"], tags="", status=assets.IMPORTING)
    return from_row(row)


def set_default(context: Context, arguments: Arguments) -> Value:
    row = assets.own(context, arguments.text("thumbAssetId"), _THUMB)
    for other in assets.of_entry(context, row["entryId"], _THUMB):
        tags = [tag for tag in (other.get("tags") or "").split(",") if tag and tag != _DEFAULT_TAG]
        tags += [_DEFAULT_TAG] if other["id"] == row["id"] else []
        objects.changed(context, other, {"tags": ",".join(tags)})
    return VOID


def serve_by_entry(context: Context, arguments: Arguments) -> Value:
    return thumbnail(context, entries.found(context, arguments.text("entryId")))


def thumbnail(context: Context, entry: Row) -> Served:
    """The entry's default thumbnail, else a placeholder."""
    found = assets.of_entry(context, entry["id"], _THUMB)
    chosen = [row for row in found if _DEFAULT_TAG in (row.get("tags") or "")] or found
    ready = [row for row in chosen if context.uploads.size(row["id"])]
    if ready:
        return assets.serve(context, ready[-1])
    return Served(placeholder(entry["id"]).getvalue(), "image/png")


def no_remote_paths(context: Context, arguments: Arguments) -> Value:
    """Nothing lies in a storage of its own; the asset must be there all the same."""
    key = next(iter(arguments.values))
    if seen(context, ASSET, arguments.text(key)) is None:
        entries.found(context, arguments.text(key))
    return Object("KalturaRemotePathListResponse", {"totalCount": 0, "objects": []})
