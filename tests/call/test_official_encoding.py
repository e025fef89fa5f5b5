"""Every action and class, encoded by us and by the official Python client: the same on the wire.

What the installed release of the client does not know (services, actions, parameters, classes,
properties) is left out of both, and counted.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from app.call import wire
from app.call.model import Array, Call, Map, Null, Object, Value
from app.schema.facts import bundled
from app.schema.model import Action, Parameter, Property
from tests.call.random_calls import calls
from tests.sizes import examples

client_module = pytest.importorskip("KalturaClient")
EXAMPLES = examples(60, 5000)
REGISTRY = bundled()
# The installed client is of a later release, in which a property of it has become an object.
OF_ANOTHER_TYPE = {"KalturaOverlayAttributes"}
# The client writes a bool as Python does; the server takes both for the same.
BOOLS = {"True": "1", "False": "0"}


class Captured(Exception):
    """Raised in the place of sending."""


@cache
def client() -> Any:
    made = client_module.KalturaClient(client_module.KalturaConfiguration("https://host.example"))

    def stop() -> None:
        raise Captured

    made.doQueue = made.getServeUrl = stop
    return made


@cache
def services() -> dict[str, Any]:
    """The client's services by the schema's service id."""
    found: dict[str, Any] = {}
    for name, value in vars(client()).items():
        if hasattr(value, "setClient"):
            found[name.lower()] = value
        elif type(value).__name__ == "PluginServicesProxy":
            found |= {f"{name}_{inner}".lower(): one for inner, one in vars(value).items()}
    return found


@cache
def factories() -> dict[str, Any]:
    from KalturaClient.Base import KalturaObjectFactory

    client()  # which registers them
    known: dict[str, Any] = dict(KalturaObjectFactory.objectFactories)
    return known


class Official:
    """Turns values into the client's own, dropping what it does not know."""

    def __init__(self, unknown: Counter[str]) -> None:
        self.unknown = unknown

    def value(self, value: Value, declared: Parameter | Property) -> tuple[Any, Value | None]:
        """The client's value, and ours without what the client does not know; None drops it."""
        match value:
            case Null():
                return None, value
            case str():
                return _scalar(value, declared), value
            case Object():
                return self.object(value)
            case Array(items):
                pairs = [self.value(i, _item(declared)) for i in items if not isinstance(i, Null)]
                known = [(theirs, ours) for theirs, ours in pairs if ours is not None]
                return [theirs for theirs, _ in known], Array(tuple(ours for _, ours in known))
            case Map(items):
                made = [(k, self.value(i, _item(declared))) for k, i in items if i != Null()]
                kept = [(key, theirs, ours) for key, (theirs, ours) in made if ours is not None]
                return {k: t for k, t, _ in kept}, Map(tuple((k, ours) for k, _, ours in kept))
        raise AssertionError(value)

    def object(self, value: Object) -> tuple[Any, Value | None]:
        factory = factories().get(value.type)
        if factory is None or value.type in OF_ANOTHER_TYPE:
            self.unknown[value.type] += 1
            return None, None
        made = factory()
        declared = {prop.name: prop for _, prop in REGISTRY.properties(value.type)}
        fields = []
        for name, member in value.fields:
            attribute = next((n for n in (name, name + "_") if hasattr(made, n)), None)
            if attribute is None:
                self.unknown[f"{value.type}.{name}"] += 1
                continue
            theirs, ours = self.value(member, declared[name])
            if ours is not None:
                setattr(made, attribute, theirs)
                fields.append((name, ours))
        return made, Object(value.type, tuple(fields))


def _item(declared: Parameter | Property) -> Property:
    return Property("", declared.array_type)


def _scalar(text: str, declared: Parameter | Property) -> Any:
    if declared.type in {"int", "bigint"}:
        return int(text)
    if declared.type == "float":
        return float(text)
    return text == "1" if declared.type == "bool" else text


def flattened(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, member in value.items():
            yield from flattened(f"{name}:{key}" if name else str(key), member)
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from flattened(f"{name}:{index}", member)
    else:
        yield name, str(value)


def officially(call: Call, unknown: Counter[str]) -> tuple[str, dict[str, str], Call] | None:
    """Path and pairs as the client sends them, and our Call without what it does not know."""
    action = REGISTRY.action(call.service, call.action)
    service = services().get(call.service)
    assert action is not None
    method = _method(service, action)
    if method is None:
        unknown[f"{call.service}.{call.action}"] += 1
        return None
    names = method.__code__.co_varnames[1 : method.__code__.co_argcount]
    official = Official(unknown)
    given_values = dict(call.parameters)
    arguments, own = dict.fromkeys(names, NotImplemented), []
    for parameter in action.parameters:
        if parameter.name not in given_values:
            continue
        target = next((n for n in (parameter.name, parameter.name + "_") if n in names), None)
        if target is None:
            unknown[f"{call.service}.{call.action}.{parameter.name}"] += 1
            continue
        theirs, ours = official.value(given_values[parameter.name], parameter)
        if ours is not None:
            arguments[target] = theirs
            own.append((parameter.name, ours))
    trimmed = replace(call, parameters=tuple(own), response_profile=None)
    sender = client()
    sender.callsQueue.clear()
    sender.config.format = call.format
    sender.clientConfiguration = _given(clientTag=call.client_tag, apiVersion=call.api_version)
    sender.requestConfiguration = _given(
        ks=call.ks, partnerId=call.partner_id, language=call.language
    )
    try:
        method(**arguments)
    except Captured:
        url, params, _ = sender.getRequestParams()
    pairs = dict(flattened("", params.get()))
    del pairs["kalsig"]
    return url.removeprefix("https://host.example"), pairs, trimmed


def _method(service: Any, action: Action) -> Any:
    names = (action.name, action.name + "_", f"{action.name}Action")
    return next(filter(None, (getattr(service, name, None) for name in names)), None)


def _given(**values: str | None) -> dict[str, str]:
    return {name: value for name, value in values.items() if value is not None}


UNKNOWN: Counter[str] = Counter()
COMPARED: Counter[str] = Counter()


@pytest.mark.soak
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(calls(REGISTRY, with_files=False))
def test_ours_and_the_official_clients_encoding_are_equal(call: Call) -> None:
    made = officially(call, UNKNOWN)
    assume(made is not None)
    assert made is not None
    path, theirs, trimmed = made
    ours = dict(wire.pairs(trimmed))
    ours.pop("callback", None)
    assert wire.path(trimmed).lower() == path.lower()
    assert ours.keys() == theirs.keys()
    different = {
        name: (ours[name], theirs[name])
        for name in ours
        if ours[name] != theirs[name] and BOOLS.get(theirs[name]) != ours[name]
    }
    assert different == {}
    COMPARED[f"{call.service}.{call.action}"] += 1


SAMPLES = {"int": "-7", "bigint": "9007199254740993", "float": "1.5", "bool": "1", "string": "ü:{}"}


def sample(declared: Parameter | Property, depth: int = 0) -> Value | None:
    """A value of the declared type; None for a file, or an abstract class without a child."""
    if declared.enum_type and (enum := REGISTRY.enum(declared.enum_type)):
        return enum.constants[0].value if enum.constants else "1"
    if declared.type in SAMPLES:
        return SAMPLES[declared.type]
    if declared.type in {"array", "map"}:
        item = sample(_item(declared), depth + 1)
        if not isinstance(item, Object):
            return None
        return Array((item, item)) if declared.type == "array" else Map((("a", item), ("b", item)))
    names = [one.name for one in REGISTRY.concrete_subclasses(declared.type)]
    return next((whole(name, depth) for name in names if name in factories()), None)


def whole(name: str, depth: int = 0) -> Object:
    """An object with every property that may be sent, two levels deep."""
    fields = [] if depth > 1 else [p for _, p in REGISTRY.properties(name) if not p.read_only]
    made = ((prop.name, sample(prop, depth + 1)) for prop in fields)
    return Object(name, tuple((key, value) for key, value in made if value is not None))


def alike(ours: dict[str, Any], theirs: dict[str, str]) -> bool:
    return ours.keys() == theirs.keys() and all(
        ours[name] == theirs[name] or BOOLS.get(theirs[name]) == ours[name] for name in ours
    )


def test_every_class_with_every_property_is_encoded_alike() -> None:
    compared = 0
    for one in REGISTRY.schema.classes:
        if one.abstract or one.name not in factories() or one.name in OF_ANOTHER_TYPE:
            continue
        theirs, ours = Official(UNKNOWN).object(whole(one.name))
        assert ours is not None
        encoded = dict(flattened("x", theirs.toParams().get()))
        assert alike(dict(wire.flatten("x", ours)), encoded), one.name
        compared += 1
    assert compared == 1238


def test_every_action_with_every_parameter_is_encoded_alike() -> None:
    compared = 0
    for service in REGISTRY.services:
        for action in service.actions:
            values = ((p.name, sample(p)) for p in action.parameters)
            own = tuple((name, value) for name, value in values if value is not None)
            made = officially(Call("here", service.id, action.name, own), UNKNOWN)
            if made is None:
                continue
            path, theirs, trimmed = made
            assert wire.path(trimmed).lower() == path.lower()
            assert alike(dict(wire.pairs(trimmed)), theirs), path
            compared += 1
    assert compared == 807


def test_what_the_installed_client_does_not_know_is_counted() -> None:
    """The figures that the comparison leaves out; another pinned release will have others."""
    actions = [(service, action) for service in REGISTRY.services for action in service.actions]
    unknown_actions = [
        action for service, action in actions if _method(services().get(service.id), action) is None
    ]
    classes = [one for one in REGISTRY.schema.classes if not one.abstract]
    known = [one for one in classes if one.name in factories()]
    unknown_properties = [
        (one.name, prop.name)
        for one in known
        for _, prop in REGISTRY.properties(one.name)
        if not any(hasattr(factories()[one.name](), n) for n in (prop.name, prop.name + "_"))
    ]
    assert (len(actions), len(unknown_actions)) == (1004, 197)
    assert (len(classes), len(classes) - len(known)) == (1281, 42)
    assert len(unknown_properties) == 9
