"""Strict JSON text -> nodes that know where they stand.

The standard library's reader gives no positions beyond syntax errors, rounds numbers and
lets the last of two equal keys win silently; a person who types JSON needs to hear of all
three. Strings go through it all the same.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from json import JSONDecodeError, JSONDecoder
from typing import Literal

from app.errors import BadInput

MAX_DEPTH = 100

_SPACE = re.compile(r"[ \t\n\r]*+")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?")
_WORD = re.compile(r"-?[A-Za-z_][A-Za-z0-9_]*+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_STRINGS = JSONDecoder(strict=True)
_WORDS: dict[str, tuple["JsonKind", str]] = {
    "true": ("bool", "1"),
    "false": ("bool", "0"),
    "null": ("null", ""),
}

JsonKind = Literal["text", "number", "bool", "null", "list", "object"]


@dataclass(frozen=True, slots=True)
class JsonNode:
    """One JSON value; `at` is its offset in the text, `text` the exact text of a scalar."""

    kind: JsonKind
    at: int
    text: str = ""
    items: tuple["JsonNode", ...] = ()
    members: tuple[tuple[str, "JsonNode"], ...] = ()


class JsonProblem(BadInput):
    """JSON that cannot be used; `line` and `column` count from 1, `path` is a wire name."""

    code = "BAD_JSON"

    def __init__(self, reason: str, *, text: str, at: int, path: str) -> None:
        self.line = text.count("\n", 0, at) + 1
        self.column = at - text.rfind("\n", 0, at)
        self.path = path
        super().__init__(f"line {self.line}, column {self.column}: {reason}", field=path or None)


def read(text: str) -> JsonNode:
    """The one value of a JSON text. Raises JsonProblem."""
    return _Reader(text).whole()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def whole(self) -> JsonNode:
        if self.text.startswith("\ufeff"):
            self.at = 1
        node = self.value("", 0)
        self.skip_space()
        if self.at < len(self.text):
            raise self.problem("", "there is more text after the end of the value; remove it.")
        return node

    def value(self, path: str, depth: int) -> JsonNode:
        if depth > MAX_DEPTH:
            raise self.problem(path, f"nested deeper than {MAX_DEPTH} levels.")
        self.skip_space()
        at = self.at
        match self.text[at : at + 1]:
            case "{":
                return JsonNode("object", at, members=self.members(path, depth))
            case "[":
                return JsonNode("list", at, items=self.items(path, depth))
            case '"':
                return JsonNode("text", at, self.string(path))
            case "":
                raise self.problem(path, "a value is missing at the end of the text.")
            case _:
                return self.number_or_word(path)

    def members(self, path: str, depth: int) -> tuple[tuple[str, JsonNode], ...]:
        found: dict[str, JsonNode] = {}

        def member() -> None:
            if self.text[self.at : self.at + 1] != '"':
                raise self.problem(
                    path, 'a name in double quotes is expected here, as in "name": "value".'
                )
            at, key = self.at, self.string(path)
            if key in found:
                self.at = at
                raise self.problem(path, f'"{key[:60]}" is given twice; keep one of the two.')
            self.skip_space()
            if self.text[self.at : self.at + 1] != ":":
                raise self.problem(path, f'a colon is expected after "{key[:60]}".')
            self.at += 1
            found[key] = self.value(f"{path}:{key}" if path else key, depth + 1)

        self.separated("}", path, member)
        return tuple(found.items())

    def items(self, path: str, depth: int) -> tuple[JsonNode, ...]:
        found: list[JsonNode] = []

        def item() -> None:
            place = f"{path}:{len(found)}" if path else str(len(found))
            found.append(self.value(place, depth + 1))

        self.separated("]", path, item)
        return tuple(found)

    def separated(self, end: str, path: str, one: Callable[[], None]) -> None:
        self.at += 1
        self.skip_space()
        if self.text[self.at : self.at + 1] == end:
            self.at += 1
            return
        while True:
            one()
            self.skip_space()
            sign = self.text[self.at : self.at + 1]
            if sign == end:
                self.at += 1
                return
            if sign != ",":
                raise self.problem(path, f"a comma or {end} is expected here.")
            comma = self.at
            self.at += 1
            self.skip_space()
            if self.text[self.at : self.at + 1] == end:
                self.at = comma
                raise self.problem(path, f"a comma stands before {end}; remove it.")

    def string(self, path: str) -> str:
        try:
            found, end = _STRINGS.raw_decode(self.text, self.at)
        except JSONDecodeError as fault:
            self.at = min(fault.pos, len(self.text))
            raise self.problem(
                path,
                'a text lacks its closing ", has a line break in it or a wrong \\ in front of '
                'a character; write \\n for a line break, \\" for " and \\\\ for \\.',
            ) from fault
        text = str(found)
        if _SURROGATE.search(text):
            raise self.problem(path, "a text has half of a \\u pair in it, which is no character.")
        self.at = end
        return text

    def number_or_word(self, path: str) -> JsonNode:
        at = self.at
        if word := _WORD.match(self.text, at):
            if word.group() in _WORDS:
                self.at = word.end()
                kind, text = _WORDS[word.group()]
                return JsonNode(kind, at, text)
            raise self.problem(
                path, f"{word.group()[:40]} is no JSON value; put a text in double quotes."
            )
        if number := _NUMBER.match(self.text, at):
            self.at = number.end()
            return JsonNode("number", at, number.group())
        raise self.problem(
            path, f"{self.text[at]!r} cannot start a value; put a text in double quotes."
        )

    def skip_space(self) -> None:
        space = _SPACE.match(self.text, self.at)
        self.at = space.end() if space else self.at

    def problem(self, path: str, reason: str) -> JsonProblem:
        return JsonProblem(reason, text=self.text, at=self.at, path=path)
