"""`python -m app` with a fault in its settings: it says so and ends."""

import subprocess
from pathlib import Path

from tests.pages.running import Start, environ_of, run_to_end
from tests.started import Started, started_anew


def _start(
    folder: Path, start: Start = Started, /, **values: str
) -> "subprocess.CompletedProcess[str]":
    return run_to_end("app", environ=environ_of(folder, **values), start=start)


def test_the_console_does_not_start_with_a_fault(tmp_path: Path) -> None:
    ended = _start(tmp_path, started_anew, host="0.0.0.0")
    assert ended.returncode == 2
    assert ended.stdout == ""
    lines = ended.stderr.splitlines()
    assert lines[0] == "TestMe cannot start:"
    assert lines[1].startswith("  TESTME_HOST is 0.0.0.0, which other machines can reach")
    assert len(lines) == 2


def test_the_console_tells_all_faults_and_faults_of_files(tmp_path: Path) -> None:
    ended = _start(tmp_path, port="x", auht="password", ca_bundle="/no/such/file")
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[1:] == [
        "  TESTME_AUHT is not a setting of this console; look for the name in the README.",
        "  TESTME_PORT takes a whole number from 1 to 65535.",
        "  TESTME_CA_BUNDLE names /no/such/file, which does not exist.",
    ]
    regions = tmp_path / "regions.toml"
    regions.write_text("[[region]]\n")
    ended = _start(tmp_path, regions_file=str(regions))
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[1:] == [f"  {regions}, region 1 lacks id, name, url."]
