"""The programs in PHP, run: what arrives is what the console sends.

The official library cannot be had everywhere, so that a stub with its names stands for it.
"""

import base64
import subprocess
from pathlib import Path

import pytest

from app.call.model import Null
from app.codegen import CannotWrite, build, language
from app.codegen.languages import php as written_php
from tests.codegen.calls import CASES, REGISTRY, UNTYPED, call, multi, obj, setting
from tests.codegen.comparing import assert_alike, assert_equal
from tests.codegen.conftest import needed
from tests.codegen.endpoint import from_url
from tests.codegen.hostile import values
from tests.codegen.running import by_case, endpoint, run, write
from tests.codegen.stubs import php as stub

DRIVE = str(Path(__file__).with_name("drive.php"))
# The library leaves an empty list out, and has no response profile or tag for one call alone.
LEFT_OUT = {"baseEntry.clone none", "multi own profile", "multi own tag and version"}


@pytest.fixture(scope="module")
def php() -> str:
    return needed("php")


def test_plain_http_sends_what_the_console_sends(tmp_path: Path, php: str) -> None:
    with endpoint() as upstream:
        written = write(tmp_path, upstream.url, "php", "http", list(CASES))
        ran = run([php, DRIVE], written)
        arrived = by_case(upstream)
    assert {case: one for case, one in ran.items() if one.status != 0} == {}
    assert arrived.keys() == CASES.keys()
    for case, one in arrived.items():
        assert_equal(CASES[case], one)


def test_with_the_librarys_names_it_sends_what_the_console_sends(tmp_path: Path, php: str) -> None:
    library = tmp_path / "library"
    library.mkdir()
    autoload = stub.library(REGISTRY, library)
    cases = [case for case in CASES if case not in UNTYPED | LEFT_OUT]
    with endpoint() as upstream:
        written = write(tmp_path, upstream.url, "php", "client", cases)
        for one in written:
            (one.folder / "vendor").symlink_to(autoload.parent)
        ran = run([php, DRIVE, str(autoload)], written)
        arrived = by_case(upstream)
    assert {case: one for case, one in ran.items() if one.status != 0} == {}
    for one in written:
        if one.program.gives_file:
            # The library makes a URL of the call, and sends nothing itself.
            arrived[one.case] = from_url(ran[one.case].output.split()[-1])
    assert arrived.keys() == set(cases)
    assert len(cases) >= 80
    for case, found in arrived.items():
        assert found.fields.pop("ignoreNull", "1") == "1"
        assert_alike(CASES[case], found)


@pytest.mark.parametrize("variant", ["client", "http"])
def test_every_program_is_php(tmp_path: Path, php: str, variant: str) -> None:
    written = write(tmp_path, "http://127.0.0.1:1", "php", variant, ["media.list search"])
    done = subprocess.run(
        [php, "-l", written[0].folder / written[0].file],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_every_text_is_the_same_behind_its_literal(tmp_path: Path, php: str) -> None:
    texts = values(2000)
    lines = [written_php.text(text) for text in texts]
    assert "\n" not in "".join(lines)
    program = tmp_path / "texts.php"
    show = 'foreach ($texts as $text) {\n    echo base64_encode($text), "\\n";\n}\n'
    program.write_text("<?php\n$texts = [\n" + ",\n".join(lines) + "\n];\n" + show, "utf-8")
    done = subprocess.run([php, program], capture_output=True, text=True, timeout=60, check=True)
    assert [base64.b64decode(line).decode() for line in done.stdout.split("\n")][:-1] == texts


@pytest.mark.parametrize("variant", ["client", "http"])
def test_without_its_environment_a_program_says_what_is_missing(
    tmp_path: Path, php: str, variant: str
) -> None:
    [written] = write(tmp_path, "http://127.0.0.1:1", "php", variant, ["session.start short"])
    if variant == "client":
        stub.library(REGISTRY, written.folder)
    done = subprocess.run(
        [php, written.file],
        cwd=written.folder,
        env={},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "Set the environment variable KALTURA_SECRET first.\n"


def test_what_the_library_cannot_carry_is_refused_with_a_reason() -> None:
    client = language("php").variant("client")
    for made, reason in (
        (CASES["baseEntry.clone none"], "only objects"),
        (setting(call("system.ping"), response_profile=Null()), "no null"),
        (call("media.add", entry=obj("KalturaFilter")), "of the abstract KalturaFilter"),
        (call("batch.getQueueSize"), "kaltura/api-client-library 22.12.0 does not have batch."),
        (multi(("thumbasset.serve", {"thumbAssetId": "0_a"})), "in a multirequest"),
    ):
        with pytest.raises(CannotWrite) as refused:
            client.render(build(made, REGISTRY, "https://host.example"))
        assert reason in refused.value.sentence
        assert refused.value.sentence.endswith(": choose plain HTTP.")
