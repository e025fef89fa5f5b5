"""An answer passed on to the page while it comes in, its secrets masked on the way.

The body of `POST /send` with `Accept: application/vnd.testme.answer`: frames of one byte for
the kind, four for the length (big-endian), and that many bytes. `h` is the head as JSON, `b`
a piece of the body (text is masked UTF-8, anything else as it came), `n` what is new before the
head: `{"place": 3}`, the turns until the call's own, 0 when it goes out, `{"caution": "..."}`, or
`{"record": "..."}`, the id in history of a call that is waited for, whose page may be left.
`e` is the end as JSON, which has what /send answers to a script, and the article to show, or `x`
an error. A stream that has neither broke off; the call is in the history all the same.
"""

import json
from collections.abc import Callable, Generator, Iterator
from typing import Any

from flask import Response, request, stream_with_context

from app.call.kinds import FileKind, kind_of
from app.call.model import Answer, Call
from app.desk.exchange import Exchange, Sending
from app.desk.passed import RECOGNISED_BY, Passed
from app.pages.shell.failures import described
from app.serving.answering import CLIENT
from app.waits import Wait, without_waits

MEDIA_TYPE = "application/vnd.testme.answer"
End = Callable[[Exchange, bool], dict[str, Any]]


def streamed(sending: Sending, end: End) -> Response:
    """The stream for a call that is sent; `end` makes the last frame of what came of it, and of
    whether anything in the stream is masked."""
    # Only who gave us the client can wait for us.
    parks = CLIENT in request.environ
    frames = _frames(sending, end)
    pieces = stream_with_context(frames if parks else without_waits(frames))
    response = Response(pieces, mimetype=MEDIA_TYPE)
    # A proxy in front that collects the answer first would take away what this is for.
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _frames(sending: Sending, end: End) -> Generator[bytes, None, None]:
    """With Waits between them."""
    steps = sending.steps()
    ended = False
    try:
        beginning = yield from _beginning(sending, steps)
        passed = Passed(sending, beginning)
        kind = kind_of(beginning)
        yield _frame(b"h", _json(_head(sending.call, passed.head, passed.language, kind)))
        for piece in passed.pieces(steps):
            yield piece if isinstance(piece, Wait) else _frame(b"b", piece)
        ended = True
        try:
            exchange = yield from sending.finishing()
            yield _frame(b"e", _json(end(exchange, passed.masked)))
        except Exception as fault:  # noqa: BLE001 - no error handler reaches into a stream
            yield _frame(b"x", _json(described(fault).as_json()))
    finally:
        # The page was left: the call has been made all the same, and history has to know.
        if not ended:
            steps.close()
            sending.finish()


def _beginning(sending: Sending, steps: Iterator[bytes]) -> Generator[bytes, None, bytes]:
    """The first bytes, enough to tell what it is, or all; before them what is new meanwhile."""
    beginning = b""
    told: dict[str, Any] = {"place": 0, "caution": "", "record": ""}
    for piece in steps:
        news: dict[str, Any] = {
            "place": sending.place_in_line,
            "caution": sending.unkept_beforehand,
        }
        if isinstance(piece, Wait):
            news["record"] = sending.record_id
        if fresh := {name: one for name, one in news.items() if one != told[name]}:
            yield _frame(b"n", _json(fresh))
            told |= fresh
        if isinstance(piece, Wait):
            yield piece
            continue
        beginning += piece
        if len(beginning) >= RECOGNISED_BY:
            break
    return beginning


def _head(call: Call, head: Answer, language: str, kind: FileKind | None) -> dict[str, Any]:
    return {
        "status": head.status,
        "mediaType": head.media_type,
        "language": language,
        "kind": kind.told() if kind else None,
        "region": call.region,
        "service": call.service,
        "action": call.action,
    }


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode()


def _frame(kind: bytes, payload: bytes) -> bytes:
    return kind + len(payload).to_bytes(4, "big") + payload
