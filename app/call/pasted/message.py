"""HTTP messages as tools write them: a request line, headers, a blank line, a body.

Of the files that editors send from (.http, .rest) the variables `@name = value`, comments, several
requests parted by ###, addresses over several lines, and scripts are known. A client's log lists
the fields where headers would stand.
"""

import re

from app.call.pasted.addresses import left_out
from app.call.pasted.labelled import BODY_LABEL
from app.call.pasted.listing import listed
from app.call.pasted.message_text import METHOD, unchunked, wire_text, without_answers
from app.call.pasted.request import Request
from app.call.placeholders import PLACEHOLDER

_REQUEST = re.compile(rf"(?:[<>*] ?)?{METHOD}[ \t]+(\S+)(?:[ \t]+HTTP/[\d.]+)?[ \t]*")
_PART = re.compile(r"(?m)^###[^\n]*\n?")
_VARIABLE = re.compile(r"(?m)^@([\w.-]+)[ \t]*=[ \t]*([^\n]*)\n?")
_COMMENT = re.compile(r"(?:#|//)")
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]*):[ \t]*(.*)")
# Names of one word that are headers; all others have a dash or are fields.
_HEADERS = {
    "accept", "authorization", "connection", "cookie", "date", "dnt", "expect", "forwarded", "from",
    "host", "origin", "pragma", "priority", "range", "referer", "te", "trailer", "upgrade", "via",
}  # fmt: skip
# Scripts that run before or behind a request, and where its answer is saved or compared.
_SCRIPT = re.compile(
    r"(?ms)^[<>] *\{%(?:(?!\n[<>] ?\{%).)*?%\}[ \t]*$|^(?:>{1,2}!?|<>) *[\w./\\-]+[ \t]*$"
)
_FROM_FILE = re.compile(r"<(?:@\w*)? +(\S[^\n]*)")
_CHUNKED = re.compile(r"transfer-encoding:[ \t]*chunked", re.IGNORECASE)
_LENGTH = re.compile(r"content-length:[ \t]*0*[1-9]\d*", re.IGNORECASE)
# Of Hurl.
_SECTION = re.compile(r"\[(?:Form|FormParams|Query|QueryStringParams)\]")
_JOINED = re.compile(r"[ \t]+[?&]")


def messages(text: str) -> list[Request]:
    """The requests of a text of such messages; none where it is no such text."""
    variables = {name: value.strip() for name, value in _VARIABLE.findall(text)}
    text = _VARIABLE.sub("", wire_text(text))
    text = PLACEHOLDER.sub(lambda found: variables.get(found[1], found[0]), text)
    parts = (
        _message(part, answered=answered)
        for whole in _PART.split(text)
        for part, answered in without_answers(whole)
    )
    return [request for request in parts if request is not None]


def _message(text: str, *, answered: bool) -> Request | None:
    lines = _SCRIPT.sub("", text).strip("\n").split("\n")
    while lines and (not lines[0].strip() or _COMMENT.match(lines[0])):
        del lines[0]
    first = _REQUEST.fullmatch(lines[0]) if lines else None
    if first is None:
        return None
    request = Request(url=first[1])
    if answered:
        request.notes.append("The answer behind the message was left out.")
    rest = lines[1:]
    while rest and _JOINED.match(rest[0]):
        request.url += rest.pop(0).strip()
    fields: list[str] = []
    head: list[str] = []
    while rest and rest[0].strip() and not rest[0].lstrip().startswith(("{", "[{")):
        head.append(rest.pop(0).strip())
        _take_line(request, head[-1], fields)
    if any(map(BODY_LABEL.fullmatch, fields)):
        return None
    _take_body(request, head, "\n".join(rest).strip("\n"))
    found = listed("\n".join(fields), request.notes)
    if fields and not found:
        what = "Lines between the address and the body were left out"
        request.notes.append(left_out("\n".join(fields), what))
    request.form[:0] = found
    if not request.data and not request.form and (request.content_type or _announced(head)):
        request.notes.append(
            "The headers speak of a body, and none is in the text: put its parameters in, or paste "
            "the command instead."
        )
    return request


def _announced(head: list[str]) -> bool:
    return any(map(_LENGTH.fullmatch, head))


def _take_body(request: Request, head: list[str], body: str) -> None:
    if any(map(_CHUNKED.fullmatch, head)):
        body = unchunked(body)
    if file := _FROM_FILE.fullmatch(body):
        request.content_type = ""
        request.notes.append(
            f"The body is read from the file {file[1][:100]}: paste what is in it."
        )
        return
    body = body.replace("\n&", "&")
    # One field a line is easier to read, and some tools send it so.
    pairs = (
        listed(body, request.notes) if "\n" in body and "json" not in request.content_type else []
    )
    request.form += pairs
    if body and not pairs:
        request.data.append(body)


def _take_line(request: Request, line: str, fields: list[str]) -> None:
    header = _HEADER.fullmatch(line)
    if header and ("-" in header[1] or header[1].lower() in _HEADERS):
        request.header(header[1], header[2])
        if header[1].lower() == "host" and request.url.startswith("/"):
            request.url = f"https://{header[2].strip()}{request.url}"
            request.headers.remove(header[1])
    elif not _COMMENT.match(line) and not _SECTION.fullmatch(line):
        fields.append(line)
