"""The console page: the form of an action, with recent calls and (from /send) an answer."""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from flask import Blueprint, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.call.form import references as earlier
from app.call.form.draft import Draft
from app.call.multirequest import NAME as MULTIREQUEST
from app.desk.advising.verdict import Verdict, verdicts_of
from app.desk.answer_view import AnswerView
from app.desk.at_hand import ids_at_hand
from app.desk.code_example import Example
from app.desk.desk import Desk
from app.desk.drafts import StoredDraft
from app.desk.forms import drafting, filling, forming
from app.desk.forms.forming import FilledForm
from app.desk.place import Place
from app.desk.records import Opened
from app.desk.saved import requests
from app.desk.saved.items import branches
from app.errors import BadInput, NotFound
from app.history.records import Filters
from app.pages.shell.context import (
    chosen_format,
    chosen_region,
    console,
    own_desk,
    wants_json,
    workspace,
)
from app.pages.shell.posting import filled_in, kept_as_variables, linked_draft, posted

blueprint = Blueprint("console", __name__)
RECENT_CALLS = 20
FEW_SAVED = 40
# By cookie, the usual value first; the width of the request is in per cent.
FRAME = {"side": ["open", "closed"], "split": ["34", *map(str, range(25, 76))]}
FRAME |= {"result": ["answer", "code-example", "documentation"], "steps": ["open", "closed"]}
FRAME["layout"] = ["beside", "stacked"]


@dataclass(frozen=True, slots=True)
class PageState:
    """What the console page shows beside the form."""

    answer: AnswerView | None = None
    verdicts: Mapping[int, Verdict] = field(default_factory=dict)
    problems: int = 0  # how many fields have something wrong
    unconfirmed: str = ""  # what asks before something is changed: see NeedsConsent
    anyway: bool = False  # whether it was to be sent despite its problems
    notes: tuple[str, ...] = ()  # what of a pasted request found no place
    example: Example | None = None  # the code example that was asked for


@blueprint.get("/")
def index() -> ResponseReturnValue:
    return _open("", "")


@blueprint.get("/console/multirequest")
def multirequest() -> ResponseReturnValue:
    return _open(MULTIREQUEST, "")


@blueprint.get("/console/service/<service>", defaults={"action": ""})
@blueprint.get("/console/service/<service>/action/<action>")
def action(service: str, action: str) -> ResponseReturnValue:
    return _open(service, action)


def _open(service: str, action: str) -> ResponseReturnValue:
    """`?region=`, `?draft=`, `?saved=`, `?history=`, `?kept=` (the id of the KS that the browser
    tab uses) and filled-in fields are heeded. Nothing is changed."""
    desk, wanted = own_desk(), request.args.get("region")
    kept = request.args.get("kept", "")
    stored = desk.parts.drafts.find(desk.workspace, request.args.get("draft", ""))
    if stored and stored.call.region in desk.parts.regions:
        return _reopened(desk, stored)
    if saved_id := request.args.get("saved", ""):
        return _saved(desk, saved_id, wanted, kept)
    state = PageState()
    recorded = request.args.get("history")
    opened = desk.record(recorded) if recorded and not service else None
    if opened:
        place = desk.place(wanted or opened.call.region).using(kept)
        filled = forming.of_record(desk, place, opened.record)
        state = _answered(desk, opened, place)
    else:
        place = desk.place(wanted or chosen_region().id).using(kept)
        draft = linked_draft()
        draft.values.setdefault("format", chosen_format())
        filled = forming.opened(desk, place, draft, service, action)
    return whole_page(filled, state)


def _saved(desk: Desk, saved_id: str, wanted: str | None, kept: str) -> str:
    """The form of a saved request, in its own region as long as there is one."""
    saved = requests.opened(desk, saved_id)
    own = saved.call.region if saved.call.region in desk.parts.regions else chosen_region().id
    place = desk.place(wanted or own).using(kept)
    gone = requests.missing(place.registry, saved.call)
    try:
        filled = forming.of_saved(desk, place, saved)
    except NotFound:
        filled = forming.opened(desk, place, Draft(), "", "")
    return whole_page(filled, PageState(notes=tuple(gone)))


def _reopened(desk: Desk, stored: StoredDraft) -> str:
    filled = drafting.reopened(desk, stored, lambda pairs: posted(MultiDict(pairs)))
    opened = desk.still(stored.answer) if stored.answer else None
    return whole_page(filled, _answered(desk, opened, filled.place) if opened else PageState())


def _answered(desk: Desk, opened: Opened, place: Place) -> PageState:
    """With the answer of a recorded call, which may have been sent elsewhere than to the form's."""
    gave = (one.id for one in place.kept if one.made_by == opened.record.row.id)
    view = AnswerView.of_record(opened, kept=next(gave, ""))
    sent_at = place if opened.region == place.region else None
    if opened.region and sent_at is None:
        sent_at = desk.place(opened.region.id)
    return PageState(answer=view, verdicts=verdicts_of(desk, sent_at, view))


@blueprint.post("/form")
def form() -> ResponseReturnValue:
    """The form anew after another region, service or action was chosen, or for the demo."""
    filled = changed()
    if kept_as_variables(request.form):
        filling.keep_as_variables(own_desk(), filled.place, filled.form, filled_in(request.form))
        filled = changed()
    if wants_json():
        return jsonify(form_as_json(filled))
    return whole_page(filled, PageState())


@blueprint.post("/form/references")
def references() -> ResponseReturnValue:
    """What a value of the call `number` of the posted multirequest may refer to."""
    number = request.form.get("number", "")
    if not number.isascii() or not number.isdigit():
        raise BadInput("number takes the number of a call.", field="number")
    filled = changed()
    found = earlier.choices(filled.registry, filled.form.calls, int(number))
    return jsonify(choices=[{"reference": one.reference, "type": one.type} for one in found])


@blueprint.get("/form/at-hand")
def at_hand() -> ResponseReturnValue:
    """{"found": [{"id", "name"}]}: ids for a field of `region` that takes those of a class."""
    found = ids_at_hand(own_desk(), request.args.get("region", ""), request.args.get("takes", ""))
    return jsonify(found=[asdict(one) for one in found])


def changed() -> FilledForm:
    """The form of this request, whatever of it was changed. Raises NotFound."""
    desk, what = own_desk(), posted()
    return forming.changed(desk, desk.place(what.region).using(what.kept), what)


def form_as_json(filled: FilledForm) -> dict[str, Any]:
    """The form drawn anew, for our own script."""
    context = form_context(filled, PageState())
    return {
        "html": render_template("console/_request.html", **context),
        "bar": render_template("console/_bar.html", **context),
        "region": filled.region.id,
        "url": f"{_path(filled)}?region={filled.region.id}",
        "title": filled.title,
    }


def whole_page(filled: FilledForm, state: PageState) -> str:
    """The console as a page, for a browser that opens it or has no JavaScript."""
    desk = own_desk()
    rows = desk.parts.history.list(desk.workspace, Filters(), None, RECENT_CALLS).rows
    frame = {
        name: left if (left := request.cookies.get(name)) in known else known[0]
        for name, known in FRAME.items()
    }
    saved = desk.parts.saved.tree(desk.workspace, FEW_SAVED + 1)
    # A few come with the page, so that nothing moves; many are fetched into a place of one size.
    tree = {"children": branches(saved), "count": len(saved), "comes": len(saved) <= FEW_SAVED}
    context = {**form_context(filled, state), **tree}
    return render_template("console/page.html", recent=rows, **context, **frame)


def form_context(filled: FilledForm, state: PageState) -> dict[str, Any]:
    """What the template of the form needs."""
    return {
        "page": filled,
        "state": state,
        "help": console().help,
        "groups": filled.registry.services_by_plugin(),
        "now": time.time(),
        "examples": own_desk().parts.saved.examples(workspace(), filled.saved.item.id)
        if filled.saved
        else (),
    }


def _path(filled: FilledForm) -> str:
    if filled.form.multirequest:
        return url_for("console.multirequest")
    call = filled.form.calls[0]
    return url_for("console.action", service=call.service.id, action=call.action.name)
