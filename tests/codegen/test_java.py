"""The programs in Java, compiled and run: what arrives is what the console sends.

The official library is a stub with its public names, which sends as the library does.
All programs are compiled in one go.
"""

import base64
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
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
from tests.sizes import examples, part

# The library takes every answer for text, a file's bytes too.
# These are only compiled in `make test`.
HTTP_CASES = part(list(CASES), 5)
TYPED_CASES = [case for case in CASES if not case.endswith(".serve") and case not in UNTYPED]
CLIENT_CASES = part(TYPED_CASES, 3)
TEXTS = [*values(examples(200, 2000)), "\u6620" * 70_000]


@dataclass(frozen=True)
class Compiled:
    """The folder of all classes, and the programs in it."""

    path: list[Path]
    http: jvm.Programs
    client: jvm.Programs


@pytest.fixture(scope="module")
def machine() -> str:
    return needed("java")


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Compiled]:
    root = tmp_path_factory.mktemp("java")
    javac = needed("javac")
    with endpoint() as http_upstream, endpoint() as client_upstream:
        http = jvm.programs(root, http_upstream, "java", "http", HTTP_CASES)
        client = jvm.programs(root, client_upstream, "java", "client", CLIENT_CASES)
        library = java_library.write(used(one.program for one in client.written), root / "library")
        (root / "Texts.java").write_text(texts_program(), encoding="utf-8")
        # The driver of the programs is among the files of the library.
        files = [*library, *http.files, *client.files, root / "Texts.java"]
        jvm.javac(javac, files, root / "classes")
        yield Compiled([root / "classes"], http, client)


def texts_program() -> str:
    lines = [java.text(text) for text in TEXTS]
    assert "\n" not in "".join(lines)
    # A method has at most 64 kB of code.
    parts = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    methods = "\n".join(
        f"static List<String> c{at}() {{ return Arrays.asList({', '.join(part)}); }}"
        for at, part in enumerate(parts)
    )
    return f"""import java.nio.charset.StandardCharsets;
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
"""


@pytest.mark.soak
def test_plain_http_sends_what_the_console_sends(
    tmp_path: Path, machine: str, compiled: Compiled
) -> None:
    jvm.drive(machine, compiled.path, tmp_path / "run", compiled.http.jobs)
    arrived = by_case(compiled.http.upstream)
    assert arrived.keys() == set(HTTP_CASES)
    for case, one in arrived.items():
        assert_equal(CASES[case], one)


@pytest.mark.soak
def test_the_official_client_sends_what_the_console_sends(
    tmp_path: Path, machine: str, compiled: Compiled
) -> None:
    jvm.drive(machine, compiled.path, tmp_path / "run", compiled.client.jobs)
    arrived = by_case(compiled.client.upstream)
    assert arrived.keys() == set(CLIENT_CASES)
    assert len(TYPED_CASES) >= 75
    for case, one in arrived.items():
        assert_alike(CASES[case], one)


@pytest.mark.soak
def test_every_text_is_the_same_behind_its_literal(machine: str, compiled: Compiled) -> None:
    done = jvm.started(machine, compiled.path, "Texts")
    assert done.returncode == 0, done.stderr[:5000]
    assert [base64.b64decode(line).decode() for line in done.stdout.splitlines()] == TEXTS


def test_without_its_environment_a_program_says_what_is_missing(
    tmp_path: Path, machine: str
) -> None:
    [written] = write(tmp_path, "http://127.0.0.1:1", "java", "http", ["session.start short"])
    done = subprocess.run(
        [machine, *jvm.QUICK, "-Dfile.encoding=UTF-8", written.file],
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
