"""What media, baseEntry and all services of entries have in common.

As on the real server a list without any filter on status or id shows READY entries alone, and
none that was rejected or recycled unless its filter asks for such.
"""

from functools import cache

from app.sandbox import assets, resources, rows
from app.sandbox.context import Context
from app.sandbox.entitlement import visible_entries, visible_entry
from app.sandbox.errors import ApiError
from app.sandbox.filters import matching, parts
from app.sandbox.generic import objects
from app.sandbox.generic.sources import editable, forbidden
from app.sandbox.kept import Fits
from app.sandbox.kinds import CATEGORY, ENTRY
from app.sandbox.membership import assign
from app.sandbox.values import Object, Row

MEDIA = "KalturaMediaEntry"
FLAVOR = "KalturaFlavorAsset"
_READY = (rows.READY, str(rows.READY))
_REJECTED = (3, 4)  # KalturaEntryModerationStatus: REJECTED, DELETED
_RECYCLED = -2  # KalturaEntryDisplayInSearchType
_LINKED = ("accessControlId", "conversionProfileId", "parentEntryId")
_PINNING = ("statusEqual", "statusIn", "statusNotEqual", "statusNotIn", "idEqual", "idIn")


def add(context: Context, sent: Object, given: Row | None = None, cls: str = "") -> Row:
    """A new entry of the class that was sent, or of `cls`; `given` goes before what was sent."""
    values = {**context.shapes.insertable(sent), **(given or {})}
    _check(context, values, {})
    row = context.objects.add(ENTRY, rows.entry(context, values, cls or sent.type))
    return context.objects.change(ENTRY, _in_categories(context, row, values))


def chosen(context: Context, wanted: Object | None, cls: str = ENTRY) -> list[Row]:
    """The entries of a class that a filter, with the usual status, lets through."""
    fields = dict(wanted.fields) if wanted else {}
    asked = {name for name, value in fields.items() if value is not None}
    judged = any(name.startswith("moderationStatus") for name in asked)
    searched = any(name.startswith("displayInSearch") for name in asked)
    fits = _shown_unasked(not asked.isdisjoint(_PINNING), judged, searched)
    found = visible_entries(context, fits)
    if cls != ENTRY:
        family = context.shapes.family(cls)
        found = [row for row in found if row["objectType"] in family]
    ancestors = fields.pop("categoryAncestorIdIn", None)
    if ancestors:
        below = _below(context, set(parts(ancestors)))
        found = [row for row in found if below & set(parts(row.get("categoriesIds") or ""))]
    return matching(found, Object("KalturaMediaEntryFilter", fields), context)


@cache
def _shown_unasked(pinned: bool, judged: bool, searched: bool) -> Fits:
    """Which entries a list shows whose filter asks for a status or ids (`pinned`), for a
    moderation's status, for where they are found; of what it does not ask for, the usual."""

    def fits(row: Row) -> bool:
        return (
            (pinned or row["status"] in _READY)
            and (judged or row["moderationStatus"] not in _REJECTED)
            and (searched or row["displayInSearch"] != _RECYCLED)
        )

    return fits


def update(context: Context, entry_id: str, sent: Object) -> Row:
    row = own(context, entry_id)
    values = context.shapes.updatable(sent)
    _check(context, values, row)
    changed = rows.searchable({**row, **values, "updatedAt": context.now})
    return context.objects.change(ENTRY, _in_categories(context, changed, values))


def set_content(context: Context, row: Row, resource: Object | None) -> Row:
    """The entry with the content of a resource: READY, or waiting in IMPORT for what comes
    later or would have to be fetched."""
    if resource is None:
        raise ApiError("MISSING_MANDATORY_PARAMETER", PARAM_NAME="resource")
    flavor = assets.make(
        context, FLAVOR, row["id"], isOriginal=True, flavorParamsId=0, tags="source", isWeb=False
    )
    flavor = assets.set_content(context, flavor, resource)
    return after_content(context, row, flavor)


def after_content(context: Context, row: Row, flavor: Row) -> Row:
    """The entry as the status of its source makes it."""
    ready = flavor["status"] == assets.READY
    new: Row = {"status": rows.READY if ready else rows.IMPORT, "updatedAt": context.now}
    if ready:
        new["flavorParamsIds"] = "0"
    return context.objects.change(ENTRY, {**row, **new})


def arrived(context: Context, token: Row) -> None:
    """Hand a token's file, whole now, to the asset that waits for it, if any does."""
    key = resources.waiting_for(token)
    asset = context.objects.get("KalturaAsset", key) if key else None
    if asset is None:
        return
    taken = resources.hand_over(context, token, key)
    asset = assets.filled(context, asset, taken.extension, taken.name)
    entry = context.objects.get(ENTRY, asset["entryId"])
    if entry is not None and asset.get("isOriginal"):
        after_content(context, entry, asset)


def found(context: Context, entry_id: str, cls: str = ENTRY) -> Row:
    """The entry, where the session may see it. Raises ApiError ENTRY_ID_NOT_FOUND."""
    row = visible_entry(context, entry_id)
    if row is None or not context.shapes.fits(row["objectType"], cls):
        raise ApiError("ENTRY_ID_NOT_FOUND", ENTRY_ID=entry_id)
    return row


def own(context: Context, entry_id: str, cls: str = ENTRY) -> Row:
    """As `found`, an entry that the session may change. Raises ApiError INVALID_KS too."""
    return editable(context, found(context, entry_id, cls))


def _check(context: Context, values: Row, row: Row) -> None:
    """Raises ApiError where what is sent of an entry names nothing, or gives it to another."""
    objects.check_links(context, {name: values.get(name) for name in _LINKED})
    for name in ("userId", "creatorId"):
        own = {None, "", context.user_id, row.get(name)}
        if not context.admin and values.get(name) not in own:
            raise forbidden()


def _in_categories(context: Context, row: Row, sent: Row) -> Row:
    """The entry in the categories that were sent, by ids or by full names, if any were."""
    if "categoriesIds" in sent:
        ids = [int(part) for part in parts(sent["categoriesIds"] or "") if part.isdecimal()]
        return assign(context, row, ids)
    if "categories" in sent:
        wanted = set(parts(sent["categories"] or ""))
        known = context.objects.all(CATEGORY)
        return assign(context, row, [item["id"] for item in known if item["fullName"] in wanted])
    return row


def _below(context: Context, ids: set[str]) -> set[str]:
    """The ids of categories and of all that lie below them."""
    return {
        str(row["id"])
        for row in context.objects.all(CATEGORY)
        if ids & set(row["fullIds"].split(">"))
    }
