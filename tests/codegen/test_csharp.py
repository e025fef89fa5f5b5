"""The programs in C#, compiled and run: what arrives is what the console sends.

The official library is a stub with its public names, which sends as the library does.
"""

import base64
import os
import subprocess
from pathlib import Path

import pytest

from app.codegen import CannotWrite, build, language
from app.codegen.shared import dotnet
from tests.codegen import csharp_library
from tests.codegen.calls import CASES, REGISTRY, UNTYPED, call, multi, obj
from tests.codegen.comparing import assert_alike, assert_equal
from tests.codegen.conftest import needed
from tests.codegen.hostile import values
from tests.codegen.running import TIMEOUT, Ran, Written, by_case, endpoint, write
from tests.codegen.used import used

URL = "https://host.example"
DRIVER = csharp_library.RUNTIME / "Drive.cs"


@pytest.fixture(scope="module")
def mono() -> tuple[str, str]:
    """The compiler and the runtime."""
    return needed("mcs"), needed("mono")


def built(mcs: str, files: list[Path], program: Path) -> None:
    done = subprocess.run(
        [
            mcs,
            "-langversion:7.2",
            "-codepage:utf8",
            "-main:Drive",
            "-r:System.Net.Http.dll",
            f"-out:{program}",
            *files,
        ],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert done.returncode == 0, done.stdout[:5000] + done.stderr[:5000]


def in_namespaces(written: list[Written]) -> list[Path]:
    """Puts each program into a namespace of its own, so that all can have the same class."""
    files = []
    for number, one in enumerate(written):
        file = one.folder / one.file
        source = file.read_text("utf-8")
        file.write_text(f"namespace C{number} {{\n{source}}}\n", "utf-8")
        files.append(file)
    return files


def drive(mono: str, program: Path, written: list[Written]) -> dict[str, Ran]:
    lines = []
    for number, one in enumerate(written):
        words = [f"C{number}.Program", _encoded(str(one.folder))]
        for name, value in one.environment.items():
            words += [name, _encoded(value)]
        lines.append(" ".join(words))
    done = subprocess.run(
        [mono, program],
        input="\n".join(lines) + "\n",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[:5000]
    ran = [line.split(" ") for line in done.stdout.splitlines()]
    return {
        one.case: Ran(int(status), base64.b64decode(output).decode())
        for one, (status, output) in zip(written, ran, strict=True)
    }


def _encoded(value: str) -> str:
    return base64.b64encode(value.encode()).decode()


def test_plain_http_sends_what_the_console_sends(tmp_path: Path, mono: tuple[str, str]) -> None:
    mcs, runtime = mono
    with endpoint() as upstream:
        written = write(tmp_path / "cases", upstream.url, "csharp", "http", list(CASES))
        built(mcs, [DRIVER, *in_namespaces(written)], tmp_path / "all.exe")
        ran = drive(runtime, tmp_path / "all.exe", written)
        arrived = by_case(upstream)
    assert {case: one for case, one in ran.items() if one.status != 0} == {}
    assert arrived.keys() == CASES.keys()
    for case, one in arrived.items():
        assert_equal(CASES[case], one)


# What the library has no way for: a null, a file's bytes, an order or an enum's word of one's own,
# a number of more digits than it keeps, a parameter that it misnames, and a tag for one call.
REFUSED = {
    "session.start null",
    "media.add nulls",
    "multi null and text",
    "multi own null",
    "multi own tag and version",
    "thumbAsset.serve",
    "captionAsset.serve",
    "media.list unknown order",
    "stats.collect",
    "scheduleEvent.add",
}


def test_the_official_client_sends_what_the_console_sends(
    tmp_path: Path, mono: tuple[str, str]
) -> None:
    mcs, runtime = mono
    cases = [case for case in CASES if case not in REFUSED | UNTYPED]
    with endpoint() as upstream:
        written = write(tmp_path / "cases", upstream.url, "csharp", "client", cases)
        library = csharp_library.write(used(one.program for one in written), tmp_path / "All.cs")
        built(mcs, [*library, *in_namespaces(written)], tmp_path / "all.exe")
        ran = drive(runtime, tmp_path / "all.exe", written)
        arrived = by_case(upstream)
    assert {case: one for case, one in ran.items() if one.status != 0} == {}
    assert arrived.keys() == set(cases)
    assert len(cases) >= 70
    for case, one in arrived.items():
        assert_alike(CASES[case], one)


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_what_the_library_cannot_send_is_refused(case: str) -> None:
    with pytest.raises(CannotWrite) as refused:
        language("csharp").variant("client").render(build(CASES[case], REGISTRY, URL))
    assert refused.value.sentence.endswith(": choose plain HTTP.")


def test_every_text_is_the_same_behind_its_literal(tmp_path: Path, mono: tuple[str, str]) -> None:
    mcs, runtime = mono
    texts = [*values(2000), "\u6620" * 70_000]
    lines = [dotnet.text(text) for text in texts]
    assert "\n" not in "".join(lines)
    source = tmp_path / "Texts.cs"
    source.write_text(
        f"""using System;
public static class Drive {{
    static readonly string[] Texts = {{ {",".join(lines)} }};
    public static void Main() {{
        foreach (var text in Texts) {{
            Console.WriteLine(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text)));
        }}
    }}
}}
""",
        encoding="utf-8",
    )
    built(mcs, [source], tmp_path / "texts.exe")
    done = subprocess.run(
        [runtime, tmp_path / "texts.exe"], capture_output=True, text=True, timeout=60, check=True
    )
    assert [base64.b64decode(line).decode() for line in done.stdout.splitlines()] == texts


def test_without_its_environment_a_program_says_what_is_missing(
    tmp_path: Path, mono: tuple[str, str]
) -> None:
    mcs, runtime = mono
    [written] = write(tmp_path, "http://127.0.0.1:1", "csharp", "http", ["session.start short"])
    built(mcs, [DRIVER, *in_namespaces([written])], tmp_path / "one.exe")
    line = f"C0.Program {_encoded(str(tmp_path))}\n"
    done = subprocess.run(
        [runtime, tmp_path / "one.exe"],
        input=line,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    status, output = done.stdout.split()
    assert status == "1"
    message = base64.b64decode(output).decode()
    assert message == "Set the environment variable KALTURA_SECRET first.\n"


def test_a_reference_that_is_no_text_is_mapped() -> None:
    made = multi(
        ("media.get", {"entryId": "0_abc"}),
        ("media.get", {"entryId": "0_abc", "version": "{1:result:class:2}"}),
    )
    source = language("csharp").variant("client").render(build(made, REGISTRY, URL))
    assert 'var request2 = MediaService.Get("0_abc");\n' in source
    assert 'request2.Map("version", request1.Forward("class:2"));\n' in source


def test_a_value_without_a_name_is_cast_to_its_enum() -> None:
    made = call("media.add", entry=obj("KalturaMediaEntry", mediaType="99"))
    source = language("csharp").variant("client").render(build(made, REGISTRY, URL))
    assert "MediaType = (MediaType)(99)" in source
