"""What comes first in an order: `-createdAt` newest first, `+name` from A to Z."""

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from app.schema.model import Enum
from app.schema.registry import Registry

_SUFFIX = "OrderBy"
_FIRST = {
    "time": ("oldest first", "newest first"),
    "number": ("smallest first", "largest first"),
    "text": ("from A to Z", "from Z to A"),
}

_told: WeakKeyDictionary[Registry, dict[str, Mapping[str, str]]] = WeakKeyDictionary()


def orders(registry: Registry, enum: Enum) -> Mapping[str, str]:
    """What comes first, by the value of the enum; empty for an enum that is no order.

    The class that is ordered is named by the enum; of a value that is no property of it only the
    direction is said.
    """
    if not enum.name.endswith(_SUFFIX):
        return {}
    known = _told.setdefault(registry, {})
    if enum.name not in known:
        known[enum.name] = _orders(registry, enum)
    return known[enum.name]


def orders_of(registry: Registry, filter_class: str) -> Mapping[str, str]:
    """The same for a filter's `orderBy`, which a schema declares as a text."""
    for name in (filter_class, *(base.name for base in registry.ancestors(filter_class))):
        enum = registry.enum(name.removesuffix("Filter") + _SUFFIX)
        if enum and enum.constants:
            return orders(registry, enum)
    return {}


def _orders(registry: Registry, enum: Enum) -> Mapping[str, str]:
    held = {one.name: one for _, one in registry.properties(enum.name.removesuffix(_SUFFIX))}
    found = {}
    for constant in enum.constants:
        sign, name = constant.value[:1], constant.value[1:]
        if sign not in {"+", "-"}:
            continue
        one = held.get(name)
        if one is None:
            kind = "time" if name.endswith(("At", "Date", "Time")) else ""
        elif one.is_time:
            kind = "time"
        else:
            kind = "text" if one.type == "string" else "number"
        ascending, descending = _FIRST.get(kind, ("ascending", "descending"))
        found[constant.value] = ascending if sign == "+" else descending
    return found
