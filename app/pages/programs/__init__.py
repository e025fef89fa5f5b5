"""What programs ask the console for: /api/v1, and the page on which people make tokens for it."""

from app.pages import Entry, Page
from app.pages.programs import page, routes

PAGES = (
    Page(
        (routes.blueprint, page.blueprint),
        entries=(
            Entry(
                "Tokens for programs",
                "tokens.index",
                "API token, Bearer, the console's own API, OpenAPI, curl, scripts",
            ),
        ),
    ),
)
