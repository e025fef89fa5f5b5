"""What an XML file says and what a Schema says, in one form, so that the two can be compared.

Written without the reader's tables: it is their proof.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from app.schema.model import Parameter, Property, Result, Schema

# The real file, where a checkout has it beside it.
PUBLISHED = Path(__file__).parents[3] / "shared" / "schema" / "KalturaClient.xml"

Told = tuple[str, dict[str, str]]  # the path of tags and names, and the attributes

_USUAL = {"sessionRequired": "always", "enableInMultiRequest": "1"}
_OF_PROPERTIES = {"readOnly", "insertOnly", "writeOnly", "multiLingual", "isTime"}
_FLAGS = _OF_PROPERTIES | {"deprecated", "abstract", "optional", "beta", "volatile"}


def told_by_xml(data: bytes) -> list[Told]:
    return _by_path(_walk(etree.fromstring(data), ""))


def _by_path(told: Iterator[Told]) -> list[Told]:
    """The order counts among things of one kind at one place, and nowhere else."""
    return sorted(told, key=lambda item: item[0])


def _walk(element: Any, path: str) -> Iterator[Told]:
    here = f"{path}/{element.tag}"
    yield here, _telling(dict(element.attrib))
    for child in element.iterchildren(etree.Element):
        yield from _walk(child, f"{here}[{element.get('name', '')}]")


def _telling(attributes: dict[str, str]) -> dict[str, str]:
    """Without what the absence of the attribute says as well."""
    return {
        key: value
        for key, value in attributes.items()
        if not (key in _FLAGS and value == "0")
        and _USUAL.get(key) != value
        and (value or key in {"default", "value"})
    }


def _flags(**flags: bool) -> dict[str, str]:
    return {key: "1" for key, value in flags.items() if value}


def told_by_schema(schema: Schema) -> list[Told]:
    return _by_path((path, _telling(attributes)) for path, attributes in _tell(schema))


def _tell(schema: Schema) -> Iterator[Told]:
    generated = {"generatedDate": str(schema.generated_at)} if schema.generated_at else {}
    yield "/xml", {"apiVersion": schema.version, **generated}
    yield from _tell_enums(schema)
    yield from _tell_classes(schema)
    yield from _tell_services(schema)
    yield from _tell_plugins(schema)
    yield from _tell_errors(schema)
    yield "/xml[]/configurations", {}
    at = "/xml[]/configurations[]/"
    yield at + "client", {"type": schema.client_configuration_type}
    for item in schema.client_configuration:
        yield f"{at}client[]/{item.name}", _unnamed(_parameter(item))
    yield at + "request", {"type": schema.request_configuration_type}
    for item in schema.request_configuration:
        yield f"{at}request[]/{item.name}", _unnamed(_parameter(item))


def _unnamed(attributes: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in attributes.items() if key != "name"}


def _tell_enums(schema: Schema) -> Iterator[Told]:
    yield "/xml[]/enums", {}
    for enum in schema.enums:
        flags = _flags(deprecated=enum.deprecated)
        attributes = {"name": enum.name, "enumType": enum.kind, "plugin": enum.plugin}
        yield "/xml[]/enums[]/enum", {**attributes, **flags}
        for item in enum.constants:
            path = f"/xml[]/enums[]/enum[{enum.name}]/const"
            yield path, {"name": item.name, "value": item.value}


def _tell_classes(schema: Schema) -> Iterator[Told]:
    yield "/xml[]/classes", {}
    for kind in schema.classes:
        attributes = {
            "name": kind.name,
            "base": kind.base,
            "plugin": kind.plugin,
            "requiresPermissions": kind.requires_permissions,
            "description": kind.description,
        }
        flags = _flags(abstract=kind.abstract, deprecated=kind.deprecated)
        yield "/xml[]/classes[]/class", {**attributes, **flags}
        for item in kind.properties:
            yield f"/xml[]/classes[]/class[{kind.name}]/property", _property(item)


def _property(item: Property) -> dict[str, str]:
    numbers = {
        "minLength": item.min_length,
        "maxLength": item.max_length,
        "minValue": item.min_value,
        "maxValue": item.max_value,
        "utf8truncate": item.utf8_truncate,
    }
    return {
        "name": item.name,
        "type": item.type,
        "enumType": item.enum_type,
        "valuesEnumType": item.values_enum_type,
        "arrayType": item.array_type,
        "requiresPermissions": item.requires_permissions,
        "description": item.description,
        **{key: str(value) for key, value in numbers.items() if value is not None},
        **_flags(
            readOnly=item.read_only,
            insertOnly=item.insert_only,
            writeOnly=item.write_only,
            multiLingual=item.multi_lingual,
            isTime=item.is_time,
            deprecated=item.deprecated,
        ),
    }


def _parameter(item: Parameter) -> dict[str, str]:
    return {
        "name": item.name,
        "type": item.type,
        "enumType": item.enum_type,
        "arrayType": item.array_type,
        "description": item.description,
        "alias": item.alias,
        **({} if item.default is None else {"default": item.default}),
        **_flags(optional=item.optional, isTime=item.is_time, volatile=item.volatile),
    }


def _result(item: Result) -> dict[str, str]:
    return {"type": item.type, "arrayType": item.array_type, "enumType": item.enum_type}


def _tell_services(schema: Schema) -> Iterator[Told]:
    yield "/xml[]/services", {}
    for service in schema.services:
        attributes = {
            "id": service.id,
            "name": service.name,
            "plugin": service.plugin,
            "description": service.description,
        }
        yield "/xml[]/services[]/service", {**attributes, **_flags(deprecated=service.deprecated)}
        at = f"/xml[]/services[]/service[{service.name}]/action"
        for action in service.actions:
            yield (
                at,
                {
                    "name": action.name,
                    "sessionRequired": action.session_required,
                    "enableInMultiRequest": "1" if action.in_multirequest else "0",
                    "actionAlias": action.alias,
                    "plugin": action.plugin,
                    "description": action.description,
                    **_flags(deprecated=action.deprecated, beta=action.beta),
                },
            )
            for item in action.parameters:
                yield f"{at}[{action.name}]/param", _parameter(item)
            yield f"{at}[{action.name}]/result", _result(action.result)
            for name in action.throws:
                yield f"{at}[{action.name}]/throws", {"name": name}


def _tell_plugins(schema: Schema) -> Iterator[Told]:
    yield "/xml[]/plugins", {}
    for plugin in schema.plugins:
        yield "/xml[]/plugins[]/plugin", {"name": plugin.name}
        for name in plugin.services:
            yield f"/xml[]/plugins[]/plugin[{plugin.name}]/pluginService", {"name": name}
        for name in plugin.depends_on:
            yield f"/xml[]/plugins[]/plugin[{plugin.name}]/dependency", {"pluginName": name}


def _tell_errors(schema: Schema) -> Iterator[Told]:
    yield "/xml[]/errors", {}
    for error in schema.errors:
        attributes = {"name": error.name, "code": error.code, "message": error.message}
        yield "/xml[]/errors[]/error", attributes
        for name in error.parameters:
            yield f"/xml[]/errors[]/error[{error.name}]/parameter", {"name": name}
