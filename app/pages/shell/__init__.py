"""The frame of every page, and what every request passes."""

from app.pages import Page
from app.pages.shell import assets, operations, sign_in

PAGES = (Page((assets.blueprint, operations.blueprint, sign_in.blueprint)),)
