"""The scripts for bash and curl, run: what arrives is what the console sends."""

import os
import subprocess
from pathlib import Path

import pytest

from app.codegen.languages import curl
from tests.codegen.calls import CASES
from tests.codegen.comparing import assert_equal
from tests.codegen.conftest import needed
from tests.codegen.hostile import values
from tests.codegen.running import Written, by_case, endpoint, write

END = "-end-of-one-"


@pytest.fixture(scope="module")
def bash() -> str:
    needed("curl")
    return needed("bash")


def start(bash: str, one: Written, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [bash, one.file],
        cwd=one.folder,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_sends_what_the_console_sends(tmp_path: Path, bash: str) -> None:
    with endpoint() as upstream:
        written = write(tmp_path, upstream.url, "curl", "", list(CASES))
        ran = [start(bash, one, one.environment) for one in written]
        arrived = by_case(upstream)
    assert [one for one in ran if one.returncode != 0 or one.stderr] == []
    assert arrived.keys() == CASES.keys()
    for case, one in arrived.items():
        assert_equal(CASES[case], one)


def test_every_text_is_the_same_behind_its_word(tmp_path: Path, bash: str) -> None:
    texts = values(2000)
    lines = []
    for text in texts:
        word = curl.text(text)
        lines.append(f"cat {word}" if word.startswith("<(") else f"printf %s {word}")
        lines.append(f"printf %s {END}")
    program = tmp_path / "texts.sh"
    program.write_text("\n".join(lines), encoding="utf-8")
    done = subprocess.run([bash, program], capture_output=True, timeout=60, check=True)
    assert done.stdout.decode().split(END)[:-1] == texts


def test_without_its_environment_a_script_says_what_is_missing(tmp_path: Path, bash: str) -> None:
    [written] = write(tmp_path, "http://127.0.0.1:1", "curl", "", ["session.start short"])
    ran = start(bash, written, {})
    assert ran.returncode == 1
    assert ran.stderr.endswith("KALTURA_SECRET: Set this environment variable first.\n")
