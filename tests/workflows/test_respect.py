"""Workflows of the console as another runner of Arazzo documents runs them: Redocly's `respect`,
once for all of them, against the sandbox of a console on loopback."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from app.desk.desk import Desk
from app.desk.running.run import begin
from app.desk.running.step import stepping
from app.sandbox.account import DEMO
from app.schema.facts import bundled as bundled_schema
from app.waits import drive
from app.workflows.arazzo import dump, extensions_of
from app.workflows.bundled import bundled
from app.workflows.model import Check, Workflow
from tests.codegen.conftest import needed
from tests.oidc.providers import node_modules
from tests.pages.running import running
from tests.prepared import assembled_from

SHOWN = (
    "Generate_API_Sessions/Authentication",
    "Organise/Search_entries",
    "Organise/Categories",
    "Organise/Static_playlist",
    "Organise/Tags",
    "Users/Add_a_user",
)
SECRETS = {"secret": DEMO.admin_secret}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    parts = assembled_from({"TESTME_DATA_DIR": str(tmp_path / "own")})
    yield Desk(parts, "w")
    parts.close()


def ours(desk: Desk, workflow: Workflow) -> list[tuple[str, bool]]:
    """The steps that were made here, and whether each went well."""
    known = {one.name for one in workflow.inputs}
    given = {name: value for name, value in SECRETS.items() if name in known}
    run = begin(workflow, "a/b", "sandbox", given=given)
    while run.next:
        run = run.after(drive(stepping(desk, run)))
    return [(one.step, one.verdict == "ok") for one in run.done]


def wrong(workflow: Workflow) -> Workflow:
    """The same with something at its end that does not hold."""
    last = workflow.steps[-1]
    check = Check("value", "==", "no", "$.nothing")
    last = replace(last, checks=(*last.checks, check))
    return replace(workflow.with_step(last), name=f"{workflow.name}-wrong")


def theirs(workflows: list[Workflow], folder: Path) -> dict[str, list[tuple[str, bool]]]:
    """What `respect` made of each, by its name."""
    respect = node_modules("@redocly/cli") / ".bin" / "redocly"
    needed("node")
    with running(folder) as console:
        openapi = f"{console.url}/openapi.json?region=sandbox"
        documents = [dump(one, bundled_schema(), openapi) for one in workflows]
        # It reads the description of the API once for each document.
        whole = documents[0] | {"workflows": [one["workflows"][0] for one in documents]}
        (folder / "all.json").write_text(json.dumps(whole))
        start = {"secret": DEMO.admin_secret, "partnerId": DEMO.partner_id, "type": 2, "format": 1}
        address = f"{console.url}/sandbox/api_v3/service/session/action/start"
        ks = requests.post(address, data=start, timeout=60).json()
        inputs = [f"--input={name}={value}" for name, value in {**SECRETS, "ks": ks}.items()]
        # Servers write a number as a text where they like, which the description only tells.
        more = ["--severity=SCHEMA_CHECK=warn", "--json-output=told.json"]
        quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
        command = [str(respect), "respect", "all.json", *inputs, *more]
        subprocess.run(
            command,
            check=False,
            cwd=folder,
            env={**os.environ, **quiet},
            capture_output=True,
            timeout=90,
        )
    told = json.loads((folder / "told.json").read_text())
    return {
        one["workflowId"]: [
            (step["stepId"], step["status"] != "error") for step in one["executedSteps"]
        ]
        for one in told["files"]["all.json"]["executedWorkflows"]
    }


def test_another_runner_comes_to_the_same(desk: Desk, tmp_path: Path) -> None:
    right = [bundled()[source].workflow for source in SHOWN]
    assert [extensions_of(one, bundled_schema()) for one in right] == [()] * len(SHOWN)
    workflows = [*right, wrong(right[1])]
    here = {one.name: ours(desk, one) for one in workflows}
    assert all(well for one in right for _, well in here[one.name])
    assert not here[f"{right[1].name}-wrong"][-1][1]
    assert theirs(workflows, tmp_path) == here
