"""The programs in Python, run: what arrives is what the console sends."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest

from app.codegen.languages import python
from tests.codegen import drive
from tests.codegen.calls import CASES
from tests.codegen.comparing import assert_alike, assert_equal
from tests.codegen.endpoint import from_url
from tests.codegen.hostile import values
from tests.codegen.running import by_case, endpoint, run, write

DRIVE = [sys.executable, "-B", str(Path(drive.__file__))]


def test_plain_http_sends_what_the_console_sends(tmp_path: Path) -> None:
    with endpoint() as upstream:
        written = write(tmp_path, upstream.url, "python", "http", list(CASES))
        ran = run(DRIVE, written)
        arrived = by_case(upstream)
    assert {case: one for case, one in ran.items() if one.status != 0} == {}
    assert arrived.keys() == CASES.keys()
    for case, one in arrived.items():
        assert_equal(CASES[case], one)


def test_the_official_client_sends_what_the_console_sends(tmp_path: Path) -> None:
    with endpoint() as upstream:
        written = write(tmp_path, upstream.url, "python", "client", list(CASES))
        ran = run(DRIVE, written)
        arrived = by_case(upstream)
    assert {case: one for case, one in ran.items() if one.status != 0} == {}
    for one in written:
        if one.program.gives_file:
            # The library makes a URL of the call, and sends nothing itself.
            arrived[one.case] = from_url(ran[one.case].output.split()[-1])
    assert arrived.keys() == CASES.keys()
    for case, found in arrived.items():
        assert_alike(CASES[case], found)


def test_every_text_is_the_same_behind_its_literal(tmp_path: Path) -> None:
    texts = values(2000)
    lines = ",\n".join(python.text(text) for text in texts)
    program = tmp_path / "texts.py"
    show = "for t in T:\n    print(base64.b64encode(t.encode()).decode())\n"
    program.write_text(f"import base64\nT = [\n{lines}\n]\n{show}", encoding="utf-8")
    assert "\n" not in "".join(python.text(text) for text in texts)
    done = subprocess.run(
        [sys.executable, program], capture_output=True, text=True, timeout=60, check=True
    )
    assert [base64.b64decode(line).decode() for line in done.stdout.splitlines()] == texts


@pytest.mark.parametrize("variant", ["client", "http"])
def test_without_its_environment_a_program_says_what_is_missing(
    tmp_path: Path, variant: str
) -> None:
    [written] = write(tmp_path, "http://127.0.0.1:1", "python", variant, ["session.start short"])
    done = subprocess.run(
        [sys.executable, written.file],
        cwd=written.folder,
        env={},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "Set the environment variable KALTURA_SECRET first.\n"
