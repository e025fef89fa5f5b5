"""A call that a program asks for: its parameters by name, as JSON, instead of a form's fields."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.call.form.call_form import PREFIX
from app.call.form.draft import Draft
from app.call.form.named_calls import action_named, service_named
from app.call.form.request_level import ATTRIBUTES
from app.call.model import Call
from app.desk.account_ks import account_named, with_ks_of
from app.desk.desk import Desk
from app.desk.forms import forming
from app.desk.forms.posted import Posted
from app.desk.place import Place
from app.errors import BadInput
from app.schema.model import Action

FORMATS = {"json": "1", "xml": "2"}


@dataclass(frozen=True, slots=True)
class Asked:
    """`parameters` are an action's own and those of every request (`partnerId`, `language`), by
    their wire names: JSON whose numbers are texts, as the wire has them. `account` is a name, an id
    or a partner id, "" for none, `ks` one to be sent instead of what is kept, "" for none."""

    region: str
    service: str
    action: str
    parameters: Mapping[str, Any] = field(default_factory=dict, repr=False)
    account: str = ""
    ks: str = field(default="", repr=False)
    format: str = "json"


def formed(desk: Desk, asked: Asked) -> tuple[Call, Place]:
    """The call, and the place with the KS that it is sent with; for an account of which none is
    kept a session is started.

    Raises NotFound for what there is not, BadInput with all that the schema has against it, and
    what `with_ks_of` does.
    """
    place = desk.place(asked.region)
    service = service_named(place.registry, asked.service)
    action = action_named(place.registry, service, asked.action)
    draft = _draft_of(action, asked.parameters)
    draft.values["service"], draft.values["action"] = service.id, action.name
    draft.values["format"] = FORMATS[asked.format]
    if asked.account:
        place = with_ks_of(desk, place, account_named(place, asked.account))
    ks = asked.ks or (place.chosen.masked if place.chosen else "")
    if ks and action.session_required != "none":
        draft.put("ks", ks)
    form = forming.posted(desk, place, Posted(draft, place.region.id)).form
    call, problems = form.read(place.region.id)
    if stopping := [one for one in problems if one.level != "warning"]:
        told = " ".join(f"{_shown(one.field)}: {one.sentence}" for one in stopping)
        raise BadInput(f"Nothing was sent. {told}", field=_shown(stopping[0].field))
    return call, place


def put_json(draft: Draft, name: str, value: Any, text: str) -> None:
    """Fill in a value that came as JSON, whose `text` that is: a scalar as the wire has it; objects
    and lists stay JSON, which the form reads by the schema."""
    draft.sent.add(name)
    match value:
        case None:
            draft.null.add(name)
        case bool():
            draft.values[name] = "1" if value else "0"
        case str():
            draft.values[name] = value
        case _:
            draft.values[name] = text


def _draft_of(action: Action, parameters: Mapping[str, Any]) -> Draft:
    draft = Draft()
    own = {one.name: one.type for one in action.parameters}
    others = [one for one in ATTRIBUTES if one not in {*own, "format", "ks"}]
    for name, value in parameters.items():
        if name not in own and name not in others:
            takes = ", ".join(own) or "none of its own"
            raise BadInput(
                f"{action.name} has no parameter {name!r:.80}: it takes {takes}, and with every "
                f"action {', '.join(others)}.",
                field=f"parameters.{name:.80}",
            )
        if own.get(name) == "file":
            raise BadInput(
                f"{name} is a file, and files cannot be sent this way: add one by its URL, where "
                "the API has an action for that, or send the call in the console.",
                field=f"parameters.{name}",
            )
        put_json(draft, (PREFIX if name in own else "") + name, value, json.dumps(value))
    return draft


def _shown(name: str) -> str:
    """A field of the form as a program knows it."""
    own = name.startswith(PREFIX)
    return f"parameters.{name.removeprefix(PREFIX).replace(':', '.')}" if own else name
