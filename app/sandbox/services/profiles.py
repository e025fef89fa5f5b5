"""conversionProfile, its formats, and live streams: what only settings decide."""

from app.sandbox import entries
from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.filters import listed
from app.sandbox.generic import objects
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import CONVERSION_PROFILE, FLAVOR_PARAMS
from app.sandbox.values import Object, Row, Value, from_row

_PARAMS = "KalturaConversionProfileAssetParams"
_CHANGED = "_assetParams"  # of a profile: what was changed of a format, by its id


def _profile(context: Context, key: int | None) -> Row:
    code = "CONVERSION_PROFILE_ID_NOT_FOUND"
    return objects.found(context, CONVERSION_PROFILE, key, code)


def get_default(context: Context, _arguments: Arguments) -> Value:
    for row in context.objects.all(CONVERSION_PROFILE):
        if row.get("isDefault"):
            return from_row(row)
    raise ApiError("CONVERSION_PROFILE_ID_NOT_FOUND", ID=0)


def set_default(context: Context, arguments: Arguments) -> Value:
    row = _profile(context, arguments.number("id"))
    return from_row(objects.changed(context, row, {"isDefault": True}))


def list_params(context: Context, arguments: Arguments) -> Value:
    wanted = arguments.object("filter")
    key = wanted.number("conversionProfileIdEqual") if wanted else None
    found = []
    for profile in context.objects.all(CONVERSION_PROFILE):
        if key in {None, profile["id"]}:
            found += [_params(context, profile, params) for params in _formats(context, profile)]
    return listed(found, arguments.object("pager"), f"{_PARAMS}ListResponse")


def params_of(cls: str, context: Context, arguments: Arguments) -> Value:
    """The formats of a class that a conversion profile has."""
    key = arguments.number("conversionProfileId")
    found = _formats(context, _profile(context, key))
    return [from_row(row) for row in found if context.shapes.fits(row["objectType"], cls)]


def update_params(context: Context, arguments: Arguments) -> Value:
    profile = _profile(context, arguments.number("conversionProfileId"))
    key = arguments.number("assetParamsId")
    for params in _formats(context, profile):
        if params["id"] == key:
            sent = context.shapes.updatable(arguments.sent("conversionProfileAssetParams"))
            kept = {**profile.get(_CHANGED, {}), str(key): sent}
            changed = objects.changed(context, profile, {_CHANGED: kept})
            return from_row(_params(context, changed, params))
    raise objects.refusal(context, "CONVERSION_PROFILE_ASSET_PARAMS_NOT_FOUND", key)


def _formats(context: Context, profile: Row) -> list[Row]:
    ids = (profile.get("flavorParamsIds") or "").split(",")
    found = [context.objects.get(FLAVOR_PARAMS, part.strip()) for part in ids]
    return [row for row in found if row]


def _params(context: Context, profile: Row, params: Row) -> Row:
    return {
        "objectType": _PARAMS,
        **objects.fresh(context, _PARAMS),
        "conversionProfileId": profile["id"],
        "assetParamsId": params["id"],
        "systemName": params.get("systemName"),
        **profile.get(_CHANGED, {}).get(str(params["id"]), {}),
    }


def is_live(context: Context, arguments: Arguments) -> Value:
    """Nobody ever broadcasts here."""
    entries.found(context, arguments.text("id"))
    return False


def live_details(context: Context, arguments: Arguments) -> Value:
    entries.found(context, arguments.text("id"))
    fields = {"broadcastStatus": 1, "primaryStreamStatus": 0, "secondaryStreamStatus": 0}
    return Object("KalturaLiveStreamDetails", fields)
