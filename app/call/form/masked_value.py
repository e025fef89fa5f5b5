"""Secrets inside a nested value, put back when a page returns their masks."""

from app.call.model import Array, Map, Object, Value
from app.call.secrets.masking import MASK, mask_ks


def restore(value: Value, recorded: Value | None, place: str) -> tuple[Value, str]:
    """Undo `secret.masked` with the recorded value that was masked.

    Returns the value and the place (wire name) of the first mask that nothing stands behind,
    "" where there is none.
    """
    if isinstance(value, str):
        if MASK not in value:
            return value, ""
        if isinstance(recorded, str) and value.strip() in {MASK, mask_ks(recorded)}:
            return recorded, ""
        return value, place
    if isinstance(value, Object | Map):
        pairs = value.fields if isinstance(value, Object) else value.items
        known = _children(recorded)
        restored = [(key, *restore(item, known.get(key), f"{place}:{key}")) for key, item in pairs]
        children = tuple((key, item) for key, item, _ in restored)
        lost = next((place for _, _, place in restored if place), "")
        return (Object(value.type, children) if isinstance(value, Object) else Map(children)), lost
    if isinstance(value, Array):
        before = recorded.items if isinstance(recorded, Array) else ()
        results = [
            restore(item, before[index] if index < len(before) else None, f"{place}:{index}")
            for index, item in enumerate(value.items)
        ]
        return Array(tuple(item for item, _ in results)), next((p for _, p in results if p), "")
    return value, ""


def _children(value: Value | None) -> dict[str, Value]:
    if isinstance(value, Object):
        return dict(value.fields)
    return dict(value.items) if isinstance(value, Map) else {}
