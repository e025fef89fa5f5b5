"""The scripts in PowerShell, taken apart by a grammar of the language that is not ours.

They are not run: no package that the tests can install has PowerShell itself. What each
`Add-Field` is given is worked out by the language's rules instead.
"""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.codegen import Program, build, language, project
from app.codegen.languages import powershell
from tests.codegen.calls import CASES, REGISTRY
from tests.codegen.hostile import values

SCRIPT = str(Path(__file__).with_name("powershell.mjs"))
ESCAPES = {"\\\\": "\\", "\\n": "\n", "\\r": "\r", "\\t": "\t"}


def taken_apart(node: str, node_modules: Path, sources: list[str]) -> list[dict[str, Any]]:
    done = subprocess.run(
        # To optimize the grammar's tables takes longer than all that they are used for.
        [node, "--liftoff-only", SCRIPT],
        cwd=node_modules.parent,
        input=json.dumps(sources),
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, list)
    return found


def value(argument: str, environment: dict[str, str]) -> str:
    """What an argument stands for: the three forms that there are, and no other."""
    if name := re.fullmatch(r"\(Get-Setting ('[A-Z0-9_]+')\)", argument):
        return environment[value(name[1], {})]
    if text := re.fullmatch(r"\(\[regex\]::Unescape\(('.*')\)\)", argument):
        escaped = re.sub(r"\\(?:u([0-9a-f]{4})|.)", _unescaped, value(text[1], {}))
        return escaped.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    assert re.fullmatch(r"'(?:[\x20-\x26\x28-\x7e]|'')*'", argument), argument[:80]
    return argument[1:-1].replace("''", "'")


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else ESCAPES[found[0]]


def built(case: str) -> Program:
    return build(CASES[case], REGISTRY, "https://host.example")


def test_the_scripts_send_what_the_console_sends(node: str, node_modules: Path) -> None:
    programs = [built(case) for case in CASES]
    sources = [language("powershell").variant().render(program) for program in programs]
    for program, source, found in zip(
        programs, sources, taken_apart(node, node_modules, sources), strict=True
    ):
        assert not found["wrong"], source
        assert source.isascii()
        environment = {pair.variable: pair.text for pair in program.pairs if pair.variable}
        given = [
            (name, [value(one, environment) for one in arguments])
            for name, *arguments in found["commands"]
            if name in {"Add-Field", "Add-File"}
        ]
        fields = [("Add-Field", [pair.name, pair.text]) for pair in program.pairs]
        files = [
            ("Add-File", [part.name, part.file.name, part.content_type]) for part in program.files
        ]
        assert given == fields + files
        [url] = re.findall(r"^        Uri +=\s(.*)$", source, re.MULTILINE)
        assert value(url, {}) == program.url


def test_every_text_is_the_same_behind_its_literal(node: str, node_modules: Path) -> None:
    texts = values(2000)
    source = "\n".join(f"Add-Field 'x' {powershell.text(text)}" for text in texts)
    assert source.count("\n") == len(texts) - 1
    [found] = taken_apart(node, node_modules, [source])
    assert not found["wrong"]
    assert [value(one[2], {}) for one in found["commands"]] == texts


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("it's", "'it''s'"),
        ('$x `n \\ "', "'$x `n \\ \"'"),
        ("\u2018\u201b", "([regex]::Unescape('\\u2018\\u201b'))"),
        ("é\\'\n", "([regex]::Unescape('\\u00e9\\\\''\\n'))"),
        ("\U0001f600\0", "([regex]::Unescape('\\ud83d\\ude00\\u0000'))"),
    ],
)
def test_a_literal_is_ascii_in_single_quotes(text: str, literal: str) -> None:
    assert powershell.text(text) == literal


def test_a_secret_is_not_in_the_script_and_the_readme_has_both_commands() -> None:
    files = project(language("powershell"), built("session.start short"))
    assert "0123456789abcdef" not in files["call.ps1"]
    assert "Add-Field 'secret' (Get-Setting 'KALTURA_SECRET')\n" in files["call.ps1"]
    assert "    pwsh -File call.ps1\n" in files["README.md"]
    assert "powershell -ExecutionPolicy Bypass -File call.ps1" in files["README.md"]
