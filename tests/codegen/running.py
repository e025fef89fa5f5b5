"""Writes the programs of all cases to folders, and starts them, many in one process."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.codegen import Program, build, language, project
from tests.codegen.calls import CASES, FILES, REGISTRY
from tests.codegen.endpoint import Arrived, answer, arrived
from tests.upstream import Upstream

TIMEOUT = 60  # seconds


@dataclass
class Written:
    """One program in its folder. `environment` is what it takes from there."""

    case: str
    folder: Path
    file: str
    program: Program

    @property
    def environment(self) -> dict[str, str]:
        return {pair.variable: pair.text for pair in self.program.pairs if pair.variable}

    @property
    def job(self) -> dict[str, Any]:
        return {
            "folder": str(self.folder),
            "file": self.file,
            "environment": self.environment,
        }


@dataclass
class Ran:
    """How a program ended, and what it printed."""

    status: int
    output: str


@contextmanager
def endpoint() -> Iterator[Upstream]:
    with Upstream() as upstream:
        upstream.respond(answer)
        yield upstream


def write(root: Path, url: str, id: str, variant: str, cases: list[str]) -> list[Written]:
    """The projects of these cases, each with a service URL of its own: `url/<number>`."""
    made = []
    for case in cases:
        program = build(CASES[case], REGISTRY, f"{url}/{_number(case)}")
        folder = root / str(_number(case))
        folder.mkdir(parents=True)
        for name, text in project(language(id), program, variant).items():
            (folder / name).write_text(text, encoding="utf-8")
        for part in program.files:
            (folder / part.file.name).write_bytes(FILES[part.file.name])
        made.append(Written(case, folder, language(id).variant(variant).file, program))
    return made


def run(command: list[str], written: list[Written]) -> dict[str, Ran]:
    """Starts a driver, which takes the jobs as JSON and prints how each ended."""
    jobs = json.dumps([one.job for one in written])
    done = subprocess.run(
        command, input=jobs, capture_output=True, text=True, timeout=TIMEOUT, check=False
    )
    assert done.returncode == 0, done.stderr
    ended = json.loads(done.stdout)
    return {
        one.case: Ran(ran["status"], ran["output"]) for one, ran in zip(written, ended, strict=True)
    }


def by_case(upstream: Upstream) -> dict[str, Arrived]:
    """What arrived, by the name of the case."""
    names = list(CASES)
    return {names[number]: one for number, one in arrived(upstream).items()}


def _number(case: str) -> int:
    return list(CASES).index(case)
