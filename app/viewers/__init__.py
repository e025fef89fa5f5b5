"""How an answer's body is shown: one format one file, chosen by what the body is.

A viewer takes decoded text and gives it laid out; one that cannot raises CannotShow and the
text is shown as it came. Nothing here ever fails on a body, and nothing gives markup but
`lines`, whose text is escaped by Pygments.
"""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from app.viewers import as_json, as_xml, binary
from app.viewers.lines import highlight
from app.viewers.shape import CannotShow

# Beyond this a page gets slow; the whole body can still be saved.
SHOWN_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A body for the page: `lines` is escaped HTML, one element a line; "" for a binary one."""

    language: str  # xml, json, text or binary
    lines: Markup
    notes: tuple[str, ...] = ()
    media_type: str = ""


def show(
    body: bytes, content_type: str, *, mask: Callable[[str], str] = str, raw: bool = False
) -> Shown:
    """Lay a body out; `mask` is applied to its text first, `raw` keeps it as it came."""
    media_type = content_type.split(";", maxsplit=1)[0].strip().lower()
    if binary.is_binary(body, media_type):
        return Shown("binary", Markup(""), (binary.describe(body, media_type),), media_type)
    text, notes = _decode(body)
    text = mask(text)
    language, laid_out, note = _lay_out(text, raw)
    if note and not raw:
        notes.append(note)
    if len(laid_out) > SHOWN_CHARACTERS:
        notes.append(
            f"The first {SHOWN_CHARACTERS:,} of {len(laid_out):,} characters are shown; "
            "save the answer to have it whole."
        )
        laid_out = laid_out[:SHOWN_CHARACTERS]
    return Shown(language, highlight(laid_out, language), tuple(notes), media_type)


def _decode(body: bytes) -> tuple[str, list[str]]:
    try:
        return body.decode("utf-8-sig"), []
    except UnicodeDecodeError as fault:
        sentence = f"Not valid UTF-8 from byte {fault.start:,} on: such bytes are shown as \ufffd."
        return body.decode("utf-8", "replace"), [sentence]


def _lay_out(text: str, raw: bool) -> tuple[str, str, str]:
    start = text.lstrip()[:1]
    viewers = {"<": ("xml", as_xml.lay_out), "{": ("json", as_json.lay_out)}
    viewers.update(dict.fromkeys('["', ("json", as_json.lay_out)))
    if start not in viewers:
        return "text", text, ""
    language, lay_out = viewers[start]
    try:
        laid_out = lay_out(text)
    except CannotShow as fault:
        return "text", text, fault.sentence
    return language, text if raw else laid_out, ""
