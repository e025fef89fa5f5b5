"""baseEntry's answers to players: what may be played, and from where."""

from app.sandbox import assets, entries, rows
from app.sandbox.context import Context
from app.sandbox.generic import objects
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.values import Object, Row, Value, from_row

_DATA, _CONTEXT = "KalturaEntryContextDataResult", "KalturaPlaybackContext"
_SOURCE = "KalturaPlaybackSource"


def context_data(context: Context, arguments: Arguments) -> Value:
    row = entries.found(context, arguments.text("entryId"))
    fields = {
        **objects.fresh(context, _DATA),
        "isAdmin": context.admin,
        "flavorAssets": _flavors(context, row),
        "msDuration": row.get("msDuration"),
    }
    return Object(_DATA, fields)


def playback_context(context: Context, arguments: Arguments) -> Value:
    row = entries.found(context, arguments.text("entryId"))
    flavors = _flavors(context, row)
    ids = ",".join(str(item.get("id")) for item in flavors)
    address = f"{rows.CDN}/p/{row['partnerId']}/playManifest/entryId/{row['id']}"
    source = {
        **objects.fresh(context, _SOURCE),
        "flavorIds": ids,
        "url": f"{address}/format/url/protocol/https",
    }
    fields = {
        **objects.fresh(context, _CONTEXT),
        "sources": [Object(_SOURCE, source)] if flavors else [],
        "flavorAssets": flavors,
    }
    return Object(_CONTEXT, fields)


def _flavors(context: Context, row: Row) -> list[Object]:
    return [from_row(item) for item in assets.of_entry(context, row["id"], entries.FLAVOR)]
