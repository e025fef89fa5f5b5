"""The response profile of a call: which properties of the answer's objects are wanted."""

from collections.abc import Mapping, Sequence

from app.sandbox.values import Object, Value

INCLUDE, EXCLUDE = 1, 2  # KalturaResponseProfileType


def apply(profile: Object | None, result: Value) -> Value:
    """The result with the properties that the profile wants; of a list, its items are narrowed."""
    if profile is None or profile.number("type") not in {INCLUDE, EXCLUDE}:
        return result
    names = {part.strip() for part in profile.text("fields").split(",") if part.strip()}
    keep = profile.number("type") == INCLUDE
    if isinstance(result, Object) and isinstance(result.get("objects"), Sequence):
        objects = [_narrow(item, names, keep) for item in _items(result.get("objects"))]
        return Object(result.type, {**result.fields, "objects": objects})
    return _narrow(result, names, keep)


def _items(value: Value) -> Sequence[Value]:
    return value if isinstance(value, Sequence) else ()


def _narrow(value: Value, names: set[str], keep: bool) -> Value:
    if not isinstance(value, Object):
        return value
    fields: Mapping[str, Value] = {
        name: item for name, item in value.fields.items() if (name in names) == keep
    }
    return Object(value.type, fields)
