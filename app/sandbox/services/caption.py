"""captionAsset and captionAssetItem: captions converted, served in pieces, and searched."""

import json
from collections.abc import Iterator

from app.sandbox import assets, captions, entries
from app.sandbox.captions import Cue
from app.sandbox.context import Context
from app.sandbox.entitlement import visible_entry
from app.sandbox.errors import ApiError
from app.sandbox.filters import listed, matching
from app.sandbox.generic import objects
from app.sandbox.generic.sources import editable
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import ASSET
from app.sandbox.values import VOID, Object, Row, Served, Value, from_row

_CAPTION = "KalturaCaptionAsset"
_SEGMENT = 30  # seconds, unless the call says otherwise
_TYPES = {
    captions.SRT: "text/plain;charset=UTF-8",
    captions.DFXP: "text/plain;charset=UTF-8",
    captions.VTT: "text/vtt;charset=UTF-8",
}


def add(context: Context, arguments: Arguments) -> Value:
    sent = arguments.sent("captionAsset")
    entry = entries.own(context, arguments.text("entryId"))
    kind = sent.text("format") or captions.SRT
    extension = captions.EXTENSIONS.get(kind, "srt")
    given = {"entryId": entry["id"], "format": kind, "fileExt": extension, "accuracy": None}
    row = objects.made(context, sent, given)
    if row.get("isDefault"):
        assets.set_default(context, row)
    return from_row(row)


def cues_of(context: Context, row: Row) -> list[Cue]:
    """The cues of a caption asset's file, none where it has no file."""
    content = context.uploads.read(row["id"])
    return captions.read(content) if content else []


def _row(context: Context, arguments: Arguments) -> Row:
    return assets.found(context, arguments.text("captionAssetId"), _CAPTION)


def serve(context: Context, arguments: Arguments) -> Value:
    """The file as it was uploaded."""
    row = _row(context, arguments)
    served = assets.serve(context, row)
    return Served(served.content, _TYPES.get(row.get("format") or "", "text/plain;charset=UTF-8"))


def serve_by_entry(context: Context, arguments: Arguments) -> Value:
    entry = entries.found(context, arguments.text("entryId"))
    found = assets.of_entry(context, entry["id"], _CAPTION)
    wanted = arguments.number("captionParamId")
    if wanted:
        found = [row for row in found if row.get("captionParamsId") == wanted]
    if not found:
        raise ApiError("CAPTION_ASSET_PARAMS_ID_NOT_FOUND", PARAM_ID=wanted or 0)
    first = next((row for row in found if row.get("isDefault") == 1), found[0])
    return assets.serve(context, first)


def serve_web_vtt(context: Context, arguments: Arguments) -> Value:
    """A segment as WebVTT, or, without a number, the playlist of all segments."""
    row = _row(context, arguments)
    cues = cues_of(context, row)
    seconds = arguments.number("segmentDuration") or _SEGMENT
    number = arguments.number("segmentIndex")
    if number is None:
        return Served(_playlist(cues, max(seconds, 1)).encode(), "application/x-mpegurl")
    start = (max(number, 1) - 1) * seconds * 1000
    shown = captions.within(cues, start, start + seconds * 1000)
    return Served(captions.write(shown).encode(), _TYPES[captions.VTT])


def _playlist(cues: list[Cue], seconds: int) -> str:
    last = max((cue.end for cue in cues), default=0)
    count = max(-(-last // (seconds * 1000)), 1)
    lines = [f"#EXTINF:{seconds},\nsegmentIndex/{number}.vtt" for number in range(1, count + 1)]
    head = f"#EXTM3U\n#EXT-X-TARGETDURATION:{seconds}\n#EXT-X-VERSION:3\n#EXT-X-PLAYLIST-TYPE:VOD\n"
    return head + "\n".join(lines) + "\n#EXT-X-ENDLIST\n"


def serve_as_json(context: Context, arguments: Arguments) -> Value:
    row = _row(context, arguments)
    found = [
        {"startTime": cue.start, "endTime": cue.end, "content": [{"text": cue.text}]}
        for cue in cues_of(context, row)
    ]
    return Served(json.dumps({"objects": found}).encode(), "application/json")


def set_default(context: Context, arguments: Arguments) -> Value:
    return assets.set_default(context, editable(context, _row(context, arguments)))


def parse(context: Context, arguments: Arguments) -> Value:
    """Files are read when they are asked for: there is nothing to do."""
    _row(context, arguments)
    return VOID


def _items(context: Context, rows: list[Row]) -> Iterator[Row]:
    for row in rows:
        entry = visible_entry(context, row["entryId"])
        if entry is None:
            continue
        for cue in cues_of(context, row):
            yield {
                "objectType": "KalturaCaptionAssetItem",
                "asset": row,
                "entry": entry,
                "startTime": cue.start,
                "endTime": cue.end,
                "content": cue.text,
            }


def _found(context: Context, arguments: Arguments, rows: list[Row]) -> list[Row]:
    wanted = arguments.object("captionAssetItemFilter")
    fields = dict(wanted.fields) if wanted else {}
    of_items = {name: v for name, v in fields.items() if name.startswith(("content", "startTime"))}
    of_items |= {name: v for name, v in fields.items() if name.startswith("endTime")}
    of_assets = Object(
        "KalturaCaptionAssetFilter", {n: v for n, v in fields.items() if n not in of_items}
    )
    kept = matching(rows, of_assets, context)
    return matching(_items(context, kept), Object("KalturaFilter", of_items), context)


def list_items(context: Context, arguments: Arguments) -> Value:
    found = _found(context, arguments, [_row(context, arguments)])
    pager = arguments.object("captionAssetItemPager")
    return listed(found, pager, "KalturaCaptionAssetItemListResponse")


def _searched(context: Context, arguments: Arguments) -> list[Row]:
    chosen = {row["id"] for row in entries.chosen(context, arguments.object("entryFilter"))}
    rows = [
        row
        for row in context.objects.all(ASSET)
        if row["objectType"] == _CAPTION and row["entryId"] in chosen
    ]
    return _found(context, arguments, rows)


def search(context: Context, arguments: Arguments) -> Value:
    pager = arguments.object("captionAssetItemPager")
    return listed(_searched(context, arguments), pager, "KalturaCaptionAssetItemListResponse")


def search_entries(context: Context, arguments: Arguments) -> Value:
    found = {item["entry"]["id"]: item["entry"] for item in _searched(context, arguments)}
    pager = arguments.object("captionAssetItemPager")
    return listed(list(found.values()), pager, "KalturaBaseEntryListResponse")
