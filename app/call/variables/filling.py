"""A call with its templates filled in, as it will be sent."""

from collections.abc import Callable
from dataclasses import replace

from app.call.form.request_level import ATTRIBUTES
from app.call.model import Array, Call, Map, Object, Value
from app.call.secrets.masking import SHORTEST
from app.call.variables.scope import Filled, Scope


def filled_call(call: Call, scope: Scope) -> tuple[Call, list[str]]:
    """The call with the values of its variables, and a sentence for each that has none."""
    secrets: dict[str, None] = dict.fromkeys(call.also_secret)
    faults: dict[str, None] = {}

    def made(text: str) -> str:
        filled: Filled = scope.fill(text)
        secrets.update(dict.fromkeys(filled.secrets))
        if any(len(one) < SHORTEST for one in filled.secrets):
            # What it is a part of tells it, and is not known by that.
            secrets[filled.text] = None
        faults.update(dict.fromkeys(filled.faults.values()))
        return filled.text

    whole = with_texts(call, made)
    return replace(whole, also_secret=tuple(secrets)), list(faults)


def with_texts(call: Call, made: Callable[[str], str]) -> Call:
    """The call with what is made of each text that has a template."""
    level = {
        attribute: _filled(value, made)
        for attribute in ATTRIBUTES.values()
        if (value := getattr(call, attribute)) is not None
    }
    parameters = tuple((name, _filled(value, made)) for name, value in call.parameters)
    # Its attributes are texts, but for the profile, and stay what they were.
    return replace(call, parameters=parameters, **level)  # type: ignore[arg-type]


def _filled(value: Value, made: Callable[[str], str]) -> Value:
    match value:
        case str():
            return made(value) if "{{" in value else value
        case Object(type, fields):
            return Object(type, tuple((name, _filled(one, made)) for name, one in fields))
        case Array(items):
            return Array(tuple(_filled(one, made) for one in items))
        case Map(items):
            return Map(tuple((name, _filled(one, made)) for name, one in items))
    return value
