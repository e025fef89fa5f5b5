"""What came of a call: the one judgement of an answer that history, sessions and pages share.

The API says "error" with status 200, so that the body has to be looked into; a proxy in
between says it with a page of HTML. Each outcome that is not "ok" has a sentence.
"""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

from app.call.binary import is_binary
from app.call.body import LOOKED_INTO, ApiError, Body, Unreadable, php_message, read
from app.call.charset import not_utf8
from app.call.model import Answer

OutcomeKind = Literal[
    "ok",
    "api_error",
    "http_error",
    "redirect",
    "failed",
    "cancelled",
    "unreadable",
    "interrupted",
    "under_way",
]

_HTML = re.compile(rb"\s*<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_FORMATS = {"1": "JSON", "2": "XML", "3": "serialized PHP", "9": "JSONP"}
# Where it stopped: `exiting on error CODE - text`. Files that are refused have nothing else.
_STOPPED = re.compile(r"exiting on error (\S{1,100})(?: - (.*))?", re.DOTALL)
_OTHER_FORMAT = (
    "The server, or something before it, does not look at the format: try the other one, and check "
    "the region's address."
)
_OTHER = {**_FORMATS, "9": "JSON inside a call of a function"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """`code` is the API's, the HTTP status or the kind of failure; "" for ok.

    `message` is a sentence (the API's own for an api_error; of an ok what was odd about it, mostly
    nothing); `args` are the API error's. The last two kinds are no judgement of an answer: they
    are what history has of a call without one.
    """

    kind: OutcomeKind
    code: str = ""
    message: str = ""
    args: tuple[tuple[str, str], ...] = ()


INTERRUPTED = Outcome(
    "interrupted",
    "interrupted",
    "The console was ended, or killed, before the answer had come. The action may have been "
    "carried out all the same: look before you send it again.",
)
UNDER_WAY = Outcome(
    "under_way",
    "under_way",
    "The call is under way: its answer has not come yet. Open this page again to see it.",
)


def judge(
    answer: Answer,
    format: str,
    *,
    expects_file: bool = False,
    expects_result: bool = False,
    calls: int = 0,
) -> Outcome:
    """What `answer` to a call of that `format` (the wire's number) amounts to.

    `expects_file`: the action answers with a file, so that any bytes are fine. `expects_result`: it
    answers with something, so that nothing is not. `calls`: those of a multirequest, each of which
    has a result. What was odd about an ok answer is its message.
    """
    if answer.failure is not None:
        kind: OutcomeKind = "cancelled" if answer.failure.kind == "cancelled" else "failed"
        return Outcome(kind, answer.failure.kind, answer.failure.sentence)
    status = answer.status or 0
    if 300 <= status < 400 and (location := answer.header("Location")):
        return Outcome(
            "redirect", str(status), f"The endpoint points to {location}; nothing was followed."
        )
    if not 200 <= status < 300:
        return Outcome("http_error", str(status), _status_sentence(status))
    notes = answer.notes
    if not answer.body.strip():
        outcome = _empty(answer, format, expects_file, expects_result or calls > 0)
    elif answer.size > LOOKED_INTO:
        outcome = Outcome("ok")
    else:
        content = answer.utf8
        outcome = _whole(content, format, expects_file, calls)
        if not is_binary(content, answer.media_type) and (odd := not_utf8(content)):
            notes = (*notes, odd)
    return Outcome("ok", message=" ".join(notes)) if outcome == Outcome("ok") else outcome


def _whole(content: bytes, format: str, expects_file: bool, calls: int) -> Outcome:
    body = read(content)
    error: ApiError | None = None
    fault: Unreadable | None = None
    try:
        error = body.error
    except Unreadable as found:
        fault = found
    # Some errors come before the server has looked at `format`, or in another one.
    if error or expects_file or format not in _FORMATS:
        return _judged(error)
    fault = _fault(content, body, format, fault)
    if fault is None:
        return _counted(body, calls) if calls else Outcome("ok")
    return Outcome(
        "unreadable",
        "NOT_" + _FORMATS[format].upper().replace(" ", "_"),
        f"{_FORMATS[format]} was asked for, but the answer {fault}. {fault.helps}",
    )


def _fault(content: bytes, body: Body, format: str, found: Unreadable | None) -> Unreadable | None:
    """Why the body is not what was asked for; `found` is what is wrong with it in any format."""
    if _HTML.match(content):
        return Unreadable("is a page of HTML", "A page of HTML")
    if said := php_message(content):
        return said
    if not body.format:
        return Unreadable(f"is not {_OTHER[format]}", "In no format of the API")
    if found is None and body.format != format:
        return Unreadable(f"is {_OTHER[body.format]}", "In another format", _OTHER_FORMAT)
    if found is None:
        try:
            body.check()
        except Unreadable as strict:
            return strict
    return found


def _counted(body: Body, calls: int) -> Outcome:
    results = len(body.items)
    if results == calls:
        return Outcome("ok")
    sent = f"{calls} calls were sent" if calls > 1 else "1 call was sent"
    came = f"{results or 'no'} result{'' if results == 1 else 's'}"
    return Outcome(
        "unreadable",
        "RESULTS_MISMATCH",
        f"{sent}, but the answer has {came}, so that no result can be told to be a call's. All of "
        "them may have been carried out: look before you send them again.",
    )


def _judged(error: ApiError | None) -> Outcome:
    if error is None:
        return Outcome("ok")
    return Outcome("api_error", error.code, error.message, error.args)


def _empty(answer: Answer, format: str, expects_file: bool, expects_result: bool) -> Outcome:
    word = answer.header("X-Kaltura") or ""
    code = word.removeprefix("error-").strip() if word.startswith("error-") else ""
    reason = answer.header("X-Kaltura-App") or ""
    stopped = _STOPPED.fullmatch(reason)
    if stopped and stopped[2]:
        return Outcome("api_error", stopped[1], stopped[2].strip())
    if stopped or (code and not reason):
        code = stopped[1] if stopped else code
        hint = " Choose another format." if code == "UNKNOWN_RESPONSE_FORMAT" else ""
        return Outcome("api_error", code, f"The server answered with nothing but {code}.{hint}")
    if reason:
        return Outcome(
            "api_error",
            code or "EMPTY_ANSWER",
            f"The server stopped without an answer and says: {reason}",
        )
    if expects_result and format in _FORMATS and answer.status != HTTPStatus.NO_CONTENT:
        return Outcome(
            "unreadable",
            "EMPTY_ANSWER",
            "The answer is empty, although this action answers with something. It may have been "
            "carried out all the same: look before you send it again.",
        )
    # A void result is empty in JSON, and in formats that only the server knows.
    if (
        format == "1"
        or expects_file
        or format not in _FORMATS
        or answer.status == HTTPStatus.NO_CONTENT
    ):
        return Outcome("ok")
    return Outcome(
        "unreadable",
        "EMPTY_ANSWER",
        f"{_FORMATS[format]} was asked for, but the answer is empty. Try again, or another format.",
    )


def _status_sentence(status: int) -> str:
    try:
        phrase = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        phrase = str(status)
    if status >= 500:
        return f"The endpoint answered {phrase}: it is in trouble itself; try again later."
    if status == HTTPStatus.NOT_FOUND:
        return f"The endpoint answered {phrase}: check that the region's address is right."
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return f"The endpoint answered {phrase}: send a smaller file."
    return f"The endpoint answered {phrase} instead of a result."
