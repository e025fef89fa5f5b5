"""The tab History: calls made before, an old answer, answers compared."""

from app.pages import Entry, Page
from app.pages.history import compare, page, paging, thumbnails

PAGES = (
    Page(
        (page.blueprint, compare.blueprint, paging.blueprint, thumbnails.blueprint),
        tab=Entry(
            "History", "history.index", "Calls made before, and their answers: compare two, diff"
        ),
        place=5,
    ),
)
