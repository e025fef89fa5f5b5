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

    # Written once for all: 500 addresses by url_for take 20 ms.
    places = {
        "request": url_for("console.index", saved=":"),
        "workflow": url_for("workflows.own", saved_id=":"),
        "collection": url_for("saved.index") + "#saved-:",
    }
    for one in items:
        address = places[one.kind].replace(":", one.id).replace("%3A", one.id)
        yield SavedThing(one.kind, one.name, one.title, within(one), address)


def with_words(typed: str, most: int) -> list[SavedThing]:
    """Those in which each word stands, for the page without scripts."""
    words = typed.lower().split()
    alike = (
        one for one in of_workspace() if all(word in " ".join(one[1:4]).lower() for word in words)
    )
    return [one for one, _ in zip(alike, range(most), strict=False)] if words else []
