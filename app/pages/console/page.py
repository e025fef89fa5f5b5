"""The console page: the form of an action, with recent calls and (from /send) an answer."""

import time
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.call.multirequest import NAME as MULTIREQUEST
from app.errors import BadInput
from app.history.records import Filters
from app.pages.answer.example import Example
from app.pages.answer.view import AnswerView
from app.pages.console import request_page
from app.pages.console.request_page import RequestPage
from app.pages.shell.context import console, remember, wants_json, workspace

blueprint = Blueprint("console", __name__)
RECENT_CALLS = 20


@dataclass(frozen=True, slots=True)
class PageState:
    """What the console page shows beside the form."""

    answer: AnswerView | None = None
    problems: int = 0  # how many fields have something wrong
    unconfirmed: str = ""  # what asks before something is changed: see `guarded`
    notes: tuple[str, ...] = ()  # what of a pasted request found no place
    example: Example | None = None  # the code example that was asked for


@blueprint.get("/")
def index() -> ResponseReturnValue:
    return _open("", "")


@blueprint.get("/console/multirequest")
def multirequest() -> ResponseReturnValue:
    return _open(MULTIREQUEST, "")


@blueprint.get("/console/service/<service>")
def service(service: str) -> ResponseReturnValue:
    return _open(service, "")


@blueprint.get("/console/service/<service>/action/<action>")
def action(service: str, action: str) -> ResponseReturnValue:
    return _open(service, action)


def _open(service: str, action: str) -> ResponseReturnValue:
    page = request_page.opened(service, action)
    remember(page.region)
    answer = None
    if page.record:
        # A record may be filled in elsewhere than where it was sent.
        sent_to = console().regions.get(page.record.call.region)
        registry = console().schemas.registry_for(page.record.call.region)
        answer = AnswerView.of_record(page.record, registry, sent_to)
    return whole_page(page, PageState(answer=answer))


@blueprint.post("/form")
def form() -> ResponseReturnValue:
    """The form anew after another region, service or action was chosen, or for the demo."""
    page = request_page.changed()
    remember(page.region)
    if wants_json():
        return jsonify(
            html=render_template("console/_request.html", **form_context(page)),
            region=page.region.id,
            url=url_for("console.index").rstrip("/") + page.path + f"?region={page.region.id}",
            title=page.title,
        )
    return whole_page(page, PageState())


@blueprint.post("/form/references")
def references() -> ResponseReturnValue:
    """What a value of the call `number` of the posted multirequest may refer to."""
    number = request.form.get("number", "")
    if not number.isascii() or not number.isdigit():
        raise BadInput("number takes the number of a call.", field="number")
    found = request_page.reference_choices(int(number))
    return jsonify(choices=[{"reference": one.reference, "type": one.type} for one in found])


def whole_page(page: RequestPage, state: PageState) -> str:
    """The console as a page, for a browser that opens it or has no JavaScript."""
    recent = console().history.list(workspace(), Filters(), None, RECENT_CALLS)
    return render_template("console/page.html", recent=recent.rows, **form_context(page, state))


def form_context(page: RequestPage, state: PageState | None = None) -> dict[str, Any]:
    """What the template of the form needs."""
    return {
        "page": page,
        "state": state or PageState(),
        "help": console().help,
        "groups": page.registry.services_by_plugin(),
        "now": time.time(),
    }
