"""POST /send: the form is read, checked, sent and answered.

/send/cancel ends a call under way, /send/progress tells how much of its files has gone out.
"""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from app.call.problem import Problem
from app.desk.advising.verdict import verdicts_of
from app.desk.answer_view import AnswerView
from app.desk.exchange import Exchange
from app.desk.forms import forming
from app.desk.forms.forming import FilledForm
from app.errors import BadInput, NeedsConsent
from app.pages.answer.passing import pass_on
from app.pages.console.page import PageState, whole_page
from app.pages.shell.context import console, own_desk, remember, wants_json, workspace
from app.pages.shell.posting import posted

blueprint = Blueprint("send", __name__)


@blueprint.post("/send")
def send() -> ResponseReturnValue:
    desk, what = own_desk(), posted()
    place = desk.place(what.region).using(what.kept)
    if not what.stands_there and not what.aside:
        # Only without scripts: they draw the form as soon as another call is chosen. What a script
        # asks beside the form is another call on purpose.
        shown = forming.changed(desk, place, what)
        note = f"Nothing was sent: this is the form of {shown.called}, which was just chosen."
        return whole_page(shown, PageState(notes=(note,))), 409
    filled = forming.posted(desk, place, what)
    call, problems = filled.form.read(place.region.id)
    if not what.aside:
        remember(place.region, call.format)
    if stopping := what.stopped_by(problems):
        return _with_problems(filled, stopping)

    def page(exchange: Exchange) -> ResponseReturnValue:
        view = AnswerView.of_exchange(exchange)
        verdicts = verdicts_of(desk, exchange.place, view)
        shown = filled.with_kept(exchange.place) if exchange.kept else filled
        return whole_page(shown, PageState(answer=view, verdicts=verdicts))

    try:
        return pass_on(desk, call, place, page, consent=what.confirmed, ticket=what.ticket)
    except NeedsConsent as asks:
        if wants_json():
            raise
        return whole_page(filled, PageState(unconfirmed=asks.asks, anyway=what.anyway)), asks.status


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


def _with_problems(filled: FilledForm, problems: list[Problem]) -> ResponseReturnValue:
    if not wants_json():
        return whole_page(filled, PageState(problems=len(problems))), 422
    first = problems[0]
    body = BadInput(f"Nothing was sent: {first.sentence}", field=first.field).as_json()
    listed = [{"field": p.field, "message": p.sentence, "level": p.level} for p in problems]
    return jsonify(**body, problems=listed), 422
