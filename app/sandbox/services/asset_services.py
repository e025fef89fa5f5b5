"""flavorAsset, thumbAsset and attachmentAsset: what they add to being assets."""

from collections.abc import Callable

from app.sandbox import assets, entries
from app.sandbox.access import Access
from app.sandbox.context import Context, Handler
from app.sandbox.errors import ApiError
from app.sandbox.generic import objects
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import FLAVOR_PARAMS
from app.sandbox.pictures import placeholder
from app.sandbox.values import VOID, Object, Row, Served, Value, from_row

_FLAVOR, _THUMB = "KalturaFlavorAsset", "KalturaThumbAsset"
_DEFAULT_TAG = "default_thumb"


def common(cls: str, service: str, parameter: str, key: str, response: str) -> dict[str, Handler]:
    """The actions that all kinds of assets share; `parameter` takes the asset, `key` its id."""

    def row_of(context: Context, arguments: Arguments) -> Row:
        name = key if key in arguments.values else "id"
        return assets.found(context, arguments.text(name), cls)

    def add(context: Context, arguments: Arguments) -> Value:
        return from_row(assets.add(context, arguments.text("entryId"), arguments.sent(parameter)))

    def update(context: Context, arguments: Arguments) -> Value:
        return assets.update(context, row_of(context, arguments), arguments.sent(parameter))

    def set_content(context: Context, arguments: Arguments) -> Value:
        row = row_of(context, arguments)
        resource = arguments.sent("contentResource")
        row = assets.set_content(context, row, resource)
        entry = assets.entry_of(context, row)
        if cls == _FLAVOR and row.get("isOriginal") and entry is not None:
            entries.after_content(context, entry, row)
        return from_row(row)

    def listing(context: Context, arguments: Arguments) -> Value:
        return assets.listing(context, arguments, cls, response)

    def delete(context: Context, arguments: Arguments) -> Value:
        return assets.delete(context, row_of(context, arguments))

    def get(context: Context, arguments: Arguments) -> Value:
        return from_row(row_of(context, arguments))

    def url(context: Context, arguments: Arguments) -> Value:
        return assets.url(context, row_of(context, arguments), f"{service}.serve", key)

    def serve(context: Context, arguments: Arguments) -> Value:
        return assets.serve(context, row_of(context, arguments))

    made = {
        "add": Handler(add, Access.USER, writes=True),
        "get": Handler(get, Access.WIDGET),
        "list": Handler(listing, Access.WIDGET),
        "update": Handler(update, Access.USER, writes=True),
        "delete": Handler(delete, Access.USER, writes=True),
        "setContent": Handler(set_content, Access.USER, writes=True),
        "getUrl": Handler(url, Access.WIDGET),
    }
    return made if cls == _FLAVOR else {**made, "serve": Handler(serve, Access.OPTIONAL)}


def _of_entry(cls: str) -> Callable[[Context, Arguments], Value]:
    def run(context: Context, arguments: Arguments) -> Value:
        entry = entries.found(context, arguments.text("entryId"))
        return [from_row(row) for row in assets.of_entry(context, entry["id"], cls)]

    return run


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
    params = objects.found(
        context,
        FLAVOR_PARAMS,
        arguments.number("flavorParamsId"),
        "FLAVOR_PARAMS_ID_NOT_FOUND",
        ID=arguments.number("flavorParamsId"),
    )
    flavor = assets.make(
        context,
        _FLAVOR,
        entry["id"],
        flavorParamsId=params["id"],
        isWeb="web" in (params.get("tags") or ""),
        tags=params.get("tags"),
        isOriginal=False,
        fileExt="mp4",
        height=params.get("height"),
        bitrate=params.get("videoBitrate"),
    )
    for other in assets.of_entry(context, entry["id"], _FLAVOR):
        if other.get("isOriginal"):
            context.uploads.copy(other["id"], flavor["id"])
    assets.filled(context, flavor)
    return VOID


def set_as_source(context: Context, arguments: Arguments) -> Value:
    row = assets.found(context, arguments.text("id"), _FLAVOR)
    for other in assets.of_entry(context, row["entryId"], _FLAVOR):
        objects.changed(context, other, {"isOriginal": other["id"] == row["id"]})
    return VOID


def serve_flavor_url(context: Context, arguments: Arguments) -> Value:
    row = assets.found(context, arguments.text("id"), _FLAVOR)
    return f"https://cdn.sandbox.example/p/{context.account}/serveFlavor/flavorId/{row['id']}"


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
    row = assets.found(context, arguments.text("thumbAssetId"), _THUMB)
    for other in assets.of_entry(context, row["entryId"], _THUMB):
        tags = [tag for tag in (other.get("tags") or "").split(",") if tag and tag != _DEFAULT_TAG]
        tags += [_DEFAULT_TAG] if other["id"] == row["id"] else []
        objects.changed(context, other, {"tags": ",".join(tags)})
    return VOID


def serve_by_entry(context: Context, arguments: Arguments) -> Value:
    """The entry's default thumbnail, else a placeholder."""
    entry = entries.found(context, arguments.text("entryId"))
    found = assets.of_entry(context, entry["id"], _THUMB)
    chosen = [row for row in found if _DEFAULT_TAG in (row.get("tags") or "")] or found
    ready = [row for row in chosen if context.uploads.size(row["id"])]
    if ready:
        return assets.serve(context, ready[-1])
    return Served(placeholder(entry["id"]).getvalue(), "image/png")


def no_remote_paths(context: Context, arguments: Arguments) -> Value:
    """Nothing lies in a storage of its own; the asset must be there all the same."""
    key = next(iter(arguments.values))
    if context.objects.get("KalturaAsset", arguments.text(key)) is None:
        entries.found(context, arguments.text(key))
    return Object("KalturaRemotePathListResponse", {"totalCount": 0, "objects": []})


def _params_of(cls: str) -> Handler:
    def run(context: Context, arguments: Arguments) -> Value:
        key = arguments.number("conversionProfileId")
        profile = context.objects.get("KalturaConversionProfile", str(key))
        if profile is None:
            raise ApiError("CONVERSION_PROFILE_ID_NOT_FOUND", ID=key)
        ids = (profile.get("flavorParamsIds") or "").split(",")
        found = [context.objects.get(FLAVOR_PARAMS, part.strip()) for part in ids]
        return [
            from_row(row) for row in found if row and context.shapes.fits(row["objectType"], cls)
        ]

    return Handler(run, Access.WIDGET)


FLAVOR = {
    **common(_FLAVOR, "flavorasset", "flavorAsset", "id", "KalturaFlavorAssetListResponse"),
    "getByEntryId": Handler(_of_entry(_FLAVOR), Access.WIDGET),
    "getWebPlayableByEntryId": Handler(web_playable, Access.WIDGET),
    "getFlavorAssetsWithParams": Handler(with_params, Access.ADMIN),
    "convert": Handler(convert, Access.ADMIN, writes=True),
    "setAsSource": Handler(set_as_source, Access.ADMIN, writes=True),
    "getUrl": Handler(serve_flavor_url, Access.WIDGET),
    "getDownloadUrl": Handler(serve_flavor_url, Access.WIDGET),
    "getRemotePaths": Handler(no_remote_paths, Access.WIDGET),
}
THUMB = {
    **common(_THUMB, "thumbasset", "thumbAsset", "thumbAssetId", "KalturaThumbAssetListResponse"),
    "getByEntryId": Handler(_of_entry(_THUMB), Access.WIDGET),
    "addFromImage": Handler(add_from_image, Access.USER, writes=True),
    "addFromUrl": Handler(add_from_url, Access.USER, writes=True),
    "generate": Handler(generate, Access.USER, writes=True),
    "generateByEntryId": Handler(generate, Access.USER, writes=True),
    "setAsDefault": Handler(set_default, Access.USER, writes=True),
    "serveByEntryId": Handler(serve_by_entry, Access.OPTIONAL),
    "getRemotePaths": Handler(no_remote_paths, Access.WIDGET),
}
ATTACHMENT = {
    **common(
        "KalturaAttachmentAsset",
        "attachment_attachmentasset",
        "attachmentAsset",
        "attachmentAssetId",
        "KalturaAttachmentAssetListResponse",
    ),
    "getRemotePaths": Handler(no_remote_paths, Access.WIDGET),
}
FLAVOR_PARAMS_ACTIONS = {"getByConversionProfileId": _params_of("KalturaFlavorParams")}
THUMB_PARAMS_ACTIONS = {"getByConversionProfileId": _params_of("KalturaThumbParams")}
