"""Saved requests in their collections, and variables."""

from app.pages import Entry, Page
from app.pages.saved import examples, files, picking, requests, variables

PAGES = (
    Page(
        (
            *(requests.blueprint, examples.blueprint, files.blueprint),
            *(variables.blueprint, picking.blueprint),
        ),
        entries=(
            Entry("Saved requests", "saved.index", "Collections of requests kept by name"),
            Entry("Import", "saved_files.choose", "Arazzo, Postman, Bruno, workflow, collection"),
            Entry("Variables", "variables.index", "Values by name, {{name}}, environments"),
        ),
    ),
)
