"""A Call -> a Program."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from app.call import wire
from app.call.copied.curl import variables
from app.call.copied.leaves import NOT_NAMED, leaves
from app.call.form.references import REFERENCE
from app.call.model import Array, Call, File, Map, Null, Object, Value
from app.call.multirequest import NAME as MULTIREQUEST
from app.codegen.nodes import (
    ArrayNode,
    Declared,
    EnumConstant,
    Field,
    FileNode,
    Literal,
    MapNode,
    NewObject,
    Node,
    NullNode,
    Reference,
    Secret,
    TimeNode,
)
from app.codegen.program import (
    SETTINGS,
    Argument,
    FilePart,
    Pair,
    Program,
    ServiceCall,
    Settings,
    is_identifier,
)
from app.schema.model import Parameter, Property, Result
from app.schema.registry import Registry

_WHOLE = re.compile(r"[+-]?[0-9]{1,19}")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,300}(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
# Before it and behind it, numbers are seconds from now, or no time at all.
_EARLIEST, _LATEST = 315360000, 253402300799


def build(
    call: Call,
    registry: Registry,
    service_url: str,
    *,
    literal_secrets: bool = False,
    named: Mapping[str, str] = NOT_NAMED,
) -> Program:
    """The program that sends this call to a service URL such as https://www.kaltura.com.

    Secrets and KS come from environment variables (KALTURA_KS, KALTURA_SECRET …), or with
    `literal_secrets` stand in it as they are: `call` has the true values, no masks. So do texts
    that are `named` (see `copied.named_by`). Raises BadInput for a service or an action that is no
    name.
    """
    return _Builder(call, registry, literal_secrets, named).program(service_url.rstrip("/"))


class _Builder:
    def __init__(
        self, call: Call, registry: Registry, literal_secrets: bool, named: Mapping[str, str]
    ) -> None:
        self._call = call
        self._registry = registry
        self._leaves = leaves(call)
        self._named = named
        self._secret = {leaf.name for leaf in self._leaves if leaf.secret}
        self._variables = {} if literal_secrets else self._distinct(variables(call, named))
        self._notes: dict[str, str] = {}

    def program(self, service_url: str) -> Program:
        call = self._call
        multirequest = call.service == MULTIREQUEST
        sent = dict(wire.request_level(call))
        settings = self._settings(sent, "")
        calls = tuple(self._inner_calls()) if multirequest else (self._alone(),)
        pairs = tuple(
            Pair(
                leaf.name,
                leaf.value,
                self._variables.get(leaf.name),
                self._notes.get(leaf.name, ""),
            )
            for leaf in self._leaves
        )
        files = tuple(FilePart(name, _file(file)) for name, file in wire.files(call))
        url = service_url + wire.address(call)
        beside = tuple(
            name
            for name, value in call.parameters
            if multirequest and not isinstance(value, Object)
        )
        return Program(
            service_url, url, call.format, settings, calls, multirequest, pairs, files, beside
        )

    def _distinct(self, found: dict[str, str]) -> dict[str, str]:
        """The same secret at several places comes from one variable."""
        texts = {leaf.name: leaf.value for leaf in self._leaves}
        first: dict[str, str] = {}
        return {name: first.setdefault(texts[name], found[name]) for name in found}

    def _alone(self) -> ServiceCall:
        call = self._call
        return self._service_call(1, call.service, call.action, dict(call.parameters), "")

    def _inner_calls(self) -> list[ServiceCall]:
        made: list[ServiceCall] = []
        for name, value in self._call.parameters:
            if not isinstance(value, Object):
                continue  # in `Program.beside`
            fields = dict(value.fields)
            service, action = _text(fields.pop("service", "")), _text(fields.pop("action", ""))
            made.append(self._service_call(len(made) + 1, service, action, fields, f"{name}:"))
        return made

    def _service_call(
        self, number: int, service: str, action: str, values: dict[str, Value], prefix: str
    ) -> ServiceCall:
        found = self._registry.service(service)
        declared = self._registry.action(service, action)
        parameters = {one.name: one for one in declared.parameters} if declared else {}
        arguments = tuple(
            Argument(one, self._node(values[name], one, prefix + name) if name in values else None)
            for name, one in parameters.items()
        )
        rest = {name: value for name, value in values.items() if name not in parameters}
        # Outside of a multirequest, the settings are those of the Call.
        own = {name: rest.pop(name) for name in list(rest) if prefix and name in SETTINGS}
        unknown = tuple(
            (name, self._node(value, Property(name, _shape(value)), prefix + name))
            for name, value in rest.items()
        )
        return ServiceCall(
            number,
            found.id if found else service,
            found.name if found else service,
            found.plugin if found else "",
            declared.name if declared else action,
            arguments,
            declared.result if declared else Result(),
            self._settings(own, prefix),
            unknown,
            declared is not None,
        )

    def _settings(self, sent: dict[str, Value], prefix: str) -> Settings:
        types = {one.name: one.type for one in self._registry.schema.request_configuration}
        types |= {"partnerId": "int"}
        made = {
            SETTINGS[name]: self._node(
                value, Parameter(name, types.get(name, "string")), prefix + name
            )
            for name, value in sent.items()
            if name in SETTINGS
        }
        # mypy does not follow the names; each is a field of Settings.
        return replace(Settings(), **made)  # type: ignore[arg-type]

    def _node(self, value: Value, declared: Declared, name: str) -> Node:
        match value:
            case str():
                node = self._scalar(value, declared, name)
                if not isinstance(node, Secret) and node.note:
                    self._notes[name] = node.note
                return node
            case Null():
                return NullNode()
            case File():
                return _file(value)
            case Object():
                return self._object(value, name)
            case Array(items):
                item = Property("", declared.array_type)
                return ArrayNode(
                    tuple(self._node(one, item, f"{name}:{i}") for i, one in enumerate(items)),
                    declared.array_type,
                )
            case Map(pairs):
                item = Property("", declared.array_type)
                return MapNode(
                    tuple((key, self._node(one, item, f"{name}:{key}")) for key, one in pairs),
                    declared.array_type,
                )

    def _object(self, value: Object, name: str) -> NewObject:
        found = self._registry.object_type(value.type)
        known = {one.name: one for _, one in self._registry.properties(value.type)}
        fields = []
        for field, inner in value.fields:
            declared = known.get(field) or Property(field, _shape(inner))
            taken = declared
            if field == "orderBy" and not declared.enum_type:
                taken = replace(declared, enum_type=self._order_enum(value.type))
            node = self._node(inner, taken, f"{name}:{field}")
            enum = self._registry.enum(declared.enum_type)
            fields.append(Field(declared, node, field in known, enum.plugin if enum else ""))
        return NewObject(
            value.type,
            found.plugin if found else "",
            tuple(fields),
            found is not None,
            found is not None and found.abstract,
        )

    def _order_enum(self, filter_class: str) -> str:
        """By the name of the class or of the nearest base that has one: the schema declares a
        filter's orderBy as a mere string.
        """
        bases = [base.name for base in self._registry.ancestors(filter_class)]
        names = [f"{one.removesuffix('Filter')}OrderBy" for one in (filter_class, *bases)]
        return next((name for name in names if self._registry.enum(name)), "")

    def _scalar(
        self, text: str, declared: Declared, name: str
    ) -> Literal | EnumConstant | TimeNode | Reference | Secret:
        is_text = declared.type == "string" and not declared.enum_type
        # A client's numbers and enums are no texts, which the environment alone has; a secret
        # stands nowhere all the same.
        known = name in self._named and name not in self._secret
        if (variable := self._variables.get(name)) and (is_text or not known):
            return Secret(variable, text)
        if self._call.service == MULTIREQUEST and (found := REFERENCE.fullmatch(text)):
            return Reference(int(found[1]), tuple(found[2].split(":")[1:]), text)
        if declared.enum_type:
            return self._enum_value(text, declared)
        if declared.is_time and _is_int(text, 63) and _EARLIEST <= int(text) <= _LATEST:
            moment = datetime.fromtimestamp(int(text), UTC)
            return TimeNode(text, f"{moment:%Y-%m-%d %H:%M:%S} UTC")
        note = self._values_note(text, declared) if isinstance(declared, Property) else ""
        return _literal(text, declared.type, note)

    def _enum_value(self, text: str, declared: Declared) -> EnumConstant | Literal:
        enum = self._registry.enum(declared.enum_type)
        constant = enum.name_of(text) if enum else None
        if enum is None or constant is None or not is_identifier(enum.name + constant):
            return _literal(text, declared.type, "")
        return EnumConstant(enum.name, enum.plugin, constant, text, enum.kind)

    def _values_note(self, text: str, declared: Property) -> str:
        """The names behind a comma-separated list of an enum's values."""
        enum = self._registry.enum(declared.values_enum_type)
        names = [enum.name_of(one) for one in text[:500].split(",")] if enum else []
        named = [name for name in names if name and is_identifier(name)]
        return ", ".join(named) if named and len(named) == len(names) else ""


def _literal(text: str, type: str, note: str) -> Literal:
    match type:
        case "int" if _is_int(text, 31):
            return Literal("int", text, note)
        case "int" | "bigint" if _is_int(text, 63):
            return Literal("bigint", text, note)
        case "float" if _DECIMAL.fullmatch(text):
            return Literal("float", text, note)
        case "bool" if text in {"0", "1"}:
            return Literal("bool", text, note)
        case _:
            return Literal("text", text, note)


def _is_int(text: str, bits: int) -> bool:
    return _WHOLE.fullmatch(text) is not None and -(2**bits) <= int(text) < 2**bits


def _shape(value: Value) -> str:
    return {Array: "array", Map: "map", File: "file"}.get(type(value), "string")


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _file(file: File) -> FileNode:
    # A name with folders could make the program read what nobody meant to send.
    name = re.split(r"[/\\]", file.name)[-1].replace("\0", "")
    return FileNode(name if name.strip(".") else "file", file.content_type)
