"""The console's pages, a folder (or a file) a tab: each declares its `PAGES`, and is found.

`shell/` is the frame and what every request passes, `answer/` how an answer is shown: the tabs
share these two, and do not know each other.
"""

import importlib
import pkgutil
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint

EXTENSION = "testme.pages"


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that Find knows: its title, its endpoint with the values of its address, and words
    that people may look for instead. What has `also` another name is a workflow."""

    title: str
    endpoint: str
    words: str = ""
    values: tuple[tuple[str, str], ...] = ()
    also: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Routes that belong together, their tab in the masthead, and what Find knows of them.

    `place` orders the tabs from the left; without a `tab` the masthead names none.
    """

    blueprints: tuple[Blueprint, ...]
    tab: Entry | None = None
    place: int = 0
    entries: tuple[Entry, ...] = ()


class PageFault(Exception):
    """A folder or file below app/pages/ that lacks something, or a page of it that has something
    wrong; the text says which, and what."""


def pages() -> tuple[Page, ...]:
    """Every page below this folder, in the order of the tabs. Raises PageFault."""
    for folder in Path(__file__).parent.iterdir():
        # pkgutil passes over it.
        if any(folder.glob("*.py")) and not (folder / "__init__.py").is_file():
            raise PageFault(
                f"app/pages/{folder.name} has no __init__.py: see app/pages/__init__.py."
            )
    found: list[Page] = []
    for module in pkgutil.iter_modules(__path__):
        own = getattr(importlib.import_module(f"{__name__}.{module.name}"), "PAGES", None)
        if not isinstance(own, tuple) or not all(isinstance(page, Page) for page in own):
            raise PageFault(f"app/pages/{module.name} has no PAGES: see app/pages/__init__.py.")
        found += own
    return tuple(sorted(found, key=lambda page: page.place))
