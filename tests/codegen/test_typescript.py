"""The programs in TypeScript, type-checked and run: what arrives is what the console sends."""

import base64
import json
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from app.codegen import CannotWrite, Program, build, language
from app.codegen.languages.typescript import LIBRARY
from app.codegen.shared import javascript, typescript
from app.schema.model import Result
from tests.codegen import lacks, typescript_library
from tests.codegen.calls import CASES, REGISTRY, call, multi, obj
from tests.codegen.comparing import assert_alike, assert_equal
from tests.codegen.hostile import values
from tests.codegen.running import Written, by_case, endpoint, run, write
from tests.codegen.test_refusals import TEXT, refusing, started
from tests.sizes import examples
from tests.upstream import Received, Upstream, http

DRIVE = str(Path(__file__).with_name("drive.mjs"))
# What the library cannot carry: every one is refused with a reason, and the others are run.
REFUSED = {
    *("appToken.add", "media.add bools", "media.add languages", "media.addContent url"),
    *("media.list search", "baseEntry.clone none", "baseEntry.export", "map", "map empty"),
    *("category.get bigint", "report.getTable", "eSearch.searchEntry", "language"),
    *("client tag and version", "uploadToken.upload", "uploadToken.upload skipping"),
    *("metadata.addFromFile", "baseEntry.thumbnail", "thumbAsset.serve", "captionAsset.serve"),
    *("multi file", "multi impersonated"),
    *("multi own language", "multi own null", "multi own tag and version"),
}


CLIENT_CASES = [case for case in CASES if case not in REFUSED]
WRONG = Path("wrong") / "main.ts"
TEXTS = values(examples(200, 2000))


@dataclass(frozen=True)
class Compiled:
    """All programs, compiled; what each one is started by, and what the compiler said."""

    http: Upstream
    http_programs: list[Written]
    client: Upstream
    client_programs: list[Written]
    root: Path
    said: str


@pytest.fixture(scope="module")
def compiled(
    tmp_path_factory: pytest.TempPathFactory, node: str, node_modules: Path
) -> Iterator[Compiled]:
    """In one go, as their own projects would be, and with a program that is wrong among them.

    The compiler takes seconds to start: it reads the types of Node.js and of the library.
    """
    root = tmp_path_factory.mktemp("typescript")
    with endpoint() as http_upstream, endpoint() as client_upstream:
        client_upstream.respond(answer_json)
        plain = write(root / "http", http_upstream.url, "typescript", "http", list(CASES))
        official = write(root / "client", client_upstream.url, "typescript", "client", CLIENT_CASES)
        others = [
            _file(root / "texts" / "main.ts", texts_program()),
            _file(root / WRONG, wrong_program(official)),
        ]
        said = tsc(root, node, node_modules, [*map(_path, plain), *map(_path, official), *others])
        plain = [replace(one, file="main.js") for one in plain]
        official = [replace(one, file="main.js") for one in official]
        yield Compiled(http_upstream, plain, client_upstream, official, root, said)


def tsc(root: Path, node: str, node_modules: Path, files: list[Path]) -> str:
    """What the compiler says of all these files; each gets a .js beside it."""
    (root / "node_modules").symlink_to(node_modules)
    settings = {"compilerOptions": typescript.OPTIONS, "files": list(map(str, files))}
    (root / "package.json").write_text('{"type": "module"}')
    (root / "tsconfig.json").write_text(json.dumps(settings))
    compiler = node_modules / "typescript" / "bin" / "tsc"
    return subprocess.run(
        [node, compiler], cwd=root, capture_output=True, text=True, timeout=110, check=False
    ).stdout


def _path(written: Written) -> Path:
    return written.folder / written.file


def _file(path: Path, content: str) -> Path:
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    return path


def texts_program() -> str:
    lines = ",\n".join(javascript.text(text) for text in TEXTS)
    show = 'for (const t of T) console.log(Buffer.from(t).toString("base64"));\n'
    return f"const T: string[] = [\n{lines}\n];\n{show}export {{}};\n"


def wrong_program(official: list[Written]) -> str:
    [right] = [one for one in official if one.case == "media.list"]
    return _path(right).read_text().replace("pageSize: 30", 'pageSize: "30"')


def test_all_is_compiled_but_a_wrong_type(compiled: Compiled) -> None:
    [problem] = compiled.said.splitlines()
    assert problem.startswith(f"{WRONG}(")
    assert "'string' is not assignable to type 'number'" in problem


def test_plain_http_sends_what_the_console_sends(node: str, compiled: Compiled) -> None:
    ran = run([node, DRIVE], compiled.http_programs)
    assert {case: one for case, one in ran.items() if one.status != 0} == {}
    arrived = by_case(compiled.http)
    assert arrived.keys() == CASES.keys()
    for case, one in arrived.items():
        assert_equal(CASES[case], one)


def test_a_file_that_is_refused_is_no_success(node: str, compiled: Compiled) -> None:
    [one] = [one for one in compiled.http_programs if one.case == "thumbAsset.serve"]
    with refusing(compiled.http):
        ran = started([node, one.file], one.folder, one.environment)
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert TEXT in ran.stderr.decode()


def result_of(service: str, action: str) -> Any:
    """What a server could answer: the library takes nothing but the type that is declared."""
    declared = REGISTRY.action(service, action)
    assert declared is not None
    match declared.result:
        case Result(type="") | Result(type="void"):
            return None
        case Result(type="array"):
            return []
        case Result(type="string"):
            return "text"
        case Result(type="int" | "bigint" | "float" | "bool"):
            return 1
        case Result(type):
            return {"objectType": type, "id": "1"}


def answer_json(received: Received, connection: socket.socket) -> None:
    place = received.path.split("/")[3:]
    if place == ["service", "multirequest"]:
        sent = json.loads(received.body)
        calls = [one for name, one in sent.items() if name.isdigit()]
        found = [result_of(one["service"], one["action"]) for one in calls]
    else:
        found = result_of(place[1], place[3])
    body = json.dumps(found).encode()
    connection.sendall(http(body, "Content-Type: application/json", "Connection: close"))


def test_the_official_client_sends_what_the_console_sends(node: str, compiled: Compiled) -> None:
    assert len(CLIENT_CASES) >= 60
    ran = run([node, DRIVE], compiled.client_programs)
    assert {case: one for case, one in ran.items() if one.status != 0} == {}
    arrived = by_case(compiled.client)
    assert arrived.keys() == set(CLIENT_CASES)
    for case, one in arrived.items():
        assert_alike(CASES[case], one)
    assert json.loads(ran["session.start whole"].output) == "text"


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_what_the_library_cannot_carry_is_refused_with_a_reason(case: str) -> None:
    program = build(CASES[case], REGISTRY, "https://host.example")
    with pytest.raises(CannotWrite) as refused:
        language("typescript").variant("client").render(program)
    assert refused.value.sentence.startswith("kaltura-typescript-client 6.0.0 ")
    assert refused.value.sentence.endswith(": choose plain HTTP.")


def test_what_the_library_lacks_is_what_is_kept(node: str, node_modules: Path) -> None:
    assert lacks.kept("typescript") == typescript_library.lacks(node, node_modules)


def test_the_releases_are_those_of_the_tests() -> None:
    package = json.loads((Path(__file__).parent / "node" / "package.json").read_text())
    wanted = {LIBRARY.name: LIBRARY.version, **typescript.HELPERS, **typescript.TOOLS}
    assert wanted.items() <= package["devDependencies"].items()
    for variant in language("typescript").variants:
        made = json.loads(dict(variant.dependencies)["package.json"])
        assert made["devDependencies"] == typescript.TOOLS


def test_a_number_from_an_earlier_result_is_a_dependency() -> None:
    made = multi(
        ("category.add", {"category": obj("KalturaCategory", name="x")}),
        ("category.get", {"id": "{1:result:id}"}),
        ("category.update", {"id": "5", "category": obj("KalturaCategory", parentId="{1:result}")}),
    )
    source = client(build(made, REGISTRY, "https://host.example"))
    assert 'new CategoryGetAction({ id: 0 }).setDependency(["id", 0, "id"]),' in source
    assert 'const category2 = new KalturaCategory().setDependency(["parentId", 0]);' in source


def test_what_has_no_constant_in_the_library_is_its_value() -> None:
    filter = obj("KalturaMediaEntryFilter", orderBy="sideways", mediaTypeEqual="9", statusEqual="9")
    source = client(build(call("media.list", filter=filter), REGISTRY, "https://host.example"))
    assert 'orderBy: "sideways",\n' in source
    assert "mediaTypeEqual: 9 as KalturaMediaType,\n" in source
    assert 'statusEqual: new KalturaEntryStatus("9"),\n' in source


def test_what_the_library_would_never_send_is_refused() -> None:
    made = call("media.add", entry=obj("KalturaMediaEntry", name="x", plays="5"))
    with pytest.raises(CannotWrite) as refused:
        client(build(made, REGISTRY, "https://host.example"))
    assert "never sends plays, which is read-only" in refused.value.sentence


def client(program: Program) -> str:
    return language("typescript").variant("client").render(program)


@pytest.mark.soak
def test_every_text_is_the_same_behind_its_literal(node: str, compiled: Compiled) -> None:
    done = subprocess.run(
        [node, compiled.root / "texts" / "main.js"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert [base64.b64decode(line).decode() for line in done.stdout.splitlines()] == TEXTS


@pytest.mark.parametrize("variant", ["client", "http"])
def test_without_its_environment_a_program_says_what_is_missing(
    node: str, compiled: Compiled, variant: str
) -> None:
    programs = compiled.client_programs if variant == "client" else compiled.http_programs
    [written] = [one for one in programs if one.case == "session.start short"]
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
