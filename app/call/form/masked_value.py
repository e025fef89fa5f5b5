"""Secrets inside a nested value, put back when a page returns their masks.

A mask goes with the item of a list in which it stands, wherever that has been moved: an item is
known by all else that is in it. Where that leaves a choice, the mask stands for nothing.
"""

from collections.abc import Mapping, Sequence

from app.call.model import Array, Map, Object, Value
from app.call.secrets.masking import MASK, mask_ks, masked

# What a mask becomes in an item that was moved and looks like another one: it stands for nothing.
LOST = f"{MASK}?"


def restore(value: Value, recorded: Value | None, place: str) -> tuple[Value, str]:
    """Undo `secret.masked` with the recorded value that was masked.

    Returns the value and the place (wire name) of the first mask that nothing stands behind,
    "" where there is none.
    """
    if isinstance(value, str):
        if MASK not in value:
            return value, ""
        if isinstance(recorded, str) and _masks(value, recorded):
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
        origins = _origins(value.items, before)
        results = [
            restore(item, origins.get(index), f"{place}:{index}")
            for index, item in enumerate(value.items)
        ]
        return Array(tuple(item for item, _ in results)), next((p for _, p in results if p), "")
    return value, ""


def _origins(items: Sequence[Value], before: Sequence[Value]) -> Mapping[int, Value]:
    """The recorded item that each item with masks comes from, as far as that is certain."""
    masked = [index for index, item in enumerate(items) if _has_mask(item)]
    same = {index: [one for one in before if _same(items[index], one)] for index in masked}
    origins: dict[int, Value] = {}
    for index in masked:
        stayed = len(items) == len(before) and (
            _same(items[index], before[index])
            # It was changed itself, and no other one has moved.
            or (not same[index] and all(_same(items[i], before[i]) for i in masked if i != index))
        )
        found = same[index]
        if found and all(one == found[0] for one in found):
            origins[index] = found[0]
        elif stayed:
            origins[index] = before[index]
    return origins


def _same(value: Value, recorded: Value) -> bool:
    """Whether a value is the recorded one, as far as its masks show."""
    match value, recorded:
        case str(), str():
            return _masks(value, recorded) if MASK in value else value == recorded
        case (Object(), Object()) | (Map(), Map()):
            mine, theirs = _children(value), _children(recorded)
            return (
                getattr(value, "type", "") == getattr(recorded, "type", "")
                and mine.keys() == theirs.keys()
                and all(_same(member, theirs[key]) for key, member in mine.items())
            )
        case Array(mine), Array(theirs):
            return len(mine) == len(theirs) and all(map(_same, mine, theirs))
        case _:
            return value == recorded


def _masks(text: str, recorded: str) -> bool:
    # A mask that was kept as a value has nothing behind it.
    shown = {MASK, mask_ks(recorded), masked(recorded, secret=False)}
    return MASK not in recorded and text.strip() in shown


def _has_mask(value: Value) -> bool:
    match value:
        case str():
            return MASK in value
        case Object(_, members) | Map(members):
            return any(_has_mask(member) for _, member in members)
        case Array(items):
            return any(map(_has_mask, items))
        case _:
            return False


def _children(value: Value | None) -> dict[str, Value]:
    if isinstance(value, Object):
        return dict(value.fields)
    return dict(value.items) if isinstance(value, Map) else {}
