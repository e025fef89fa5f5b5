"""Find's part of what a workspace has saved: apart from the index, which everybody is given."""

from collections.abc import Iterator
from typing import NamedTuple

from flask import Blueprint, jsonify, url_for
from flask.typing import ResponseReturnValue

from app.desk.saved.store import Item
from app.pages.shell.context import own_desk

blueprint = Blueprint("find_saved", __name__, url_prefix="/find")


class SavedThing(NamedTuple):
    """`title` is what a request calls, `within` the names of the collections that it is in."""

    kind: str
    name: str
    title: str
    within: str
    address: str


@blueprint.get("/saved")
def saved() -> ResponseReturnValue:
    """{"saved": [[kind, name, title, within, address]]}: all of this workspace."""
    response = jsonify(saved=list(of_workspace()))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def of_workspace() -> Iterator[SavedThing]:
    desk = own_desk()
    items = desk.parts.saved.tree(desk.workspace)
    known = {one.id: one for one in items}

    def within(one: Item) -> str:
        above = known.get(one.parent)
        if above is None:
            return ""
        return f"{outer} / {above.name}" if (outer := within(above)) else above.name

    for one in items:
        yield SavedThing(one.kind, one.name, one.title, within(one), _address(one))


def with_words(typed: str, most: int) -> list[SavedThing]:
    """Those in which each word stands, for the page without scripts."""
    words = typed.lower().split()
    alike = (
        one for one in of_workspace() if all(word in " ".join(one[1:4]).lower() for word in words)
    )
    return [one for one, _ in zip(alike, range(most), strict=False)] if words else []


def _address(item: Item) -> str:
    match item.kind:
        case "request":
            return url_for("console.index", saved=item.id)
        case "workflow":
            return url_for("workflows.own", saved_id=item.id)
        case _:
            return url_for("saved.index") + f"#saved-{item.id}"
