"""The public names of Ruby's official library, from the schema: classes, enums, methods.

Its ways are those of the Ruby generator of https://github.com/kaltura/clients-generator.
"""

from collections.abc import Iterator
from pathlib import Path

from app.codegen.languages.ruby import underscored
from app.schema.model import Action, ObjectType, Parameter, Service
from app.schema.registry import Registry

BASE = Path(__file__).with_name("base.rb")
_CONVERTERS = {"int": "value.to_i", "bigint": "value.to_i", "float": "value.to_f"}
_CONVERTERS["bool"] = "to_b(value)"


def library(registry: Registry, folder: Path) -> Path:
    """Writes the library as kaltura.rb into a folder, which is to be in Ruby's path."""
    (folder / "kaltura.rb").write_text("\n".join(_source(registry)), "utf-8")
    return folder


def _source(registry: Registry) -> Iterator[str]:
    yield f"require '{BASE}'"
    yield "module Kaltura"
    for enum in registry.schema.enums:
        yield f"class {enum.name}"
        for constant in enum.constants:
            value = constant.value if enum.kind == "int" else f'"{constant.value}"'
            yield f"{constant.name} = {value}"
        yield "end"
    for name in _bases_first(registry):
        one = registry.object_type(name)
        assert one is not None
        yield from _class(registry, one)
    for service in registry.services:
        yield f"class {_service(service)} < KalturaServiceBase"
        yield from (_method(service.id, action) for action in service.actions)
        yield "end"
    yield from _client(registry)
    yield "end"


def _bases_first(registry: Registry) -> list[str]:
    found: dict[str, None] = {}
    for one in registry.schema.classes:
        for base in (*reversed(registry.ancestors(one.name)), one):
            found[base.name] = None
    return list(found)


def _class(registry: Registry, one: ObjectType) -> Iterator[str]:
    base = one.base if registry.object_type(one.base) else "KalturaObjectBase"
    yield f"class {one.name} < {base}"
    for held in one.properties:
        attribute = underscored(held.name)
        yield f"attr_accessor :{attribute}"
        if converter := _CONVERTERS.get(held.type):
            yield f"def {attribute}=(value)\n@{attribute} = {converter}\nend"
    yield "end"


def _service(one: Service) -> str:
    return f"Kaltura{one.name[:1].upper()}{one.name[1:]}Service"


def _method(service: str, action: Action) -> str:
    signature = ", ".join(_parameter(one) for one in action.parameters)
    values = ", ".join(
        f"'{one.name}' => {_local(one)}" for one in action.parameters if one.type != "file"
    )
    files = ", ".join(
        f"'{one.name}' => {_local(one)}" for one in action.parameters if one.type == "file"
    )
    as_file = "true" if action.result.type == "file" else "false"
    call = f"@client.call('{service}', '{action.name}', {as_file}, {{{values}}}, {{{files}}})"
    return f"def {underscored(action.name)}({signature})\n{call}\nend"


def _local(one: Parameter) -> str:
    return underscored("alias_param" if one.name == "alias" else one.name)


def _parameter(one: Parameter) -> str:
    if not one.optional:
        return _local(one)
    default = one.default or ""
    if default == "null":
        default = "KalturaNotImplemented"
    elif one.type == "string" or not default:
        default = f"'{default}'"
    return f"{_local(one)} = {default}"


def _client(registry: Registry) -> Iterator[str]:
    yield "class KalturaClient < KalturaClientBase"
    for one in registry.services:
        yield f"def {underscored(one.name)}_service"
        yield f"{_service(one)}.new(self)\nend"
    schema = registry.schema
    for kind, fields in (
        ("client", schema.client_configuration),
        ("request", schema.request_configuration),
    ):
        for field in fields:
            yield f"def {underscored(field.name)}=(value)"
            yield f"@{kind}_fields['{field.name}'] = value\nend"
    yield "end"
