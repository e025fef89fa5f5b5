"""The programs in JavaScript for Node.js, run: what arrives is what the console sends."""

import base64
import subprocess
from pathlib import Path

from app.codegen.shared import javascript
from tests.codegen.calls import CASES
from tests.codegen.comparing import assert_alike, assert_equal
from tests.codegen.hostile import values
from tests.codegen.running import by_case, endpoint, run, write

DRIVE = str(Path(__file__).with_name("drive.mjs"))


def test_plain_http_sends_what_the_console_sends(tmp_path: Path, node: str) -> None:
    with endpoint() as upstream:
        written = write(tmp_path, upstream.url, "node", "http", list(CASES))
        ran = run([node, DRIVE], written)
        arrived = by_case(upstream)
    assert {case: one for case, one in ran.items() if one.status != 0} == {}
    assert arrived.keys() == CASES.keys()
    for case, one in arrived.items():
        assert_equal(CASES[case], one)


def test_the_official_client_sends_what_the_console_sends(
    tmp_path: Path, node: str, node_modules: Path
) -> None:
    (tmp_path / "node_modules").symlink_to(node_modules)
    # The library takes every answer for text, a file's bytes too, and sends no null of a setting.
    cases = [case for case in CASES if not case.endswith((".serve", "own null"))]
    with endpoint() as upstream:
        written = write(tmp_path, upstream.url, "node", "client", cases)
        ran = run([node, "--no-deprecation", DRIVE], written)
        arrived = by_case(upstream)
    assert {case: one for case, one in ran.items() if one.status != 0} == {}
    assert arrived.keys() == set(cases)
    assert len(cases) >= 80
    for case, one in arrived.items():
        assert_alike(CASES[case], one)


def test_every_text_is_the_same_behind_its_literal(tmp_path: Path, node: str) -> None:
    texts = values(2000)
    lines = [javascript.text(text) for text in texts]
    assert "\n" not in "".join(lines)
    program = tmp_path / "texts.mjs"
    show = "for (const t of T) console.log(Buffer.from(t).toString('base64'));\n"
    program.write_text("const T = [\n" + ",\n".join(lines) + "\n];\n" + show, encoding="utf-8")
    done = subprocess.run([node, program], capture_output=True, text=True, timeout=60, check=True)
    assert [base64.b64decode(line).decode() for line in done.stdout.splitlines()] == texts


def test_a_literal_in_a_page_does_not_end_its_script() -> None:
    source = javascript.in_html(javascript.text("</script><!-- </SCRIPT"))
    assert source == '"<\\/script>\\x3C!-- <\\/SCRIPT"'


def test_without_its_environment_a_program_says_what_is_missing(tmp_path: Path, node: str) -> None:
    [written] = write(tmp_path, "http://127.0.0.1:1", "node", "http", ["session.start short"])
    done = subprocess.run(
        [node, written.file],
        cwd=written.folder,
        env={},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "Set the environment variable KALTURA_SECRET first.\n"
