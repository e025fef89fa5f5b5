"""Runs over rows: what rows, what would be done, how it goes, and what came of each row."""

from app.pages import Entry, Page
from app.pages.row_runs import clock, doing, often, page, planning, report, totals

PAGES = (
    Page(
        (
            *(page.blueprint, planning.blueprint, doing.blueprint, often.blueprint),
            *(report.blueprint, totals.blueprint, clock.blueprint),
        ),
        tab=Entry(
            "Runs",
            "row_runs.index",
            "The same for many rows, bulk, batch, CSV: progress, reports, pause, on a clock",
        ),
        place=8,
    ),
)
