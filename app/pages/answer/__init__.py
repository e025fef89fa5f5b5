"""How an answer is shown: shared by the tabs that show one."""

from app.pages import Page
from app.pages.answer import meanings

PAGES = (Page((meanings.blueprint,)),)
