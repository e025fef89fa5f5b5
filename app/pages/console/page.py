"""The console page: the form of an action, with recent calls and (from /send) an answer."""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from flask import Blueprint, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.call.form import references as earlier
from app.call.multirequest import NAME as MULTIREQUEST
from app.desk.advising.verdict import Verdict
from app.desk.answer_view import AnswerView
from app.desk.at_hand import ids_at_hand
from app.desk.code_example import Example
from app.desk.forms import filling, forming, opening
from app.desk.forms.forming import FilledForm
from app.desk.forms.opening import OpenedForm
from app.desk.saved.items import branches
from app.errors import BadInput
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
    desk, args = own_desk(), request.args.to_dict()
    wanted, kept, usual = args.get("region", ""), args.get("kept", ""), chosen_region().id
    form = opening.of_draft(desk, args.get("draft", ""), lambda pairs: posted(MultiDict(pairs)))
    if form is None and (saved_id := args.get("saved")):
        form = opening.of_saved(desk, saved_id, wanted, usual, kept)
    elif form is None and not service and (recorded := args.get("history")):
        form = opening.of_call(desk, recorded, wanted, kept)
    if form is None:
        place = desk.place(wanted or usual).using(kept)
        draft = linked_draft()
        draft.values.setdefault("format", chosen_format())
        form = OpenedForm(forming.opened(desk, place, draft, service, action))
    state = PageState(answer=form.answer, verdicts=form.verdicts, notes=form.notes)
    return whole_page(form.filled, state)


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
