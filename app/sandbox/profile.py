"""The response profile of a call: which properties of the answer's objects are wanted, and
what else is to come along with each of them."""

from collections.abc import Mapping, Sequence

from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.filters import listed, matching, ordered, parts
from app.sandbox.generic.kinds import root_of
from app.sandbox.generic.sources import rows_of
from app.sandbox.values import Object, Row, Value, from_row

INCLUDE, EXCLUDE = 1, 2  # KalturaResponseProfileType
PROFILE = "KalturaResponseProfile"
_DEEPEST = 3  # levels of related profiles


def apply(profile: Object | None, result: Value, context: Context) -> Value:
    """The result with the properties that the profile wants; of a list, its items are narrowed.

    Raises ApiError RESPONSE_PROFILE_ID_NOT_FOUND and RESPONSE_PROFILE_NAME_NOT_FOUND.
    """
    if profile is None:
        return result
    if profile.type == "KalturaResponseProfileHolder":
        profile = _held(profile, context)
    return _applied(profile, result, context, 0)


def _held(holder: Object, context: Context) -> Object:
    """The kept profile that is named by its id or its system name."""
    key, name = holder.text("id"), holder.text("systemName")
    if key:
        row = context.objects.get(PROFILE, key)
        if row is None:
            raise ApiError("RESPONSE_PROFILE_ID_NOT_FOUND", ID=key)
        return from_row(row)
    for row in context.objects.all(PROFILE):
        if row.get("systemName") == name:
            return from_row(row)
    raise ApiError("RESPONSE_PROFILE_NAME_NOT_FOUND", SYSTEM_NAME=name)


def _applied(profile: Object, result: Value, context: Context, depth: int) -> Value:
    if isinstance(result, Object) and isinstance(result.get("objects"), Sequence):
        objects = [_narrow(item, profile, context, depth) for item in _items(result.get("objects"))]
        return Object(result.type, {**result.fields, "objects": objects})
    if isinstance(result, list):
        return [_narrow(item, profile, context, depth) for item in result]
    return _narrow(result, profile, context, depth)


def _items(value: Value) -> Sequence[Value]:
    return value if isinstance(value, Sequence) else ()


def _narrow(value: Value, profile: Object, context: Context, depth: int) -> Value:
    if not isinstance(value, Object):
        return value
    fields: Mapping[str, Value] = value.fields
    if profile.number("type") in {INCLUDE, EXCLUDE}:
        names = set(parts(profile.text("fields")))
        keep = profile.number("type") == INCLUDE
        fields = {
            name: item
            for name, item in fields.items()
            if (name in names) == keep or _of_the_class(value.type, name, context)
        }
    related = {
        part.text("name"): _related(part, value, context, depth)
        for part in _items(profile.get("relatedProfiles"))
        if isinstance(part, Object) and depth < _DEEPEST
    }
    shown = {name: item for name, item in related.items() if item is not None}
    return Object(value.type, {**fields, "relatedObjects": shown} if shown else fields)


def _of_the_class(cls: str, name: str, context: Context) -> bool:
    """Whether the real server's class sets the property by itself: then no profile keeps it out."""
    entry = "KalturaBaseEntry"
    return name == "type" and cls != entry and context.shapes.fits(cls, entry)


def _related(profile: Object, parent: Object, context: Context, depth: int) -> Value:
    """The list of what is related to an object, None where the profile names no class."""
    wanted = profile.get("filter")
    if not isinstance(wanted, Object):
        return None
    cls = _class_of(wanted.type, context)
    if not cls:
        return None
    fields = dict(wanted.fields)
    for mapping in _items(profile.get("mappings")):
        if isinstance(mapping, Object):
            value = parent.get(mapping.text("parentProperty"))
            if value is None and not mapping.get("allowNull"):
                return None
            fields[mapping.text("filterProperty")] = value
    asked = Object(wanted.type, fields)
    rows: list[Row] = rows_of(context, root_of(context.shapes.registry, cls), cls)
    found = ordered(matching(rows, asked, context), asked)
    pager = profile.get("pager")
    answer = listed(found, pager if isinstance(pager, Object) else None, f"{cls}ListResponse")
    return _applied(profile, answer, context, depth + 1)


def _class_of(filter_name: str, context: Context) -> str:
    """The class that a filter is of, by its name or that of the filter it descends from."""
    registry = context.shapes.registry
    for name in (filter_name, *(item.name for item in registry.ancestors(filter_name))):
        cls = name.removesuffix("Filter").removesuffix("Base")
        known = registry.object_type(cls) and registry.object_type(f"{cls}ListResponse")
        if known and cls != "KalturaAsset":
            return cls
    return ""
