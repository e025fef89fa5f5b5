"""Find anything: the dialog's index, and a page for a browser without scripts."""

from app.pages import Page
from app.pages.find import page

PAGES = (Page((page.blueprint,)),)
