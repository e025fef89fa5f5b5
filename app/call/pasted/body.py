"""The body of a pasted request -> pairs, by its content type or by its looks."""

import io
import re

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

from app.call.form.json_text import JsonNode, JsonProblem, read
from app.call.model import File
from app.call.pasted.model import Pair
from app.call.pasted.typographic import straight_json
from app.call.pasted.url import decoded_pairs
from app.call.placeholders import PLACEHOLDER
from app.call.wire.parameter_tree import MAX_VALUES, Plain
from app.errors import BadInput

_MULTIPART = "multipart/form-data"
# A variable that stood in the place of a number or of a whole text.
_BARE = re.compile(r'("(?:[^"\\]++|\\[\s\S])*+")|(\{\{[A-Za-z_]\w*\}\})')


def body_pairs(text: str, content_type: str, notes: list[str]) -> list[Pair]:
    """The parameters of a body. `content_type` may be "" where it is unknown.

    Raises BadInput (JsonProblem with line and column for JSON).
    """
    kind, options = parse_options_header(content_type)
    if kind.lower() == _MULTIPART:
        return _multipart(text, options, notes)
    if left := PLACEHOLDER.fullmatch(text.strip().strip('"')):
        raise BadInput(
            f"The body is {left.group()}, which is not in the text, and nothing was changed: put "
            "it in its place."
        )
    if "json" in kind.lower():
        return json_pairs(text, notes) if text.strip() else []
    if text.lstrip().startswith("{") and not PLACEHOLDER.match(text.lstrip()):
        notes.append("The body was taken as JSON, although its content type does not say so.")
        return json_pairs(text, notes)
    return decoded_pairs(text, notes)


def json_pairs(text: str, notes: list[str]) -> list[Pair]:
    """The members of a JSON object; numbers keep their exact digits. Raises JsonProblem.

    A list of calls is a multirequest. Placeholders may stand in the place of a value.
    """
    try:
        node = read(text)
    except JsonProblem:
        mended = _BARE.sub(lambda found: found[1] or f'"{found[2]}"', straight_json(text, notes))
        if mended == text:
            raise
        node = read(mended)
    if node.kind == "list" and node.items and all(one.kind == "object" for one in node.items):
        return [(str(number), _plain(one)) for number, one in enumerate(node.items)]
    if node.kind != "object":
        reason = 'a request is a JSON object, as in {"service": "system", "action": "ping"}.'
        raise JsonProblem(reason, text=text, at=node.at, path="")
    return [(name, _plain(member)) for name, member in node.members]


def form_pairs(pairs: list[Pair]) -> list[Pair]:
    """The parts of a multipart form; official clients put a whole call into a part `json`."""
    found: list[Pair] = []
    for name, value in pairs:
        if name == "json" and isinstance(value, str) and value.lstrip().startswith("{"):
            found += json_pairs(value, [])
        else:
            found.append((name, value))
    return found


def _plain(node: JsonNode) -> Plain:
    match node.kind:
        case "null":
            return None
        case "list":
            return [_plain(item) for item in node.items]
        case "object":
            return {name: _plain(member) for name, member in node.members}
        case _:
            return node.text


def _multipart(text: str, options: dict[str, str], notes: list[str]) -> list[Pair]:
    raw = text.encode()
    parser = FormDataParser(max_form_memory_size=len(raw), max_form_parts=MAX_VALUES, silent=False)
    try:
        _, form, files = parser.parse(io.BytesIO(raw), _MULTIPART, len(raw), options)
    except (ValueError, RequestEntityTooLarge) as fault:
        raise BadInput("The multipart body cannot be read: it is cut off or damaged.") from fault
    pairs: list[Pair] = list(form.items(multi=True))
    for name, item in files.items(multi=True):
        pairs.append((name, File(item.filename or "file", item.mimetype or "", 0)))
        item.close()
    named = [(name, value) for name, value in pairs if isinstance(name, str)]
    if len(named) < len(pairs):
        notes.append("A part of the body that has no name was left out.")
    return form_pairs(named)
