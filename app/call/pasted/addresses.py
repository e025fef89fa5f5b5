"""Addresses in a text: alone, in quotes, as a link of Markdown, over several lines, in a mail."""

import re
from itertools import islice, pairwise

from app.call.form.json_text import read
from app.call.pasted.labelled import labelled, take_body
from app.call.pasted.listing import listed
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
# The same for one with other text around it. Behind an = may be no value, and a field below.
_BROKEN = re.compile(
    r"(?<![^\s\"'<>`])(https?://[^\s\"'<>`]*(?:[?&%]|=(?!\n[ \t]*[A-Za-z][\w:.\[\]-]*[=:])))"
    r"\n[ \t]*(?=(?!https?://)[^\s\"'<>`{#]+[ \t]*(?:\n|\Z))"
)
_FIELD = re.compile(r"[A-Za-z][\w:.\[\]-]*\s*[=:]")
_WRAPPED = 72  # characters
_SIGNS = f" \t\r\n.,;:!?<>()[]`*_{_QUOTES}{INVISIBLE}"
_MANY = re.compile(r"[^\n]*\n\s*\S")
# A further parameter shows that what stands behind a blank belongs to the address.
_BEHIND_A_BLANK = re.compile(r"(?: +(?!https?://)[^\s&]*)+(?:&[\w:.%\[\]-]+=[^\s&]*)+", re.ASCII)
_FORM = re.compile(
    r"[ \t]+[A-Za-z][\w:.\[\]-]*=[^\s&=]*(?:&[\w:.%\[\]-]+=[^\s&]*)*(?=\s|\Z)", re.ASCII
)
# URL=https://…
_NAMED_ADDRESS = re.compile(
    r"(?im)^[ \t]*(?:\w*ur[il]|\w*endpoint|address|href|link)[ \t]*=[ \t]*([\"']?https?://)"
)
_BLANK_AND = re.compile(" +&")
_PROGRAM = re.compile(r"(?<![\w./-])(?:curl|wget|https?|xh)(?:\.exe)?[ \t]", re.IGNORECASE)
_OWN_LINE = re.compile(r"(?m)^[ \t]*([a-z][\w:.\[\]]*)(?:=|:[ \t]|[ \t]=[ \t])[ \t]*[^\s=][^\n]*$")
_USED = re.compile(r"[$%{!]([a-z]\w*)")
_ANSWERED = re.compile(
    r"(?i:\b(?:responses?|returns?|returned|answers?|answered|results?|outputs?)\b)"
    r"[^\n]*\n?[^\n]*\Z"
)
_OTHER_ADDRESS = re.compile(r"[A-Za-z]+://\S+|/\S+\?\S+")
_NAMED = re.compile(
    r"(?<![\w?=/.:\[-])([A-Za-z][\w:.\[\]]*)[\"']?[ \t]*=(?!=)[ \t]*\S"
    r"|(?m:^)[ \t]*([a-z]\w*|(?i:ks|[\w ]{0,30}(?:secret|password|token)))[ \t]*:[ \t]*\S"
    r"|(?<!\w)((?i:\w*(?:secret|password|token))|ks)[ \t]*:[ \t]*\S"
)
_MOST_NAMES = 8


def addresses(text: str) -> list[Request]:
    """A request for each address of a call in the text; of a text that is one address, for that."""
    text = _NAMED_ADDRESS.sub(r"\1", text)
    lines = [line.strip() for line in _QUOTE_MARK.sub("", text).split("\n")]
    joined = "".join(lines)
    whole = _unwrapped(joined)
    one = not any(re.search(r"\s", line) for line in lines) and not _SECOND.search(whole, 1)
    one &= whole != joined or _is_wrapped(lines)
    if one and _START.match(whole) and (names_call(whole) or _WEB.match(whole)):
        return [Request(url=shell_variables(whole))]
    text = _BROKEN.sub(r"\1", text)
    if request := labelled(text):
        return [request]
    found = ((_closed(one.group()), one.end()) for one in islice(_INSIDE.finditer(text), _MOST))
    calls = {address: end for address, end in found if names_call(address)}
    requests = [Request(url=shell_variables(one)) for one in calls]
    for request in requests[1:] and requests:
        request.notes.append(left_out(text))
    if len(requests) == 1:
        address, end = next(iter(calls.items()))
        _take_around(requests[0], text, address, end)
    return requests


def _take_around(request: Request, text: str, address: str, end: int) -> None:
    """What stands around the one address: its parameters, or what is left out."""
    start = text.find(address)
    below = text[end:]
    has_query = "?" in address
    alone = text[:start].rpartition("\n")[2] + below.partition("\n")[0]
    if not text[:start].strip(_SIGNS) and not alone.strip(_SIGNS) and _MANY.match(below):
        body = below.partition("\n")[2].strip()
        # JSON below an address that has its parameters is an answer.
        if _is_body(body) and not (has_query and body.startswith("{")):
            take_body(request, body)
            request.notes.append("The lines below the URL were taken as its parameters.")
            return
    behind = start + len(address)
    more = (_BEHIND_A_BLANK if has_query else _FORM).match(text, behind)
    if more and not has_query:
        request.data.append(more.group().strip())
        request.notes.append("What stands behind the URL was taken as its parameters.")
    elif more:
        request.url += _BLANK_AND.sub("&", more.group())
        request.notes.append("Blanks in the URL were taken as parts of its values.")
        if not (text[:start] + text[more.end() :]).strip(_SIGNS):
            return
    elif has_query and not text[:start].strip(_SIGNS) and alone.strip(_SIGNS):
        name = address.rpartition("?")[2].rpartition("&")[2].partition("=")[0]
        what = left_out(below, "What stands behind the blank in the URL was left out")
        request.notes.append(f"{what} Where it belongs to {name[:80]}, put it in.")
        return
    # A line of a log, with the body that was sent.
    sent = _BODY.search(text) if not has_query else None
    answered = sent and _ANSWERED.search(text[: sent.start()].replace(address, ""))
    if sent and not more and not answered and _is_object(sent.group()):
        request.data.append(sent.group())
        request.content_type = "application/json"
    end = more.end() if more else behind
    request.notes.append(left_out(f"{text[:start]}\n{text[end:]}"))


def _is_body(text: str) -> bool:
    """Whether all of a text can be parameters."""
    form = "\n" not in text and _FORM.fullmatch(f" {text}")
    return bool(form or _is_object(text) or listed(text, []))


def left_out(text: str, what: str = "What stands around the URL was left out") -> str:
    """The note about what is left out, with the names of the fields that it may have."""
    found = (one[1] or one[2] or one[3] for one in _NAMED.finditer(_OTHER_ADDRESS.sub("", text)))
    listing = ", ".join(islice(dict.fromkeys(found), _MOST_NAMES))[:300]
    return f"{what}{f', with it {listing}' if listing else ''}."


def fields_beside(text: str) -> list[str]:
    """The note about fields in front of the commands of a text that none of them uses."""
    begin = _PROGRAM.search(text)
    used = set(_USED.findall(text))
    lines = _OWN_LINE.finditer(text, 0, begin.start() if begin else 0)
    fields = [found.group() for found in lines if found[1] not in used]
    return (
        [left_out("\n".join(fields), "Fields beside the command were left out")] if fields else []
    )


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


def _is_object(text: str) -> bool:
    try:
        return bool(read(text).members)
    except BadInput:
        return False
