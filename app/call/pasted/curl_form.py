"""A value of curl's -F, as curl takes it apart: a text, a file, and what stands behind a `;`."""

import re

from app.call.model import File

_QUOTED = re.compile(r'"((?:[^"\\]++|\\[\s\S])*+)"[^;,]*+')
_ESCAPE = re.compile(r'\\(["\\])')
_BARE = re.compile(r"[^;]*+")
_BARE_FILE = re.compile(r"[^;,]*+")
_FILENAME = re.compile(r";\s*filename=(?:\"([^\"]*+)\"|([^;,]*+))", re.IGNORECASE)
_TYPE = re.compile(r";\s*type=([^;,]*+)", re.IGNORECASE)


def form_value(text: str, name: str, notes: list[str]) -> str | File | None:
    """The part's text or file; None where it cannot be known (it is read from a file)."""
    if text.startswith("@"):
        path, rest = _word(text[1:], _BARE_FILE)
        type = _TYPE.search(rest)
        if rest.startswith(","):
            notes.append(f"{name[:80]} names several files; the first one is taken.")
        named = _FILENAME.search(rest)
        shown = (named[1] or named[2]) if named else path
        return File(shown, type[1].strip() if type else "", 0)
    if text.startswith("<"):
        notes.append(f"{name[:80]} is read from a file: put in what is in it.")
        return None
    value, rest = _word(text, _BARE)
    if rest and not _TYPE.fullmatch(rest):
        notes.append(f"curl leaves out what stands behind the ; in {name[:80]}, and so is it here.")
    return value


def _word(text: str, bare: re.Pattern[str]) -> tuple[str, str]:
    text = text.lstrip()
    if quoted := _QUOTED.match(text):
        return _ESCAPE.sub(r"\1", quoted[1]), text[quoted.end() :]
    word = bare.match(text)
    end = word.end() if word else 0
    return text[:end].rstrip(), text[end:]
