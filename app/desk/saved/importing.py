"""What comes in as a file: workflows as Arazzo documents, requests as collections of Postman's and
Bruno's. What could not be taken is told."""

import json
from dataclasses import dataclass
from typing import Any

from app.call.pasted.bruno import is_bru, read_bru, read_zipped
from app.call.pasted.folders import FoundFolder, FoundRequest, Notes, folders_of
from app.call.pasted.postman import is_collection
from app.call.pasted.said import said
from app.call.wire.unflatten import build_call
from app.desk.desk import Desk
from app.desk.place import Place
from app.desk.saved import requests, workflows
from app.desk.saved.items import Item
from app.desk.saved.placing import placed
from app.errors import BadInput
from app.workflows import arazzo

LARGEST = 32 * 2**20  # bytes


@dataclass(frozen=True, slots=True)
class Note:
    """What was left out or taken differently; `names` are what the sentence is about, none where it
    says that itself."""

    sentence: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """`items` are those that stand in `parent` now, `requests` how many are in them."""

    items: tuple[Item, ...]
    requests: int = 0
    notes: tuple[Note, ...] = ()

    @property
    def noted(self) -> int:
        """How many things were left out or taken differently."""
        return sum(len(one.names) or 1 for one in self.notes)


def imported(desk: Desk, place: Place, data: bytes, parent: str = "") -> Imported:
    """Keep what a file has in it; calls are formed by the schema of the place. Raises BadInput."""
    if len(data) > LARGEST:
        raise BadInput(f"This file has more than {LARGEST >> 20} MB.")
    notes: Notes = {}
    if data.startswith(b"PK"):
        return _collection(desk, place, read_zipped(data, notes), parent, notes)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("This file is no text in UTF-8, and no zip.") from None
    if not text.strip():
        raise BadInput("Choose a file, or paste what is in it.")
    if is_bru(text):
        return _collection(desk, place, read_bru(text), parent, notes)
    if text.lstrip().startswith("{") and '"item"' in text and (content := _json(text)):
        return _collection(desk, place, content, parent, notes)
    loaded = arazzo.load(text, place.registry)
    more = list(loaded.notes)
    made = [placed(desk, place, one, more) for one in loaded.workflows]
    items = tuple(workflows.keep(desk, one, parent=parent) for one in made)
    return Imported(items, 0, tuple(Note(said(one)) for one in more))


def _json(text: str) -> dict[str, Any] | None:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise BadInput("This file is cut off or damaged: save it once more.") from None
    return content if is_collection(content) else None


def _collection(
    desk: Desk, place: Place, content: dict[str, Any], parent: str, notes: Notes
) -> Imported:
    found = folders_of(content, notes)
    item = _folder(desk, place, found, parent, notes)
    told = (
        Note(said(sentence), tuple(said(one) for one in names if one))
        for sentence, names in notes.items()
    )
    return Imported((item,), found.count, tuple(told))


def _folder(desk: Desk, place: Place, found: FoundFolder, parent: str, notes: Notes) -> Item:
    saved, own = desk.parts.saved, desk.workspace
    item = saved.add(own, "collection", found.name, {}, parent=parent)
    for one in found.variables:
        try:
            desk.parts.variables.put(
                *(own, f"collection:{item.id}", one.name, one.value), secret=one.secret
            )
        except BadInput as fault:
            notes.setdefault(f"Left out. {fault.sentence}", []).append(one.name)
    for request in found.requests:
        try:
            _request(desk, place, request, item.id, notes)
        except BadInput as fault:
            notes.setdefault(f"Left out. {fault.sentence}", []).append(request.name)
    for folder in found.folders:
        _folder(desk, place, folder, item.id, notes)
    return item


def _request(desk: Desk, place: Place, found: FoundRequest, parent: str, notes: Notes) -> None:
    placed = build_call(found.pasted.pairs, registry=place.registry, region=place.region.id)
    for one in placed.unplaced:
        notes.setdefault(one.sentence, []).append(found.name)
    requests.keep(
        desk, placed.whole, place, name=found.name, description=found.description, parent=parent
    )
