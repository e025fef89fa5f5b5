"""The tab Workflows: what is there, one of them with its steps, changing it, and running it."""

from app.pages import Entry, Page
from app.pages.workflows import editing, page, running
from app.workflows.bundled import bundled

PAGES = (
    Page(
        (page.blueprint, editing.blueprint, running.blueprint),
        tab=Entry("Workflows", "workflows.index", "Several calls in order, with values carried on"),
        place=7,
        entries=tuple(
            Entry(
                one.workflow.title,
                "workflows.with_console",
                one.about,
                (("group", one.group), ("name", one.name)),
                also=one.name.replace("_", " "),
            )
            for one in bundled().values()
        ),
    ),
)
