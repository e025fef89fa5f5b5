"""The programs in Go, compiled and run: what arrives is what the console sends."""

import base64
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from app.codegen import build, language
from app.codegen.languages import go as written_go
from tests.codegen.calls import CASES, REGISTRY, call
from tests.codegen.comparing import assert_equal
from tests.codegen.conftest import needed
from tests.codegen.hostile import values
from tests.codegen.running import TIMEOUT, Written, by_case, endpoint, write
from tests.sizes import part

DRIVE = Path(__file__).with_name("drive.go")
# Without what a debugger reads: nothing else takes the linker as long.
QUICK = ["-ldflags=-w"]
Go = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def go() -> Go:
    program = needed("go")

    def run(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
        # Nothing is to be fetched: the programs need the standard library alone.
        environment = {**os.environ, "GOPROXY": "off"}
        return subprocess.run(
            [program, *words],
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=True,
        )

    return run


def compiled(go: Go, root: Path, written: list[Written]) -> Path:
    """All programs as packages of one module, in one executable that starts one by its name."""
    (root / "go.mod").write_text("module example\n\ngo 1.19\n")
    (root / "main.go").write_bytes(DRIVE.read_bytes())
    names = [one.folder.name for one in written]
    imports = "\n".join(f'\tp{name} "example/{name}"' for name in names)
    table = "\n".join(f'\t"{name}": p{name}.Main,' for name in names)
    (root / "programs.go").write_text(
        f"package main\n\nimport (\n{imports}\n)\n\n"
        f"var programs = map[string]func(){{\n{table}\n}}\n"
    )
    for one in written:
        (one.folder / "go.mod").unlink()
        file = one.folder / one.file
        text = file.read_text("utf-8")
        assert text.count("\nfunc main() {\n") == text.count("\npackage main\n") == 1
        text = text.replace("\nfunc main() {\n", "\nfunc Main() {\n")
        file.write_text(text.replace("\npackage main\n", f"\npackage p{one.folder.name}\n"))
    go("build", *QUICK, "-o", root / "programs", ".", cwd=root)
    return root / "programs"


def start(
    command: list[str | Path], folder: Path, environment: dict[str, str]
) -> tuple[int, str, str]:
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.soak
def test_it_sends_what_the_console_sends(tmp_path: Path, go: Go) -> None:
    cases = part(list(CASES), 6)
    with endpoint() as upstream:
        written = write(tmp_path, upstream.url, "go", "http", cases)
        unformatted = subprocess.run(
            [needed("gofmt"), "-l", "."], cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout
        programs = compiled(go, tmp_path, written)
        ran = {
            one.case: start([programs, one.folder.name], one.folder, one.environment)
            for one in written
        }
        arrived = by_case(upstream)
    assert unformatted == ""
    assert {case: one for case, one in ran.items() if one[0] != 0} == {}
    assert arrived.keys() == set(cases)
    for case, one in arrived.items():
        assert_equal(CASES[case], one)


def test_every_text_is_the_same_behind_its_literal(tmp_path: Path, go: Go) -> None:
    texts = values(2000)
    lines = [written_go.text(text) for text in texts]
    assert "\n" not in "".join(lines)
    listed = "".join(f"\t{line},\n" for line in lines)
    show = "func main() {\n\tfor _, text := range texts {\n"
    show += "\t\tprintln(base64.StdEncoding.EncodeToString([]byte(text)))\n\t}\n}\n"
    (tmp_path / "texts.go").write_text(
        f'package main\n\nimport "encoding/base64"\n\nvar texts = []string{{\n{listed}}}\n\n{show}',
        "utf-8",
    )
    done = go("run", "texts.go", cwd=tmp_path)
    assert [base64.b64decode(line).decode() for line in done.stderr.split("\n")][:-1] == texts


def test_without_its_environment_a_program_says_what_is_missing(tmp_path: Path, go: Go) -> None:
    [written] = write(tmp_path, "http://127.0.0.1:1", "go", "http", ["session.start short"])
    go("build", *QUICK, "-o", "program", ".", cwd=written.folder)
    ran = start([written.folder / "program"], written.folder, {})
    assert ran == (1, "", "Set the environment variable KALTURA_SECRET first.\n")


def test_a_name_with_a_line_break_goes_to_the_url_where_there_are_files() -> None:
    parameters = dict(CASES["uploadToken.upload"].parameters)
    made = call("uploadtoken.upload", **parameters, **{"a\r\nX: 1": "b"})
    text = language("go").variant("http").render(build(made, REGISTRY, "https://host.example"))
    assert '\tquery.Set("a\\r\\nX: 1", "b")\n' in text
