"""Days and hours are those of whoever reads, as far as the browser says where that is."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.history.days import days, time_of_day, zone_of
from app.history.listed import MOST_PINNED, ROWS, listed
from app.history.records import Filters, Row
from app.history.store import History
from tests.history.examples import NOW, Clock, add

pytest_plugins = ["tests.storage.databases"]

BERLIN = ZoneInfo("Europe/Berlin")


def _at(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def _row(moment: str) -> Row:
    return Row(
        moment, _at(moment), "eu", "a", "b", "ok", "", 200, 1.0, 1.0, 1, False, "1", pinned=False
    )


def test_headings_are_days_of_the_reader() -> None:
    moments = [
        "2026-11-28T22:30:00+00:00",
        "2026-11-28T23:30:00+00:00",
        "2026-11-27T12:00:00+00:00",
        "2026-11-25T12:00:00+00:00",
        "2025-12-31T12:00:00+00:00",
    ]
    rows = sorted(map(_row, moments), key=lambda row: -row.sent_at)
    now = _at("2026-11-28T23:45:00+00:00")
    assert [(day.title, len(day.rows)) for day in days(rows, UTC, now)] == [
        ("Today (UTC)", 2),
        ("Yesterday (UTC)", 1),
        ("Wednesday, 25 November (UTC)", 1),
        ("Wednesday, 31 December 2025 (UTC)", 1),
    ]
    # In Berlin it is the 29th already.
    assert [(day.title, len(day.rows)) for day in days(rows, BERLIN, now)] == [
        ("Today", 1),
        ("Yesterday", 1),
        ("Friday, 27 November", 1),
        ("Wednesday, 25 November", 1),
        ("Wednesday, 31 December 2025", 1),
    ]
    assert days([], BERLIN, now) == ()
    assert time_of_day(now, BERLIN) == "00:45:00"
    assert time_of_day(now, UTC) == "23:45:00"


def test_summer_time_is_the_days_own() -> None:
    assert time_of_day(_at("2026-07-01T12:00:00+00:00"), BERLIN) == "14:00:00"


@pytest.mark.parametrize(
    "name",
    ["", "Nowhere/City", "../../etc/passwd", "/etc/passwd", "Europe", "a" * 80, "Europe/Ber\0lin"],
)
def test_a_zone_that_is_not_known_is_utc(name: str) -> None:
    assert zone_of(name) is UTC
    assert zone_of("Europe/Berlin") == BERLIN


def _pages(history: History, filters: Filters) -> list[tuple[list[str], list[str]]]:
    """Of each page: the pinned ones, and the others."""
    found: list[tuple[list[str], list[str]]] = []
    before = None
    while True:
        page = listed(history, "w", filters, zone=UTC, now=NOW, before=before)
        rest = [row.id for day in page.days for row in day.rows]
        found.append(([row.id for row in page.pinned], rest))
        before = page.next_cursor
        if before is None:
            return found


def test_what_is_pinned_stands_first_and_once(history: History) -> None:
    ids = [add(history, sent_at=NOW - number) for number in range(ROWS + 5)]
    old = ids[ROWS + 2]
    history.pin("w", old, ids[3])
    rest = [one for one in ids if one not in {old, ids[3]}]
    assert _pages(history, Filters()) == [([ids[3], old], rest[:ROWS]), ([], rest[ROWS:])]
    assert _pages(history, Filters(pinned=True)) == [([], [ids[3], old])]
    assert _pages(history, Filters(text="nothing")) == [([], [])]


def test_of_many_pinned_ones_the_newest_are_shown(history: History, clock: Clock) -> None:
    ids = [add(history, sent_at=NOW - number) for number in range(MOST_PINNED + 1)]
    history.pin("w", *ids)
    page = listed(history, "w", Filters(), zone=UTC, now=clock())
    assert [row.id for row in page.pinned] == ids[:-1]
    assert page.more_pinned


def test_the_calls_beside_one(history: History) -> None:
    # Two of the same moment have an order too.
    ids = [add(history, sent_at=NOW - number) for number in (0, 1, 1, 2)]
    add(history, "another", sent_at=NOW - 1)
    rows = history.list("w").rows
    assert {row.id for row in rows} == set(ids)
    for at, row in enumerate(rows):
        newer, older = history.beside("w", row)
        assert newer == (rows[at - 1] if at else None)
        assert older == (rows[at + 1] if at + 1 < len(rows) else None)
