"""Runs on a clock: the like of a run begun again and again, never while the one before goes on."""

import logging
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from croniter import CroniterBadCronError, CroniterBadDateError, croniter
from sqlalchemy import delete, insert, select, update

from app.desk import consent
from app.desk.desk import Desk
from app.desk.parts import Parts
from app.desk.row_runs import verbs
from app.desk.row_runs.again import alike
from app.desk.row_runs.plan import UNDER_WAY, RowRun
from app.desk.row_runs.working import desk_of
from app.errors import BadInput, NeedsConsent, NotFound, TestMeError
from app.people.roles import Role
from app.storage.engine import reading, writing
from app.storage.run_tables import schedules

log = logging.getLogger(__name__)

MOST = 50  # of a workspace
SHORTEST = 300.0  # seconds between two beginnings
SHOWN = 5  # times that are told beforehand
_LATE = 3600.0  # seconds after which what could not begin in time waits for the next time


@dataclass(frozen=True, slots=True)
class Schedule:
    """`most` rows were agreed to for each, in places that ask for the partners `agreed_for` alone;
    `next_at` (unix seconds) is None where it is off. `said` is why nothing began the last time."""

    id: str
    workspace: str
    run: str
    cron: str
    zone: str
    most: int
    agreed_for: tuple[int, ...]
    next_at: float | None
    last: str
    said: str = ""


def times(cron: str, zone: str, since: float, count: int = SHOWN) -> list[datetime]:
    """The next times of a cron text (five fields) in a time zone, after `since` (unix seconds).

    Raises BadInput where it is none, or comes too often.
    """
    try:
        clock = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput(
            f"{zone!r:.60} is no time zone: write it as Europe/Berlin, or UTC.", field="zone"
        ) from None
    if len(cron.split()) != 5:
        raise BadInput(
            "A cron text has five fields: minute, hour, day of the month, month, day of the week; "
            "0 6 * * 1 is each Monday at 6:00.",
            field="cron",
        )
    try:
        found = croniter(cron, datetime.fromtimestamp(since, clock), ret_type=datetime)
        made = [found.get_next() for _ in range(count)]
    except (CroniterBadCronError, CroniterBadDateError, ValueError, KeyError, AttributeError):
        raise BadInput(f"{cron!r:.60} is no cron text.", field="cron") from None
    if any((two - one).total_seconds() < SHORTEST for one, two in pairwise(made)):
        raise BadInput("That is more often than every 5 minutes.", field="cron")
    return made


def zones() -> Sequence[str]:
    return sorted(available_timezones())


def asks(desk: Desk, run: RowRun) -> tuple[str, tuple[int, ...]]:
    """What asks before the like of a run is begun, and for which partners somebody would agree.

    Raises BadInput where these cannot be told beforehand, Refused, and NotFound.
    """
    found, why = set[int | None](), ""
    for step, place, asked in verbs.changing(desk, run.plan):
        consent.check_role(step.call, place, desk.role)
        if asked:
            why = why or asked
            # None where nobody's KS is there, either.
            found |= consent.partners(step.call, place) or {None}
    if None in found:
        raise BadInput(
            f"This changes something in {why}, and whose account that will be nobody can tell "
            "beforehand: choose an account, or a saved session, for the run."
        )
    return why, tuple(sorted(one for one in found if one is not None))


def add(
    desk: Desk, run: RowRun, cron: str, zone: str, most: int, *, agreed: int | None = None
) -> Schedule:
    """Have the like of a run begin then, each of `most` rows at most. Where a place asks, `agreed`
    is that number, too, and good for the accounts that the run is for now.

    Raises BadInput, Refused, NotFound; and NeedsConsent where it is another number.
    """
    desk.needs(Role.CALL, "to run a workflow")
    if most < 1:
        raise BadInput("Say how many rows each may have at most.", field="most")
    if len(of(desk)) >= MOST:
        raise BadInput(f"There are {MOST} of these: take one away first.")
    next_at = times(cron, zone, time.time(), 2)[0].timestamp()
    why, partners = asks(desk, run)
    if why and agreed != most:
        raise NeedsConsent(f"{run.title} ({most:,} rows at most, each time)", why)
    made = Schedule(
        *(secrets.token_urlsafe(9), desk.workspace, run.id, cron, zone, most, partners),
        next_at=next_at,
        last="",
    )
    values = {name: getattr(made, name) for name in Schedule.__slots__}
    values["agreed_for"] = " ".join(map(str, partners))
    with writing(desk.parts.engine) as connection:
        connection.execute(insert(schedules), values)
    what = f"a run on a clock, {run.title}, {cron} {zone}, {most} rows at most"
    desk.tell("guarded call", f"{what}, in {why}" if why else what)
    return made


def of(desk: Desk, run: RowRun | None = None) -> list[Schedule]:
    """Those of a workspace, or of a run."""
    query = select(schedules).where(schedules.c.workspace == desk.workspace)
    if run is not None:
        query = query.where(schedules.c.run == run.id)
    with reading(desk.parts.engine) as connection:
        return [_read(one) for one in connection.execute(query.order_by(schedules.c.id))]


def remove(desk: Desk, schedule_id: str) -> None:
    """Raises NotFound."""
    own = (schedules.c.workspace == desk.workspace) & (
        schedules.c.id == schedule_id.replace("\0", "")
    )
    with writing(desk.parts.engine) as connection:
        if not connection.execute(delete(schedules).where(own)).rowcount:
            raise NotFound("There is no such time here: it may have been taken away.")


def begin_due(parts: Parts) -> None:
    """Begin what is due; of several processes one does."""
    now = time.time()
    query = select(schedules).where(schedules.c.next_at <= now)
    with reading(parts.engine) as connection:
        due = [_read(one) for one in connection.execute(query)]
    for one in due:
        following = times(one.cron, one.zone, now, 2)[0].timestamp()
        mine = (schedules.c.id == one.id) & (schedules.c.next_at == one.next_at)
        with writing(parts.engine) as connection:
            if not connection.execute(
                update(schedules).where(mine).values(next_at=following)
            ).rowcount:
                continue
        last, said = _begun(parts, one, now)
        with writing(parts.engine) as connection:
            own = schedules.c.id == one.id
            connection.execute(update(schedules).where(own).values(last=last, said=said))


def _begun(parts: Parts, one: Schedule, now: float) -> tuple[str, str]:
    """The run that began last, and why none did now."""
    store = parts.row_runs
    if one.next_at is not None and now - one.next_at > _LATE:
        return one.last, "No console was there at that time."
    if one.last:
        try:
            if store.get(one.workspace, one.last).status in UNDER_WAY:
                return one.last, "The run before was still under way."
        except NotFound:
            pass
    try:
        run = store.get(one.workspace, one.run)
        desk = desk_of(parts, run)
        rows = None if run.plan.workflow.parts.listing else parts.run_rows.all(run)
        return alike(desk, run, rows=rows, auto=one.most, agreed_for=one.agreed_for).id, ""
    except TestMeError as fault:
        log.warning("A run on a clock did not begin: %s", fault.sentence)
        return one.last, fault.sentence


def _read(found: Any) -> Schedule:
    values = {name: getattr(found, name) for name in Schedule.__slots__}
    agreed_for = tuple(map(int, found.agreed_for.split()))
    return Schedule(**{**values, "agreed_for": agreed_for})
