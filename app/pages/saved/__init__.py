"""Saved requests in their collections, and variables."""

from app.pages import Entry, Page
from app.pages.saved import requests, variables

PAGES = (
    Page(
        (requests.blueprint, variables.blueprint),
        entries=(
            Entry("Saved requests", "saved.index", "Collections of requests kept by name"),
            Entry("Variables", "variables.index", "Values by name, {{name}}, environments"),
        ),
    ),
)
