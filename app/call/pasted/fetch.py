"""A `fetch(…)` of JavaScript, as browsers offer to copy it -> the request that it would send."""

import re

from app.call.form.json_text import JsonNode, read
from app.call.pasted.request import Request
from app.errors import BadInput

CALL = re.compile(
    r"(?m)^[ \t]*(?:(?:const|let|var)[ \t]+\w+[ \t]*=[ \t]*)?(?:(?:await|return)[ \t]+)?"
    r"(?:window\.)?fetch[ \t]*\("
)
_ADDRESS = re.compile(r"""\s*("(?:[^"\\\n]|\\.)*"|'[^'\\\n]*'|`[^`\\$]*`)\s*(,?)\s*""")
# Names and texts as JavaScript has them, which JSON has in double quotes alone.
_NAME = re.compile(r'("(?:[^"\\]|\\.)*")|(?<=[{,\n ])([A-Za-z_]\w*)(?=\s*:)')
_SINGLE = re.compile(r"""("(?:[^"\\]|\\.)*")|'((?:[^'\\]|\\.)*)'""")
_BRACKET = re.compile(r"""[({\[]|[)}\]]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`""")
_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])')


def fetch_requests(text: str) -> list[Request]:
    """The requests of the fetch calls of a text. Raises BadInput for what only a program knows."""
    return [_request(text, found.end()) for found in CALL.finditer(text)]


def _request(text: str, at: int) -> Request:
    address = _ADDRESS.match(text, at)
    if address is None:
        raise _unknown("its address is put together")
    request = Request(url=_text(address[1]))
    if not address[2]:
        return request
    end = _end(text, address.end())
    options = dict(_object(text[address.end() : end]))
    headers = options.get("headers")
    for name, value in headers.members if headers else ():
        request.header(name, value.text)
    body = options.get("body")
    if body is not None and body.kind == "text":
        request.data.append(body.text)
    return request


def _object(text: str) -> tuple[tuple[str, JsonNode], ...]:
    text = _SINGLE.sub(lambda one: one[1] or _doubled(one[2]), text)
    text = _NAME.sub(lambda one: one[1] or f'"{one[2]}"', text)
    try:
        node = read(_COMMA.sub(lambda one: one[1] or "", text))
    except BadInput as fault:
        raise _unknown("its options are put together") from fault
    if node.kind != "object":
        raise _unknown("its options are no object")
    return node.members


def _doubled(inside: str) -> str:
    """A text of single quotes in double ones."""
    bare = inside.replace("\\'", "'")
    return '"' + re.sub(r'(\\.)|"', lambda one: one[1] or '\\"', bare) + '"'


def _end(text: str, at: int) -> int:
    """Where the call's closing bracket stands."""
    depth = 0
    for found in _BRACKET.finditer(text, at):
        if len(found.group()) == 1:
            depth += 1 if found.group() in "({[" else -1
        if depth < 0:
            return found.start()
    raise BadInput("This fetch call is cut off: paste the whole of it.")


def _text(quoted: str) -> str:
    return read(quoted).text if quoted[0] == '"' else quoted[1:-1]


def _unknown(why: str) -> BadInput:
    return BadInput(
        f"This fetch call cannot be read: {why} by a program. Paste what the browser sends: "
        "in its network view, Copy as cURL."
    )
