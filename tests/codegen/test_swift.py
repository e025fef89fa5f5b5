"""The programs in Swift, read by the rules of its grammar: there is no compiler in these tests."""

import re

import pytest

from app.call import wire
from app.codegen import build, language
from app.codegen.languages import swift
from tests.codegen.calls import CASES, REGISTRY
from tests.codegen.hostile import values

# A literal of one line, as The Swift Programming Language has it under "String Literals".
_PIECE = r'[^"\\\n\r]|\\[0\\tnr"\']|\\u\{[0-9a-fA-F]{1,8}\}'
_LITERAL = re.compile(f'"((?:{_PIECE})*)"')
_ESCAPES = {"0": "\0", "t": "\t", "n": "\n", "r": "\r"}


def decoded(source: str) -> str:
    """The text of one literal, which has no interpolation."""
    found = _LITERAL.fullmatch(source)
    assert found, source[:200]
    return "".join(map(_sign, re.findall(_PIECE, found[1])))


def _sign(piece: str) -> str:
    if piece.startswith("\\u"):
        code = int(piece[3:-1], 16)
        assert code < 0xD800 or 0xDFFF < code <= 0x10FFFF
        return chr(code)
    return _ESCAPES.get(piece[1], piece[1]) if piece.startswith("\\") else piece


def test_every_text_is_the_same_behind_its_literal() -> None:
    for text in values(2000):
        assert decoded(swift.text(text)) == text


@pytest.mark.parametrize("case", CASES)
def test_the_fields_are_those_that_the_console_sends(case: str) -> None:
    program = build(CASES[case], REGISTRY, "https://host.example", literal_secrets=True)
    source = language("swift").variant("http").render(program)
    listed = source.partition("let fields: ")[2].partition("\n    ]\n")[0].splitlines()[1:]
    found = []
    for line in listed:
        pair = re.match(
            rf"        \(({_LITERAL.pattern}), ({_LITERAL.pattern})\),(?: // .+)?\Z", line
        )
        assert pair, line[:200]
        found.append((decoded(pair[1]), decoded(pair[3])))
    assert found == wire.pairs(CASES[case])
    url = re.search(rf"URL\(string: ({_LITERAL.pattern})\)", source)
    assert url
    assert decoded(url[1]) == f"https://host.example{wire.address(CASES[case])}"


def test_secrets_come_from_the_environment() -> None:
    program = build(CASES["session.start short"], REGISTRY, "https://host.example")
    source = language("swift").variant("http").render(program)
    assert '("secret", try fromEnvironment("KALTURA_SECRET")),\n' in source
    assert "0123456789abcdef" not in source
