"""What installed releases of client libraries do not have of the bundled schema."""

import importlib
import inspect
import json
import keyword
import pkgutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.codegen.calls import REGISTRY

FOLDER = Path(__file__).resolve().parents[2] / "app" / "codegen" / "lacks"


def kept(language: str) -> list[str]:
    found = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
    assert isinstance(found, list)
    return found


def as_text(names: list[str]) -> str:
    return json.dumps(names, indent=0) + "\n"


def of_python() -> list[str]:
    return sorted(set(_of_python()))


def _of_python() -> Iterator[str]:
    members = _python_members()
    client = importlib.import_module("KalturaClient")
    made = client.KalturaClient(client.KalturaConfiguration())
    for service in REGISTRY.services:
        holder = getattr(made, service.plugin, None) if service.plugin else made
        library = getattr(holder, service.name, None)
        if library is None:
            yield service.id
            continue
        for action in service.actions:
            method = getattr(library, _python_name(action.name), None)
            if method is None:
                yield f"{service.id}.{action.name}"
                continue
            known = inspect.signature(method).parameters
            for parameter in action.parameters:
                if _python_name(parameter.name) not in known:
                    yield f"{service.id}.{action.name}.{parameter.name}"
    for one in REGISTRY.schema.classes:
        found = members.get((one.plugin, one.name))
        if found is None:
            yield one.name
            continue
        known = inspect.signature(found.__init__).parameters
        for _, declared in REGISTRY.properties(one.name):
            if _python_name(declared.name) not in known:
                yield f"{one.name}.{declared.name}"
    for enum in REGISTRY.schema.enums:
        found = members.get((enum.plugin, enum.name))
        if found is None:
            yield enum.name
            continue
        for constant in enum.constants:
            if str(getattr(found, constant.name, None)) != constant.value:
                yield f"{enum.name}.{constant.name}"


def _python_name(wire: str) -> str:
    return f"{wire}_" if keyword.iskeyword(wire) else wire


@cache
def _python_members() -> dict[tuple[str, str], Any]:
    """What the library's modules have, by the schema's plugin and name."""
    folder = importlib.import_module("KalturaClient.Plugins")
    plugins = {"": "Core"} | {
        one.name: one.name[:1].upper() + one.name[1:] for one in REGISTRY.schema.plugins
    }
    for group in (REGISTRY.services, REGISTRY.schema.classes, REGISTRY.schema.enums):
        for item in group:
            plugins.setdefault(item.plugin, item.plugin[:1].upper() + item.plugin[1:])
    known = {found.name for found in pkgutil.iter_modules(folder.__path__)}
    modules = {
        plugin: importlib.import_module(f"KalturaClient.Plugins.{name}")
        for plugin, name in plugins.items()
        if name in known
    }
    return {
        (plugin, name): value
        for plugin, module in modules.items()
        for name, value in vars(module).items()
    }


_NODE = """
const kaltura = require("kaltura-client");
const services = {};
for (const [name, service] of Object.entries(kaltura.services)) {
  services[name] = {};
  for (const action of Object.getOwnPropertyNames(service)) {
    if (typeof service[action] === "function") {
      const source = service[action].toString();
      const target = source.match(/RequestBuilder\\('([^']+)', '([^']+)'/);
      const parameters = source.slice(source.indexOf("(") + 1, source.indexOf("){"));
      services[name][action] = {
        target: target?.slice(1).join("."),
        parameters: parameters.split(",").map((one) => one.split("=")[0].trim()).filter(Boolean),
      };
    }
  }
}
console.log(JSON.stringify({
  services, classes: Object.keys(kaltura.objects), enums: kaltura.enums }));
"""


def of_node(node: str, node_modules: Path) -> list[str]:
    done = subprocess.run(
        [node, "-e", _NODE],
        cwd=node_modules.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return sorted(set(_of_node(json.loads(done.stdout))))


def _of_node(library: dict[str, Any]) -> Iterator[str]:
    for service in REGISTRY.services:
        methods = library["services"].get(service.name)
        if methods is None:
            yield service.id
            continue
        for action in service.actions:
            suffix = "Action" if action.name in {"list", "delete", "clone", "export"} else ""
            method = methods.get(action.name + suffix)
            name = f"{service.id}.{action.name}"
            # By position, so that another order is as good as none.
            wanted = {"target": name, "parameters": [one.name for one in action.parameters]}
            if method != wanted:
                yield name
    classes = set(library["classes"])
    for one in REGISTRY.schema.classes:
        if one.name.removeprefix("Kaltura") not in classes:
            yield one.name
    for enum in REGISTRY.schema.enums:
        constants = library["enums"].get(enum.name.removeprefix("Kaltura"))
        if constants is None:
            yield enum.name
            continue
        for constant in enum.constants:
            if str(constants.get(constant.name)) != constant.value:
                yield f"{enum.name}.{constant.name}"


def of_public(python: list[str], node: list[str]) -> list[str]:
    """What neither library has: what no public library is made of, whatever its language.

    All of them are generated from one selection of the schema, "public" in
    https://github.com/kaltura/clients-generator/blob/master/config/generator.ini.
    """
    both = _spelled_out(python) & _spelled_out(node)
    return sorted(name for name in both if name.partition(".")[0] not in both - {name})


def _spelled_out(names: list[str]) -> set[str]:
    """The names with those of all that is within them, and what lacks all of its own."""
    found = set(names)
    inner = {
        **{one.id: [action.name for action in one.actions] for one in REGISTRY.services},
        **{one.name: [it.name for it in one.constants] for one in REGISTRY.schema.enums},
        **{
            one.name: [it.name for _, it in REGISTRY.properties(one.name)]
            for one in REGISTRY.schema.classes
        },
    }
    for outer, members in inner.items():
        whole = {f"{outer}.{member}" for member in members}
        if outer in found:
            found |= whole
        elif outer in _SERVICES and whole <= found:
            found.add(outer)
    return found


_SERVICES = {one.id for one in REGISTRY.services}
