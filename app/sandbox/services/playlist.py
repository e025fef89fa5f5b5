"""playlist: lists of entries, fixed ones by their ids and dynamic ones by their filters."""

from lxml import etree

from app.sandbox import entries, rows
from app.sandbox.context import Context
from app.sandbox.entitlement import visible_entry
from app.sandbox.errors import ApiError
from app.sandbox.filters import MAX_PAGE, ordered, page, parts
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.values import Object, Row, Value, from_row
from app.schema.hardened import UNTRUSTED

_PLAYLIST = "KalturaPlaylist"
_DYNAMIC = 10  # KalturaPlaylistType
_FILTER = "KalturaMediaEntryFilterForPlaylist"


def add(context: Context, arguments: Arguments) -> Value:
    sent = arguments.sent("playlist")
    if sent.get("playlistType") is None:
        raise ApiError(
            "PROPERTY_VALIDATION_CANNOT_BE_NULL", PROP_NAME="KalturaPlaylist::playlistType"
        )
    row = entries.add(context, sent, {"type": 5})
    address = f"{context.root}/api_v3/service/playlist/action/execute/id/{row['id']}"
    return from_row(context.objects.change("KalturaBaseEntry", {**row, "executeUrl": address}))


def _found(context: Context, arguments: Arguments) -> Row:
    key = arguments.text("id")
    try:
        return entries.found(context, key, _PLAYLIST)
    except ApiError as fault:
        raise ApiError("INVALID_ENTRY_ID", ID=key) from fault


def clone(context: Context, arguments: Arguments) -> Value:
    row = _found(context, arguments)
    sent = arguments.object("newPlaylist") or Object(_PLAYLIST)
    kept = ("name", "playlistType", "playlistContent", "filters", "totalResults", "tags")
    given = {
        name: row[name] for name in kept if row.get(name) is not None and sent.get(name) is None
    }
    return from_row(entries.add(context, sent, {**given, "type": 5}))


def execute(context: Context, arguments: Arguments) -> Value:
    """The entries of the playlist that are READY; a filter in the call narrows them."""
    found = entries_of(context, _found(context, arguments))
    narrowing = arguments.object("filter")
    if narrowing is not None:
        allowed = {item["id"] for item in entries.chosen(context, narrowing)}
        found = [item for item in found if item["id"] in allowed]
        found = ordered(found, narrowing)
    return _paged(found, arguments)


def entries_of(context: Context, row: Row) -> list[Row]:
    """The entries of a playlist that are READY, in its order."""
    content = row.get("playlistContent") or ""
    if row.get("playlistType") != _DYNAMIC:
        return _by_ids(context, content)
    filters = [from_row(item) for item in row.get("filters") or []]
    filters = filters or _filters_of(content, context)
    return _by_filters(context, filters, row.get("totalResults"))


def execute_from_content(context: Context, arguments: Arguments) -> Value:
    content = arguments.text("playlistContent")
    if arguments.number("playlistType") == _DYNAMIC:
        return _paged(_by_filters(context, _filters_of(content, context), None), arguments)
    return _paged(_by_ids(context, content), arguments)


def execute_from_filters(context: Context, arguments: Arguments) -> Value:
    sent = arguments.values.get("filters")
    filters = [item for item in sent if isinstance(item, Object)] if isinstance(sent, list) else []
    found = _by_filters(context, filters, arguments.number("totalResults"))
    return _paged(found, arguments)


def stats_from_content(context: Context, arguments: Arguments) -> Value:
    found = _by_ids(context, arguments.text("playlistContent"))
    total = sum(int(row.get("duration") or 0) for row in found)
    return Object(_PLAYLIST, {"duration": total, "plays": 0, "views": 0})


def _paged(found: list[Row], arguments: Arguments) -> Value:
    pager = arguments.object("pager") or Object("KalturaFilterPager", {"pageSize": MAX_PAGE})
    return [from_row(row) for row in page(found, pager)]


def _by_ids(context: Context, content: str) -> list[Row]:
    found = (visible_entry(context, key) for key in parts(content))
    return [row for row in found if row and row["status"] == rows.READY]


def _by_filters(context: Context, filters: list[Object], limit: int | None) -> list[Row]:
    """The entries of each filter in its turn, none twice, `limit` altogether."""
    found: dict[str, Row] = {}
    for wanted in filters:
        chosen = ordered(entries.chosen(context, wanted), wanted, "-createdAt")
        for row in chosen[: wanted.number("limit") or None]:
            found.setdefault(row["id"], row)
    return list(found.values())[: limit or None]


def _filters_of(content: str, context: Context) -> list[Object]:
    """The filters of a dynamic playlist's XML: <playlist><filters><filter><limit>…"""
    if not content.strip():
        return []
    try:
        document = etree.fromstring(content.encode(), etree.XMLParser(**UNTRUSTED))
    except etree.XMLSyntaxError as fault:
        raise ApiError("XML_INVALID") from fault
    properties = context.shapes.properties(_FILTER)
    made = []
    for element in document.iter("filter"):
        fields: dict[str, Value] = {}
        for child in element.iter(etree.Element):
            name = etree.QName(child).localname
            if name == "limit" and (child.text or "").strip().isdecimal():
                fields["limit"] = int(child.text or 0)
            elif name in properties and child.text:
                fields[name] = child.text.strip()
        made.append(Object(_FILTER, fields))
    return made
