"""The tab Sessions: the kept KS, accounts, and every way to a KS."""

from app.pages import Entry, Page
from app.pages.sessions import jar, workshop

PAGES = (
    Page(
        (jar.blueprint, workshop.blueprint),
        tab=Entry(
            "Sessions", "sessions.index", "Start, inspect and keep a KS: login, secret, app token"
        ),
        place=6,
        entries=(
            Entry(
                "Add an account", "sessions.account_new", "A profile with partner ID and secrets"
            ),
        ),
    ),
)
