"""What each route answers; `routes` says where they are."""

import base64
import json
from typing import Any, cast

from flask import current_app, g, jsonify, request
from flask.typing import ResponseReturnValue

from app.desk.answer_view import AnswerView
from app.desk.consent import asks, may_change
from app.desk.exchange import Sending
from app.desk.forms.asked import FORMATS, Asked, formed
from app.desk.keeping import LEAVE, USE
from app.desk.place import Place
from app.desk.running.beginning import paths
from app.desk.saved import workflows as saved
from app.desk.ways.profiles import profiles
from app.errors import BadInput, NeedsConsent, Refused
from app.pages.programs.shapes import body_of
from app.pages.shell.context import own_desk
from app.pages.shell.later import later
from app.people.roles import Role
from app.people.tokens import Token
from app.serving.answering import CLIENT, Client
from app.waits import Steps
from app.workflows.bundled import bundled
from app.workflows.model import Workflow

_MOST_SHOWN = 5_000_000  # bytes of an answer, which is read in memory


def regions() -> ResponseReturnValue:
    return jsonify(regions=[_region(one) for one in own_desk().places()])


def _region(place: Place) -> dict[str, Any]:
    region, session = place.region, place.chosen.session if place.chosen else None
    production = {one.id for one in place.accounts if one.production}
    return {
        "id": region.id,
        "name": region.name,
        "url": region.url,
        "guarded": region.guard,
        "schema": place.registry.version,
        "accounts": [
            {
                "id": one.id,
                "name": one.name,
                "partnerId": one.partner_id,
                "production": one.id in production,
            }
            for one in profiles(place.accounts, {region.id})
        ],
        "ks": session
        and {
            "partnerId": session.partner_id,
            "userId": session.user_id,
            "expiry": session.expiry,
        },
    }


def workflows() -> ResponseReturnValue:
    """Saved ones with their collections in front, then those that come with the console."""
    desk = own_desk()
    found = []
    for item, path in paths(desk).items():
        try:
            found.append(_workflow(f"own/{item.id}", path, saved.opened(desk, item.id).workflow))
        except BadInput:
            # Of a newer console: it is shown there.
            continue
    found += [_workflow(one.source, one.workflow.title, one.workflow) for one in bundled().values()]
    return jsonify(workflows=found)


def _workflow(address: str, title: str, workflow: Workflow) -> dict[str, Any]:
    return {
        "address": address,
        "title": title,
        "description": workflow.description,
        "inputs": [
            {"name": one.name, "description": one.description, "secret": one.secret}
            for one in workflow.inputs
        ],
        "steps": [f"{one.call.service}.{one.call.action}" for one in workflow.steps],
    }


def send_call() -> ResponseReturnValue:
    """A call is made to its end where it may change something, also if the program leaves."""
    desk, given = own_desk(), body_of("Call")
    consent = given.pop("consent", False)
    call, place = formed(desk, Asked(**given))
    token = cast(Token, g.token)
    if token.most < Role.CHANGE and may_change(place.registry, call):
        raise Refused(
            f"The token {token.name} may only read, and {call.service}.{call.action} may change "
            "something: make a token that may change things."
        )
    try:
        # A KS that a program brings is its own affair.
        keeping = LEAVE if "ks" in given else USE
        sending = desk.begin(call, place, consent=consent, keep=_MOST_SHOWN, keeping=keeping)
    except NeedsConsent as fault:
        fault.field = "consent"
        fault.sentence = fault.sentence.replace("confirm it.", 'send it with "consent": true.')
        raise
    if why := asks(call, place):
        told = f"{token.name}: {call.service}.{call.action} in {why}"
        desk.tell("token used with consent", told)
    if client := cast(Client | None, request.environ.get(CLIENT)):
        client.stays = sending.finishes
        client.gone.when_told(sending.left)
    response = current_app.make_response(later(_answered(sending)))
    response.call_on_close(sending.leave)
    return response


def _answered(sending: Sending) -> Steps[ResponseReturnValue]:
    exchange = yield from sending.whole()
    return jsonify(_called(AnswerView.of_exchange(exchange)))


def called(call_id: str) -> ResponseReturnValue:
    return jsonify(_called(AnswerView.of_record(own_desk().record(call_id))))


def _called(view: AnswerView) -> dict[str, Any]:
    return {
        "id": view.id,
        "sentAt": view.sent_at,
        "region": view.call.region,
        "service": view.call.service,
        "action": view.call.action,
        "sent": dict(view.pairs),
        "outcome": {
            "kind": view.outcome.kind,
            "code": view.code,
            "message": view.message,
            "args": dict(view.arguments),
        },
        "status": view.answer.status,
        "seconds": {"firstByte": view.answer.first_byte, "total": view.answer.total},
        "answer": {
            "mediaType": view.answer.media_type,
            "size": view.size,
            "cut": view.cut,
            **_body(view),
        },
        **({"caution": view.unkept} if view.unkept else {}),
    }


def _body(view: AnswerView) -> dict[str, Any]:
    if not view.answer.body:
        return {}
    if view.language == "binary":
        return {"base64": base64.b64encode(view.answer.body).decode()}
    # A single value is JSON, too, and a file that is asked for is what it is.
    if view.call.format == FORMATS["json"] and view.result_class != "file" and not view.cut:
        try:
            return {"json": json.loads(view.text)}
        except (ValueError, RecursionError):
            pass
    return {"text": view.text}
