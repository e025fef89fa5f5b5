"""A step's call, and the payload of a request, one out of the other: JSON as the API takes it.

Scalars have the schema's type where it has one, and are texts otherwise; the server takes both.
The answer is asked for in JSON, whatever a step's own format is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.call import wire
from app.call.form.request_level import ATTRIBUTES
from app.call.model import Array, Call, File, Map, Null, Object, Value
from app.call.multirequest import NAME as MULTIREQUEST
from app.call.variables.values import written
from app.errors import BadInput
from app.schema.registry import Registry
from app.workflows.arazzo import files
from app.workflows.arazzo.references import Known, is_run_ks

JSON_FORMAT = "1"
_SAFE = 2**53  # beyond it readers of JSON lose digits


@dataclass(frozen=True, slots=True)
class Payload:
    """`typed` are the JSON Pointers of texts that stand there as they are typed here, `files` what
    is known of each file by its pointer."""

    content: dict[str, Any]
    typed: list[str] = field(default_factory=list)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Declared:
    """What the schema says of a value; `type` is "" where it says nothing."""

    type: str = ""
    array_type: str = ""

    @property
    def item(self) -> "_Declared":
        return _Declared(self.array_type)


_UNKNOWN = _Declared()


class Payloads:
    """Makes and reads those of one schema."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def takes_ks(self, call: Call) -> bool:
        """Whether a call cannot do without a KS."""
        action = self._registry.action(call.service, call.action)
        return action is None or action.session_required == "always"

    def dumped(self, call: Call, known: Known, run_ks: str) -> Payload:
        declared = self._parameters(call.service, call.action)
        made = Payload({})
        if "format" not in dict(call.parameters):
            made.content["format"] = int(JSON_FORMAT)
        members = [pair for pair in wire.request_level(call) if pair[0] != "format"]
        if call.ks is None and "ks" not in dict(call.parameters) and self.takes_ks(call):
            made.content["ks"] = run_ks
        for name, value in (*members, *call.parameters):
            place = f"/{_token(name)}"
            made.content[name] = self._dumped(
                value, declared.get(name, _UNKNOWN), place, made, known
            )
        return made

    def _dumped(
        self, value: Value, declared: _Declared, place: str, made: Payload, known: Known
    ) -> Any:
        def members(pairs: Iterable[tuple[str, Value]], types: Mapping[str, _Declared]) -> Any:
            return {
                name: self._dumped(
                    one, types.get(name, _UNKNOWN), f"{place}/{_token(name)}", made, known
                )
                for name, one in pairs
            }

        match value:
            case str():
                said = known.said(value)
                if said is None:
                    made.typed.append(place)
                    return value
                return _scalar(value, declared.type) if said == value else said
            case Null():
                return None
            case File():
                made.files[place] = files.dumped(value)
                return value.name
            case Object(type, fields):
                head = {"objectType": type} if type else {}
                return head | members(fields, self._properties(type))
            case Map(items):
                return members(items, {name: declared.item for name, _ in items})
            case Array(items):
                return [
                    self._dumped(one, declared.item, f"{place}/{at}", made, known)
                    for at, one in enumerate(items)
                ]

    def loaded(self, service: str, action: str, given: Payload, known: Known) -> Call:
        """Raises BadInput for what no call has."""
        declared = self._parameters(service, action)
        level: dict[str, Any] = {}
        parameters = []
        for name, plain in given.content.items():
            if name == "ks" and is_run_ks(plain) and name not in declared:
                continue
            value = self._loaded(
                plain, declared.get(name, _UNKNOWN), f"/{_token(name)}", given, known
            )
            if name in ATTRIBUTES and name not in declared:
                level[ATTRIBUTES[name]] = value
            elif name != "format" or name in declared:
                parameters.append((name, value))
        for name, value in level.items():
            if name != "response_profile" and not isinstance(value, str):
                raise BadInput(f"{name} takes a text.")
        return Call("", service, action, tuple(parameters), **{"format": JSON_FORMAT, **level})

    def _loaded(
        self, plain: Any, declared: _Declared, place: str, given: Payload, known: Known
    ) -> Value:
        def inner(name: str, one: Any, type: _Declared) -> Value:
            return self._loaded(one, type, f"{place}/{_token(name)}", given, known)

        if place in given.files:
            return files.loaded(str(plain), given.files[place])
        match plain:
            case None:
                return Null()
            case str():
                return plain if place in given.typed else known.typed(plain)
            case bool() | int() | float():
                return written(plain)
            case list():
                items = enumerate(plain)
                return Array(tuple(inner(str(at), one, declared.item) for at, one in items))
            case dict():
                is_map = declared.type == "map"
                type = "" if is_map else str(plain.get("objectType", ""))
                types = self._properties(type)
                pairs = tuple(
                    (
                        name,
                        inner(name, one, declared.item if is_map else types.get(name, _UNKNOWN)),
                    )
                    for name, one in plain.items()
                    if is_map or name != "objectType"
                )
                return Map(pairs) if is_map else Object(type, pairs)
        raise BadInput(f"At {place} stands no value of a call.")

    def _parameters(self, service: str, action: str) -> dict[str, _Declared]:
        found = self._registry.action(service, action) if service != MULTIREQUEST else None
        return {
            one.name: _Declared(one.type, one.array_type)
            for one in (found.parameters if found else ())
        }

    def _properties(self, type: str) -> dict[str, _Declared]:
        if not type or self._registry.object_type(type) is None:
            return {}
        return {
            one.name: _Declared(one.type, one.array_type)
            for _, one in self._registry.properties(type)
        }


def _scalar(text: str, type: str) -> Any:
    """The text in its own type, where it is written in no other way."""
    made: Any = text
    try:
        match type:
            case "int" | "bigint":
                made = int(text)
            case "float":
                made = float(text)
            case "bool" if text in {"0", "1"}:
                made = text == "1"
    except ValueError:
        return text
    exact = isinstance(made, bool) or (not isinstance(made, str) and abs(made) < _SAFE)
    return made if exact and written(made) == text else text


def _token(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
