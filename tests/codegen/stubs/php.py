"""The public names of PHP's official library, from the schema: namespaces, classes, signatures.

Its ways are those of the PHP53 generator of https://github.com/kaltura/clients-generator.
"""

from collections.abc import Iterator
from pathlib import Path

from app.schema.model import PRIMITIVES, Action, Enum, ObjectType, Parameter, Service
from app.schema.registry import Registry

BASE = Path(__file__).with_name("base.php")


def library(registry: Registry, folder: Path) -> Path:
    """Writes the library; the path of what Composer's autoload would be."""
    made = folder / "vendor" / "autoload.php"
    made.parent.mkdir()
    (folder / "library.php").write_text("\n".join(_source(registry)), "utf-8")
    made.write_text(
        f"<?php\nrequire_once '{BASE}';\nrequire_once '{folder}/library.php';\n", "utf-8"
    )
    return made


def _source(registry: Registry) -> Iterator[str]:
    yield "<?php"
    for enum in registry.schema.enums:
        yield from _enum(enum)
    for name in _bases_first(registry):
        one = registry.object_type(name)
        assert one is not None
        # The one class that PHP does not allow: nothing can load it from the library either.
        if one.name != "KalturaObject":
            yield from _class(registry, one)
    for service in registry.services:
        yield from _service(registry, service)
    yield from _plugins(registry)
    yield from _client(registry)


def _bases_first(registry: Registry) -> list[str]:
    found: dict[str, None] = {}
    for one in registry.schema.classes:
        for base in (*reversed(registry.ancestors(one.name)), one):
            found[base.name] = None
    return list(found)


def _namespace(plugin: str, kind: str) -> str:
    return (
        f"Kaltura\\Client\\Plugin\\{_upper(plugin)}\\{kind}"
        if plugin
        else f"Kaltura\\Client\\{kind}"
    )


def _upper(name: str) -> str:
    return name[:1].upper() + name[1:]


def _type(registry: Registry, name: str) -> str:
    one = registry.object_type(name)
    assert one is not None
    short = name.removeprefix("Kaltura")
    return f"\\{_namespace(one.plugin, 'Type')}\\{'Str' if short == 'String' else short}"


def _enum(enum: Enum) -> Iterator[str]:
    yield f"namespace {_namespace(enum.plugin, 'Enum')};"
    yield f"class {enum.name.removeprefix('Kaltura')} extends \\Kaltura\\Client\\EnumBase {{"
    for one in enum.constants:
        value = one.value if enum.kind == "int" else f'"{one.value}"'
        yield f"const {one.name} = {value};"
    yield "}"


def _class(registry: Registry, one: ObjectType) -> Iterator[str]:
    full = _type(registry, one.name).removeprefix("\\")
    namespace, _, short = full.rpartition("\\")
    has_base = registry.object_type(one.base) is not None
    base = _type(registry, one.base) if has_base else "\\Kaltura\\Client\\ObjectBase"
    yield f"namespace {namespace};"
    yield f"{'abstract ' if one.abstract else ''}class {short} extends {base} {{"
    yield f"public function getKalturaObjectType() {{ return '{one.name}'; }}"
    yield from (f"public ${held.name} = null;" for held in one.properties)
    yield "}"


def _service(registry: Registry, service: Service) -> Iterator[str]:
    yield f"namespace {_namespace(service.plugin, 'Service')};"
    yield f"class {_upper(service.name)}Service extends \\Kaltura\\Client\\ServiceBase {{"
    for action in service.actions:
        yield _method(registry, service, action)
    yield "}"


def _method(registry: Registry, service: Service, action: Action) -> str:
    name = action.name + ("Action" if action.name in {"list", "clone", "goto"} else "")
    signature = ", ".join(_parameter(registry, one) for one in action.parameters)
    kinds: dict[str, list[str]] = {"value": [], "list": [], "file": []}
    for one in action.parameters:
        kind = {"array": "list", "map": "list", "file": "file"}.get(one.type, "value")
        kinds[kind].append(f"'{one.name}' => ${one.name}")
    groups = ", ".join(f"[{', '.join(group)}]" for group in kinds.values())
    as_file = "true" if action.result.type == "file" else "false"
    call = f"$this->client->call('{service.id}', '{action.name}', {as_file}, {groups})"
    return f"public function {name}({signature}) {{ return {call}; }}"


def _parameter(registry: Registry, one: Parameter) -> str:
    if one.type in {"array", "map"}:
        return f"array ${one.name}" + (" = null" if one.optional else "")
    if one.type not in PRIMITIVES:
        return f"{_type(registry, one.type)} ${one.name}" + (" = null" if one.optional else "")
    if not one.optional:
        return f"${one.name}"
    if one.type == "string" and one.default != "null":
        return f'${one.name} = "{one.default or ""}"'
    return f"${one.name} = {one.default or chr(34) * 2}"


def _plugins(registry: Registry) -> Iterator[str]:
    for plugin in sorted({one.plugin for one in registry.services if one.plugin}):
        yield f"namespace Kaltura\\Client\\Plugin\\{_upper(plugin)};"
        yield f"class {_upper(plugin)}Plugin extends \\Kaltura\\Client\\Plugin {{"
        yield "public static function get(\\Kaltura\\Client\\Client $client) {"
        yield "return new self($client); }"
        for one in registry.services:
            if one.plugin == plugin:
                yield _getter(one, "Service", "$this->client")
        yield "}"


def _getter(one: Service, namespace: str, client: str) -> str:
    name = f"{_upper(one.name)}Service"
    return f"public function get{name}() {{ return new {namespace}\\{name}({client}); }}"


def _client(registry: Registry) -> Iterator[str]:
    yield "namespace Kaltura\\Client;"
    yield "class Client extends Base {"
    yield from (_getter(one, "Service", "$this") for one in registry.services if not one.plugin)
    schema = registry.schema
    for kind, fields in (
        ("client", schema.client_configuration),
        ("request", schema.request_configuration),
    ):
        for one in fields:
            hint = "" if one.type in PRIMITIVES else f"{_type(registry, one.type)} "
            yield f"public function set{_upper(one.name)}({hint}$value) {{"
            yield f"$this->{kind}Fields['{one.name}'] = $value; }}"
    yield "}"
