"""Addresses in a text: alone, in quotes, as a link of Markdown, over several lines, in a mail."""

import re
from itertools import pairwise

from app.call.form.json_text import read
from app.call.pasted.request import Request
from app.call.pasted.stand_ins import shell_variables
from app.call.pasted.typographic import DOUBLES, INVISIBLE, SINGLES
from app.call.pasted.url import names_call
from app.errors import BadInput

_START = re.compile(
    r"(?:https?://|/|\{\{|\$|%[A-Za-z]|<[\w -]+>/|[\w.-]+(?::\d+)?/)\S", re.IGNORECASE
)
_WEB = re.compile(r"https?://\S", re.IGNORECASE)
_QUOTE_MARK = re.compile(r"(?m)^(?:> ?)+")
_QUOTES = f"\"'{DOUBLES}{SINGLES}"
_PAIRS = {"<": ">", "(": ")", "[": "]", "`": "`", "«": "»"} | dict.fromkeys(_QUOTES, _QUOTES)
_INSIDE = re.compile(
    rf"(?<![^\s\"'(<\[`{DOUBLES}{SINGLES}{INVISIBLE}])"
    rf"(?:https?://|\{{\{{|\$|%[A-Za-z]|/)(?:(?!\]\()[^\s\"'<>`{DOUBLES}{SINGLES}])+",
    re.IGNORECASE,
)
_BODY = re.compile(r"\{[^\n]*\}")
_MOST = 100
# A second address; that within a value stands behind its =.
_SECOND = re.compile(r"(?<!=)(?<!%3D)https?://", re.IGNORECASE)
# A line that goes on in the next one: its break is at a sign of an address, or where mails wrap.
_GOES_ON = re.compile(r"[&?=/%,]\Z")
_WENT_ON = re.compile(r"[&?/=%]")
_FIELD = re.compile(r"[A-Za-z][\w:.\[\]-]*\s*[=:]")
_WRAPPED = 72  # characters


def addresses(text: str) -> list[Request]:
    """A request for each address of a call in the text; of a text that is one address, for that."""
    lines = [line.strip() for line in _QUOTE_MARK.sub("", text).split("\n")]
    joined = "".join(lines)
    whole = _unwrapped(joined)
    one = not any(re.search(r"\s", line) for line in lines) and not _SECOND.search(whole, 1)
    one &= whole != joined or _is_wrapped(lines)
    if one and _START.match(whole) and (names_call(whole) or _WEB.match(whole)):
        return [Request(url=shell_variables(whole))]
    found = (_closed(address) for address in _INSIDE.findall(text)[:_MOST])
    calls = dict.fromkeys(address for address in found if names_call(address))
    note = "What stands around the URL was left out."
    requests = [Request(url=shell_variables(one), notes=[note]) for one in calls]
    # A line of a log, with the body that was sent.
    if len(requests) == 1 and (body := _BODY.search(text)) and _is_json(body.group()):
        requests[0].data.append(body.group())
    return requests


def _is_wrapped(lines: list[str]) -> bool:
    """Whether the lines are those of one address, as far as their breaks show it."""
    return all(
        _GOES_ON.search(line)
        or _WENT_ON.match(after)
        or (len(line) >= _WRAPPED and re.search(r"\d", after) and not _FIELD.match(after))
        for line, after in pairwise(filter(None, lines))
    )


def _unwrapped(text: str) -> str:
    while len(text) > 2 and text[0] in _PAIRS and text[-1] in _PAIRS[text[0]]:
        if text[0] == "<" and ">" in text[1:-1]:
            break
        text = text[1:-1].strip()
    return text


def _closed(address: str) -> str:
    """Without the signs of the sentence behind it."""
    address = address.rstrip(".,;:!?")
    for opened, closed in ("()", "[]", "{}"):
        while address.endswith(closed) and address.count(closed) > address.count(opened):
            address = address[:-1].rstrip(".,;:!?")
    return address


def _is_json(text: str) -> bool:
    try:
        read(text)
    except BadInput:
        return False
    return True
