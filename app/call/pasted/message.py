"""HTTP messages as tools write them: a request line, headers, a blank line, a body.

Of the files that editors send from (.http, .rest) the variables `@name = value`, comments, several
requests parted by ###, and addresses over several lines are known. A client's log lists the fields
where headers would stand.
"""

import re

from app.call.pasted.listing import listed
from app.call.pasted.request import Request
from app.call.placeholders import PLACEHOLDER

_REQUEST = re.compile(
    r"(?:[<>*] ?)?(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)[ \t]+(\S+)(?:[ \t]+HTTP/[\d.]+)?[ \t]*"
)
_PART = re.compile(r"(?m)^###[^\n]*\n?")
_VARIABLE = re.compile(r"(?m)^@([\w.-]+)[ \t]*=[ \t]*([^\n]*)\n?")
_COMMENT = re.compile(r"(?:#|//)")
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]*):[ \t]*(.*)")
# Names of one word that are headers; all others have a dash or are fields.
_HEADERS = {
    "accept", "authorization", "connection", "cookie", "date", "dnt", "expect", "forwarded", "from",
    "host", "origin", "pragma", "priority", "range", "referer", "te", "trailer", "upgrade", "via",
}  # fmt: skip
_JOINED = re.compile(r"[ \t]+[?&]")


def messages(text: str) -> list[Request]:
    """The requests of a text of such messages; none where it is no such text."""
    variables = {name: value.strip() for name, value in _VARIABLE.findall(text)}
    text = _VARIABLE.sub("", text)
    text = PLACEHOLDER.sub(lambda found: variables.get(found[1], found[0]), text)
    parts = (_message(part) for part in _PART.split(text))
    return [request for request in parts if request is not None]


def _message(text: str) -> Request | None:
    lines = text.strip("\n").split("\n")
    while lines and (not lines[0].strip() or _COMMENT.match(lines[0])):
        del lines[0]
    first = _REQUEST.fullmatch(lines[0]) if lines else None
    if first is None:
        return None
    request = Request(url=first[1])
    rest = lines[1:]
    while rest and _JOINED.match(rest[0]):
        request.url += rest.pop(0).strip()
    fields: list[str] = []
    while rest and rest[0].strip():
        line = rest.pop(0).strip()
        _take_line(request, line, fields)
    body = "\n".join(rest).strip("\n").replace("\n&", "&")
    request.form += listed("\n".join(fields), request.notes)
    # One field a line is easier to read, and some tools send it so.
    pairs = (
        listed(body, request.notes) if "\n" in body and "json" not in request.content_type else []
    )
    request.form += pairs
    if body and not pairs:
        request.data.append(body)
    return request


def _take_line(request: Request, line: str, fields: list[str]) -> None:
    header = _HEADER.fullmatch(line)
    if header and ("-" in header[1] or header[1].lower() in _HEADERS):
        request.header(header[1], header[2])
        if header[1].lower() == "host" and request.url.startswith("/"):
            request.url = f"https://{header[2].strip()}{request.url}"
            request.headers.remove(header[1])
    elif not _COMMENT.match(line):
        fields.append(line)
