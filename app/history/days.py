"""Calls under the days that they were made on, in the time zone of whoever reads."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import groupby
from zoneinfo import ZoneInfo

from app.history.records import Row

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}")


@dataclass(frozen=True, slots=True)
class Day:
    """`title` is a heading; `rows` stay in their order."""

    title: str
    rows: tuple[Row, ...]


def zone_of(name: str) -> tzinfo:
    """The time zone that a browser says (`Europe/Berlin`); UTC for one that is not known here."""
    try:
        return ZoneInfo(name) if _NAME.fullmatch(name) and len(name) < 60 else UTC
    except (KeyError, OSError, ValueError):
        return UTC


def days(rows: Iterable[Row], zone: tzinfo, now: float) -> tuple[Day, ...]:
    """Rows, newest first, by their days; `now` is unix seconds. UTC is said where it is that."""
    found = groupby(rows, lambda row: title_of_day(row.sent_at, zone, now))
    return tuple(Day(title, tuple(alike)) for title, alike in found)


def title_of_day(seconds: float, zone: tzinfo, now: float) -> str:
    """`Today`, `Friday, 27 November`: of a moment in unix seconds."""
    today = datetime.fromtimestamp(now, zone).date()
    day = datetime.fromtimestamp(seconds, zone).date()
    names = {today: "Today", today - timedelta(days=1): "Yesterday"}
    year = "" if day.year == today.year else f" {day.year}"
    said = " (UTC)" if zone is UTC else ""
    return (names.get(day) or f"{day:%A}, {day.day} {day:%B}{year}") + said


def time_of_day(seconds: float, zone: tzinfo) -> str:
    """`14:03:09`, in that time zone."""
    return f"{datetime.fromtimestamp(seconds, zone):%H:%M:%S}"
