"""A Postman collection (format 2.1): a folder a service, a request an action.

Each request has what its action cannot do without as an example, its other scalars switched
off, and the variables {{baseUrl}} and {{ks}}.
"""

from typing import Any

from app.schema.export.json_schema import described
from app.schema.export.pieces import array_of, dumped, object_of
from app.schema.help.texts import Help
from app.schema.model import Action, Service
from app.schema.registry import Registry
from app.schema.samples.making import sample_request

FORMAT = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_SCALARS = frozenset({"string", "int", "bigint", "float", "bool"})


def postman_json(registry: Registry, help: Help, service_url: str) -> bytes:
    """The collection as UTF-8 JSON; `service_url` (without /api_v3) is {{baseUrl}}."""
    info = {"name": f"Kaltura API {registry.version}", "schema": FORMAT}
    variables = ({"key": "baseUrl", "value": service_url}, {"key": "ks", "value": ""})
    folders = (_folder(registry, help, service) for service in registry.services)
    return object_of(
        (("info", dumped(info)), ("variable", array_of(variables)), ("item", array_of(folders)))
    )


def _folder(registry: Registry, help: Help, service: Service) -> dict[str, Any]:
    return {
        "name": service.id,
        **described(help.service(service)),
        "item": [_request(registry, help, service, action) for action in service.actions],
    }


def _request(registry: Registry, help: Help, service: Service, action: Action) -> dict[str, Any]:
    path = ["api_v3", "service", service.id, "action", action.name]
    has_file = any(one.type == "file" for one in action.parameters)
    mode = "formdata" if has_file else "urlencoded"
    return {
        "name": action.name,
        "request": {
            "method": "POST",
            **described(help.action(service, action)),
            "url": {
                "raw": "/".join(("{{baseUrl}}", *path)),
                "host": ["{{baseUrl}}"],
                "path": path,
            },
            "body": {"mode": mode, mode: _fields(registry, service, action, has_file)},
        },
    }


def _fields(
    registry: Registry, service: Service, action: Action, has_file: bool
) -> list[dict[str, Any]]:
    files = {one.name for one in action.parameters if one.type == "file"}
    pairs = sample_request(registry, service, action)
    given = {name.partition(":")[0] for name, _ in pairs}
    made = [_field("format", "1", has_file), _field("ks", "{{ks}}", has_file)]
    for name, value in pairs:
        is_file = name in files
        made.append(
            {"key": name, "type": "file", "src": []} if is_file else _field(name, value, has_file)
        )
    for one in action.parameters:
        if one.name not in given and one.type in _SCALARS:
            default = "" if one.default in {None, "null"} else str(one.default)
            made.append(_field(one.name, default, has_file) | {"disabled": True})
    return made


def _field(name: str, value: str, typed: bool) -> dict[str, Any]:
    return {"key": name, "value": value, **({"type": "text"} if typed else {})}
