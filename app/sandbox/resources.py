"""Where content comes from: a resource's bytes, kept under the id of what takes them."""

import io
from dataclasses import dataclass

from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.generic.sources import seen
from app.sandbox.kinds import ASSET, ENTRY, UPLOAD_TOKEN
from app.sandbox.values import Object, Row

_PENDING, _PARTIAL, _FULL, _CLOSED = 0, 1, 2, 3  # KalturaUploadTokenStatus
_WAITS = "_waiting"  # of a token: the asset that takes its file once it is here


@dataclass(frozen=True, slots=True)
class Taken:
    """How far the content is: here, on its way (a file that comes later), or elsewhere."""

    state: str  # "here", "waiting", "elsewhere"
    extension: str = ""
    name: str = ""


def take(context: Context, resource: Object, key: str) -> Taken:
    """Keep a resource's content under the id `key`. Raises ApiError where it has none."""
    kind = resource.type
    if kind == "KalturaUploadedFileTokenResource":
        return take_token(context, resource.text("token"), key)
    if kind == "KalturaStringResource":
        context.uploads.write(key, io.BytesIO(resource.text("content").encode()), 0)
        return Taken("here", "txt")
    if kind == "KalturaAssetResource":
        return _copied(context, seen(context, ASSET, resource.text("assetId")), resource, key)
    if kind in {"KalturaEntryResource", "KalturaFileSyncResource"}:
        source = resource.text("entryId") or resource.text("objectId")
        if seen(context, ENTRY, source) is None:
            raise ApiError("ENTRY_ID_NOT_FOUND", ENTRY_ID=source)
        return _copied(context, original(context, source), resource, key)
    inner = resource.get("resource")
    if isinstance(inner, Object):
        return take(context, inner, key)
    parts = resource.get("resources")
    first = parts[0] if isinstance(parts, list) and parts else None
    if isinstance(first, Object):
        return take(context, first, key)
    if kind.endswith(("UrlResource", "RemoteStorageResource", "RemoteStorageResources")):
        # Nothing is ever fetched.
        url = resource.text("url")
        return Taken("elsewhere", url.rpartition(".")[2][:8] if "." in url[-9:] else "")
    raise ApiError("RESOURCE_TYPE_NOT_SUPPORTED", RES_TYPE=kind)


def take_token(context: Context, token_id: str, key: str) -> Taken:
    """The file of an upload token, at once or when it comes. Raises ApiError."""
    token = seen(context, UPLOAD_TOKEN, token_id)
    if token is None:
        raise ApiError("UPLOAD_TOKEN_NOT_FOUND")
    if token["status"] in {_PENDING, _PARTIAL}:
        context.objects.change(UPLOAD_TOKEN, {**token, _WAITS: key})
        return Taken("waiting")
    if token["status"] != _FULL:
        raise ApiError("UPLOAD_TOKEN_INVALID_STATUS_FOR_ADD_ENTRY")
    return hand_over(context, token, key)


def hand_over(context: Context, token: Row, key: str) -> Taken:
    """Give a token's whole file to the asset or entry `key`, and close the token."""
    context.uploads.move(token["id"], key)
    asset = context.objects.get(ASSET, key) or {}
    of_entry = asset.get("isOriginal")
    used = {
        "status": _CLOSED,
        "attachedObjectType": "entry" if of_entry else "asset",
        "attachedObjectId": asset["entryId"] if of_entry else key,
        "updatedAt": context.now,
    }
    name = token.get("fileName") or ""
    context.objects.change(UPLOAD_TOKEN, {**token, **used, _WAITS: None})
    return Taken("here", name.rpartition(".")[2].lower()[:8] if "." in name else "", name)


def waiting_for(token: Row) -> str:
    """The id of the asset that waits for a token's file, "" where none does."""
    return token.get(_WAITS) or ""


def original(context: Context, entry_id: str) -> Row | None:
    """The flavor that an entry's content came as."""
    flavors = (row for row in context.objects.all(ASSET) if row["entryId"] == entry_id)
    return next((row for row in flavors if row.get("isOriginal")), None)


def _copied(context: Context, source: Row | None, resource: Object, key: str) -> Taken:
    if source is None:
        asset = resource.text("assetId")
        if asset:
            raise ApiError("FLAVOR_ASSET_ID_NOT_FOUND", ID=asset)
        raise ApiError("ORIGINAL_FLAVOR_ASSET_IS_MISSING")
    context.uploads.copy(source["id"], key)
    return Taken("here", source.get("fileExt") or "")
