"""Style sheets and scripts: read and compressed once a process.

The style sheets, one a component, are joined into one in the order of their names; for scripts
see `joining`.
"""

import gzip
import hashlib
from functools import cache
from pathlib import Path

import brotli

from app.serving.joining import joined

STATIC = Path(__file__).resolve().parents[2] / "static"
STYLE_SHEET = "console.css"
ENCODINGS = ("br", "gzip", "identity")
# The best takes seven times as long, while the first page waits, for a twelfth less.
_QUALITY = 9


@cache
def files() -> dict[str, bytes]:
    """What each holds, by its path within the folder; the joined style sheet among them."""
    found = {str(file.relative_to(STATIC)): file for file in sorted(STATIC.rglob("*"))}
    held = {name: file.read_bytes() for name, file in found.items() if file.is_file()}
    held[STYLE_SHEET] = b"\n".join(text for name, text in held.items() if name[:4] == "css/")
    scripts = {name: text.decode() for name, text in held.items() if name.endswith(".js")}
    return held | {name: text.encode() for name, text in joined(scripts).items()}


@cache
def digest() -> str:
    """A name for the present content of all of them."""
    content = hashlib.sha256()
    for name, text in files().items():
        content.update(name.encode() + text)
    return content.hexdigest()[:16]


@cache
def encoded(name: str, encoding: str) -> bytes:
    """One of `files`, in one of ENCODINGS."""
    text = files()[name]
    if encoding == "br":
        return bytes(brotli.compress(text, quality=_QUALITY))
    return gzip.compress(text) if encoding == "gzip" else text
