"""The programs in Kotlin, compiled and run: what arrives is what the console sends.

The official library, which is Java's, is a stub with its public names.
"""

import base64
import subprocess
from pathlib import Path

import pytest

from app.codegen import build, language
from app.codegen.languages import kotlin
from tests.codegen import java_library, jvm
from tests.codegen.calls import CASES, REGISTRY, UNTYPED, call, obj
from tests.codegen.comparing import assert_alike, assert_equal
from tests.codegen.conftest import needed
from tests.codegen.hostile import values
from tests.codegen.running import TIMEOUT, Written, by_case, endpoint, write
from tests.codegen.used import used

URL = "https://host.example"
STDLIB = Path("/usr/share/java/kotlin-stdlib.jar")


@pytest.fixture(scope="module")
def tools() -> tuple[str, str, str]:
    """The compilers of Kotlin and of Java, and the machine."""
    return needed("kotlinc"), needed("javac"), needed("java")


def kotlinc(compiler: str, files: list[Path], classes: Path, classpath: Path | None = None) -> None:
    done = subprocess.run(
        [
            *(compiler, "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC", "-nowarn"),
            *("-jvm-target", "1.8", "-d", classes),
            *(("-cp", classpath) if classpath else ()),
            *files,
        ],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert done.returncode == 0, done.stderr[:5000]


def _mains(written: list[Written]) -> tuple[dict[str, Written], list[Path]]:
    jobs = {f"{name}Kt": one for name, one in jvm.in_packages(written).items()}
    return jobs, [one.folder / one.file for one in written]


def test_plain_http_sends_what_the_console_sends(
    tmp_path: Path, tools: tuple[str, str, str]
) -> None:
    compiler, javac, java = tools
    with endpoint() as upstream:
        written = write(tmp_path / "cases", upstream.url, "kotlin", "http", list(CASES))
        jobs, files = _mains(written)
        jvm.javac(javac, [jvm.DRIVER], tmp_path / "driver")
        kotlinc(compiler, files, tmp_path / "classes")
        path = [tmp_path / "classes", tmp_path / "driver", STDLIB]
        jvm.drive(java, path, tmp_path / "run", jobs)
        arrived = by_case(upstream)
    assert arrived.keys() == CASES.keys()
    for case, one in arrived.items():
        assert_equal(CASES[case], one)


def test_the_official_client_sends_what_the_console_sends(
    tmp_path: Path, tools: tuple[str, str, str]
) -> None:
    compiler, javac, java = tools
    cases = [case for case in CASES if not case.endswith(".serve") and case not in UNTYPED]
    with endpoint() as upstream:
        written = write(tmp_path / "cases", upstream.url, "kotlin", "client", cases)
        library = java_library.write(used(one.program for one in written), tmp_path / "library")
        jobs, files = _mains(written)
        jvm.javac(javac, library, tmp_path / "java")
        kotlinc(compiler, files, tmp_path / "classes", tmp_path / "java")
        path = [tmp_path / "classes", tmp_path / "java", STDLIB]
        jvm.drive(java, path, tmp_path / "run", jobs)
        arrived = by_case(upstream)
    assert arrived.keys() == set(cases)
    assert len(cases) >= 75
    for case, one in arrived.items():
        assert_alike(CASES[case], one)


def test_every_text_is_the_same_behind_its_literal(
    tmp_path: Path, tools: tuple[str, str, str]
) -> None:
    compiler, _, java = tools
    texts = [*values(2000), "\u6620" * 70_000]
    lines = [kotlin.text(text) for text in texts]
    assert "\n" not in "".join(lines)
    # A method has at most 64 kB of code.
    parts = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    source = tmp_path / "Texts.kt"
    source.write_text(
        "".join(f"fun c{at}() = listOf({', '.join(part)})\n" for at, part in enumerate(parts))
        + f"fun main() = listOf({', '.join(f'c{at}()' for at in range(len(parts)))}).flatten()"
        ".forEach { println(java.util.Base64.getEncoder().encodeToString(it.toByteArray())) }\n",
        encoding="utf-8",
    )
    kotlinc(compiler, [source], tmp_path / "classes")
    done = subprocess.run(
        [java, "-cp", f"{tmp_path / 'classes'}:{STDLIB}", "TextsKt"],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=True,
    )
    assert [base64.b64decode(line).decode() for line in done.stdout.splitlines()] == texts


def test_without_its_environment_a_program_says_what_is_missing(
    tmp_path: Path, tools: tuple[str, str, str]
) -> None:
    compiler, _, java = tools
    [written] = write(tmp_path, "http://127.0.0.1:1", "kotlin", "http", ["session.start short"])
    kotlinc(compiler, [written.folder / written.file], tmp_path / "classes")
    done = subprocess.run(
        [java, "-cp", f"{tmp_path / 'classes'}:{STDLIB}", "MainKt"],
        env={},
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "Set the environment variable KALTURA_SECRET first.\n"


def test_a_value_that_a_type_cannot_hold_is_set_as_text() -> None:
    made = call("media.add", entry=obj("KalturaMediaEntry", mediaType="99", startDate="soon"))
    source = language("kotlin").variant("client").render(build(made, REGISTRY, URL))
    assert '        mediaType("99")\n        startDate("soon")\n' in source
