"""The official clients for Python and for Node run the scenario against the sandbox."""

import json
import subprocess
from pathlib import Path
from typing import Any

from app.sandbox import Sandbox
from app.schema.facts import bundled
from tests.codegen.conftest import node, node_modules
from tests.sandbox import scenario
from tests.sandbox.conftest import Caller

__all__ = ["node", "node_modules"]
REGISTRY = bundled()


def test_it_is_long_enough() -> None:
    steps = scenario.steps()
    assert len(steps) >= 150
    assert len({step["service"] for step in steps}) >= 40
    changing = [step for step in steps if "expect" in step or "refused" in step]
    assert len(changing) >= 100


class PythonClient:
    """The official client, with its objects and enums by name."""

    def __init__(self, url: str, ks: str) -> None:
        import importlib
        import pkgutil

        import KalturaClient.Plugins
        from KalturaClient import KalturaClient as Client
        from KalturaClient import KalturaConfiguration

        self.client: Any = Client(KalturaConfiguration(url))
        self.client.setKs(ks)
        self.given: dict[str, Any] = {}
        self._classes: dict[str, Any] = {}
        for module in pkgutil.iter_modules(KalturaClient.Plugins.__path__):
            found = importlib.import_module(f"KalturaClient.Plugins.{module.name}")
            self._classes |= {k: v for k, v in vars(found).items() if k.startswith("Kaltura")}

    def call(self, step: scenario.Step) -> Any:
        owner = getattr(self.client, step["plugin"]) if step["plugin"] else self.client
        action = getattr(getattr(owner, step["service"]), step["action"])
        return action(*(self.argument(value) for value in step["args"]))

    def argument(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.argument(item) for item in value]
        if isinstance(value, dict) and "ref" in value:
            name, key = value["ref"].split(".")
            return getattr(self.given[name], key)
        if isinstance(value, dict):
            rest = dict(value)
            return self._object(rest.pop("object"), rest)
        return value

    def _object(self, name: str, fields: dict[str, Any]) -> Any:
        made = self._classes[name]()
        properties = {item.name: item for _, item in REGISTRY.properties(name)}
        for key, value in fields.items():
            enum = self._classes.get(properties[key].enum_type)
            setattr(made, key, enum(value) if enum else self.argument(value))
        return made


def plain(value: Any) -> str:
    return str(value.getValue() if hasattr(value, "getValue") else value)


def test_the_client_for_python(sandbox: Sandbox, service_url: str) -> None:
    from KalturaClient.exceptions import KalturaException

    client = PythonClient(service_url, Caller(sandbox).started(userId="ana"))
    wrong = []
    for number, step in enumerate(scenario.steps()):
        at = f"{number} {step['service']}.{step['action']}"
        try:
            answer = client.call(step)
        except (KalturaException, KeyError) as fault:
            if not step.get("refused"):
                wrong.append(f"{at}: {fault}")
            continue
        if step.get("refused"):
            wrong.append(f"{at} was not refused")
        client.given[step.get("name", "")] = answer
        for name, value in step.get("expect", {}).items():
            if plain(getattr(answer, name)) != str(value):
                wrong.append(f"{at}: {name} is {plain(getattr(answer, name))}, not {value}")
        if "holds" in step:
            key = client.argument(step["holds"])
            if key not in [row.id for row in answer.objects]:
                wrong.append(f"{at}: the list lacks it")
    assert wrong == []


def test_the_client_for_node(
    sandbox: Sandbox, service_url: str, node: str, node_modules: Path, tmp_path: Path
) -> None:
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps(scenario.steps()))
    program = Path(__file__).with_name("scenario.mjs")
    ks = Caller(sandbox).started(userId="ana")
    ended = subprocess.run(
        [node, str(program), str(node_modules), service_url, ks, str(file)],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == []
