"""What a pasted text is: commands, a message, an address, a file, a body; each read as that.

It is found out narrowly: what is none of these is refused, by its name where it is known, and
never taken for a list of parameters because it has a = in it.
"""

import json
import re
from dataclasses import replace
from functools import partial
from typing import Any

from app.call.pasted.addresses import addresses, fields_beside
from app.call.pasted.body import json_pairs
from app.call.pasted.fetch import CALL, fetch_requests
from app.call.pasted.har import har_entries, read_har
from app.call.pasted.listing import NAME, listed, quotes_sent
from app.call.pasted.message import messages
from app.call.pasted.model import MAX_HAR, MAX_TEXT, Choice, Choices, Pasted
from app.call.pasted.php_array import BEGIN, php_pairs
from app.call.pasted.postman import is_collection, read_collection
from app.call.pasted.programs import AT_LINE, Found, listed_requests, requests_in
from app.call.pasted.prompts import unfenced, unlinked, without_marks, without_powershell
from app.call.pasted.quoted_printable import DECODED, unprintable
from app.call.pasted.refused import refusal
from app.call.pasted.several import several_bodies
from app.call.pasted.shells import CURL, shell_of
from app.call.pasted.stand_ins import VARIABLE, finished, shell_variables
from app.call.pasted.templates import filled_in_later
from app.call.pasted.typographic import INVISIBLE
from app.call.pasted.url import decoded_pairs
from app.errors import BadInput

_BODY = re.compile(rf"(?:{NAME}|[\w.:\[\]%~+-]+)(?:=[^\s&]*)?(?:&(?:[^\s&=]*)(?:=[^\s&]*)?)*")
_QUOTED = re.compile(r"(?:\A|(?<=&))([^=&]+)=(?=[\"'])")
_UNFINISHED = re.compile(r"(?<=\s)[\\^`]\s*\Z")
_JSON = re.compile(r"\{|\[\s*\{")
_FILES = ('"entries"', '"request"', '"item"')


def recognise(text: str) -> Pasted | Choices:
    """The request in a pasted text; of a text with several, the list to choose from.

    Nothing is fetched, run or opened. Raises BadInput with a sentence that says what to do.
    """
    if len(text) > MAX_HAR:
        raise BadInput(f"This is longer than {MAX_HAR >> 20} MB; paste one request alone.")
    text = _cleaned(text)
    if (decoded := unprintable(text)) != text:
        found = _recognised(decoded)
        return (
            found if isinstance(found, Choices) else replace(found, notes=(*found.notes, DECODED))
        )
    return _recognised(text)


def _recognised(text: str) -> Pasted | Choices:
    if _is_json(text) and (content := _file(text)) is not None:
        rows = har_entries(content)
        choices = read_collection(content) if rows is None else read_har(rows)
        return choices if len(choices.entries) > 1 else choices.take(0)
    if len(text) > MAX_TEXT:
        raise BadInput(f"This is longer than {MAX_TEXT >> 20} MB; paste one request alone.")
    text, fence = unfenced(unlinked(filled_in_later(text)))
    if _is_json(text):
        notes: list[str] = []
        pairs = tuple(json_pairs(shell_variables(text, whole=True), notes))
        return finished(Pasted("json", None, pairs, tuple(notes)))
    found = _requests(text, fence)
    return _chosen(found) if found else _body(text)


def _requests(text: str, fence: str) -> list[Found]:
    """The requests with an address of their own. Raises BadInput where none can be read."""
    if sent := messages(text):
        return [("message" if one.data or one.form else "url", one) for one in sent]
    text, prompted = without_powershell(without_marks(text))
    if CALL.search(text) and not CURL.match(text):
        return [("fetch", one) for one in fetch_requests(text)]
    if listed := listed_requests(text):
        return listed
    if shell := shell_of(text, fence, prompted=prompted):
        try:
            if commands := requests_in(_UNFINISHED.sub("", text), shell):
                for _, request in commands:
                    request.notes += fields_beside(text)
                return commands
        except BadInput:
            if AT_LINE.search(text) or shell != "bash":
                raise
    if sentence := refusal(text):
        raise BadInput(sentence)
    return [("url", one) for one in addresses(text)]


def _chosen(found: list[Found]) -> Pasted | Choices:
    """The one request that names a call, or the choice; other addresses are no requests."""
    read: list[Pasted] = []
    faults: list[BadInput] = []
    for kind, request in found:
        try:
            read.append(request.pasted(kind))
        except BadInput as fault:
            faults.append(fault)
    if not read:
        raise faults[0]
    if faults:
        note = f"One more request was left out: {faults[0].sentence}"
        read = [replace(one, notes=(*one.notes, note)) for one in read]
    return _offered(read)


def _offered(read: list[Pasted]) -> Pasted | Choices:
    if len(read) == 1:
        return read[0]
    entries = tuple(Choice(index, one.title) for index, one in enumerate(read))
    return Choices(entries, tuple(partial(_same, one) for one in read))


def _same(pasted: Pasted) -> Pasted:
    return pasted


def _body(text: str) -> Pasted | Choices:
    """Parameters alone, which are for the form that is open where they name no call."""
    bodies = several_bodies(shell_variables(text))
    return _offered([_one_body(one) for one in bodies])


def _one_body(text: str) -> Pasted:
    notes: list[str] = []
    if BEGIN.match(text) and (pairs := php_pairs(text)):
        return finished(Pasted("lines", None, tuple(pairs)))
    joined = text.replace("\n&", "&").lstrip("?&")
    if "=" in joined and "=>" not in joined and _BODY.fullmatch(joined):
        pairs = decoded_pairs(joined, notes)
        notes += (quotes_sent(name) for name in _QUOTED.findall(joined))
        return finished(Pasted("urlencoded", None, tuple(pairs), tuple(notes)))
    if pairs := listed(text, notes):
        return finished(Pasted("lines", None, tuple(pairs), tuple(notes)))
    raise BadInput(
        "This is no request that the console knows: paste a URL of the API, a curl command, a HAR "
        "file or Postman collection, an HTTP message, a JSON or form body, or lines of name=value."
    )


def _cleaned(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as fault:
        raise BadInput("This has half of a character pair in it; copy it once more.") from fault
    # A browser sends the line breaks of a text area as CRLF, whatever was pasted.
    if text.count("\r\n") == text.count("\n"):
        text = text.replace("\r\n", "\n")
    text = text.strip(f" \t\r\n\f\v{INVISIBLE}")
    if not text:
        raise BadInput(
            "Paste something: a URL of the API, a curl command, a HAR file, a JSON or form body."
        )
    return text


def _is_json(text: str) -> bool:
    return _JSON.match(text) is not None and not VARIABLE.match(text)


def _file(text: str) -> Any:
    """The content of a HAR file or a collection; None for what is neither."""
    if not any(name in text for name in _FILES):
        return None
    try:
        content = json.loads(text, parse_int=_small_int, parse_float=str)
    except (ValueError, RecursionError):
        if len(text) > MAX_TEXT:
            raise BadInput("This file is cut off or damaged: save it once more.") from None
        return None
    return content if is_collection(content) or har_entries(content) is not None else None


def _small_int(text: str) -> int | str:
    return int(text) if len(text) < 10 else text
