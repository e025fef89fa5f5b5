"""An OpenAPI 3.1 document of a registry: every action as a POST, every class and enum.

It describes answers in JSON, so `format` is 1 in each request. An error has the status 200 too:
each answer is the result or a KalturaAPIException.
"""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from app.schema.export.examples import example_body
from app.schema.export.json_schema import Definitions, Json, described
from app.schema.export.pieces import array_of, dumped, object_of
from app.schema.help.texts import Help
from app.schema.model import Action, Parameter, Service
from app.schema.registry import Registry

EXCEPTION = "KalturaAPIException"
# Names with a dot are no class's.
_REQUEST = "request."
_SCHEMAS = "#/components/schemas/"
_FORM = "application/x-www-form-urlencoded"
_PLAIN = frozenset({"string", "int", "bigint", "float", "bool", "file"})

_ABOUT = (
    "Every action is called by POST, its parameters as a JSON body or as form fields. An object "
    "names its class in objectType. Errors come with the status 200, as a KalturaAPIException. "
    "A server may write a number in an answer as a string, and leaves out what is null; "
    "the value of an enum of strings may come as a number. "
    "In a form, objects within objects and arrays are flattened with colons, which OpenAPI cannot "
    "say: send those as JSON."
)
_FORMAT: Json = {
    "type": "integer",
    "enum": [1],
    "default": 1,
    "description": "1 asks for the answer in JSON, which is what this document describes.",
}
_EXCEPTION: Json = {
    "type": "object",
    "required": ["objectType", "code", "message"],
    "properties": {
        "objectType": {"const": EXCEPTION},
        "code": {"type": "string"},
        "message": {"type": "string"},
        "args": {
            "description": "What the message is filled in with, by name; an empty array if none.",
            "oneOf": [
                {"type": "object", "additionalProperties": {"type": ["string", "null"]}},
                {"type": "array", "maxItems": 0},
            ],
        },
    },
}
_MULTIREQUEST: Json = {
    "operationId": "multirequest",
    "summary": "multirequest",
    "description": (
        "Several calls in one: 1, 2 and so on hold each call's service, action and parameters. "
        "{1:result:id} stands for what an earlier call answered."
    ),
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["format"],
                    "properties": {
                        "format": {"$ref": f"{_SCHEMAS}{_REQUEST}format"},
                        "ks": {"$ref": f"{_SCHEMAS}{_REQUEST}ks"},
                    },
                    "additionalProperties": True,
                },
                "example": {
                    "format": 1,
                    "1": {"service": "system", "action": "ping"},
                    "2": {"service": "system", "action": "getTime"},
                },
            }
        },
    },
    "responses": {
        "200": {
            "description": "The answers in order, or the error of the whole.",
            "content": {
                "application/json": {
                    "schema": {
                        "oneOf": [{"type": "array"}, {"$ref": f"{_SCHEMAS}{EXCEPTION}"}],
                    }
                }
            },
        }
    },
}

# What follows the servers, which differ from request to request; deflated, as few ask for it and
# it is 2.6 MB. Gone with the registry.
_rests: WeakKeyDictionary[Registry, bytes] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Server:
    """`url` is a service URL, without /api_v3."""

    url: str
    name: str


def openapi_json(
    registry: Registry, help: Help, servers: Iterable[Server], service: Service | None = None
) -> bytes:
    """The document as UTF-8 JSON; all but the servers is made once for a registry.

    With a service it is about that one alone, and has only the classes and enums that it needs.
    """
    rest = (
        zlib.decompress(_whole(registry, help))
        if service is None
        else _Document(registry, help).rest((service,))
    )
    head = {
        "openapi": "3.1.0",
        "servers": [{"url": one.url, "description": one.name} for one in servers],
    }
    return b"%b,%b" % (dumped(head)[:-1], rest[1:])


def _whole(registry: Registry, help: Help) -> bytes:
    if registry not in _rests:
        _rests[registry] = zlib.compress(_Document(registry, help).rest())
    return _rests[registry]


class _Document:
    """Makes one document; `_requests` are the schemas of the actions' parameters, as JSON."""

    def __init__(self, registry: Registry, help: Help) -> None:
        self._registry = registry
        self._help = help
        self._definitions = Definitions(registry, help, _SCHEMAS, discriminators=True)
        self._shared = self._fields_of_every_request()
        self._requests: dict[str, bytes] = {}

    def rest(self, only: tuple[Service, ...] | None = None) -> bytes:
        """All but the version of OpenAPI and the servers; None is every service and every class."""
        schema = self._registry.schema
        services = schema.services if only is None else only
        info = {
            "title": "Kaltura API",
            "version": schema.version,
            "description": _ABOUT,
            "x-schema-origin": self._registry.origin,
        }
        tags = ({"name": one.id, **described(self._help.service(one))} for one in services)
        paths = object_of(self._paths(services))
        if only is None:
            for name in [one.name for one in schema.classes] + [one.name for one in schema.enums]:
                self._definitions.refer(name)
        return object_of(
            (
                ("info", dumped(info)),
                ("tags", array_of(tags)),
                ("paths", paths),
                ("components", object_of((("schemas", object_of(self._schemas())),))),
            )
        )

    def _paths(self, services: Iterable[Service]) -> Iterator[tuple[str, bytes]]:
        yield "/api_v3/service/multirequest", dumped({"post": _MULTIREQUEST})
        for service in services:
            for action in service.actions:
                path = f"/api_v3/service/{service.id}/action/{action.name}"
                yield path, dumped({"post": self._operation(service, action)})

    def _schemas(self) -> Iterator[tuple[str, bytes]]:
        """Those that the paths and one another refer to: after the paths."""
        yield from sorted((name, dumped(made)) for name, made in self._definitions.each())
        for name, field in self._shared.items():
            yield f"{_REQUEST}{name}", dumped(field)
        yield from self._requests.items()
        yield EXCEPTION, dumped(_EXCEPTION)

    def _fields_of_every_request(self) -> dict[str, Json]:
        """`format` first; a KS is always among them."""
        schema = self._registry.schema
        made = {"format": _FORMAT, "ks": {"type": "string"}}
        for field in (*schema.client_configuration, *schema.request_configuration):
            if field.name != "format":
                about = described(self._help.request_field(field.name, self._registry))
                made[field.name] = self._field(field) | about
        return made

    def _field(self, field: Parameter) -> Json:
        """An object is named but not spelled out: a response profile may hold any filter, and
        readers that follow references would drag all of these into every action."""
        if self._registry.object_type(field.type) is None:
            return self._definitions.value(field)
        names = [one.name for one in self._registry.concrete_subclasses(field.type)]
        object_type: Json = {"enum": names} if names else {"type": "string"}
        required = ["objectType"]
        return {"type": "object", "required": required, "properties": {"objectType": object_type}}

    def _operation(self, service: Service, action: Action) -> Json:
        name = f"{service.id}.{action.name}"
        made: Json = {
            "operationId": name,
            "summary": name,
            "tags": [service.id],
            **described(self._help.action(service, action)),
            "requestBody": {"required": True, "content": self._content(name, service, action)},
            "responses": {"200": _response(self._definitions, action)},
            "x-session": action.session_required,
        }
        if action.deprecated or service.deprecated:
            made["deprecated"] = True
        if action.throws:
            made["x-errors"] = [error.code.strip() for error in self._registry.throws(action)]
        return made

    def _content(self, name: str, service: Service, action: Action) -> Json:
        self._requests[f"{_REQUEST}{name}"] = dumped(self._request(service, action))
        schema: Json = {"$ref": f"{_SCHEMAS}{_REQUEST}{name}"}
        if any(one.type == "file" for one in action.parameters):
            return {"multipart/form-data": {"schema": schema}}
        example = {"format": 1, **example_body(self._registry, service, action)}
        return {
            "application/json": {"schema": schema, "example": example},
            _FORM: _form(schema, action),
        }

    def _request(self, service: Service, action: Action) -> Json:
        properties: Json = {name: {"$ref": f"{_SCHEMAS}{_REQUEST}{name}"} for name in self._shared}
        for one in action.parameters:
            about = described(self._help.parameter(service, action, one))
            properties[one.name] = self._parameter(one) | about
        required = ["format", *(one.name for one in action.parameters if not one.optional)]
        # A parameter that is called like a field of every request is listed but once.
        return {
            "type": "object",
            "required": list(dict.fromkeys(required)),
            "properties": properties,
        }

    def _parameter(self, one: Parameter) -> Json:
        schema = self._definitions.value(one)
        if one.is_time:
            schema["x-unix-time"] = True
        default = _default(self._registry, one)
        return schema if default is None else {**schema, "default": default}


def _form(schema: Json, action: Action) -> Json:
    objects = [one.name for one in action.parameters if one.type not in {*_PLAIN, "array"}]
    encoding = {name: {"style": "deepObject", "explode": True} for name in objects}
    return {"schema": schema, "encoding": encoding} if encoding else {"schema": schema}


def _default(registry: Registry, one: Parameter) -> Any:
    """The default in its own type; None where there is none, or where it is of another type."""
    text = one.default
    if text is None or text == "null":
        return None
    enum = registry.enum(one.enum_type)
    if enum and text not in {constant.value for constant in enum.constants}:
        return None
    try:
        match one.type:
            case "int" | "bigint":
                return int(text)
            case "float":
                return float(text)
            case "bool":
                return {"true": True, "1": True, "false": False, "0": False}.get(text)
            case "string":
                return text
    except ValueError:
        return None
    return None


def _response(definitions: Definitions, action: Action) -> Json:
    error = {"$ref": f"{_SCHEMAS}{EXCEPTION}"}
    if action.result.type == "file":
        return {
            "description": "The file's bytes, or a redirect to them, or an error.",
            "content": {"application/octet-stream": {}, "application/json": {"schema": error}},
        }
    void = action.result.type == ""
    result: Json = {"type": "null"} if void else definitions.value(action.result)
    return {
        "description": "Nothing, or an error." if void else "The result, or an error.",
        "content": {"application/json": {"schema": {"oneOf": [result, error]}}},
    }
