"""What the installed kaltura-typescript-client has, and what of the bundled schema it lacks."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.codegen.languages.typescript import camel
from app.schema.model import Parameter, Property
from tests.codegen.calls import REGISTRY

# Every class says of each property how it is sent: type, class or enum, read-only, constant.
_SHOW = """
const { readdirSync } = require("node:fs");
const folder = require("node:path").dirname(require.resolve("kaltura-typescript-client"));
const found = {};
for (const file of readdirSync(`${folder}/types`).filter((one) => one.endsWith(".js"))) {
  const name = file.slice(0, -3);
  const item = require(`${folder}/types/${file}`)[name];
  const properties = item.prototype?._getMetadata
    ? Object.entries(new item({})._getMetadata().properties) : [];
  const constants = Object.entries(item).filter(([, value]) => typeof value !== "function");
  found[name] = {
    constants: Object.fromEntries(constants.map(([key, value]) => [key, value._value ?? value])),
    properties: Object.fromEntries(properties.map(([key, one]) =>
      [key, [one.type, one.subType ?? "", one.readOnly ?? false, one.default ?? ""]])),
  };
}
console.log(JSON.stringify(found));
"""


def lacks(node: str, node_modules: Path) -> list[str]:
    """Names as `app.codegen.lacking` has them; what is sent otherwise is as good as lacking."""
    done = subprocess.run(
        [node, "-e", _SHOW],
        cwd=node_modules.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return sorted(set(_lacks(json.loads(done.stdout))))


def _lacks(library: dict[str, Any]) -> Iterator[str]:
    for service in REGISTRY.services:
        for action in service.actions:
            name = f"{service.id}.{action.name}"
            found = library.get(f"{_capital(service.name)}{_capital(action.name)}Action")
            if found is None or _target(found["properties"]) != name.lower():
                yield name
                continue
            for parameter in action.parameters:
                if not _same(parameter, found["properties"].get(parameter.name)):
                    yield f"{name}.{parameter.name}"
    for one in REGISTRY.schema.classes:
        if one.name not in library:
            yield one.name
            continue
        properties = library[one.name]["properties"]
        for _, declared in REGISTRY.properties(one.name):
            if not _same(declared, properties.get(declared.name)):
                yield f"{one.name}.{declared.name}"
    for enum in REGISTRY.schema.enums:
        if enum.name not in library:
            yield enum.name
            continue
        constants = library[enum.name]["constants"]
        for constant in enum.constants:
            if str(constants.get(camel(constant.name))) != constant.value:
                yield f"{enum.name}.{constant.name}"


def _same(declared: Parameter | Property, found: list[Any] | None) -> bool:
    if found is None:
        return False
    read_only = isinstance(declared, Property) and declared.read_only
    # What the schema has as read-only is refused without a list.
    return found[:2] == [*_type(declared)] and (read_only or not found[2])


def _type(declared: Parameter | Property) -> tuple[str, str]:
    """The library's letter for a type, and the class or enum it is of."""
    match declared.type:
        case "int" | "string" if declared.enum_type:
            return ("en" if declared.type == "int" else "es"), declared.enum_type
        case "int" | "bigint" | "float":
            return ("d" if declared.is_time else "n"), ""
        case "string" | "bool" | "file":
            return declared.type[0], ""
        case "array" | "map":
            return declared.type[0], declared.array_type
        case _:
            return "o", declared.type


def _target(properties: dict[str, list[Any]]) -> str:
    return f"{properties['service'][3]}.{properties['action'][3]}".lower()


def _capital(name: str) -> str:
    return name[0].upper() + name[1:]
