"""HAR files (http://www.softwareishard.com/blog/har-12-spec/): what a browser recorded."""

import base64
from collections.abc import Mapping
from typing import Any

from app.call.model import File
from app.call.pasted.body import body_pairs, form_pairs
from app.call.pasted.model import HarEntries, HarEntry, Pair, Pasted
from app.call.pasted.url import is_api_url, read_url
from app.errors import BadInput

_MULTIPART = "multipart/"


def read_har(content: Mapping[str, Any]) -> HarEntries:
    """The API requests of a HAR file, in its order. Raises BadInput where there is none."""
    rows: list[tuple[HarEntry, Mapping[str, Any]]] = []
    for row in content["log"]["entries"]:
        request = row.get("request") if isinstance(row, dict) else None
        if not isinstance(request, dict):
            continue
        url, method = _text(request, "url"), _text(request, "method").upper()
        # Browsers ask with OPTIONS first; that asks for nothing of the API.
        if method == "OPTIONS" or not is_api_url(url):
            continue
        response = row.get("response")
        status = response.get("status") if isinstance(response, dict) else None
        known = status if isinstance(status, int) and status > 0 else None
        time = _text(row, "startedDateTime")
        rows.append((HarEntry(len(rows), method, url, time, known), request))
    if not rows:
        raise BadInput("This HAR file has no request to /api_v3: record the calls, then save it.")
    return HarEntries(tuple(entry for entry, _ in rows), tuple(request for _, request in rows))


def is_har(content: object) -> bool:
    log = content.get("log") if isinstance(content, dict) else None
    return isinstance(log, dict) and isinstance(log.get("entries"), list)


def entry(har: HarEntries, index: int) -> Pasted:
    """One of the requests. Raises BadInput for an index that is not there or a damaged entry."""
    if not 0 <= index < len(har.requests):
        raise BadInput(f"The HAR file has no entry {index}: choose one of the list.")
    request = har.requests[index]
    url = _text(request, "url")
    parts = read_url(url)
    notes: list[str] = []
    pairs = _posted(request.get("postData"), notes)
    notes += parts.notes
    return Pasted("har", url, parts.path, (*pairs, *parts.pairs), tuple(dict.fromkeys(notes)))


def _posted(data: Any, notes: list[str]) -> list[Pair]:
    if not isinstance(data, dict):
        return []
    kind = _text(data, "mimeType")
    listed = data.get("params")
    # A recorded multipart text lacks the files, but its list of parts names them.
    if (
        isinstance(listed, list)
        and listed
        and (kind.startswith(_MULTIPART) or not _text(data, "text"))
    ):
        return form_pairs([_part(item) for item in listed if isinstance(item, dict)])
    return body_pairs(_body(data), kind, (), notes)


def _body(data: Mapping[str, Any]) -> str:
    text = _text(data, "text")
    if _text(data, "encoding") != "base64":
        return text
    try:
        return base64.b64decode(text, validate=True).decode("utf-8", "replace")
    except ValueError as fault:
        raise BadInput("The body of this HAR entry is not base64, as it says it is.") from fault


def _part(item: Mapping[str, Any]) -> Pair:
    name = _text(item, "name")
    if "fileName" in item:
        return name, File(_text(item, "fileName") or "file", _text(item, "contentType"), 0)
    return name, _text(item, "value")


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
