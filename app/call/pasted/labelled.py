"""An address and a body, each behind a word that says so: `URL: …`, `Request URL: …`, `Body: …`.

So tickets have them, a browser's network view, and the logs of Kaltura's clients.
"""

import json
import re

from app.call.pasted.listing import listed
from app.call.pasted.message_text import METHOD
from app.call.pasted.php_array import BEGIN, php_pairs
from app.call.pasted.request import Request
from app.call.pasted.url import names_call
from app.errors import BadInput

# Lines of a log begin with a time and a word or two.
_LOG = r"(?:[ \t]*(?:[-*•][ \t]+)?|\[?\d[^\n]{0,120}?[\s\]])"
_URL = re.compile(
    rf"{_LOG}\**(?:(?:full |api )?(?:request |reqeust )?(?:url|uri)|endpoint|address|curl)"
    r"\**[ ]*(?:[:\t]|\Z)\**[ \t]*(\S*)"
    rf"|{METHOD}[ \t]+(\S+)(?:[ \t]+HTTP/[\d.]+)?",
    re.IGNORECASE,
)
BODY_LABEL = re.compile(
    rf"{_LOG}\**(?:"
    r"(?:(?:request |post |form |raw )?(?:body|payload|data|fields|params|parameters|json)"
    r"|query string parameters|arguments)(?:[ \t]*\([^()\n]{0,40}\))?\**[ ]*(?:[:\t]|\Z)"
    r"|(?:post|form)\**[ \t]*:|form\Z)\**[ \t]*([^\n]*)",
    re.IGNORECASE,
)
_ELSE = re.compile(
    rf"{_LOG}\**(?:general|(?:request |response )?headers|response|answer|result|output|cookies"
    r"|(?:response|provisional) [a-z ]{1,30}|expected|actual)(?:[ \t]*\([^()\n]{0,40}\))?\**"
    r"[ \t]*(?::|\Z)[^\n]*",
    re.IGNORECASE,
)
_SWITCH = re.compile(
    r"[ \t]*(?:view (?:source|parsed|decoded|url[ -]encoded))+[ \t]*", re.IGNORECASE
)
_FORM = re.compile(r"[\w.:\[\]%~+-]+=[^\s&]*(?:&[^\s&=]*(?:=[^\s&]*)?)*")
_BRACKETS = "\"'`<>[]"
_LEFT = "What stands around the URL was left out."


def labelled(text: str) -> Request | None:
    """The request of such a text; None where it is none, or has several addresses.

    Raises BadInput where it has a body that cannot be read.
    """
    addresses: list[str] = []
    sections: list[list[str]] = []
    inside = waits = others = False
    for line in text.split("\n"):
        if waits and line.strip():
            addresses.append(line.strip().strip(_BRACKETS))
            waits = False
        elif found := _URL.fullmatch(line.rstrip()):
            address = found[1] or found[2] or ""
            waits = not address
            addresses += [address.strip(_BRACKETS)] if address else []
            inside = False
        elif found := BODY_LABEL.fullmatch(line.rstrip()):
            sections.append([found[1]])
            inside = True
        elif _ELSE.fullmatch(line.rstrip()):
            inside, others = False, True
        elif inside and not _SWITCH.fullmatch(line):
            sections[-1].append(line)
    addresses = [one for one in dict.fromkeys(addresses) if names_call(one)]
    last = text.rstrip().rpartition("\n\n")[2]
    if not sections and not others and last != text.rstrip() and listed(last, []):
        sections.append([last])
    if len(addresses) != 1 or not sections:
        return None
    request = Request(url=addresses[0])
    for section in sections:
        take_body(request, "\n".join(section).strip())
    return request


def take_body(request: Request, body: str) -> None:
    """Take a body as people write one down. Raises BadInput where it is none."""
    if not body:
        return
    text = body.strip("`\"'\n ") if "\n" not in body else body
    if BEGIN.match(text):
        request.form += php_pairs(text)
        return
    bracketed = text.removeprefix("[") if text.startswith("[{") and "}]" in text else text
    if bracketed.startswith("{"):
        try:
            _, end = json.JSONDecoder().raw_decode(bracketed)
        except (ValueError, RecursionError):
            end = len(bracketed)  # its reader says what is wrong
        request.data.append(bracketed[:end])
        request.content_type = "application/json"
        return
    first, _, below = text.partition("\n")
    if _FORM.fullmatch(first) and not _is_field(below):
        request.data.append(first)
        request.notes += [_LEFT] if below.strip() else []
        return
    lines = text.split("\n")
    end = next((at for at, line in enumerate(lines) if not _is_field(line)), len(lines))
    if not (pairs := listed("\n".join(lines[:end]), request.notes)):
        raise BadInput(
            "Nothing was changed: the body beside the address cannot be read. Paste it as JSON, as "
            "name=value, or the whole as a curl command."
        )
    request.form += pairs
    request.notes += [_LEFT] if "".join(lines[end:]).strip() else []


def _is_field(text: str) -> bool:
    return bool(listed(text.partition("\n")[0], []))
