"""What came of a call: the one judgement of an answer that history, sessions and pages share.

The API says "error" with status 200, so that the body has to be looked into; a proxy in
between says it with a page of HTML. Each outcome that is not "ok" has a sentence.
"""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

from app.call.body import LOOKED_INTO, ApiError, Unreadable, read
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
_STOPPED = re.compile(r"exiting on error ([A-Z][A-Z0-9_]{2,99})(?: - (.*))?", re.DOTALL)
_OTHER = {**_FORMATS, "9": "JSON inside a call of a function"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """`code` is the API's, the HTTP status or the kind of failure; "" for ok.

    `message` is a sentence (the API's own for an api_error); `args` are the API error's. The last
    two kinds are no judgement of an answer: they are what history has of a call without one.
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


def judge(answer: Answer, format: str, *, expects_file: bool = False) -> Outcome:
    """What `answer` to a call of that `format` (the wire's number) amounts to.

    `expects_file`: the action answers with a file, so that any bytes are fine.
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
    if not answer.body:
        return _empty(answer, format, expects_file)
    if answer.size > LOOKED_INTO:
        return Outcome("ok")
    return _whole(answer, format, expects_file)


def _whole(answer: Answer, format: str, expects_file: bool) -> Outcome:
    body = read(answer.body)
    error: ApiError | None = None
    reason = ""
    try:
        error = body.error
    except Unreadable as fault:
        reason = str(fault)
    # Some errors come before the server has looked at `format`, or in another one.
    if error or expects_file or format not in _FORMATS:
        return _judged(error)
    if body.format != format:
        reason = f"is not {_OTHER[format]}"
    if not reason:
        return Outcome("ok")
    if _HTML.match(answer.body):
        reason = "is a page of HTML"
    return Outcome(
        "unreadable",
        "NOT_" + _FORMATS[format].upper().replace(" ", "_"),
        f"{_FORMATS[format]} was asked for, but the answer {reason}. Check that the region's "
        "address is that of a Kaltura server, and that no proxy answers in its place.",
    )


def _judged(error: ApiError | None) -> Outcome:
    if error is None:
        return Outcome("ok")
    return Outcome("api_error", error.code, error.message, error.args)


def _empty(answer: Answer, format: str, expects_file: bool) -> Outcome:
    word = answer.header("X-Kaltura") or ""
    code = word.removeprefix("error-").strip() if word.startswith("error-") else ""
    reason = answer.header("X-Kaltura-App") or ""
    stopped = _STOPPED.fullmatch(reason)
    if stopped and stopped[2]:
        return Outcome("api_error", stopped[1], stopped[2].strip())
    if code := code or (stopped[1] if stopped else ""):
        hint = " Choose another format." if code == "UNKNOWN_RESPONSE_FORMAT" else ""
        return Outcome("api_error", code, f"The server answered with nothing but {code}.{hint}")
    if reason:
        return Outcome(
            "api_error", "EMPTY_ANSWER", f"The server stopped without an answer and says: {reason}"
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
