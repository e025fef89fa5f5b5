"""The thumbnails that the rows of a list answer name, and which of them may be shown.

Their addresses come from a server and are asked for by the reader's own browser. So a picture
is left out where its address holds a secret, and where it leads into a private network: there
merely asking may do something.
"""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.call.body import read

MOST_PICTURES = 500
_PROPERTY = re.compile(r"thumb(?:nail)?url$", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,252})", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s\x00-\x1f\x7f\"'<>\\`]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picture:
    """One row's picture; `origin` is scheme, host and port of its `url`."""

    id: str
    name: str
    url: str
    origin: str


@dataclass(frozen=True, slots=True)
class Pictures:
    shown: tuple[Picture, ...]
    left_out: int


def pictures_in(body: bytes, *, mask: Callable[[str], str], trusted: str = "") -> Pictures:
    """The pictures of a list answer in any of the API's formats, as far as it can be read.

    `mask` hides secrets in a text; `trusted` is the origin of the answer's own server, which
    may lie in a private network.
    """
    shown: list[Picture] = []
    left_out = 0
    for row in read(body).rows():
        url = next((row[name] for name in row if _PROPERTY.search(name) and row[name]), "")
        if not url:
            continue
        origin = origin_of(url)
        private = origin != trusted and _is_private(origin)
        if len(shown) == MOST_PICTURES or not origin or private or mask(url) != url:
            left_out += 1
        else:
            shown.append(Picture(mask(row.get("id", "")), mask(row.get("name", "")), url, origin))
    return Pictures(tuple(shown), left_out)


def origin_of(url: str) -> str:
    """Scheme, host and port of an http(s) URL in lower case; "" where it is none."""
    if not _URL.fullmatch(url):
        return ""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    # It goes into the Content-Security-Policy, where other characters could say something.
    if parts.username or not parts.hostname or not _HOST.fullmatch(parts.hostname):
        return ""
    return f"{parts.scheme.lower()}://{parts.hostname}" + (f":{port}" if port else "")


def _is_private(origin: str) -> bool:
    host = urlsplit(origin).hostname or ""
    last = host.rstrip(".").rpartition(".")[2]
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        # Browsers take 127.1, 0x7f000001 and 2130706433 for addresses, too.
        return "." not in host or last in {"localhost", "local", "internal"} or last[0:1].isdigit()
