"""Who is in, and what happened."""

from app.pages import Page
from app.pages.people import audit, oidc, own

PAGES = (Page((audit.blueprint, oidc.blueprint, own.blueprint)),)
