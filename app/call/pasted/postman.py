"""Postman collections (2.0 and 2.1, https://schema.postman.com) -> their requests.

The collection's variables are put in where they have a value; others stay, as `{{name}}` there
too. Items that are switched off are left out.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from typing import Any

from app.call.model import File
from app.call.pasted.model import Choice, Choices, Pasted
from app.call.pasted.request import Request
from app.call.pasted.stand_ins import VARIABLE
from app.call.pasted.url import names_call
from app.call.placeholders import placeholder
from app.errors import BadInput

_DEEPEST = 30
_PATH_VARIABLE = re.compile(r"(?<=/):(\w+)(?=[/?#]|\Z)")
_NOT_READ = {
    "file": "The body is read from a file",
    "graphql": "The body is a query of GraphQL, which the API does not have",
}


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
    for title, request in _requests(content, "", None, 0):
        url = _filled(_url(request.get("url")), values)
        if names_call(url):
            read = partial(_read, request, url, values)
            entries.append(Choice(len(entries), _call(read) or url, title))
            readers.append(read)
    if not entries:
        raise BadInput("This Postman collection has no request to /api_v3.")
    return Choices(tuple(entries), tuple(readers))


def _requests(
    item: dict[str, Any], title: str, auth: object, depth: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each with what it signs in by, which folders hand down."""
    auth = item.get("auth") or auth
    request = item.get("request")
    if isinstance(request, str):
        request = {"url": request}
    if isinstance(request, dict):
        yield title, {**request, "auth": request.get("auth") or auth}
    for inner in _rows(item.get("item")) if depth < _DEEPEST else []:
        name = str(inner.get("name") or "")
        below = f"{title} / {name}" if title else name
        yield from _requests(inner, below, auth, depth + 1)


def _url(given: object) -> str:
    if not isinstance(given, dict):
        return str(given or "")
    url = str(given["raw"]) if isinstance(given.get("raw"), str) else _put_together(given)
    values = {str(row.get("key")): row.get("value") for row in _rows(given.get("variable"))}
    return _PATH_VARIABLE.sub(lambda found: str(values.get(found[1]) or found[0]), url)


def _put_together(given: dict[str, Any]) -> str:
    host, path = given.get("host"), given.get("path")
    query = "&".join(f"{row.get('key')}={row.get('value')}" for row in _rows(given.get("query")))
    joined = ".".join(host) if isinstance(host, list) else str(host or "")
    below = "/".join(map(str, path)) if isinstance(path, list) else str(path or "")
    return f"{joined}/{below}?{query}"


def _read(given: dict[str, Any], url: str, values: dict[str, str]) -> Pasted:
    request = Request(url=url)
    for row in _rows(given.get("header")):
        request.header(str(row.get("key")), str(row.get("value") or ""))
    _take_auth(request, given.get("auth"), values)
    body = given.get("body")
    mode = str(body.get("mode")) if isinstance(body, dict) else ""
    content = body.get(mode) if isinstance(body, dict) else None
    if isinstance(content, str) and content:
        request.data.append(_filled(content, values))
        request.content_type = request.content_type or _type_of(body)
    elif mode in _NOT_READ and content:
        request.notes.append(f"{_NOT_READ[mode]}, and was left out: put in what is in it.")
    for row in _rows(content):
        name = _filled(str(row.get("key") or ""), values)
        if row.get("type") == "file":
            source, kind = row.get("src"), str(row.get("contentType") or "")
            file = File(source if isinstance(source, str) else "file", kind, 0)
            request.form.append((name, file))
        else:
            request.form.append((name, _filled(str(row.get("value") or ""), values)))
    return request.pasted("postman")


def _take_auth(request: Request, auth: object, values: dict[str, str]) -> None:
    """An API key goes where it says; of another kind of signing in the name is told."""
    kind = str(auth.get("type")) if isinstance(auth, dict) else "noauth"
    if kind == "noauth" or not isinstance(auth, dict):
        return
    given = auth.get(kind)
    rows = {str(row.get("key")): str(row.get("value") or "") for row in _rows(given)}
    if isinstance(given, dict):  # collections of 2.0
        rows = {str(key): str(value) for key, value in given.items()}
    name = _filled(rows.get("key", ""), values)
    if kind == "apikey" and name and rows.get("in") == "query":
        request.keys.append((name, _filled(rows.get("value", ""), values)))
    else:
        request.headers.append(name or f"Authorization ({kind[:20]})")


def _type_of(body: object) -> str:
    """The content type that Postman sends for what its editor is set to."""
    options = body.get("options") if isinstance(body, dict) else None
    raw = options.get("raw") if isinstance(options, dict) else None
    language = raw.get("language") if isinstance(raw, dict) else None
    return "application/json" if language == "json" else ""


def _call(read: Callable[[], Pasted]) -> str:
    try:
        return read().title
    except BadInput:
        return ""


def _filled(text: str, values: dict[str, str]) -> str:
    def put_in(found: re.Match[str]) -> str:
        name = found[1]
        if name not in values:
            # `{{a.id}}` and `{{a-id}}` are two variables.
            free = (f"{name}_{number}" if number > 1 else name for number in count(1))
            made = map(placeholder, free)
            values[name] = next(one for one in made if one not in values.values())
        return values[name]

    return VARIABLE.sub(put_in, text)


def _rows(given: object) -> list[dict[str, Any]]:
    """The members of a list that are objects and not switched off."""
    rows = given if isinstance(given, list) else []
    return [row for row in rows if isinstance(row, dict) and not row.get("disabled")]
