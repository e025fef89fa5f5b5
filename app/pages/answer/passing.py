"""A call sent on and answered in the way that was asked for: a stream, JSON, or a whole page."""

from collections.abc import Callable
from typing import Any, cast

from flask import current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from app.call.model import Call
from app.desk.advising.verdict import verdicts_of
from app.desk.answer_view import AnswerView
from app.desk.desk import Desk
from app.desk.exchange import Exchange, Sending
from app.desk.place import Place
from app.pages.answer.stream import MEDIA_TYPE, streamed
from app.pages.shell.context import wants_json
from app.pages.shell.kept_json import ks_as_json
from app.pages.shell.later import later
from app.pages.shell.uploads import UploadRequest
from app.serving.answering import CLIENT, Client
from app.waits import Steps

# A program gets the body as one text, which takes several times its size in memory; what is
# longer than this many bytes it has to take as a stream.
KEPT_FOR_PROGRAMS = 20_000_000


def pass_on(
    desk: Desk,
    call: Call,
    place: Place,
    page: Callable[[Exchange], ResponseReturnValue],
    *,
    consent: bool = False,
    ticket: str = "",
) -> ResponseReturnValue:
    """Send a call that was formed at `place`; `page` answers a browser without our script.

    `ticket` is what the page asks for the call under way by, so that it can be cancelled. Raises
    NeedsConsent.
    """
    running = desk.parts.running
    under_way = running.begin(desk.workspace, ticket)
    streams = MEDIA_TYPE in request.headers.get("Accept", "")

    def ended() -> None:
        running.end(desk.workspace, ticket)

    def whole(sending: Sending) -> Steps[ResponseReturnValue]:
        try:
            exchange = yield from sending.whole()
        finally:
            ended()
        if wants_json():
            view = AnswerView.of_exchange(exchange)
            return jsonify({**_facts(view, exchange), "body": view.text, "cut": view.cut})
        return page(exchange)

    try:
        sending = desk.begin(
            call,
            place,
            consent=consent,
            cancel=under_way.cancel,
            uploaded=under_way.uploaded,
            keep=KEPT_FOR_PROGRAMS if wants_json() and not streams else None,
        )
        if client := cast(Client | None, request.environ.get(CLIENT)):
            client.stays = sending.finishes
            client.gone.when_told(sending.left)
        if streams:
            made: ResponseReturnValue = streamed(
                sending, lambda one, masked: for_our_page(desk, one, masked=masked)
            )
        else:
            made = later(whole(sending))
        response = current_app.make_response(made)
    except BaseException:
        ended()
        raise
    for act in (sending.leave, ended, cast(UploadRequest, request).hold()):
        response.call_on_close(act)
    return response


def for_our_page(desk: Desk, exchange: Exchange, *, masked: bool) -> dict[str, Any]:
    """What /send answers to a script, and the article to show in place of the body."""
    view = AnswerView.of_exchange(exchange, masked=masked)
    verdicts = verdicts_of(desk, exchange.place, view)
    html = render_template("console/_answer.html", answer=view, verdicts=verdicts, fragment=True)
    return {**_facts(view, exchange), "html": html}


def _facts(view: AnswerView, exchange: Exchange) -> dict[str, Any]:
    return {
        "id": view.id,
        "telling": exchange.telling,
        "outcome": {
            "kind": view.outcome.kind,
            "code": view.code,
            "message": view.message,
            "args": dict(view.arguments),
        },
        "status": view.answer.status,
        "seconds": {
            "connected": view.answer.connected,
            "firstByte": view.answer.first_byte,
            "total": view.answer.total,
        },
        "size": view.size,
        "headers": [list(pair) for pair in view.headers],
        "kept": not view.unkept,
        "caution": view.unkept,
        "ks": ks_as_json(exchange.kept, exchange.place) if exchange.kept else None,
    }
