"""Rows out of history: those of lists in recorded answers, and recorded calls themselves."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from itertools import chain

from app.call import body, wire
from app.call.secrets.masking import MASK
from app.call.variables.values import Json
from app.desk.answer_view import AnswerView
from app.desk.desk import Desk
from app.desk.records import Opened
from app.desk.row_runs.gathering import as_rows, small
from app.desk.saved.answers import data_of
from app.errors import BadInput, NotFound
from app.rows.table import LONGEST_NAME, check_size, counted
from app.schema.facts import service_name
from app.workflows import paths

MOST_CALLS = 1_000
# Of each recorded call, before what it sent; `resultId` is what its answer has under `id`.
_OWN = ("service", "action", "region", "sentAt", "outcome", "errorCode", "resultId")
_NULL = "__null"  # behind the wire's name of what is null
_NUMBERS = re.compile(r"\d{1,7}(?:-\d{1,7})?(?:,\d{1,7}(?:-\d{1,7})?)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Picked:
    """`columns` are the names of their simple values, `source` says what they are ("12 rows of
    media.list, 29 November 2026, 10:32"), `region` is the id of where the calls were made."""

    rows: Sequence[Mapping[str, Json]] = field(repr=False)
    columns: tuple[str, ...]
    source: str
    region: str


def of_answers(
    desk: Desk, call_ids: Sequence[str], numbers: Sequence[str], path: str, zone: tzinfo
) -> Picked:
    """Rows of the list at `path` (a JSONPath) in the answers of recorded calls, which are the pages
    of one list; of each call the `numbers` of its rows, from 1 and rising (`1-3,7`), "" for all.

    Raises NotFound where a call is gone, and BadInput where its answer was not kept whole or has no
    such list, or the list no such row.
    """
    _check_count(call_ids)
    if len(call_ids) != len(numbers):
        raise BadInput("Each call comes with the numbers of its rows.", field="call")
    first = _opened(desk, call_ids[0])
    rows: list[Mapping[str, Json]] = []
    columns: dict[str, None] = {}
    for call_id, own in zip(call_ids, numbers, strict=True):
        found = _list(_opened(desk, call_id), path)
        ticked = [small(found[at]) for at in _places(own, len(found))]
        columns |= dict.fromkeys(chain.from_iterable(map(_simple, ticked)))
        rows += ticked
        check_size(len(rows), len(columns))
    if not rows:
        raise BadInput("The list has no rows.", field="call")
    pages = f" ({len(call_ids)} pages)" if len(call_ids) > 1 else ""
    which = (
        _ticked(len(rows), "row") if any(numbers) else f"all {counted(len(rows), 'row', 'rows')}"
    )
    source = f"{which} of {_name(first)}{pages}, {_moment(first.record.row.sent_at, zone)}"
    return Picked(rows, tuple(columns), source, first.call.region)


def of_calls(desk: Desk, call_ids: Sequence[str], zone: tzinfo) -> Picked:
    """A row for each of these recorded calls, in the order in which they were made: where it went,
    when (unix seconds), what came of it, and what it sent, by names that conditions can have
    (`row.filter_idEqual`; of a multirequest `row.call1_entryId`).

    What is masked elsewhere is left out, and the KS. Raises NotFound, and BadInput for none.
    """
    _check_count(call_ids)
    # Each answer is let go of at once: a thousand of them are more than memory should hold.
    found = [
        (one.record.row, _of_call(one))
        for one in (_opened(desk, id) for id in dict.fromkeys(call_ids))
    ]
    found.sort(key=lambda one: one[0].sent_at)
    columns = tuple(dict.fromkeys(chain.from_iterable(made for _, made in found)))
    check_size(len(found), len(columns))
    # Those that others have sent are there in each, so that a condition can ask for them.
    rows = [small({name: made.get(name) for name in columns}) for _, made in found]
    first, last = found[0][0], found[-1][0]
    times = dict.fromkeys(_moment(one.sent_at, zone) for one in (first, last))
    source = f"{_ticked(len(rows), 'call')} of History, {' to '.join(times)}"
    return Picked(rows, columns, source, last.region)


def _check_count(calls: Sequence[object]) -> None:
    if not calls:
        raise BadInput("Tick the rows, or the calls, that it is to be done for.", field="call")
    if len(calls) > MOST_CALLS:
        raise BadInput(f"The rows of at most {MOST_CALLS:,} calls are taken at once.", field="call")


def _opened(desk: Desk, call_id: str) -> Opened:
    opened = desk.still(call_id)
    if opened is None:
        raise NotFound(
            "A call that these rows are of is in history no more: send it again, and tick them "
            "there."
        )
    return opened


def _list(opened: Opened, path: str) -> list[dict[str, Json]]:
    record, name = opened.record, _name(opened)
    if not record.answer.body:
        raise BadInput(
            f"History has no answer of {name}: send it again, and tick its rows there.",
            field="call",
        )
    if record.answer.size > len(record.answer.body):
        raise BadInput(
            f"History keeps the beginning of an answer alone, and that of {name} was longer: ask "
            "for smaller pages, or let a step of the workflow list them."
        )
    found = paths.values(path, data_of(record))
    listed = found[0] if len(found) == 1 else None
    if listed == "":  # XML has no other empty list
        return []
    if not isinstance(listed, list):
        raise BadInput(f"There is no list at {path:.80} in the answer of {name}.", field="call")
    return as_rows(listed)


def _places(numbers: str, count: int) -> Sequence[int]:
    """Those of numbers as they are written, from 0."""
    if not numbers:
        return range(count)
    if not _NUMBERS.fullmatch(numbers):
        raise BadInput("Numbers of rows are written as 1-3,7.", field="call")
    found: list[int] = []
    for part in numbers.split(","):
        first, _, last = part.partition("-")
        here = range(int(first) - 1, int(last or first))
        # Rising, so that they are never more than there are.
        if not here or here[0] < (found[-1] + 1 if found else 0) or here[-1] >= count:
            has = counted(count, "row", "rows")
            raise BadInput(f"The list has {has}: {part} is none behind the others.", field="call")
        found += here
    return found


def _simple(row: Mapping[str, Json]) -> Iterator[str]:
    return (name for name, value in row.items() if not isinstance(value, list | dict))


def _of_call(opened: Opened) -> dict[str, Json]:
    view, row = AnswerView.of_record(opened), opened.record.row
    result = view.mask(body.read(view.answer.utf8).fields.get("id", ""))
    when = int(row.sent_at)
    own: tuple[Json, ...] = (row.service, row.action, row.region, when, row.outcome, view.code)
    made = dict(zip(_OWN, (*own, "" if MASK in result else result), strict=True))
    settings = {name for name, _ in wire.request_level(opened.call)}
    for name, value in view.pairs:
        # What is masked would be sent as its mask; an empty list or object has no value.
        if name not in settings and MASK not in value and not name.endswith(":-"):
            made[_column(name)] = None if name.endswith(_NULL) else value
    return made


def _column(name: str) -> str:
    """What a parameter of the wire is called: `filter:idEqual` is `filter_idEqual`."""
    plain = re.sub(r"\W+", "_", name.removesuffix(_NULL))[:LONGEST_NAME]
    plain = f"call{plain}" if plain[:1].isdigit() else plain
    return f"{plain}_sent" if plain in _OWN else plain


def _ticked(count: int, what: str) -> str:
    return counted(count, f"ticked {what}", f"ticked {what}s")


def _name(opened: Opened) -> str:
    row = opened.record.row
    return ".".join(filter(None, (service_name(row.service), row.action)))


def _moment(seconds: float, zone: tzinfo) -> str:
    at = datetime.fromtimestamp(seconds, zone)
    return f"{at.day} {at:%B %Y, %H:%M}{' (UTC)' if zone is UTC else ''}"
