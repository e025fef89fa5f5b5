"""report: figures that are invented, and always the same for the same entry, day and account."""

import hashlib
from datetime import UTC, datetime, timedelta

from app.sandbox import entries
from app.sandbox.context import Context
from app.sandbox.filters import page, parts
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.values import Object, Row, Served, Value

DAYS = 14  # that there are statistics of, unless the call names its own
_MOST_DAYS = 366
_METRICS = ("count_plays", "unique_viewers", "sum_time_viewed", "avg_time_viewed", "count_loads")
_HEADER = ("object_id", "entry_name", *_METRICS)
_UNITS = ("count_plays", "sum_time_viewed", "avg_time_viewed", "count_loads")


def _figure(*names: object) -> int:
    """A stable number from 0 to 99 for some names."""
    digest = hashlib.sha256("|".join(str(name) for name in names).encode()).digest()
    return int.from_bytes(digest[:2], "big") % 100


def _day(entry: Row, day: str) -> dict[str, float]:
    plays = _figure(entry["id"], day)
    viewed = plays * (_figure(entry["id"], day, "viewed") + 1) / 10
    return {
        "count_plays": plays,
        "unique_viewers": -(-plays * 2 // 3),
        "sum_time_viewed": round(viewed, 2),
        "avg_time_viewed": round(viewed / plays, 2) if plays else 0,
        "count_loads": plays * 3,
    }


def _days(context: Context, wanted: Object | None) -> list[str]:
    """The days that are asked for, as YYYYMMDD."""
    last = datetime.fromtimestamp(context.now, UTC)
    first = last - timedelta(days=DAYS - 1)
    if wanted:
        for name, form in (("fromDay", "%Y%m%d"), ("toDay", "%Y%m%d")):
            text = wanted.text(name)
            if text.isdecimal() and len(text) == 8:
                found = _parsed(text, form)
                first, last = (found, last) if name == "fromDay" else (first, found)
        start, end = wanted.number("fromDate"), wanted.number("toDate")
        first = _moment(start) if start else first
        last = _moment(end) if end else last
    count = min(max((last.date() - first.date()).days + 1, 0), _MOST_DAYS)
    return [(first + timedelta(days=index)).strftime("%Y%m%d") for index in range(count)]


def _parsed(text: str, form: str) -> datetime:
    try:
        return datetime.strptime(text, form).replace(tzinfo=UTC)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(min(max(seconds, 0), 4_000_000_000), UTC)


def _entries(context: Context, arguments: Arguments) -> list[Row]:
    wanted = arguments.object("reportInputFilter")
    ids = set(parts(arguments.text("objectIds")))
    ids |= set(parts(wanted.text("entryIdIn"))) if wanted else set()
    found = entries.chosen(context, None, entries.MEDIA)
    return [row for row in found if not ids or row["id"] in ids]


def _summed(rows: list[Row], days: list[str]) -> dict[str, float]:
    total: dict[str, float] = dict.fromkeys(_METRICS, 0)
    for row in rows:
        for day in days:
            for name, value in _day(row, day).items():
                total[name] += value
    plays = total["count_plays"]
    total["avg_time_viewed"] = round(total["sum_time_viewed"] / plays, 2) if plays else 0
    total["sum_time_viewed"] = round(total["sum_time_viewed"], 2)
    return total


def _lines(context: Context, arguments: Arguments) -> list[tuple[Row, dict[str, float]]]:
    """The entries of the report, and the figures of each."""
    days = _days(context, arguments.object("reportInputFilter"))
    return [(row, _summed([row], days)) for row in _entries(context, arguments)]


def get_table(context: Context, arguments: Arguments) -> Value:
    lines = _lines(context, arguments)
    order = arguments.text("order")
    metric = order.lstrip("+-") if order.lstrip("+-") in _METRICS else "count_plays"
    lines.sort(key=lambda line: line[1][metric], reverse=not order.startswith("+"))
    shown = page([{"line": line} for line in lines], arguments.object("pager"))
    data = ";".join(_line(item["line"]) for item in shown) + (";" if shown else "")
    fields: Row = {"header": ",".join(_HEADER), "data": data, "totalCount": len(lines)}
    return Object("KalturaReportTable", fields)


def _line(line: tuple[Row, dict[str, float]]) -> str:
    row, figures = line
    name = str(row["name"]).replace(",", " ").replace(";", " ")
    return ",".join([row["id"], name, *(f"{figures[metric]:g}" for metric in _METRICS)])


def get_total(context: Context, arguments: Arguments) -> Value:
    days = _days(context, arguments.object("reportInputFilter"))
    total = _summed(_entries(context, arguments), days)
    data = ",".join(f"{total[name]:g}" for name in _METRICS)
    return Object("KalturaReportTotal", {"header": ",".join(_METRICS), "data": data})


def get_graphs(context: Context, arguments: Arguments) -> Value:
    rows = _entries(context, arguments)
    days = _days(context, arguments.object("reportInputFilter"))
    sums = {day: _summed(rows, [day]) for day in days}
    return [
        Object(
            "KalturaReportGraph",
            {"id": name, "data": "".join(f"{day},{sums[day][name]:g};" for day in days)},
        )
        for name in _UNITS
    ]


def get_base_total(context: Context, arguments: Arguments) -> Value:
    days = _days(context, arguments.object("reportInputFilter"))
    total = _summed(_entries(context, arguments), days)
    return [
        Object("KalturaReportBaseTotal", {"id": name, "data": f"{total[name]:g}"})
        for name in _METRICS
    ]


def get_csv(context: Context, arguments: Arguments) -> Value:
    lines = map(_line, _lines(context, arguments))
    return Served("\n".join([",".join(_HEADER), *lines]).encode(), "text/csv;charset=UTF-8")


def execute(context: Context, arguments: Arguments) -> Value:
    columns = ",".join(_HEADER)
    lines = map(_line, _lines(context, arguments)[:500])
    results = [Object("KalturaString", {"value": line}) for line in lines]
    return Object("KalturaReportResponse", {"columns": columns, "results": results})


def csv_url(context: Context, _arguments: Arguments) -> Value:
    return f"{context.root}/api_v3/service/report/action/getCsv/id/1"
