"""The name under which an answer is saved: the server's own, made harmless, else one of ours.

`static/js/answer/file-names.js` has the same rules for what the browser saves by itself.
"""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote, unquote

from app.call.kinds import kind_of
from app.call.model import Answer, Call
from app.call.secrets.masking import masked

LONGEST = 150  # bytes of UTF-8, well within what every file system takes
_LONGEST_EXTENSION = 16
# Formats and marks that are not seen, such as the one that turns the reading direction round and
# makes "exe.pdf" of "fdp.exe"; what is no character; ends of lines.
_NOT_SEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_NOT_IN_A_NAME = re.compile(r'[<>:"|?*]')
# Windows takes these for devices, whatever extension follows.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?: *\.|$)", re.I)
_PARAMETER = re.compile(r';\s*([^\s;="]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))')
_EXTENDED = re.compile(r"(utf-8|iso-8859-1)'[^']*'(.*)", re.I | re.S)
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")

_EXTENSIONS = {
    "text/csv": "csv",
    "application/csv": "csv",
    "text/tab-separated-values": "tsv",
    "text/vtt": "vtt",
    "application/x-subrip": "srt",
    "text/srt": "srt",
    "application/ttml+xml": "dfxp",
    "application/ttaf+xml": "dfxp",
    "image/svg+xml": "svg",
    "text/html": "html",
}


def file_name(call: Call, answer: Answer, language: str) -> str:
    """`report.csv`, `media.list.json`, `thumbAsset.serve.0_ab12.jpg`; never a path, never "".

    `language` is that of `app.viewers.language_of`.
    """
    return suggested(answer.header("Content-Disposition") or "") or cleaned(
        ".".join(
            part
            for part in (
                call.service,
                call.action,
                _unless_secret(subject(call), call),
                extension(answer.body, answer.media_type, language),
            )
            if part
        )
    )


def _unless_secret(text: str, call: Call) -> str:
    return text if masked(text, secret=False, also=call.also_secret) == text else ""


def content_disposition(name: str) -> str:
    """The header's value that saves under that name (RFC 6266), for a name from `file_name`."""
    plain = re.sub(r'[^ -~]|["\\%]', "_", name)
    if plain == name:
        return f'attachment; filename="{name}"'
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def suggested(disposition: str) -> str:
    """The name that a Content-Disposition header gives, made harmless; "" where it gives none."""
    given = dict(_parameters(disposition))
    extended = _EXTENDED.fullmatch(given.get("filename*", "").strip())
    if extended and (name := cleaned(unquote(extended[2], extended[1], "replace"))):
        return name
    return cleaned(_as_utf8(given.get("filename", "")))


def cleaned(name: str) -> str:
    """The name as a file may bear it on any system; "" where nothing is left of it."""
    name = re.split(r"[/\\]", name)[-1]
    seen = "".join(c for c in name if unicodedata.category(c) not in _NOT_SEEN)
    spaced = "".join(" " if unicodedata.category(c) == "Zs" else c for c in seen)
    name = _trimmed(_NOT_IN_A_NAME.sub("_", unicodedata.normalize("NFC", spaced)))
    if _DEVICE.match(name):
        name = f"_{name}"
    return _shortened(name)


def subject(call: Call) -> str:
    """The id of what was asked for: the first parameter that is one; "" where there is none."""
    for name, value in call.parameters:
        is_id = name == "id" or name.endswith("Id")
        if is_id and isinstance(value, str) and _ID.fullmatch(value):
            return value
    return ""


def extension(beginning: bytes, media_type: str, language: str) -> str:
    """By what the bytes are; what the server calls it decides among texts alone."""
    if kind := kind_of(beginning):
        return kind.extension
    if language == "binary":
        return "bin"
    ending = _EXTENSIONS.get(media_type, "")
    markup = ending in {"svg", "html", "dfxp"}
    if ending and markup == (language == "xml") and language != "json":
        return ending
    return {"xml": "xml", "json": "json"}.get(language, "txt")


def _parameters(disposition: str) -> Iterator[tuple[str, str]]:
    for name, quoted, plain in _PARAMETER.findall(disposition[:4000]):
        # A backslash before anything else is a path of Windows.
        yield name.lower(), re.sub(r'\\(["\\])', r"\1", quoted) or plain.strip()


def _as_utf8(name: str) -> str:
    """Headers are read as ISO 8859-1, but servers put UTF-8 in them."""
    try:
        return name.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return name


def _trimmed(name: str) -> str:
    # A dot at the start hides a file; Windows loses dots and spaces at the end.
    return re.sub(" +", " ", name).lstrip(" .").rstrip(" .")


def _shortened(name: str) -> str:
    if len(name.encode()) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or not 0 < len(ending.encode()) <= _LONGEST_EXTENSION:
        stem, dot, ending = name, "", ""
    room = LONGEST - len((dot + ending).encode())
    return _trimmed(stem.encode()[:room].decode("utf-8", "ignore")) + dot + ending
