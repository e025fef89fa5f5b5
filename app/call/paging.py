"""Which call gives the next page of a list, also past the rows that a pager reaches.

A server answers with the first PAGER_REACH matches of a list and no more. What lies beyond is
got by windows: the rows in order of createdAt, and after each page a window that begins with
the last createdAt seen. The rows of that second come twice (the reader drops them by id), but
none is missed, whatever is added or deleted meanwhile.
"""

from dataclasses import dataclass, replace
from typing import Literal

from app.call.model import Call, Object, Value
from app.call.multirequest import NAME as MULTIREQUEST
from app.errors import BadInput
from app.schema.model import Parameter
from app.schema.registry import Registry

PAGER_REACH = 10_000  # rows; observed on a server of release 22.19.0
LARGEST_PAGE = 500  # rows; a larger pageSize is taken for this
USUAL_PAGE = 30  # rows, where no pageSize is sent
_FROM, _UNTIL = "createdAtGreaterThanOrEqual", "createdAtLessThanOrEqual"

Order = Literal["+createdAt", "-createdAt"]


@dataclass(frozen=True, slots=True)
class PagePlace:
    """One page: `index` counts from 1, `size` is in rows.

    In `windows` the rows come in order of createdAt and begin at `edge` (unix seconds; None:
    where the call's own filter begins).
    """

    index: int
    size: int
    windows: bool = False
    edge: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What came on a page: its rows, its totalCount, and the createdAt of its rows (unix seconds).

    None where the answer does not say it.
    """

    rows: int
    total: int | None = None
    earliest: int | None = None
    latest: int | None = None
    last: int | None = None


def has_pages(registry: Registry, call: Call) -> bool:
    """Whether it is a list call that can be paged through."""
    try:
        Listing(registry, call)
    except BadInput:
        return False
    return True


class Listing:
    """A recorded list call, to be paged through. Raises BadInput for one that takes no pager."""

    def __init__(self, registry: Registry, call: Call) -> None:
        action = registry.action(call.service, call.action)
        if call.service == MULTIREQUEST or action is None:
            raise BadInput("Send the list call by itself: only so can it be paged through.")
        pagers = [p for p in action.parameters if registry.is_subclass(p.type, "KalturaPager")]
        if len(pagers) != 1:
            raise BadInput(
                f"{call.service}.{call.action} takes no pager: all that it gives is in its answer."
            )
        self._registry = registry
        self._call = call
        self._names = [p.name for p in action.parameters]
        self._pager = pagers[0]
        filters = [p for p in action.parameters if registry.is_subclass(p.type, "KalturaFilter")]
        self._filter = filters[0] if len(filters) == 1 else None

    def place(self) -> PagePlace:
        """The page that the recorded call itself asked for."""
        pager = self._given(self._pager)
        return PagePlace(
            _number(pager, "pageIndex") or 1,
            min(_number(pager, "pageSize") or USUAL_PAGE, LARGEST_PAGE),
        )

    def start(self, total: int | None) -> PagePlace:
        """The first page of the whole list, which has `total` rows as far as is known."""
        beyond = total is not None and total > PAGER_REACH
        return PagePlace(1, LARGEST_PAGE, windows=beyond and self._takes_windows())

    def after(self, place: PagePlace, seen: Seen) -> PagePlace | None:
        """The page after `place`, None where there is none.

        Raises BadInput where the server cannot be asked for the rest of the rows.
        """
        if self._is_last(place, seen):
            return None
        following = replace(place, index=place.index + 1)
        within_reach = following.index * following.size <= PAGER_REACH
        if not place.windows and within_reach:
            return following
        if not place.windows:
            self._check_order_kept()
        edge = self._edge_after(place, seen)
        if edge != place.edge:
            return PagePlace(1, place.size, windows=True, edge=edge)
        if within_reach:
            return following
        raise BadInput(
            f"More than {PAGER_REACH:,} rows have the same createdAt ({edge}), and no filter by "
            "time can take them apart: narrow the list by another property of the filter."
        )

    def call(self, place: PagePlace) -> Call:
        """The recorded call, asking for `place` instead."""
        pager = {"pageSize": str(place.size), "pageIndex": str(place.index)}
        changed = {self._pager.name: _with(self._given(self._pager), pager)}
        if place.windows and self._filter:
            order = self._order()
            narrowed = {"orderBy": str(order)}
            if place.edge is not None:
                narrowed[_FROM if order == "+createdAt" else _UNTIL] = str(place.edge)
            changed[self._filter.name] = _with(self._given(self._filter), narrowed)
        parameters: dict[str, Value] = {**dict(self._call.parameters), **changed}
        in_order = [name for name in self._names if name in parameters]
        others = [name for name in parameters if name not in self._names]
        return replace(
            self._call, parameters=tuple((name, parameters[name]) for name in in_order + others)
        )

    @staticmethod
    def _is_last(place: PagePlace, seen: Seen) -> bool:
        if seen.rows == 0:
            return True
        if seen.total is not None:
            return place.index * place.size >= seen.total
        return seen.rows < place.size and not place.windows

    def _edge_after(self, place: PagePlace, seen: Seen) -> int:
        ascending = self._order() == "+createdAt"
        if seen.last is None or seen.earliest is None or seen.latest is None:
            raise BadInput(
                "The rows do not say when they were created, so that no window can follow: "
                "take the response profile away, or let it include createdAt."
            )
        furthest = seen.latest if ascending else seen.earliest
        outside = place.edge is not None and (
            seen.earliest < place.edge if ascending else seen.latest > place.edge
        )
        if seen.last != furthest or outside:
            raise BadInput(
                "The server does not keep to the order and the filter by createdAt, so that "
                f"rows past the first {PAGER_REACH:,} would be missed: narrow the list by another "
                "property of the filter."
            )
        return furthest

    def _check_order_kept(self) -> None:
        """That windows go on in the order that the rows have come in so far."""
        if not self._takes_windows():
            raise BadInput(
                f"A server gives no more than {PAGER_REACH:,} rows of one list, and this one "
                "cannot be cut into windows of createdAt: narrow it by its filter."
            )
        if self._order_asked() not in {"+createdAt", "-createdAt"}:
            raise BadInput(
                f"A server gives no more than {PAGER_REACH:,} rows in this order. All pages "
                "fetches the rest in order of createdAt; or order by createdAt and send again."
            )

    def _takes_windows(self) -> bool:
        """Whether the filter knows both bounds of createdAt, and the order by it."""
        if self._filter is None:
            return False
        family = self._filter_class()
        known = {item.name for _, item in self._registry.properties(family)}
        return {_FROM, _UNTIL, "orderBy"} <= known and self._order() in self._orders(family)

    def _orders(self, family: str) -> set[str]:
        """The values of the enum of orders, named after the filter or one of its bases."""
        for name in (family, *(item.name for item in self._registry.ancestors(family))):
            if enum := self._registry.enum(name.removesuffix("Filter") + "OrderBy"):
                return {constant.value for constant in enum.constants}
        return set()

    def _order(self) -> Order:
        # From the oldest on, unless asked otherwise: what is added meanwhile comes at the end.
        return "-createdAt" if self._order_asked() == "-createdAt" else "+createdAt"

    def _order_asked(self) -> str:
        given = self._given(self._filter) if self._filter else Object("")
        return str(dict(given.fields).get("orderBy", ""))

    def _filter_class(self) -> str:
        given = self._given(self._filter).type if self._filter else ""
        declared = self._filter.type if self._filter else ""
        return given if self._registry.is_subclass(given, declared) else declared

    def _given(self, parameter: Parameter) -> Object:
        value = dict(self._call.parameters).get(parameter.name)
        return value if isinstance(value, Object) else Object(parameter.type)


def _number(value: Object, name: str) -> int:
    text = dict(value.fields).get(name)
    # No page has a number of more digits than these.
    known = isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 10
    return int(str(text)) if known else 0


def _with(value: Object, changed: dict[str, str]) -> Object:
    return Object(value.type, tuple({**dict(value.fields), **changed}.items()))
