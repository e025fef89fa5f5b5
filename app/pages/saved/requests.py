"""Saved requests: the tree, and what changes it. A request's form is the console's (`/?saved=`)."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.desk.forms import forming
from app.desk.saved import requests as keeping
from app.desk.saved import workflows
from app.desk.saved.items import Item, branches, names_around
from app.errors import BadInput
from app.pages.shell.context import own_desk, wants_json
from app.pages.shell.posting import posted

blueprint = Blueprint("saved", __name__, url_prefix="/saved")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The tree as a page, or for our script as {"html"} alone: `?page=1` for that page."""
    desk = own_desk()
    items = desk.parts.saved.tree(desk.workspace)
    shown: dict[str, Any] = {"children": branches(items), "count": len(items)}
    if wants_json():
        return jsonify(
            html=render_template(
                "saved/_tree.html", scripted=True, beside=request.args.get("page") != "1", **shown
            ),
            collections=folders(items),
        )
    return render_template("saved/page.html", collections=folders(items), **shown)


@blueprint.get("/<saved_id>")
def one(saved_id: str) -> ResponseReturnValue:
    """What can be done with one of them, without scripts; for our script {"description"}."""
    desk = own_desk()
    saved = desk.parts.saved.get(desk.workspace, saved_id)
    description = saved.content.get("description", "")
    if saved.item.kind == "workflow":
        description = workflows.opened(desk, saved_id).workflow.description
    if wants_json():
        return jsonify(description=description)
    items = desk.parts.saved.tree(desk.workspace)
    return render_template(
        "saved/one.html",
        item=saved.item,
        description=description,
        collections=folders(items),
        examples=desk.parts.saved.examples(desk.workspace, saved_id),
    )


@blueprint.post("")
def keep() -> ResponseReturnValue:
    """Fields: those of the console's form, `name`, `description` and `parent` (a collection's id,
    or `new:` with the name of another one)."""
    desk, what = own_desk(), posted()
    place = desk.place(what.region).using(what.kept)
    filled = forming.posted(desk, place, what)
    call, _ = filled.form.read(place.region.id, as_typed=True)
    item = keeping.keep(
        desk,
        call,
        place,
        name=request.form.get("name", ""),
        description=request.form.get("description", ""),
        parent=_parent(request.form.get("parent", "")),
    )
    return _done(f"Saved as {item.name}.", item)


@blueprint.post("/change")
def change() -> ResponseReturnValue:
    """The request as it stands in the form now; its field `saved` says which, as `?saved=` does.

    `savedAt` is when it was saved last, as the form was opened: 409 where it was saved since. ""
    saves it all the same.
    """
    desk, what = own_desk(), posted()
    place = desk.place(what.region).using(what.kept)
    filled = forming.posted(desk, place, what)
    call, _ = filled.form.read(place.region.id, as_typed=True)
    item = keeping.change(desk, what.saved, call, place, what.saved_at)
    return _done(f"{item.name} is saved.", item)


@blueprint.post("/collection")
def collection() -> ResponseReturnValue:
    desk = own_desk()
    parent = request.form.get("parent", "")
    name = request.form.get("name", "")
    item = desk.parts.saved.add(desk.workspace, "collection", name, {}, parent=parent)
    return _done(f"The collection {item.name} is there.", item)


@blueprint.post("/<saved_id>/rename")
def rename(saved_id: str) -> ResponseReturnValue:
    desk, name = own_desk(), request.form.get("name", "")
    if desk.parts.saved.get(desk.workspace, saved_id).item.kind == "workflow":
        item = workflows.rename(desk, saved_id, name)
    else:
        item = desk.parts.saved.change(desk.workspace, saved_id, name=name)
    return _done(f"It is called {item.name} now.", item)


@blueprint.post("/<saved_id>/describe")
def describe(saved_id: str) -> ResponseReturnValue:
    """Field: `description`."""
    item = keeping.describe(own_desk(), saved_id, request.form.get("description", ""))
    return _done(f"{item.name} has its description.", item)


@blueprint.post("/<saved_id>/move")
def move(saved_id: str) -> ResponseReturnValue:
    """`parent` is a collection's id, "" for the top; `before` the id of what it goes before, or
    `after` of what it comes after."""
    desk, given = own_desk(), request.form
    parent, before = given.get("parent", ""), given.get("before", "")
    if after := given.get("after", ""):
        beside = [one.id for one in desk.parts.saved.tree(desk.workspace) if one.parent == parent]
        if after not in beside:
            raise BadInput("That is not there any more.", field="after")
        before = next(iter(beside[beside.index(after) + 1 :]), "")
        if before == saved_id:
            before = next(iter(beside[beside.index(after) + 2 :]), "")
    desk.parts.saved.move(desk.workspace, saved_id, parent, before)
    return _done("Moved.")


@blueprint.post("/<saved_id>/duplicate")
def duplicate(saved_id: str) -> ResponseReturnValue:
    desk = own_desk()
    item = desk.parts.saved.duplicate(desk.workspace, saved_id)
    return _done(f"{item.name} is there.", item)


@blueprint.post("/<saved_id>/delete")
def delete(saved_id: str) -> ResponseReturnValue:
    """Gives what /saved/undo takes for ten minutes."""
    desk = own_desk()
    name = desk.parts.saved.get(desk.workspace, saved_id).item.name
    token, count = desk.parts.saved.remove(desk.workspace, saved_id)
    said = f"{name} is deleted" + (f", with {count - 1} in it." if count > 1 else ".")
    if wants_json():
        return jsonify(message=said, undo=token)
    flash(said, f"undo:saved.undo:{token}")
    return redirect(url_for("saved.index"), 303)


@blueprint.post("/undo")
def undo() -> ResponseReturnValue:
    """`token` is what deleting it gave."""
    desk = own_desk()
    restored = desk.parts.undo.restore(desk.workspace, request.form.get("token", ""))
    return _done(f"{len(restored)} back again.")


def folders(items: tuple[Item, ...]) -> list[dict[str, str]]:
    """The collections with their whole names, for a drop-down."""
    known = [one for one in items if one.kind == "collection"]
    around = names_around(known, " / ")
    found = [
        {"id": one.id, "name": " / ".join(filter(None, (around[one.id], one.name)))}
        for one in known
    ]
    return sorted(found, key=lambda one: one["name"].lower())


def _parent(given: str) -> str:
    desk, name = own_desk(), given.removeprefix("new:")
    if name == given:
        return given
    return desk.parts.saved.add(desk.workspace, "collection", name, {}).id


def _done(said: str, item: Item | None = None) -> ResponseReturnValue:
    if wants_json():
        about = {"id": item.id, "name": item.name, "savedAt": item.changed_at} if item else {}
        return jsonify(message=said, **about)
    flash(said, "done")
    return redirect(url_for("saved.index"), 303)
