"""The programs in Kotlin, compiled and run: what arrives is what the console sends.

The official library, which is Java's, is a stub with its public names. Kotlin's compiler takes
seconds to start, so it compiles all that is run here in one go.
"""

import base64
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.codegen import build, language
from app.codegen.languages import kotlin
from tests.codegen import java_library, jvm
from tests.codegen.calls import CASES, REGISTRY, UNTYPED, call, obj
from tests.codegen.comparing import assert_alike, assert_equal
from tests.codegen.conftest import needed
from tests.codegen.hostile import values
from tests.codegen.running import TIMEOUT, by_case, endpoint, write
from tests.codegen.test_refusals import TEXT, refusing
from tests.codegen.used import used
from tests.sizes import examples, part

URL = "https://host.example"
STDLIB = Path("/usr/share/java/kotlin-stdlib.jar")
# A few of all: the compiler is slow, and each is compiled in Java too.
REFUSED = "thumbAsset.serve"
# Those over plain HTTP are only compiled in `make test`, but for the one that is refused.
HTTP_CASES = [*part([case for case in CASES if case != REFUSED], 50), REFUSED]
TYPED_CASES = [case for case in CASES if not case.endswith(".serve") and case not in UNTYPED]
CLIENT_CASES = part(TYPED_CASES, 20)
TEXTS = [*values(examples(50, 2000)), "\u6620" * 70_000]


@dataclass(frozen=True)
class Compiled:
    """The folder of all classes, and the programs in it."""

    path: list[Path]
    http: jvm.Programs
    client: jvm.Programs


@pytest.fixture(scope="module")
def java() -> str:
    return needed("java")


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Compiled]:
    root = tmp_path_factory.mktemp("kotlin")
    compiler, javac = needed("kotlinc"), needed("javac")
    with endpoint() as http_upstream, endpoint() as client_upstream:
        http = jvm.programs(root, http_upstream, "kotlin", "http", HTTP_CASES)
        client = jvm.programs(root, client_upstream, "kotlin", "client", CLIENT_CASES)
        library = java_library.write(used(one.program for one in client.written), root / "library")
        # The driver of the programs is among the files of the library.
        jvm.javac(javac, library, root / "java")
        (root / "Texts.kt").write_text(texts_program(), encoding="utf-8")
        [short] = write(root, "http://127.0.0.1:1", "kotlin", "http", ["session.start short"])
        files = [*http.files, *client.files, root / "Texts.kt", short.folder / short.file]
        kotlinc(compiler, files, root / "classes", root / "java")
        yield Compiled([root / "classes", root / "java", STDLIB], http, client)


def texts_program() -> str:
    lines = [kotlin.text(text) for text in TEXTS]
    assert "\n" not in "".join(lines)
    # A method has at most 64 kB of code.
    parts = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    return (
        "".join(f"fun c{at}() = listOf({', '.join(part)})\n" for at, part in enumerate(parts))
        + "object Texts { @JvmStatic fun main(args: Array<String>) = "
        + f"listOf({', '.join(f'c{at}()' for at in range(len(parts)))}).flatten()"
        ".forEach { println(java.util.Base64.getEncoder().encodeToString(it.toByteArray())) } }\n"
    )


def kotlinc(compiler: str, files: list[Path], classes: Path, classpath: Path) -> None:
    memory = ["-J-Xmx1500m", "-J-Xms1g", "-J-Xmn600m"]
    done = subprocess.run(
        [
            *(compiler, "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC", *memory, "-nowarn"),
            *("-jvm-target", "1.8", "-d", classes, "-cp", classpath),
            *files,
        ],
        capture_output=True,
        text=True,
        timeout=2 * TIMEOUT,
        check=False,
    )
    assert done.returncode == 0, done.stderr[:5000]


@pytest.mark.soak
def test_plain_http_sends_what_the_console_sends(
    tmp_path: Path, java: str, compiled: Compiled
) -> None:
    jvm.drive(java, compiled.path, tmp_path / "run", compiled.http.jobs)
    arrived = by_case(compiled.http.upstream)
    assert arrived.keys() == set(HTTP_CASES)
    for case, one in arrived.items():
        assert_equal(CASES[case], one)


@pytest.mark.soak
def test_the_official_client_sends_what_the_console_sends(
    tmp_path: Path, java: str, compiled: Compiled
) -> None:
    jvm.drive(java, compiled.path, tmp_path / "run", compiled.client.jobs)
    arrived = by_case(compiled.client.upstream)
    assert arrived.keys() == set(CLIENT_CASES)
    assert len(TYPED_CASES) >= 75
    for case, one in arrived.items():
        assert_alike(CASES[case], one)


@pytest.mark.soak
def test_every_text_is_the_same_behind_its_literal(java: str, compiled: Compiled) -> None:
    done = jvm.started(java, compiled.path, "Texts")
    assert done.returncode == 0, done.stderr[:5000]
    assert [base64.b64decode(line).decode() for line in done.stdout.splitlines()] == TEXTS


def test_without_its_environment_a_program_says_what_is_missing(
    java: str, compiled: Compiled
) -> None:
    done = jvm.started(java, compiled.path, "MainKt")
    assert done.returncode == 1
    assert done.stderr == "Set the environment variable KALTURA_SECRET first.\n"


def test_a_file_that_is_refused_is_no_success(java: str, compiled: Compiled) -> None:
    [(main, one)] = [(main, one) for main, one in compiled.http.jobs.items() if one.case == REFUSED]
    with refusing(compiled.http.upstream):
        ran = jvm.started(java, compiled.path, main, one.environment)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert TEXT in ran.stderr


def test_a_value_that_a_type_cannot_hold_is_set_as_text() -> None:
    made = call("media.add", entry=obj("KalturaMediaEntry", mediaType="99", startDate="soon"))
    source = language("kotlin").variant("client").render(build(made, REGISTRY, URL))
    assert '        mediaType("99")\n        startDate("soon")\n' in source
