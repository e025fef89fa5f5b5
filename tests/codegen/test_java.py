"""The programs in Java, compiled and run: what arrives is what the console sends.

The official library is a stub with its public names, which sends as the library does.
"""

import base64
import subprocess
from pathlib import Path

import pytest

from app.codegen import CannotWrite, build, language
from app.codegen.languages import java
from tests.codegen import java_library, jvm
from tests.codegen.calls import CASES, REGISTRY, UNTYPED, call, obj
from tests.codegen.comparing import assert_alike, assert_equal
from tests.codegen.conftest import needed
from tests.codegen.hostile import values
from tests.codegen.running import by_case, endpoint, write
from tests.codegen.used import used


@pytest.fixture(scope="module")
def jdk() -> tuple[str, str]:
    """The compiler and the machine."""
    return needed("javac"), needed("java")


def test_plain_http_sends_what_the_console_sends(tmp_path: Path, jdk: tuple[str, str]) -> None:
    javac, machine = jdk
    with endpoint() as upstream:
        written = write(tmp_path / "cases", upstream.url, "java", "http", list(CASES))
        jobs = jvm.in_packages(written)
        classes = tmp_path / "classes"
        jvm.javac(javac, [jvm.DRIVER, *(one.folder / one.file for one in written)], classes)
        jvm.drive(machine, [classes], tmp_path / "run", jobs)
        arrived = by_case(upstream)
    assert arrived.keys() == CASES.keys()
    for case, one in arrived.items():
        assert_equal(CASES[case], one)


def test_the_official_client_sends_what_the_console_sends(
    tmp_path: Path, jdk: tuple[str, str]
) -> None:
    javac, machine = jdk
    # The library takes every answer for text, a file's bytes too.
    cases = [case for case in CASES if not case.endswith(".serve") and case not in UNTYPED]
    with endpoint() as upstream:
        written = write(tmp_path / "cases", upstream.url, "java", "client", cases)
        library = java_library.write(used(one.program for one in written), tmp_path / "library")
        jobs = jvm.in_packages(written)
        classes = tmp_path / "classes"
        jvm.javac(javac, [*library, *(one.folder / one.file for one in written)], classes)
        jvm.drive(machine, [classes], tmp_path / "run", jobs)
        arrived = by_case(upstream)
    assert arrived.keys() == set(cases)
    assert len(cases) >= 75
    for case, one in arrived.items():
        assert_alike(CASES[case], one)


def test_every_text_is_the_same_behind_its_literal(tmp_path: Path, jdk: tuple[str, str]) -> None:
    javac, machine = jdk
    texts = [*values(2000), "\u6620" * 70_000]
    lines = [java.text(text) for text in texts]
    assert "\n" not in "".join(lines)
    # A method has at most 64 kB of code.
    parts = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    methods = "\n".join(
        f"static List<String> c{at}() {{ return Arrays.asList({', '.join(part)}); }}"
        for at, part in enumerate(parts)
    )
    source = tmp_path / "Texts.java"
    source.write_text(
        f"""import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.stream.Stream;
public class Texts {{
    {methods}
    public static void main(String[] args) {{
        Stream.of({", ".join(f"c{at}()" for at in range(len(parts)))}).flatMap(List::stream)
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .map(bytes -> Base64.getEncoder().encodeToString(bytes))
            .forEach(System.out::println);
    }}
}}
""",
        encoding="utf-8",
    )
    jvm.javac(javac, [source], tmp_path)
    done = subprocess.run(
        [machine, "-cp", tmp_path, "Texts"], capture_output=True, text=True, timeout=60, check=True
    )
    assert [base64.b64decode(line).decode() for line in done.stdout.splitlines()] == texts


def test_without_its_environment_a_program_says_what_is_missing(
    tmp_path: Path, jdk: tuple[str, str]
) -> None:
    [written] = write(tmp_path, "http://127.0.0.1:1", "java", "http", ["session.start short"])
    done = subprocess.run(
        [jdk[1], "-Dfile.encoding=UTF-8", written.file],
        cwd=written.folder,
        env={},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "Set the environment variable KALTURA_SECRET first.\n"


def test_what_the_library_cannot_make_is_refused() -> None:
    made = call("media.addContent", entryId="0_abc", resource=obj("KalturaResource"))
    with pytest.raises(CannotWrite) as refused:
        language("java").variant("client").render(build(made, REGISTRY, "https://host.example"))
    assert refused.value.sentence == (
        "The library cannot make a KalturaResource: choose plain HTTP."
    )
