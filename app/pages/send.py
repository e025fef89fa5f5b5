"""POST /send: the form is read, checked, sent and answered.

/send/cancel ends a call under way, /send/progress tells how much of its files has gone out.
"""

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from app.call.problem import Problem
from app.errors import BadInput
from app.pages import request_page
from app.pages.answer_view import AnswerView
from app.pages.console import PageState, whole_page
from app.pages.context import console, remember, wants_json, workspace
from app.pages.exchange import Exchange, perform
from app.pages.kept_view import ks_as_json
from app.pages.request_page import RequestPage

blueprint = Blueprint("send", __name__)


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
    if page.region.guard and page.changes_things and not confirmed:
        return _unconfirmed(page)
    ticket = request.form.get("ticket", "")[:64]
    under_way = console().running.begin(workspace(), ticket)
    try:
        exchange = perform(
            console(), workspace(), call, under_way.cancel, uploaded=under_way.uploaded
        )
    finally:
        console().running.end(workspace(), ticket)
    return answered(page, exchange)


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


def answered(page: RequestPage, exchange: Exchange) -> ResponseReturnValue:
    """The answer, as JSON for our own script and other programs, else as the whole page."""
    view = AnswerView.of_exchange(exchange, page.registry)
    if not wants_json():
        if exchange.kept:
            page = request_page.with_kept(page, exchange.kept)
        return whole_page(page, PageState(answer=view))
    return jsonify(
        id=view.id,
        outcome={
            "kind": view.outcome.kind,
            "code": view.code,
            "message": view.message,
            "args": dict(view.arguments),
        },
        status=exchange.answer.status,
        seconds={"firstByte": exchange.answer.first_byte, "total": exchange.answer.total},
        size=len(exchange.answer.body),
        headers=[list(pair) for pair in view.headers],
        body=view.text if request.headers.get("X-Requested-With") != "TestMe" else None,
        ks=ks_as_json(exchange.kept) if exchange.kept else None,
        html=render_template("console/_answer.html", answer=view)
        if request.headers.get("X-Requested-With") == "TestMe"
        else None,
    )


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


def _unconfirmed(page: RequestPage) -> ResponseReturnValue:
    if not wants_json():
        return whole_page(page, PageState(unconfirmed=True)), 409
    sentence = (
        f"{page.title} may change or delete something in "
        f"{page.region.name}, which is guarded: confirm it."
    )
    error = BadInput(sentence, field="confirmed").as_json()
    error["error"]["code"] = "CONFIRMATION_NEEDED"
    return jsonify(error), 409
