"""Postman collections (2.0 and 2.1, https://schema.postman.com) -> their requests.

The collection's variables are put in where they have a value; others stay, as `{{name}}` there
too. Items that are switched off are left out.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from app.call.model import File
from app.call.pasted.model import Choice, Choices, Pasted
from app.call.pasted.request import Request
from app.call.pasted.stand_ins import VARIABLE
from app.call.pasted.url import names_call
from app.call.placeholders import placeholder
from app.errors import BadInput

_DEEPEST = 30


def is_collection(content: object) -> bool:
    return isinstance(content, dict) and isinstance(content.get("item"), list)


def read_collection(content: dict[str, Any]) -> Choices:
    """The API requests of the collection, in its order. Raises BadInput where there is none."""
    values = {
        str(row.get("key") or row.get("id")): str(row["value"])
        for row in _rows(content.get("variable"))
        if row.get("value") not in (None, "")
    }
    entries: list[Choice] = []
    readers = []
    for title, request in _requests(content, "", 0):
        url = _filled(_url(request.get("url")), values)
        if names_call(url):
            read = partial(_read, request, url, values)
            entries.append(Choice(len(entries), _call(read) or url, title))
            readers.append(read)
    if not entries:
        raise BadInput("This Postman collection has no request to /api_v3.")
    return Choices(tuple(entries), tuple(readers))


def _requests(item: dict[str, Any], title: str, depth: int) -> Iterator[tuple[str, dict[str, Any]]]:
    request = item.get("request")
    if isinstance(request, str):
        request = {"url": request}
    if isinstance(request, dict):
        yield title, request
    for inner in _rows(item.get("item")) if depth < _DEEPEST else []:
        name = str(inner.get("name") or "")
        yield from _requests(inner, f"{title} / {name}" if title else name, depth + 1)


def _url(given: object) -> str:
    if not isinstance(given, dict):
        return str(given or "")
    if isinstance(given.get("raw"), str):
        return str(given["raw"])
    host, path = given.get("host"), given.get("path")
    query = "&".join(f"{row.get('key')}={row.get('value')}" for row in _rows(given.get("query")))
    joined = ".".join(host) if isinstance(host, list) else str(host or "")
    below = "/".join(map(str, path)) if isinstance(path, list) else str(path or "")
    return f"{joined}/{below}?{query}"


def _read(given: dict[str, Any], url: str, values: dict[str, str]) -> Pasted:
    request = Request(url=url)
    for row in _rows(given.get("header")):
        request.header(str(row.get("key")), str(row.get("value") or ""))
    body = given.get("body")
    mode = str(body.get("mode")) if isinstance(body, dict) else ""
    content = body.get(mode) if isinstance(body, dict) else None
    if isinstance(content, str) and content:
        request.data.append(_filled(content, values))
    for row in _rows(content):
        name = _filled(str(row.get("key") or ""), values)
        if row.get("type") == "file":
            source, kind = row.get("src"), str(row.get("contentType") or "")
            file = File(source if isinstance(source, str) else "file", kind, 0)
            request.form.append((name, file))
        else:
            request.form.append((name, _filled(str(row.get("value") or ""), values)))
    return request.pasted("postman")


def _call(read: Callable[[], Pasted]) -> str:
    try:
        return read().title
    except BadInput:
        return ""


def _filled(text: str, values: dict[str, str]) -> str:
    return VARIABLE.sub(lambda found: values.get(found[1], placeholder(found[1])), text)


def _rows(given: object) -> list[dict[str, Any]]:
    """The members of a list that are objects and not switched off."""
    rows = given if isinstance(given, list) else []
    return [row for row in rows if isinstance(row, dict) and not row.get("disabled")]
