"""What bash and curl themselves send of the bash cases, beside what we read in them.

Hosts become a server on loopback. Variables that a text assigns are real; others are exported with
values of ours, which our reading gets in the place of its placeholders. Programs that a text runs
for a value are stand-ins. No PowerShell and no cmd is here: their cases are read, not run.
"""

import os
import re
import subprocess
from pathlib import Path
from typing import Any, cast

import pytest

from app.call.model import File
from app.call.pasted import Choices, Pasted, recognise
from app.call.pasted.model import Pair
from app.call.pasted.stand_ins import last_part
from app.call.placeholders import PLACEHOLDER
from app.call.wire.parameter_tree import Plain
from tests.call.copied.test_real_bash import sent
from tests.pasted_cases import NAMES, case
from tests.upstream import Upstream, http

BASH = [name for name in NAMES if case(name).get("bash")]
_HOST = re.compile(r"https?://[\w.-]*(?:kaltura\.(?:com|example)|university\.example)")
_VARIABLE = re.compile(r"\$\{?([A-Za-z_]\w*)(?![\w:=-])")
_ADDRESS = re.compile(r"\{\{(\w+)\}\}(/api_v3)?/")


@pytest.mark.parametrize("name", BASH)
def test_bash_sends_what_we_read(name: str, tmp_path: Path) -> None:
    one = case(name)
    found = recognise(one["text"])
    read = [reader() for reader in found.readers] if isinstance(found, Choices) else [found]
    values = {
        place: one.get("values", {}).get(place, f"ours-{place}")
        for place in [*(name for each in read for name in each.placeholders), "KS", "SECRET"]
    }
    for path, text in one.get("files", {}).items():
        (tmp_path / path).write_text(text)
    with Upstream() as server:
        server.respond(http(one.get("answer", '"answered"').encode()))
        run(one, read, values, tmp_path, server.url)
        received = list(server.requests)
    assert len(received) == len(read)
    for mine, theirs in zip(read, received, strict=True):
        assert sorted(filled(mine, values), key=repr) == sorted(comparable(sent(theirs)), key=repr)


def run(
    one: dict[str, Any], read: list[Pasted], values: dict[str, str], folder: Path, url: str
) -> None:
    tools = folder / "tools"
    tools.mkdir()
    for program, prints in one.get("programs", {}).items():
        (tools / program).write_text(f"#!/bin/sh\nprintf '%s' '{prints}'\n")
        (tools / program).chmod(0o755)
    environment = {
        name: values.get(name, f"ours-{name}") for name in _VARIABLE.findall(one["text"])
    }
    for each in read:
        if address := _ADDRESS.match(each.url or ""):
            environment[address[1]] = url if address[2] else f"{url}/api_v3"
    text = _HOST.sub(url, one["text"])
    assert "kaltura." not in text
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        ["bash", "--norc", "-c", text],
        cwd=folder,
        env={"LC_ALL": "C.UTF-8", "HOME": str(folder)} | environment | {"PATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=30,
    )


def filled(pasted: Pasted, values: dict[str, str]) -> list[Pair]:
    def fill(value: Plain) -> Plain:
        match value:
            case str():
                return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), value)
            case dict():
                return {key: fill(item) for key, item in value.items()}
            case list():
                return [fill(item) for item in value]
        return value

    return comparable([(name, fill(value)) for name, value in pasted.pairs])


def comparable(pairs: list[Pair]) -> list[Pair]:
    """Without what is the kept KS or the account's secret; of files their names alone."""
    kept: list[Pair] = []
    for name, value in pairs:
        if isinstance(value, str) and last_part(name) in {"ks", "secret"}:
            if value.startswith(("ours-", "{{")):
                continue
        elif isinstance(value, File):
            value = File(Path(value.name).name, "", 0)  # noqa: PLW2901
        elif isinstance(value, dict):
            value = dict(comparable(list(cast(dict[str, Plain], value).items())))  # noqa: PLW2901
        kept.append((name, value))
    return kept
