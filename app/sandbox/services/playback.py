"""baseEntry's answers to players: what may be played, and from where."""

from app.sandbox import assets, entries, rows
from app.sandbox.context import Context
from app.sandbox.filters import parts
from app.sandbox.generic import objects
from app.sandbox.generic.sources import edits
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.services.access_control import (
    BLOCK,
    LIMIT_FLAVORS,
    PREVIEW,
    applying,
    scheduled,
)
from app.sandbox.values import Object, Row, Value, from_row

_DATA, _CONTEXT = "KalturaEntryContextDataResult", "KalturaPlaybackContext"
# Code and message of playing an entry out of its time, as the real server has them.
_OUT_OF_TIME = {"code": "SCHEDULED_RESTRICTED", "message": "Out of scheduling"}


def context_data(context: Context, arguments: Arguments) -> Value:
    row, asked, rules, actions = _judged(context, arguments)
    told = [Object("KalturaString", {"value": r["message"]}) for r in rules if r.get("message")]
    fields = {
        **objects.fresh(context, _DATA),
        "isAdmin": context.admin,
        "isScheduledNow": scheduled(context, row, asked),
        "flavorAssets": _flavors(context, row, actions),
        "msDuration": row.get("msDuration"),
    }
    fields |= dict.fromkeys(("messages", "accessControlMessages"), told)
    fields |= dict.fromkeys(("actions", "accessControlActions"), actions)
    for item in actions:
        if item.text("type") == PREVIEW:
            fields["previewLength"] = item.get("limit")
    return Object(_DATA, fields)


def playback_context(context: Context, arguments: Arguments) -> Value:
    """Who is blocked gets the reasons, and nothing to play."""
    row, asked, rules, actions = _judged(context, arguments)
    reasons = [{"code": "", **rule} for rule in rules if rule.get("message")]
    if not scheduled(context, row, asked) and not edits(context, row):
        reasons.append(_OUT_OF_TIME)
    told = [{name: rule[name] for name in _OUT_OF_TIME} for rule in reasons]
    fields = {
        **objects.fresh(context, _CONTEXT),
        "actions": actions,
        "messages": [Object("KalturaAccessControlMessage", message) for message in told],
        "sources": [],
        "flavorAssets": [],
    }
    if any(item.text("type") == BLOCK for item in actions):
        return Object(_CONTEXT, fields)
    fields["flavorAssets"] = flavors = _flavors(context, row, actions)
    ids = ",".join(item.text("id") for item in flavors)
    url = f"{rows.address(row)}/playManifest/entryId/{row['id']}/flavorIds/{ids}/format/url"
    own = {"flavorIds": ids, "url": f"{url}/protocol/http/a.mp4"}
    if flavors:
        cls = "KalturaPlaybackSource"
        fields["sources"] = [Object(cls, {**objects.fresh(context, cls), **own})]
    captions = assets.of_entry(context, row["id"], "KalturaCaptionAsset")
    ready = [item for item in captions if item["status"] == assets.READY]
    fields["playbackCaptions"] = [_caption(context, item) for item in ready]
    return Object(_CONTEXT, fields)


def _judged(context: Context, arguments: Arguments) -> tuple[Row, Object, list[Row], list[Object]]:
    """The entry, what is asked, and the rules that apply with their actions."""
    row = entries.found(context, arguments.text("entryId"))
    asked = arguments.object("contextDataParams") or Object("KalturaAccessControlScope")
    rules = applying(context, row, asked)
    return row, asked, rules, [from_row(item) for r in rules for item in r.get("actions") or ()]


def _flavors(context: Context, row: Row, actions: list[Object]) -> list[Object]:
    """The flavors of an entry that no action keeps back."""
    found = assets.of_entry(context, row["id"], entries.FLAVOR)
    for item in actions:
        if item.text("type") == LIMIT_FLAVORS:
            ids, out = parts(item.text("flavorParamsIds")), bool(item.get("isBlockedList"))
            found = [row for row in found if (str(row["flavorParamsId"]) in ids) != out]
    return [from_row(item) for item in found]


def _caption(context: Context, row: Row) -> Object:
    address = f"{context.root}/api_v3/service/caption_captionasset/action"
    fields: dict[str, Value] = {
        name: row.get(name) for name in ("label", "format", "language", "languageCode")
    }
    fields["isDefault"] = bool(row.get("isDefault"))
    for name, action in (("url", "serve"), ("webVttUrl", "serveWebVTT")):
        fields[name] = f"{address}/{action}/captionAssetId/{row['id']}"
    return Object("KalturaCaptionPlaybackPluginData", fields)
