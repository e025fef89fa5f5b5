"""Who is in, and what happened."""

from app.pages import Page
from app.pages.people import audit, own

PAGES = (Page((audit.blueprint, own.blueprint)),)
