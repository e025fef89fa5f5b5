"""baseEntry's answers to players: what may be played, and from where."""

from collections.abc import Mapping

from app.sandbox import assets, entries, rows
from app.sandbox.access import Access
from app.sandbox.context import Context, Handler
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.values import Object, Row, Value, from_row


def context_data(context: Context, arguments: Arguments) -> Value:
    row = entries.found(context, arguments.text("entryId"))
    fields: Mapping[str, Value] = {
        "isSiteRestricted": False,
        "isCountryRestricted": False,
        "isSessionRestricted": False,
        "isIpAddressRestricted": False,
        "isUserAgentRestricted": False,
        "previewLength": -1,
        "isScheduledNow": True,
        "isAdmin": context.admin,
        "streamerType": "http",
        "mediaProtocol": "http",
        "flavorAssets": _flavors(context, row),
        "msDuration": row.get("msDuration"),
    }
    return Object("KalturaEntryContextDataResult", fields)


def playback_context(context: Context, arguments: Arguments) -> Value:
    row = entries.found(context, arguments.text("entryId"))
    flavors = _flavors(context, row)
    ids = ",".join(str(item.get("id")) for item in flavors)
    address = f"{rows.CDN}/p/{row['partnerId']}/playManifest/entryId/{row['id']}"
    source = {
        "deliveryProfileId": "1",
        "format": "url",
        "protocols": "https",
        "flavorIds": ids,
        "url": f"{address}/format/url/protocol/https",
        "drm": [],
    }
    fields: Mapping[str, Value] = {
        "sources": [Object("KalturaPlaybackSource", source)] if flavors else [],
        "playbackCaptions": [],
        "flavorAssets": flavors,
        "actions": [],
        "messages": [],
        "bumperData": [],
    }
    return Object("KalturaPlaybackContext", fields)


def _flavors(context: Context, row: Row) -> list[Object]:
    return [from_row(item) for item in assets.of_entry(context, row["id"], entries.FLAVOR)]


ACTIONS = {
    "getContextData": Handler(context_data, Access.WIDGET),
    "getPlaybackContext": Handler(playback_context, Access.WIDGET),
}
