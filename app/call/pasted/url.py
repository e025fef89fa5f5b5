"""URLs, their paths and queries -> pairs; and the region that a URL belongs to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, unquote_plus, urlsplit

from app.call.pasted.model import Pair
from app.call.pasted.stand_ins import VARIABLE, last_part, percent
from app.call.pasted.typographic import visible
from app.call.placeholders import placeholder
from app.call.wire.parameter_tree import MAX_VALUES
from app.errors import BadInput
from app.regions import Region

_API = "api_v3"
_PORTS = {"http": 80, "https": 443}
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_OPEN_SCHEME = re.compile(r"\{\{\w+\}\}://")
_OPEN_PORT = re.compile(r":\{\{\w+\}\}(?=/|\Z)")
_CALL = re.compile(r"/service/([^/?#&]+)(?:/action/([^/?#&]+))?", re.IGNORECASE)
# The variable of an address often ends with the slash.
_NO_SLASH = re.compile(r"\}\}(?=service/)")
_ANGLES = re.compile(r"<([A-Za-z][\w .-]*)>", re.ASCII)
_NO_QUESTION = re.compile(r"&(?:amp;)?[\w:.%\[\]-]+=")
_REPLACED = "\ufffd"
# A plus of an encoded text is a blank. These can mean nothing but a plus: a direction of sorting,
# a time zone, the base64 of a KS.
_PLUS = {
    "orderby": re.compile(r"\+\w+"),
    "ks": re.compile(r"[A-Za-z0-9+/_-]{40,}(?:=|%3D)*", re.IGNORECASE),
}
_TIME_ZONE = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+\+\d\d:?\d\d")
# A variable alone in the place of name=value.
_OPEN_PART = re.compile(r"\{\{\w+\}\}|\$\{?[A-Za-z_]\w*\}?", re.ASCII)
_MAYBE_PLUS = re.compile(r"\+\d+|[\w.-]+(?:\+[\w.-]+)+(?:@|%40)[\w.-]+")


@dataclass(frozen=True, slots=True)
class UrlParts:
    """A URL's parameters (query, then path) and notes about the rest of it."""

    pairs: tuple[Pair, ...]
    notes: tuple[str, ...]


def read_url(url: str) -> UrlParts:
    """The parts of an API URL or path, or of a page about a call of it. Raises BadInput."""
    notes: list[str] = []
    parts = _split(visible(url, notes))
    path = parts.path
    if parts.fragment and _CALL.search(parts.fragment) and not _CALL.search(path):
        path = f"/{parts.fragment.partition('?')[0]}"
    elif parts.fragment:
        notes.append("What stands behind the # of the URL is never sent and was left out.")
    if "@" in parts.netloc:
        notes.append("The user and password in the URL were left out.")
    query = parts.query
    if not query and (joined := _NO_QUESTION.search(path)):
        path, query = path[: joined.start()], path[joined.start() + 1 :]
        notes.append("The first & of the URL was taken as the ? that it lacks.")
    pairs = decoded_pairs(query, notes) + _path_pairs(path, notes, whole="{{" not in parts.netloc)
    return UrlParts(tuple(pairs), tuple(notes))


def names_call(url: str) -> bool:
    """Whether it leads to /api_v3, or names a service and an action wherever."""
    try:
        parts = _split(url)
    except BadInput:
        return False
    return (
        _API in parts.path.split("/") or _CALL.search(f"{parts.path}#{parts.fragment}") is not None
    )


def region_for(url: str, regions: Iterable[Region]) -> Region | None:
    """The region whose service URL this URL is below, the longest one; None where there is none.

    Host in any case, or another that means the region; a port that is the scheme's own may be
    missing. http and https are the same place where neither names a port. Raises BadInput for
    what is no URL.
    """
    wanted = _split(url)
    found = [region for region in regions if _below(wanted, region)]
    own_host = (wanted.hostname or "").lower()
    return max(
        found,
        key=lambda region: (own_host not in region.hosts, len(region.url)),
        default=None,
    )


def unknown_host(url: str) -> str:
    """The note for a URL without a region."""
    host = _split(url).hostname
    if not host or "{" in host:
        return "The URL names no host; the chosen region is used."
    return f"The host {host[:100]} is none of your regions; the chosen region is used."


def decoded_pairs(text: str, notes: list[str]) -> list[Pair]:
    """The pairs of a query or an urlencoded body. Raises BadInput for too many."""
    if "&amp;" in text:
        notes.append("&amp; stands for & in the source of a page, and was taken as that.")
        text = text.replace("&amp;", "&")
    if text.count("&") > MAX_VALUES:
        raise BadInput(f"This has more than {MAX_VALUES} values; paste one request alone.")
    return [_pair(part, notes) for part in text.split("&") if part]


def _pair(part: str, notes: list[str]) -> Pair:
    raw_name, equals, raw = percent(part).partition("=")
    if not equals and (left := _OPEN_PART.fullmatch(raw_name.strip())):
        raise BadInput(
            f"Nothing was changed: {left.group()[:80]} stands for parameters that are not in the "
            "text. Put them in its place."
        )
    name = unquote_plus(raw_name.strip())
    if raw_name.strip() != raw_name:
        notes.append(blanks_left_out(name))
        raw = raw.lstrip(" ")
    value = unquote_plus(raw)
    if "+" in raw and (_PLUS.get(last_part(name), _TIME_ZONE).fullmatch(raw)):
        value = unquote(raw)
        notes.append(f"The + in {name[:80]} was taken as a plus, although it is a blank there.")
    elif "+" in raw and _MAYBE_PLUS.fullmatch(raw):
        notes.append(f"The + in {name[:80]} is a blank there: where a plus is meant, put it in.")
    if _REPLACED in value and _REPLACED not in raw:
        notes.append(f"{name[:80]} has bytes that are not UTF-8: look at its value.")
    return name, value


def blanks_left_out(name: str) -> str:
    """The note about `name = value`."""
    return f"The blanks around the = of {name[:80]} were left out."


def _split(url: str) -> SplitResult:
    url = VARIABLE.sub(lambda found: placeholder(found[1]), url)
    url = _ANGLES.sub(lambda found: placeholder(found[1]), percent(url.strip()))
    url = _NO_SLASH.sub("}}/", url)
    url = _OPEN_PORT.sub("", _OPEN_SCHEME.sub("https://", url), count=1)
    if not _SCHEME.match(url) and not url.startswith("/"):
        url = f"https://{url}"
    try:
        parts = urlsplit(url)
        _ = parts.port, parts.hostname
    except ValueError as fault:
        raise BadInput("This URL is not one: its host or port cannot be read.") from fault
    return parts


def _path_pairs(path: str, notes: list[str], *, whole: bool) -> list[Pair]:
    """`/service/x/action/y/entryId/z`, wherever it begins, or what stands behind /api_v3.

    `whole`: nothing of the path can be in a placeholder.
    """
    call = _CALL.search(path)
    segments = [unquote(segment) for segment in path.split("/") if segment]
    if call:
        below = [unquote(part) for part in path[call.start() :].split("/") if part]
    elif _API in segments:
        below = segments[segments.index(_API) + 1 :]
        # index.php, and the pages of the original console.
        if below and (below[0] == "index.php" or below[0].lower().startswith("testme")):
            below = below[1:] if below[0] == "index.php" else []
    else:
        if whole:
            notes.append("The URL's path has no /api_v3 in it: it may be no call of the API.")
        return []
    if len(below) % 2:
        notes.append("The last part of the URL's path has no value and was left out.")
    return list(zip(below[::2], below[1::2], strict=False))


def _below(url: SplitResult, region: Region) -> bool:
    service = urlsplit(region.url)
    host = (url.hostname or "").lower()
    if not host or host not in {(service.hostname or "").lower(), *region.hosts}:
        return False
    bare = url.port is None and service.port is None
    if not bare and _port(url) != _port(service):
        return False
    prefix = service.path.rstrip("/")
    return f"{url.path}/".startswith(f"{prefix}/")


def _port(parts: SplitResult) -> int | None:
    return parts.port or _PORTS.get(parts.scheme)
