"""The tab Test Console: the form, sending it, and what stands around it."""

from app.pages import Entry, Page
from app.pages.console import code_example, drafts, page, paste, sandbox_reset, schema_refresh, send

PAGES = (
    Page(
        (
            page.blueprint,
            code_example.blueprint,
            drafts.blueprint,
            paste.blueprint,
            sandbox_reset.blueprint,
            schema_refresh.blueprint,
            send.blueprint,
        ),
        tab=Entry("Test Console", "console.index", "Fill in an action and send it"),
        place=1,
        entries=(
            Entry("Multirequest", "console.multirequest", "Several calls in one request, batch"),
            Entry(
                "Paste a request",
                "paste.page",
                "Fill the form in from a curl command, URL or HAR file",
            ),
        ),
    ),
)
