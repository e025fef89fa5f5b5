"""POST /send: the form is read, checked, sent and answered.

/send/cancel ends a call under way, /send/progress tells how much of its files has gone out.
"""

from typing import Any, cast

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from app.call.model import Call
from app.call.problem import Problem
from app.desk.consent import guarded
from app.desk.exchange import Exchange, Sending, perform
from app.errors import BadInput
from app.pages.answer.stream import MEDIA_TYPE, streamed
from app.pages.answer.view import AnswerView
from app.pages.console import request_page
from app.pages.console.page import PageState, whole_page
from app.pages.console.request_page import RequestPage
from app.pages.console.uploads import UploadRequest
from app.pages.sessions.kept_view import ks_as_json
from app.pages.shell.context import console, remember, wants_json, workspace

blueprint = Blueprint("send", __name__)

# A program gets the body as one text, which takes several times its size in memory; what is
# longer than this many bytes it has to take as a stream.
KEPT_FOR_PROGRAMS = 20_000_000


@blueprint.post("/send")
def send() -> ResponseReturnValue:
    page = request_page.posted()
    call, problems = page.form.read(page.region.id)
    # What the page asks beside the call on its form (how far an upload came) is no choice.
    if request.form.get("aside") != "1":
        remember(page.region, call.format)
    if request.form.get("anyway") != "1" and (stopping := _stopping(problems)):
        return _with_problems(page, stopping)
    confirmed = request.form.get("confirmed") == "1"
    if page.changes_things and not confirmed and (asks := guarded(call)):
        return _unconfirmed(page, asks)
    return pass_on(page, call, ticket=request.form.get("ticket", "")[:64])


@blueprint.post("/send/cancel")
def cancel() -> ResponseReturnValue:
    found = console().running.find(workspace(), request.form.get("ticket", ""))
    if found:
        found.cancel.cancel()
    return jsonify(cancelled=found is not None)


@blueprint.get("/send/progress")
def progress() -> ResponseReturnValue:
    """How much of a call's body has gone out, in bytes; see `UnderWay`."""
    found = console().running.find(workspace(), request.args.get("ticket", ""))
    if found is None:
        return jsonify(phase="none", sent=0, total=0)
    return jsonify(phase=found.phase, sent=found.sent, total=found.total)


def pass_on(page: RequestPage, call: Call, *, ticket: str = "") -> ResponseReturnValue:
    """Send `call` and answer in the way that was asked for: a stream, JSON, or the whole page.

    `ticket` is what the page asks for the call under way by, so that it can be cancelled.
    """
    owner = workspace()
    under_way = console().running.begin(owner, ticket)
    if MEDIA_TYPE in request.headers.get("Accept", ""):
        sending = Sending(console(), owner, call, under_way.cancel, uploaded=under_way.uploaded)

        def end(exchange: Exchange, masked: bool) -> dict[str, Any]:
            return _as_json(page, exchange, body=False, masked=masked)

        response = streamed(call, sending, end)
        running = console().running
        response.call_on_close(lambda: running.end(owner, ticket))
        response.call_on_close(cast(UploadRequest, request).hold())
        return response
    try:
        exchange = perform(
            console(),
            owner,
            call,
            under_way.cancel,
            uploaded=under_way.uploaded,
            keep=KEPT_FOR_PROGRAMS if wants_json() else None,
        )
    finally:
        console().running.end(owner, ticket)
    if wants_json():
        return jsonify(_as_json(page, exchange, body=True))
    if exchange.kept:
        page = request_page.with_kept(page, exchange.kept)
    return whole_page(page, PageState(answer=_view(page, exchange)))


def _view(page: RequestPage, exchange: Exchange, *, masked: bool | None = None) -> AnswerView:
    return AnswerView.of_exchange(exchange, page.registry, page.region, masked=masked)


def _as_json(
    page: RequestPage, exchange: Exchange, *, body: bool, masked: bool | None = None
) -> dict[str, Any]:
    """The answer for a program with its body, or for our own page with the article around it."""
    view = _view(page, exchange, masked=masked)
    shared = {
        "id": view.id,
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
        "ks": ks_as_json(exchange.kept) if exchange.kept else None,
    }
    if body:
        return {**shared, "body": view.text, "cut": view.cut}
    return {**shared, "html": render_template("console/_answer.html", answer=view, fragment=True)}


def _stopping(problems: list[Problem]) -> list[Problem]:
    """What keeps the call from being sent: for a script the errors, on our page warnings too."""
    on_page = "shownRegion" in request.form
    return [problem for problem in problems if on_page or problem.level == "error"]


def _with_problems(page: RequestPage, problems: list[Problem]) -> ResponseReturnValue:
    if not wants_json():
        return whole_page(page, PageState(problems=len(problems))), 422
    first = problems[0]
    body = BadInput(f"Nothing was sent: {first.sentence}", field=first.field).as_json()
    listed = [{"field": p.field, "message": p.sentence, "level": p.level} for p in problems]
    return jsonify(**body, problems=listed), 422


def _unconfirmed(page: RequestPage, asks: str) -> ResponseReturnValue:
    if not wants_json():
        return whole_page(page, PageState(unconfirmed=asks)), 409
    sentence = f"{page.title} may change or delete something in {asks}: confirm it."
    error = BadInput(sentence, field="confirmed").as_json()
    error["error"]["code"] = "CONFIRMATION_NEEDED"
    return jsonify(error), 409
