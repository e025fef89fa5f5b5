"""The runs of a workspace as people look through them: filtered, by pages and days."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import groupby

from app.desk.desk import Desk
from app.desk.row_runs.plan import UNDER_WAY, RowRun
from app.history.days import title_of_day

ROWS = 50  # runs of a page


@dataclass(frozen=True, slots=True)
class Listed:
    """A run with what is said of it: the region by its name, `account` whom it is for, `whence` its
    rows come, "" where nothing tells; `counts` are its rows by verdict."""

    run: RowRun
    region: str
    account: str
    whence: str
    counts: Mapping[str, int]

    @property
    def done(self) -> int:
        return sum(self.counts.values())

    @property
    def left(self) -> int:
        return max(0, self.run.total - self.done)


@dataclass(frozen=True, slots=True)
class RunPage:
    """`days` are titles with the runs of each, newest first. `total` is how many runs there are,
    `count` how many of them fit, `under_way` how many of all are."""

    days: Sequence[tuple[str, Sequence[Listed]]]
    total: int
    count: int
    under_way: int
    number: int
    last: int


def listed(
    desk: Desk,
    *,
    text: str = "",
    statuses: Collection[str] = (),
    only: Collection[str] = (),
    number: int = 1,
    zone: tzinfo,
    now: float,
) -> RunPage:
    """Page `number`, from 1, of those that have each word of a text in what is said of them, and
    one of the `statuses`; with `only` none but these, by id. `now` is unix seconds."""
    runs = desk.parts.row_runs.list(desk.workspace)
    accounts = {one.id: one for one in desk.stored().accounts}
    titles = {one.id: one.title for one in runs}

    def about(run: RowRun) -> tuple[str, str, str]:
        region = desk.parts.regions.get(run.region)
        account = accounts.get(run.plan.account)
        whom = account.name if account else ""
        if not whom and run.plan.whose:
            whom = f"partner {run.plan.whose[0]}"
        return region.name if region else run.region, whom, _whence(run, titles)

    words = text.casefold().split()
    fitting = [
        (run, said)
        for run in runs
        if (not statuses or run.status in statuses)
        and (not only or run.id in only)
        and (said := about(run))
        and all(word in " ".join((run.title, run.region, *said)).casefold() for word in words)
    ]
    last = max(1, -(-len(fitting) // ROWS))
    number = max(1, min(number, last))
    here = fitting[(number - 1) * ROWS : number * ROWS]
    counts = desk.parts.run_rows.counts_of(run for run, _ in here)
    found = (Listed(run, *said, counts[run.id]) for run, said in here)
    by_day = groupby(found, lambda one: title_of_day(one.run.created_at, zone, now))
    return RunPage(
        [(title, list(alike)) for title, alike in by_day],
        len(runs),
        len(fitting),
        sum(run.status in UNDER_WAY for run in runs),
        number,
        last,
    )


def _whence(run: RowRun, titles: Mapping[str, str]) -> str:
    plan = run.plan
    if plan.of:
        return f"From the run {titles[plan.of]}" if plan.of in titles else "From another run"
    told = next((one for one in plan.notes if one.startswith("From ")), "")
    if told:
        return told.removesuffix(".")
    listing = plan.workflow.parts.listing
    return f"All pages of {listing[-1].id}" if listing and not plan.columns else ""
