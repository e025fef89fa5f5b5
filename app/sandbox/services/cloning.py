"""baseEntry.clone: a second entry with what hangs on the first."""

from app.sandbox import entries, rows
from app.sandbox.context import Context
from app.sandbox.entitlement import category_ids
from app.sandbox.generic import objects
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import ASSET, CUE_POINT, ENTRY, METADATA
from app.sandbox.membership import assign
from app.sandbox.services.quiz import ANSWER
from app.sandbox.values import Object, Row, Value, from_row

_EXCLUDED = "1"  # KalturaCloneComponentSelectorType
# KalturaBaseEntryCloneOptions; those of cue points have their plugin's name.
_CATEGORIES = "2"
_OPTIONS = {METADATA: "5", "KalturaFlavorAsset": "6", "KalturaCaptionAsset": "7"}
_OF_ONE_ENTRY = {"id", "createdAt", "updatedAt", "dataUrl", "downloadUrl", "thumbnailUrl"}
# What hangs on an entry, and the property that names it.
_PARTS = ((ASSET, "entryId"), (CUE_POINT, "entryId"), (METADATA, "objectId"))


def clone(context: Context, arguments: Arguments) -> Value:
    """Everything is copied but what the call excludes, and what people answered in a quiz."""
    source = entries.found(context, arguments.text("entryId"))
    excluded = _excluded(arguments)
    sent = {name: value for name, value in source.items() if name not in _OF_ONE_ENTRY}
    row = rows.entry(context, sent, source["objectType"])
    row = context.objects.add(ENTRY, {**row, "rootEntryId": source.get("rootEntryId")})
    ids = [] if _CATEGORIES in excluded else category_ids(source)
    row = context.objects.change(ENTRY, assign(context, row, ids))
    made: dict[object, object] = {}
    for kind, name in _PARTS:
        for part in context.objects.all(kind):
            left = part["objectType"] == ANSWER or _option(part) in excluded
            if part[name] == source["id"] and not left:
                made[part["id"]] = _copied(context, part, {name: row["id"]}, made)
    return from_row(row)


def _excluded(arguments: Arguments) -> set[str]:
    options = arguments.values.get("cloneOptions")
    items = options if isinstance(options, list) else []
    chosen = (item for item in items if isinstance(item, Object))
    return {item.text("itemType") for item in chosen if item.text("rule") == _EXCLUDED}


def _option(part: Row) -> str:
    """The option that a part is copied by; "" where there is none."""
    if "cuePointType" in part:
        plugin = part["cuePointType"].partition(".")[0]
        return f"{plugin}.{plugin.removesuffix('CuePoint').upper()}_CUE_POINTS"
    return _OPTIONS.get(part["objectType"], "")


def _copied(context: Context, part: Row, place: Row, made: dict[object, object]) -> object:
    """The id of the copy of a part; `made` has those of the copies so far by their originals'."""
    sent = {name: value for name, value in part.items() if name != "id"}
    if part.get("parentId") in made:
        sent["parentId"] = made[part["parentId"]]
    copy = objects.kept(context, part["objectType"], {**sent, **place})
    context.uploads.copy(str(part["id"]), str(copy["id"]))
    return copy["id"]
