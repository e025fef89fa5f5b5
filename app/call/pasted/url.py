"""URLs, their paths and queries -> pairs; and the region that a URL belongs to."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, unquote_plus, urlsplit

from app.call.pasted.model import Pair
from app.call.wire.parameter_tree import MAX_VALUES
from app.errors import BadInput
from app.regions import Region

_API = "api_v3"
_PORTS = {"http": 80, "https": 443}
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_REPLACED = "\ufffd"


@dataclass(frozen=True, slots=True)
class UrlParts:
    """A URL's path, its parameters (query, then path) and notes about the rest of it."""

    path: str
    pairs: tuple[Pair, ...]
    notes: tuple[str, ...]


def read_url(url: str, variables: Collection[str] = ()) -> UrlParts:
    """The parts of an API URL or path; `variables` as in `decoded_pairs`. Raises BadInput."""
    parts = _split(url)
    notes: list[str] = []
    if parts.fragment:
        notes.append("What stands behind the # of the URL is never sent and was left out.")
    if "@" in parts.netloc:
        notes.append("The user and password in the URL were left out.")
    pairs = decoded_pairs(parts.query, variables, notes) + _path_pairs(parts.path, notes)
    return UrlParts(parts.path, tuple(pairs), tuple(notes))


def is_api_url(url: str) -> bool:
    """Whether it leads to /api_v3."""
    try:
        return _API in _split(url).path.split("/")
    except BadInput:
        return False


def region_for(url: str, regions: Iterable[Region]) -> Region | None:
    """The region whose service URL this URL is below, the longest one; None where there is none.

    Host in any case; a port that is the scheme's own may be missing. http and https are the same
    place where neither names a port. Raises BadInput for what is no URL.
    """
    wanted = _split(url)
    found = [region for region in regions if _below(wanted, urlsplit(region.url))]
    return max(found, key=lambda region: len(region.url), default=None)


def unknown_host(url: str) -> str:
    """The note for a URL without a region."""
    host = _split(url).hostname
    if not host:
        return "The URL names no host; the chosen region is used."
    return f"The host {host[:100]} is none of your regions; the chosen region is used."


def decoded_pairs(text: str, variables: Collection[str], notes: list[str]) -> list[Pair]:
    """The pairs of a query or an urlencoded body.

    `variables` are texts that stand for something only a shell knows ($KALTURA_KS): a
    parameter whose whole value is one is left out, with a note. Raises BadInput for too many.
    """
    if text.count("&") > MAX_VALUES:
        raise BadInput(f"This has more than {MAX_VALUES} values; paste one request alone.")
    pairs: list[Pair] = []
    for part in text.split("&"):
        raw_name, _, raw = part.partition("=")
        name, value = unquote_plus(raw_name), unquote_plus(raw)
        if raw in variables:
            notes.append(variable_note(name, raw))
        elif part:
            if _REPLACED in value and _REPLACED not in raw:
                notes.append(f"{name[:80]} has bytes that are not UTF-8: look at its value.")
            pairs.append((name, value))
    return pairs


def variable_note(name: str, variable: str) -> str:
    return f"{name[:80]} was left out: {variable[:80]} is known to your shell alone."


def _split(url: str) -> SplitResult:
    url = url.strip()
    if not _SCHEME.match(url) and not url.startswith("/"):
        url = f"https://{url}"
    try:
        parts = urlsplit(url)
        _ = parts.port, parts.hostname
    except ValueError as fault:
        raise BadInput("This URL is not one: its host or port cannot be read.") from fault
    return parts


def _path_pairs(path: str, notes: list[str]) -> list[Pair]:
    segments = [unquote(segment) for segment in path.split("/") if segment]
    if _API not in segments:
        notes.append("The URL's path has no /api_v3 in it: it may be no call of the API.")
        return []
    below = segments[segments.index(_API) + 1 :]
    if below and below[0] == "index.php":
        del below[0]
    if len(below) % 2:
        notes.append("The last part of the URL's path has no value and was left out.")
    return list(zip(below[::2], below[1::2], strict=False))


def _below(url: SplitResult, service: SplitResult) -> bool:
    if not url.hostname or url.hostname.lower() != (service.hostname or "").lower():
        return False
    bare = url.port is None and service.port is None
    if not bare and _port(url) != _port(service):
        return False
    prefix = service.path.rstrip("/")
    return f"{url.path}/".startswith(f"{prefix}/")


def _port(parts: SplitResult) -> int | None:
    return parts.port or _PORTS.get(parts.scheme)
