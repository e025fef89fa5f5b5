"""HAR files (http://www.softwareishard.com/blog/har-12-spec/): what a browser recorded."""

import base64
import re
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import unquote_plus

from app.call.model import File
from app.call.pasted.body import body_pairs, form_pairs
from app.call.pasted.model import Choice, Choices, Pair, Pasted
from app.call.pasted.stand_ins import finished
from app.call.pasted.url import names_call, read_url
from app.errors import BadInput

_MULTIPART = "multipart/"
_ENCODED = re.compile(r"(?:[\w.~*+-]|%[0-9A-Fa-f]{2})*", re.ASCII)
_NOT_THERE = re.compile(r"\s*(?:request bodies are not included.*)?", re.IGNORECASE | re.DOTALL)
_NO_BODY = (
    "This HAR file was saved without the body of the request: only what its URL holds is here."
)


def har_entries(content: object) -> list[Any] | None:
    """The entries of a HAR file, of its log or of one entry alone; None for what is none."""
    if isinstance(content, dict):
        if isinstance(content.get("log"), dict):
            return har_entries(content["log"])
        if isinstance(content.get("entries"), list):
            return list(content["entries"])
        request = content.get("request")
        return [content] if isinstance(request, dict) and "url" in request else None
    if isinstance(content, list) and content and all(map(har_entries, content)):
        return content
    return None


def read_har(rows: list[Any]) -> Choices:
    """The API requests among the entries, in their order. Raises BadInput where there is none."""
    found: list[Choice] = []
    requests: list[Mapping[str, Any]] = []
    for row in rows:
        request = row.get("request") if isinstance(row, dict) else None
        if not isinstance(request, dict):
            continue
        url, method = _text(request, "url"), _text(request, "method").upper()
        # Browsers ask with OPTIONS first; that asks for nothing of the API.
        if method == "OPTIONS" or not names_call(url):
            continue
        response = row.get("response")
        status = response.get("status") if isinstance(response, dict) else None
        known = status if isinstance(status, int) and status > 0 else None
        time = _text(row, "startedDateTime")
        found.append(Choice(len(found), f"{method} {url}", time, known))
        requests.append(request)
    if not found:
        raise BadInput("This HAR file has no request to /api_v3: record the calls, then save it.")
    return Choices(tuple(found), tuple(partial(_entry, request) for request in requests))


def _entry(request: Mapping[str, Any]) -> Pasted:
    url = _text(request, "url")
    parts = read_url(url)
    notes: list[str] = []
    pairs = _posted(request, notes)
    listed = request.get("queryString")
    if "?" not in url and isinstance(listed, list):
        pairs += _parts([item for item in listed if isinstance(item, dict)], "")
    try:
        return finished(Pasted("har", url, (*pairs, *parts.pairs), (*notes, *parts.notes)))
    except BadInput as fault:
        if _NO_BODY in notes:
            raise BadInput(f"{_NO_BODY} {fault.sentence}") from fault
        raise


def _posted(request: Mapping[str, Any], notes: list[str]) -> list[Pair]:
    given = request.get("postData")
    data: Mapping[str, Any] = given if isinstance(given, dict) else {}
    kind = _text(data, "mimeType")
    listed = data.get("params")
    text = "" if _NOT_THERE.fullmatch(_text(data, "text")) else _text(data, "text")
    # A recorded multipart text lacks the files, but its list of parts names them.
    if isinstance(listed, list) and listed and (kind.startswith(_MULTIPART) or not text):
        return form_pairs(_parts([item for item in listed if isinstance(item, dict)], kind))
    if text:
        return body_pairs(_body(data, text), kind, notes)
    if _text(request, "method").upper() == "POST" and request.get("bodySize") != 0:
        notes.append(_NO_BODY)
    return []


def _body(data: Mapping[str, Any], text: str) -> str:
    if _text(data, "encoding") != "base64":
        return text
    try:
        return base64.b64decode(text, validate=True).decode("utf-8", "replace")
    except ValueError as fault:
        raise BadInput("The body of this HAR entry is not base64, as it says it is.") from fault


def _parts(items: list[Mapping[str, Any]], kind: str) -> list[Pair]:
    """The parameters of a list; some browsers leave those of an urlencoded body encoded."""
    texts = [_text(item, part) for item in items for part in ("name", "value")]
    encoded = (
        not kind.startswith(_MULTIPART)
        and all(map(_ENCODED.fullmatch, texts))
        and any("%" in text for text in texts)
    )
    decode = unquote_plus if encoded else str
    pairs: list[Pair] = []
    for item in items:
        name = decode(_text(item, "name"))
        if file := _text(item, "fileName"):
            pairs.append((name, File(file, _text(item, "contentType"), 0)))
        else:
            pairs.append((name, decode(_text(item, "value"))))
    return pairs


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
