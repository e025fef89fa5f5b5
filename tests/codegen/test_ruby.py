"""The programs in Ruby, run: what arrives is what the console sends.

The official library cannot be had everywhere, so that a stub with its names stands for it.
"""

import base64
import subprocess
from pathlib import Path

import pytest

from app.codegen import CannotWrite, build, language
from app.codegen.languages import ruby as written_ruby
from tests.codegen.calls import CASES, REGISTRY, call, multi, obj
from tests.codegen.comparing import assert_alike, assert_equal
from tests.codegen.conftest import needed
from tests.codegen.endpoint import from_url
from tests.codegen.hostile import values
from tests.codegen.running import by_case, endpoint, run, write
from tests.codegen.stubs import ruby as stub

DRIVE = str(Path(__file__).with_name("drive.rb"))
# The library makes other names of licenseURL and multiLingual_name, and has one tag for all calls.
LEFT_OUT = {"map", "media.add languages", "multi own tag and version"}


@pytest.fixture(scope="module")
def ruby() -> str:
    return needed("ruby")


def test_plain_http_sends_what_the_console_sends(tmp_path: Path, ruby: str) -> None:
    with endpoint() as upstream:
        written = write(tmp_path, upstream.url, "ruby", "http", list(CASES))
        ran = run([ruby, DRIVE], written)
        arrived = by_case(upstream)
    assert {case: one for case, one in ran.items() if one.status != 0} == {}
    assert arrived.keys() == CASES.keys()
    for case, one in arrived.items():
        assert_equal(CASES[case], one)


def test_with_the_librarys_names_it_sends_what_the_console_sends(tmp_path: Path, ruby: str) -> None:
    library = tmp_path / "library"
    library.mkdir()
    stub.library(REGISTRY, library)
    cases = [case for case in CASES if case not in LEFT_OUT]
    with endpoint() as upstream:
        written = write(tmp_path, upstream.url, "ruby", "client", cases)
        ran = run([ruby, "-I", str(library), DRIVE, "kaltura"], written)
        arrived = by_case(upstream)
    assert {case: one for case, one in ran.items() if one.status != 0} == {}
    for one in written:
        if one.program.gives_file:
            # The library makes a URL of the call, which has no client tag, and sends nothing.
            found = from_url(ran[one.case].output.split()[-1].rstrip("&"))
            found.add("clientTag", CASES[one.case].client_tag or "")
            arrived[one.case] = found
    assert arrived.keys() == set(cases)
    assert len(cases) >= 80
    for case, found in arrived.items():
        found.path = found.path.rstrip("/")
        assert_alike(CASES[case], found)


@pytest.mark.parametrize("variant", ["client", "http"])
def test_every_program_is_ruby(tmp_path: Path, ruby: str, variant: str) -> None:
    written = write(tmp_path, "http://127.0.0.1:1", "ruby", variant, ["media.list search"])
    done = subprocess.run(
        [ruby, "-wc", written[0].folder / written[0].file],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_text_is_the_same_behind_its_literal(tmp_path: Path, ruby: str) -> None:
    texts = values(2000)
    lines = [written_ruby.text(text) for text in texts]
    assert "\n" not in "".join(lines)
    program = tmp_path / "texts.rb"
    show = "texts.each { |text| puts [text].pack('m0') }\n"
    program.write_text("texts = [\n" + ",\n".join(lines) + "\n]\n" + show, "utf-8")
    done = subprocess.run([ruby, program], capture_output=True, text=True, timeout=60, check=True)
    assert [base64.b64decode(line).decode() for line in done.stdout.split("\n")][:-1] == texts


@pytest.mark.parametrize("variant", ["client", "http"])
def test_without_its_environment_a_program_says_what_is_missing(
    tmp_path: Path, ruby: str, variant: str
) -> None:
    [written] = write(tmp_path, "http://127.0.0.1:1", "ruby", variant, ["session.start short"])
    if variant == "client":
        stub.library(REGISTRY, written.folder)
    done = subprocess.run(
        [ruby, "-I", written.folder, written.file],
        cwd=written.folder,
        env={},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "Set the environment variable KALTURA_SECRET first.\n"


def test_a_name_with_a_line_break_goes_to_the_url_where_there_are_files() -> None:
    parameters = dict(CASES["uploadToken.upload"].parameters)
    made = call("uploadtoken.upload", **parameters, **{"a\r\nX: 1": "b"})
    text = language("ruby").variant("http").render(build(made, REGISTRY, "https://host.example"))
    _, _, query = text.partition("uri.query = ")
    assert query.startswith("URI.encode_www_form(\n  [\n    [\"a\\r\\nX: 1\", 'b']\n")


def test_what_the_library_cannot_carry_is_refused_with_a_reason() -> None:
    client = language("ruby").variant("client")
    for made, reason in (
        (CASES["media.add languages"], "sends multiLingual_name as multiLingualName"),
        (call("batch.getQueueSize"), "kaltura-client 19.3.0 does not have batch."),
        (multi(("thumbasset.serve", {"thumbAssetId": "0_a"})), "in a multirequest"),
    ):
        with pytest.raises(CannotWrite) as refused:
            client.render(build(made, REGISTRY, "https://host.example"))
        assert reason in refused.value.sentence
        assert refused.value.sentence.endswith(": choose plain HTTP.")


def test_what_a_setter_would_convert_goes_by_it() -> None:
    made = call("media.add", entry=obj("KalturaMediaEntry", name="a", startDate="soon"))
    text = language("ruby").variant("client").render(build(made, REGISTRY, "https://host.example"))
    assert "  entry.name = 'a'\n" in text
    assert "  entry.instance_variable_set(:@start_date, 'soon') # as it is" in text
