"""Which field of the form an error is about."""

import re
from collections.abc import Mapping, Sequence

from app.call.form.call_form import PREFIX
from app.call.form.request_level import ATTRIBUTES
from app.call.model import Call
from app.call.wire import flatten
from app.schema.model import Action, Parameter
from app.schema.registry import Registry

PARAMETER = "parameter"
_NO_FIELDS = frozenset({"session", "entitlement"})  # the offers that are about a KS

# Arguments that name a field of the request, rather than hold a value.
_NAMING = (
    "PARAM_NAME",
    "PROP_NAME",
    "PROP",
    "FIELD_NAME",
    "PROPERTY_NAME",
    "XML_FIELD",
    "PARAM",
    "FIELD",
)


def field_in_question(
    registry: Registry, call: Call, offers: Sequence[str], args: Mapping[str, str]
) -> str:
    """The form's name of the field, "" where none can be told.

    `offers` are an ErrorWords': PARAMETER for what the arguments name or hold, else a field's
    own name; the first that the form has counts. `args` are the error's arguments.
    """
    action = registry.action(call.service, call.action)
    if action is None:
        return ""
    for offer in offers:
        if offer in _NO_FIELDS:
            continue
        if offer == PARAMETER:
            field = _argued(registry, call, action, args)
        elif place := _declared_as(registry, action, "", offer):
            field = PREFIX + place
        else:
            field = offer if offer in ATTRIBUTES else ""
        if field:
            return field
    return ""


def _argued(registry: Registry, call: Call, action: Action, args: Mapping[str, str]) -> str:
    sent = [leaf for name, value in call.parameters for leaf in flatten(name, value)]
    for argument in _NAMING:
        if named := args.get(argument):
            class_name, _, path = named.rpartition("::")
            name = re.split(r"[:\[\].>]", path.rstrip("]"))[-1]
            place = _sent_as(name, sent) or _declared_as(registry, action, class_name, name)
            return PREFIX + place if place else ""
    values = {value for value in args.values() if value}
    place = next((name for name, value in sent if isinstance(value, str) and value in values), "")
    return PREFIX + place if place else ""


def _sent_as(name: str, sent: Sequence[tuple[str, object]]) -> str:
    """The wire name of the sent field of that name, the outermost one first."""
    found = [wire for wire, _ in sent if wire.rpartition(":")[2].removesuffix("__null") == name]
    return min(found, key=lambda wire: wire.count(":"), default="").removesuffix("__null")


def _declared_as(registry: Registry, action: Action, class_name: str, name: str) -> str:
    """The wire name that a field of that name would have, among the action's own or one deeper."""
    if any(parameter.name == name for parameter in action.parameters):
        return name
    for parameter in action.parameters:
        if _may_be(registry, parameter, class_name) and _has(registry, parameter, class_name, name):
            return f"{parameter.name}:{name}"
    return ""


def _may_be(registry: Registry, parameter: Parameter, class_name: str) -> bool:
    return (
        not class_name
        or registry.is_subclass(parameter.type, class_name)
        or registry.is_subclass(class_name, parameter.type)
    )


def _has(registry: Registry, parameter: Parameter, class_name: str, name: str) -> bool:
    return any(
        declared.name == name
        for owner in (parameter.type, class_name)
        for _, declared in registry.properties(owner)
    )
