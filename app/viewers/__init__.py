"""How an answer's body is shown: one format one file, chosen by what the body is.

A file `as_<language>.py` has a `VIEWER`, and is found. A viewer takes decoded text and gives it
laid out; one that cannot raises CannotShow and the text is shown as it came. Nothing here ever
fails on a body, and nothing gives markup but `lines`, whose text is escaped by Pygments.
"""

import importlib
import pkgutil
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from app.call import binary
from app.call.body import CALLBACK, php_message
from app.call.charset import not_utf8
from app.viewers.lines import highlight
from app.viewers.shape import SHOWN_CHARACTERS, SHOWN_LINES, CannotShow, Viewer

# To lay out what is longer takes seconds and hundreds of megabytes, to show its beginning.
LAID_OUT_CHARACTERS = 5_000_000
# Where a text is cut before it is masked, a secret that the cut goes through is not recognised:
# so much is cut off once more afterwards.
_MARGIN = 10_000
_JSONP = re.compile(CALLBACK + rb"\s*[\[{\"]")


@dataclass(frozen=True, slots=True)
class Shown:
    """A body for the page: `lines` is escaped HTML, one element a line; "" for a binary one."""

    language: str  # a viewer's, text or binary
    lines: Markup
    notes: tuple[str, ...] = ()
    media_type: str = ""


class ViewerFault(Exception):
    """A file of app/viewers/ that lacks something; the text says which, and what."""


@cache
def viewers() -> dict[str, Viewer]:
    """The viewers by how a text of theirs begins, the longer beginnings first.

    Raises ViewerFault.
    """
    found: dict[str, Viewer] = {}
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("as_"):
            continue
        file = f"app/viewers/{module.name}.py"
        try:
            viewer = getattr(importlib.import_module(f"{__name__}.{module.name}"), "VIEWER", None)
        except TypeError as fault:
            raise ViewerFault(f"{file}: {fault}.") from fault
        if not isinstance(viewer, Viewer) or viewer.language != module.name.removeprefix("as_"):
            raise ViewerFault(f"{file} has no VIEWER of its language: see app/viewers/__init__.py.")
        if not isinstance(viewer.begins, tuple):
            raise ViewerFault(f"{file}: `begins` is not a tuple: put a comma behind a single text.")
        for beginning in viewer.begins:
            if beginning in found:
                other = f"app/viewers/as_{found[beginning].language}.py"
                raise ViewerFault(f"{file}: {other} shows texts that begin with {beginning!r}.")
            found[beginning] = viewer
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def language_of(body: bytes, media_type: str) -> str:
    """A viewer's language, `text` or `binary`: what a body, or its beginning, seems to be."""
    if binary.is_binary(body, media_type):
        return "binary"
    beginning = body[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if viewer := _viewer_of(beginning.decode("utf-8", "replace")):
        return viewer.language
    return "json" if _JSONP.match(beginning) else "text"


def show(
    body: bytes, content_type: str, *, mask: Callable[[str], str] = str, raw: bool = False
) -> Shown:
    """Lay a body out; `mask` is applied to its text first, `raw` keeps it as it came."""
    media_type = content_type.split(";", maxsplit=1)[0].strip().lower()
    if binary.is_binary(body, media_type):
        return Shown("binary", Markup(""), (binary.describe(body, media_type),), media_type)
    text, notes = _decode(body)
    too_long = len(text) > LAID_OUT_CHARACTERS
    if too_long:
        language, laid_out = "text", _masked_beginning(text, mask)
        note = "Too long to be laid out: shown as it came."
    else:
        language, laid_out, note = _lay_out(mask(text), raw)
    if note and not raw:
        notes.append(note)
    shown = _beginning(laid_out)
    if too_long or len(shown) < len(laid_out):
        notes.append("Only the beginning is shown; save the answer to have it whole.")
    return Shown(language, highlight(shown, language), tuple(notes), media_type)


def _masked_beginning(text: str, mask: Callable[[str], str]) -> str:
    masked = mask(text[: SHOWN_CHARACTERS + _MARGIN])
    return masked[: max(0, len(masked) - _MARGIN)]


def _beginning(text: str) -> str:
    text = text[:SHOWN_CHARACTERS]
    if text.count("\n") < SHOWN_LINES:
        return text
    return "\n".join(text.split("\n", SHOWN_LINES)[:SHOWN_LINES])


def _decode(body: bytes) -> tuple[str, list[str]]:
    sentence = not_utf8(body)
    return body.decode("utf-8-sig", "replace"), [sentence] if sentence else []


def _lay_out(text: str, raw: bool) -> tuple[str, str, str]:
    if said := php_message(text[:1000].encode("utf-8", "replace")):
        return "text", text, f"{said.detail}: shown as it came."
    viewer = _viewer_of(text.lstrip())
    if viewer is None:
        return "text", text, ""
    try:
        laid_out = viewer.lay_out(text)
    except CannotShow as fault:
        return "text", text, fault.sentence
    return viewer.language, text if raw else laid_out, ""


def _viewer_of(text: str) -> Viewer | None:
    found = (one for begins, one in viewers().items() if text.startswith(begins))
    return next(found, None)
