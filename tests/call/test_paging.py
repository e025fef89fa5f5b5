"""Paging through lists of a made-up server that gives no more than 10,000 rows of any list."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.call.model import Call, Object, Value
from app.call.paging import LARGEST_PAGE, PAGER_REACH, Listing, PagePlace, Seen
from app.errors import BadInput
from app.schema.facts import bundled
from tests.sizes import part

REGISTRY = bundled()
Server = Callable[[Call], "Answered"]


@dataclass(frozen=True)
class Row:
    id: int
    created: int  # unix seconds


@dataclass(frozen=True)
class Answered:
    rows: list[Row]
    total: int

    @property
    def seen(self) -> Seen:
        times = [row.created for row in self.rows]
        if not times:
            return Seen(0, self.total)
        return Seen(len(times), self.total, min(times), max(times), times[-1])


def text_of(call: Call, parameter: str, name: str) -> str | None:
    value = dict(call.parameters).get(parameter)
    found = dict(value.fields).get(name) if isinstance(value, Object) else None
    return found if isinstance(found, str) else None


def server_with(rows: list[Row], *, keeps_filter: bool = True, keeps_order: bool = True) -> Server:
    ordered = {
        order: sorted(rows, key=lambda row: row.created, reverse=order == "-createdAt")
        for order in ("+createdAt", "-createdAt")
    }

    def answer(call: Call) -> Answered:
        order = text_of(call, "filter", "orderBy") or ""
        found = ordered.get(order, rows) if keeps_order else rows
        least = text_of(call, "filter", "createdAtGreaterThanOrEqual")
        most = text_of(call, "filter", "createdAtLessThanOrEqual")
        if least and keeps_filter:
            found = [row for row in found if row.created >= int(least)]
        if most and keeps_filter:
            found = [row for row in found if row.created <= int(most)]
        size = min(int(text_of(call, "pager", "pageSize") or 30), LARGEST_PAGE)
        start = (int(text_of(call, "pager", "pageIndex") or 1) - 1) * size
        return Answered(found[start : min(start + size, PAGER_REACH)], len(found))

    return answer


def media_list(*fields: tuple[str, Value], pager: Object | None = None) -> Call:
    parameters: list[tuple[str, Value]] = []
    if fields:
        parameters.append(("filter", Object("KalturaMediaEntryFilter", fields)))
    if pager:
        parameters.append(("pager", pager))
    return Call("own", "media", "list", tuple(parameters), ks="a-ks")


def everything(call: Call, server: Server, most: int = 500) -> tuple[list[int], list[Call]]:
    """The ids that "All pages" gets, each once, in the order got; and the calls it took."""
    listing = Listing(REGISTRY, call)
    place: PagePlace | None = listing.start(server(call).total)
    ids: dict[int, None] = {}
    calls = []
    while place:
        calls.append(listing.call(place))
        answered = server(calls[-1])
        ids |= dict.fromkeys(row.id for row in answered.rows)
        place = listing.after(place, answered.seen)
        assert len(calls) <= most, "it does not end"
    return list(ids), calls


def rows_of(count: int, *, per_second: int, seed: int = 1) -> list[Row]:
    made = [Row(n, 1_700_000_000 + n // per_second) for n in range(count)]
    Random(seed).shuffle(made)
    return made


@pytest.mark.soak
@pytest.mark.parametrize(
    ("order", "per_second"),
    part(list(product(["-createdAt", "+name"], [1, 7, 400, 501, 9_000])), 10),
)
def test_all_of_25_000_rows_are_got(order: str, per_second: int) -> None:
    rows = rows_of(25_000, per_second=per_second)
    call = media_list(("orderBy", order))
    ids, calls = everything(call, server_with(rows))
    assert sorted(ids) == list(range(25_000))
    ordered = {text_of(one, "filter", "orderBy") for one in calls}
    assert ordered == {"-createdAt" if order == "-createdAt" else "+createdAt"}
    assert all(int(text_of(one, "pager", "pageIndex") or 0) * 500 <= PAGER_REACH for one in calls)
    created = {row.id: row.created for row in rows}
    got = [created[id] for id in ids]
    assert got == sorted(got, reverse=order == "-createdAt")


def test_few_calls_are_needed_where_rows_are_spread_out() -> None:
    _, calls = everything(media_list(), server_with(rows_of(25_000, per_second=1)))
    # 25,000 rows in pages of 500, of which each but the first repeats one row.
    assert len(calls) == 51


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 20_000), st.integers(1, 700)), min_size=1, max_size=40),
    st.sampled_from(["+createdAt", "-createdAt"]),
    st.integers(0, 3),
)
def test_whatever_the_rows_of_each_second_none_is_missed(
    seconds: list[tuple[int, int]], order: str, seed: int
) -> None:
    times = [1_700_000_000 + second for second, count in seconds for _ in range(count)]
    rows = [Row(number, time) for number, time in enumerate(times)]
    Random(seed).shuffle(rows)
    server = server_with(rows)
    listing = Listing(REGISTRY, media_list(("orderBy", order)))
    place: PagePlace | None = PagePlace(1, LARGEST_PAGE, windows=True)
    ids: set[int] = set()
    sent: set[PagePlace] = set()
    while place:
        assert place not in sent
        sent.add(place)
        answered = server(listing.call(place))
        ids |= {row.id for row in answered.rows}
        place = listing.after(place, answered.seen)
    assert ids == set(range(len(rows)))


def test_rows_added_and_deleted_meanwhile_hide_none_of_the_others() -> None:
    rows = rows_of(12_000, per_second=3)
    listing = Listing(REGISTRY, media_list())
    place: PagePlace | None = listing.start(len(rows))
    ids: set[int] = set()
    number = 0
    while place:
        answered = server_with(rows)(listing.call(place))
        ids |= {row.id for row in answered.rows}
        place = listing.after(place, answered.seen)
        # What was got already is deleted: pages counted by their index would skip as many.
        gone = {row.id for row in answered.rows[:100]}
        rows = [row for row in rows if row.id not in gone] + [Row(20_000 + number, 1_800_000_000)]
        number += 1
    assert ids >= set(range(12_000))


def test_more_rows_of_one_second_than_a_pager_reaches_end_with_a_sentence() -> None:
    rows = [Row(number, 1_700_000_000) for number in range(10_001)]
    with pytest.raises(BadInput, match=r"More than 10,000 rows have the same createdAt"):
        everything(media_list(), server_with(rows))


@pytest.mark.parametrize("order", ["+createdAt", "-createdAt"])
@pytest.mark.parametrize("fault", ["keeps_filter", "keeps_order"])
def test_a_server_that_ignores_what_windows_need_is_found_out(order: str, fault: str) -> None:
    server = server_with(rows_of(12_000, per_second=1), **{fault: False})
    with pytest.raises(BadInput, match="does not keep to the order and the filter"):
        everything(media_list(("orderBy", order)), server)


def test_rows_without_createdat_end_with_a_sentence() -> None:
    listing = Listing(REGISTRY, media_list())
    with pytest.raises(BadInput, match="response profile"):
        listing.after(listing.start(12_000), Seen(500, 12_000))


def test_a_list_within_reach_keeps_its_order_and_is_paged_by_index() -> None:
    rows = rows_of(1_700, per_second=900)
    ids, calls = everything(media_list(("orderBy", "+name")), server_with(rows))
    assert ids == [row.id for row in rows]
    assert [text_of(one, "pager", "pageIndex") for one in calls] == ["1", "2", "3", "4"]
    assert {text_of(one, "pager", "pageSize") for one in calls} == {"500"}
    assert {text_of(one, "filter", "orderBy") for one in calls} == {"+name"}


def test_the_next_page_changes_nothing_but_the_page_index() -> None:
    call = media_list(("tagsLike", "x"), pager=Object("KalturaFilterPager", (("pageSize", "20"),)))
    listing = Listing(REGISTRY, call)
    place = listing.after(listing.place(), Seen(20, 45))
    assert place == PagePlace(2, 20)
    pager = Object("KalturaFilterPager", (("pageSize", "20"), ("pageIndex", "2")))
    assert listing.call(place) == replace(
        call, parameters=(("filter", dict(call.parameters)["filter"]), ("pager", pager))
    )
    third = listing.after(place, Seen(20, 45))
    assert third == PagePlace(3, 20)
    assert listing.after(third, Seen(5, 45)) is None


def test_a_call_without_pager_or_filter_gets_them_in_the_schemas_order() -> None:
    listing = Listing(REGISTRY, media_list())
    assert listing.place() == PagePlace(1, 30)
    made = listing.call(PagePlace(1, 500, windows=True, edge=77))
    assert made.parameters == (
        (
            "filter",
            Object(
                "KalturaMediaEntryFilter",
                (("orderBy", "+createdAt"), ("createdAtGreaterThanOrEqual", "77")),
            ),
        ),
        ("pager", Object("KalturaFilterPager", (("pageSize", "500"), ("pageIndex", "1")))),
    )


def test_pages_in_order_of_createdat_go_on_past_the_reach_of_the_pager() -> None:
    listing = Listing(REGISTRY, media_list(("orderBy", "-createdAt")))
    seen = Seen(30, 12_000, earliest=500, latest=900, last=500)
    # 333 pages of 30 rows are the last whole ones within 10,000.
    assert listing.after(PagePlace(332, 30), seen) == PagePlace(333, 30)
    beyond = listing.after(PagePlace(333, 30), seen)
    assert beyond == PagePlace(1, 30, windows=True, edge=500)
    made = listing.call(beyond)
    assert text_of(made, "filter", "createdAtLessThanOrEqual") == "500"
    assert text_of(made, "filter", "createdAtGreaterThanOrEqual") is None


def test_pages_in_another_order_end_there_with_a_sentence() -> None:
    listing = Listing(REGISTRY, media_list(("orderBy", "+name")))
    with pytest.raises(BadInput, match=r"no more than 10,000 rows in this order\. All pages"):
        listing.after(PagePlace(333, 30), Seen(30, 12_000, 500, 900, 700))


def test_a_filter_without_createdat_ends_there_with_a_sentence() -> None:
    # KalturaSsoFilter has createdAt, but no order by it; search.search has no filter at all.
    for service, action in (("sso_sso", "list"), ("search", "search")):
        listing = Listing(REGISTRY, Call("own", service, action))
        assert listing.start(12_000) == PagePlace(1, 500)
        with pytest.raises(BadInput, match="cannot be cut into windows of createdAt"):
            listing.after(PagePlace(20, 500), Seen(500, 12_000))


def test_the_class_of_the_filter_that_was_sent_counts() -> None:
    narrower = Object("KalturaMediaEntryFilter", (("orderBy", "-createdAt"),))
    call = Call("own", "baseentry", "list", (("filter", narrower),))
    made = Listing(REGISTRY, call).call(PagePlace(1, 500, windows=True, edge=5))
    sent = dict(made.parameters)["filter"]
    assert isinstance(sent, Object)
    assert sent.type == "KalturaMediaEntryFilter"


def test_a_pager_that_makes_no_sense_counts_as_the_usual_page() -> None:
    for fields in ((("pageSize", "{1:result}"),), (("pageSize", "-3"), ("pageIndex", "0"))):
        listing = Listing(REGISTRY, media_list(pager=Object("KalturaFilterPager", fields)))
        assert listing.place() == PagePlace(1, 30)
    large = media_list(pager=Object("KalturaFilterPager", (("pageSize", "9999"),)))
    assert Listing(REGISTRY, large).place() == PagePlace(1, 500)


@pytest.mark.parametrize(
    "call",
    [
        Call("own", "media", "get", (("entryId", "0_x"),)),
        Call("own", "nosuch", "list"),
        Call("own", "multirequest", "", (("1", Object("", (("service", "media"),))),)),
    ],
)
def test_only_a_list_call_by_itself_can_be_paged(call: Call) -> None:
    with pytest.raises(BadInput, match=r"takes no pager|by itself"):
        Listing(REGISTRY, call)


def test_an_answer_without_totalcount_ends_with_its_first_short_page() -> None:
    listing = Listing(REGISTRY, media_list())
    assert listing.after(PagePlace(1, 30), Seen(30)) == PagePlace(2, 30)
    assert listing.after(PagePlace(2, 30), Seen(29)) is None
    assert listing.after(PagePlace(2, 30), Seen(0)) is None
