"""Variables: where each is known, what it is, and what a text with them becomes."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.call.secrets.masking import MASK
from app.desk.saved.answers import value_in
from app.desk.saved.variables import EVERYWHERE, Stored
from app.errors import BadInput, TestMeError
from app.pages.shell.context import own_desk, wants_json
from app.storage.kept_tables import variables

blueprint = Blueprint("variables", __name__, url_prefix="/variables")


# In the order in which a name is looked up: see `scope`.
_ORDER = ("collection", "account", "region", EVERYWHERE)


@blueprint.get("")
def index() -> ResponseReturnValue:
    return _page()


def _page(revealed: str = "", fault: TestMeError | None = None) -> str:
    """`revealed` is the id of the secret variable that is shown in clear, `fault` what is wrong
    with the one that was to be set."""
    desk, places = own_desk(), _places()
    groups: dict[str, list[Stored]] = {}
    for one in desk.parts.variables.all(desk.workspace):
        groups.setdefault(one.place, []).append(one)

    def order(place: str) -> tuple[int, str]:
        return _ORDER.index(place.partition(":")[0]), places.get(place, "").lower()

    return render_template(
        "saved/variables.html",
        groups=[(place, groups[place]) for place in sorted(groups, key=order)],
        places=places,
        mask=MASK,
        revealed=revealed,
        fault=fault,
        typed=request.form if fault else {},
    )


@blueprint.post("")
def put() -> ResponseReturnValue:
    """`place` is `everywhere`, `region:eu`, `account:…` or `collection:…`; see the page.

    With `call` (the id of a recorded one) and `path` the value is what its answer has there.
    """
    try:
        made = _put()
    except TestMeError as fault:
        if wants_json():
            raise
        return _page(fault=fault), fault.status
    said = f"{{{{{made.name}}}}} has its value ({_places().get(made.place, made.place)})."
    if wants_json():
        return jsonify(message=said, id=made.id, name=made.name)
    flash(said, "done")
    return redirect(url_for("variables.index"), 303)


def _put() -> Stored:
    desk, given = own_desk(), request.form
    place, name = given.get("place", EVERYWHERE), given.get("name", "").strip()
    value, secret = given.get("value", ""), given.get("secret") == "1"
    if call_id := given.get("call", ""):
        value, hidden = value_in(desk, call_id, given.get("path", "$"))
        secret = secret or hidden
    known = desk.parts.variables.all(desk.workspace)
    before = next((one for one in known if (one.place, one.name) == (place, name)), None)
    if before is None and place not in _places():
        raise BadInput("There is no such place here any more: choose another one.", field="place")
    if value == MASK:
        if before and before.secret and not secret:
            desk.tell("shown in clear", f"the variable {name}")
        if before is None:
            raise BadInput("There is nothing behind this mask: type the value.", field="value")
        value = before.value
    stays = before is not None and before.literal and before.value == value
    return desk.parts.variables.put(
        *(desk.workspace, place, name, value), secret=secret, literal=bool(call_id) or stays
    )


@blueprint.post("/<variable_id>/reveal")
def reveal(variable_id: str) -> ResponseReturnValue:
    """The value of a secret one in clear: a POST, so that no link or other site can ask."""
    desk = own_desk()
    found = desk.parts.variables.find(desk.workspace, variable_id)
    desk.tell("shown in clear", f"the variable {found.name}")
    return jsonify(value=found.value) if wants_json() else _page(revealed=variable_id)


@blueprint.post("/<variable_id>/delete")
def delete(variable_id: str) -> ResponseReturnValue:
    """Gives what /saved/undo takes for ten minutes."""
    desk = own_desk()
    found = desk.parts.variables.find(desk.workspace, variable_id)
    token, _ = desk.parts.undo.remove(desk.workspace, {variables: [variable_id]})
    if wants_json():
        return jsonify(undo=token)
    flash(f"{found.name} is deleted.", f"undo:saved.undo:{token}")
    return redirect(url_for("variables.index"), 303)


def _places() -> dict[str, str]:
    """Where a variable can be known, as people are told."""
    desk = own_desk()
    found = {EVERYWHERE: "everywhere"}
    found |= {f"region:{one.id}": f"region {one.name}" for one in desk.parts.regions.values()}
    found |= {
        f"account:{one.id}": f"account {one.name}"
        for place in desk.places()
        for one in place.accounts
    }
    items = desk.parts.saved.tree(desk.workspace)
    found |= {
        f"collection:{one.id}": f"collection {one.name}"
        for one in items
        if one.kind == "collection"
    }
    return found
