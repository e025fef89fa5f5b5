"""Edits of a form's structure: the page's buttons, each an operation on the draft.

The form is then built anew from the draft; whatever was typed is still in it.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import replace

from app.call.form import json_value, references, tree_read
from app.call.form.call_form import ALONE, PREFIX
from app.call.form.draft import Draft
from app.call.form.masked_value import LOST
from app.call.form.request_form import RequestForm
from app.call.form.tree import CALL_ID, ListNode, ObjectNode
from app.call.form.tree_build import TreeBuilder
from app.call.multirequest import NAME as MULTIREQUEST
from app.call.scalars import is_reference
from app.call.secrets.masking import MASK

CALLS = PREFIX.rstrip(":")  # the calls of a multirequest are the items of this list


_OF_A_REGION = re.compile(rf"(?:{PREFIX}[0-9]+:)?(?:ks|apiVersion)")


def leave_region(draft: Draft) -> None:
    """Take out of the form, and of each call within it, what another region does not take.

    A KS is worth nothing there, but for one that an earlier call makes, and each region has its own
    schema version.
    """
    for name, value in list(draft.values.items()):
        if _OF_A_REGION.fullmatch(name) and not is_reference(str(value)):
            draft.values.pop(name)
            if name != "apiVersion":
                draft.sent.discard(name)


def edit(form: RequestForm, draft: Draft, operation: str, name: str) -> None:
    """Carry out one operation at the node called `name`; an unknown one does nothing.

    Raises JsonProblem where a text that is to become fields is not JSON.
    """
    node = form.find(name)
    if operation == "close":
        draft.clear(name)
    elif isinstance(node, ObjectNode | ListNode) and operation in _STRUCTURE:
        _STRUCTURE[operation](form, draft, node)
    elif operation in _ITEMS:
        _lose_masks(draft, name)
        _ITEMS[operation](draft, name)


def _lose_masks(draft: Draft, item: str) -> None:
    """Where an item looks like others of its list, their masks cannot be told apart once it moves.

    Of all others the item that a mask comes from is known by what else is in it.
    """
    looks = draft.within(item)
    masked = {name for name, text in looks.items() if MASK in text}
    alike = [one for one in draft.items(item.rpartition(":")[0]) if draft.within(one) == looks]
    if masked and len(alike) > 1:
        for one in alike:
            for name in masked:
                draft.values[f"{one}{name}"] = LOST


def edit_calls(form: RequestForm, draft: Draft, operation: str, name: str) -> None:
    """Add, remove, copy or move a call (`name` is param:<number>); references follow.

    One to a call that is removed is left open: as it is it would name the next call.
    What the masks of a call stand for follows it too, but to a copy: nothing stands behind its.
    """
    for call in form.calls:
        draft.values[f"{CALLS}:{call.number}:#call"] = str(call.number)
        draft.values[f"{CALLS}:{call.number}:{CALL_ID}"] = call.id
    if operation == "call-add":
        _add_call(draft, len(form.calls) + 1)
    elif operation == "call-remove":
        draft.remove(name)
    elif operation == "call-copy":
        copied = draft.copy(name)
        draft.values.pop(f"{copied}:#call", None)
        draft.values[f"{copied}:{CALL_ID}"] = _new_id()
    elif operation in {"call-up", "call-down"}:
        draft.move(name, -1 if operation == "call-up" else 1)
    places: dict[int, int | None] = {call.number: None for call in form.calls}
    for key in [key for key in draft.values if key.endswith(":#call")]:
        places[int(str(draft.values.pop(key)))] = int(key.split(":")[1])
    for key, value in list(draft.values.items()):
        if isinstance(value, str) and key.startswith(PREFIX):
            draft.values[key] = references.renumber(value, places)


def to_multirequest(form: RequestForm, draft: Draft) -> None:
    """The one call becomes the first of a multirequest, and a second one is added."""
    call = form.calls[0]
    moved = Draft(ticks=draft.ticks)
    for key, value in draft.values.items(multi=True):
        moved.values.add(_into_first(key), value)
    draft.values = moved.values
    draft.sent = {_into_first(key) for key in draft.sent}
    draft.null = {_into_first(key) for key in draft.null}
    draft.values["service"] = MULTIREQUEST
    draft.values[f"{CALLS}:1:service"] = call.service.id
    draft.values[f"{CALLS}:1:action"] = call.action.name
    draft.values[f"{CALLS}:1:{CALL_ID}"] = ALONE
    _add_call(draft, 2)


def _into_first(key: str) -> str:
    return f"{PREFIX}1:{key[len(PREFIX) :]}" if key.startswith(PREFIX) else key


def _add_call(draft: Draft, number: int) -> None:
    draft.values[f"{CALLS}:{number}:service"] = "media"
    draft.values[f"{CALLS}:{number}:{CALL_ID}"] = _new_id()


def _new_id() -> str:
    # Never the id of a call that was there before: nothing stands behind the masks of this one.
    return secrets.token_hex(6)


def _open(form: RequestForm, draft: Draft, node: ObjectNode | ListNode) -> None:
    del form
    draft.open(node.name, node.type if isinstance(node, ObjectNode) else "")


def _add(form: RequestForm, draft: Draft, node: ObjectNode | ListNode) -> None:
    kind = node.parameter.array_type
    is_class = kind[:1].isupper()
    draft.add(node.name, TreeBuilder(form.registry, draft).usual(kind) if is_class else "")


def _to_json(form: RequestForm, draft: Draft, node: ObjectNode | ListNode) -> None:
    value = tree_read.read(replace(node, sent=True), form.registry)
    draft.clear(node.name)
    draft.sent.add(node.name)
    draft.values[node.name] = json_value.to_text(value) if value is not None else ""


def _to_fields(form: RequestForm, draft: Draft, node: ObjectNode | ListNode) -> None:
    value = tree_read.read(replace(node, sent=True), form.registry)
    draft.clear(node.name)
    if value is not None:
        draft.put(node.name, value)


_STRUCTURE: dict[str, Callable[[RequestForm, Draft, ObjectNode | ListNode], None]] = {
    "open": _open,
    "add": _add,
    "json": _to_json,
    "fields": _to_fields,
}
_ITEMS: dict[str, Callable[[Draft, str], object]] = {
    "remove": Draft.remove,
    "copy": Draft.copy,
    "up": lambda draft, name: draft.move(name, -1),
    "down": lambda draft, name: draft.move(name, 1),
}


def any_edit(form: RequestForm, draft: Draft, operation: str, name: str) -> None:
    """The edit that an operation of the page's buttons names: of the form, its calls, or a field.

    Raises BadInput, and JsonProblem for a text that is no JSON.
    """
    if operation == "multirequest":
        to_multirequest(form, draft)
    elif operation.startswith("call-"):
        edit_calls(form, draft, operation, name)
    else:
        edit(form, draft, operation, name)
