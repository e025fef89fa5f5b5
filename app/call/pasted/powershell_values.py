"""The values of PowerShell: texts, tables, lists, variables, what ConvertTo-Json makes of them."""

import json
import re

from app.call.model import File
from app.call.pasted.powershell_text import TextReader
from app.call.placeholders import PLACEHOLDER, placeholder
from app.errors import BadInput

PowerShellValue = str | File | bool | None | dict[str, "PowerShellValue"] | list["PowerShellValue"]

MAX_DEPTH = 30

ANY_BLANK = re.compile(r"(?:[\s;]|`\r?\n|(?<!\S)#[^\n]*+)+")
_MEMBERS = re.compile(r"(?:\.[A-Za-z_]\w*|\[\d+\])+")
_CAST = re.compile(r"\[[A-Za-z][\w.]*\](?!::)")
_BYTES = re.compile(r"\[[\w.]*Encoding\]::\w+\.GetBytes\(\s*", re.IGNORECASE)
_GET_ITEM = re.compile(r"Get-Item\s+(?:-(?:Literal)?Path\s+)?", re.IGNORECASE)
_TO_JSON = re.compile(r"\s*\|\s*ConvertTo-Json\b(?:\s+-Compress|\s+-Depth\s+\d+)*+", re.IGNORECASE)
_JOINT = re.compile(r"[ \t]*(\+|-f\b)\s*(?=['\"$(\[\w])", re.IGNORECASE)
_COMMA = re.compile(r"[ \t]*,\s*")
_FORMAT = re.compile(r"\{(\d{1,2})([:,][^{}]{0,40})?\}")
_KEY = re.compile(r"[\w.-]+")
_EQUALS = re.compile(r"\s*=\s*")
_METHOD = re.compile(
    r"(?:\[void\]\s*|\$null\s*=\s*)?\$([A-Za-z_]\w*)\.(Add|Remove|Clear)\(",
    re.IGNORECASE | re.ASCII,
)
_END = re.compile(r"[ \t]*(?:\|[ \t]*Out-Null[ \t]*)?(?=[\n;}]|\Z)", re.IGNORECASE)
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


class ValueReader(TextReader):
    """A place in a text, and the values that can be read from there."""

    def argument(self) -> PowerShellValue:
        if self.sign() in "@($[" or self.at_quote():
            return self.value(0)
        return self.word()

    def piped(self, depth: int) -> PowerShellValue:
        is_text = self.at_quote() or self.at_here_text()
        value = self.value(depth)
        while isinstance(value, str) and (sign := self.match(_JOINT)):
            if not is_text:
                raise self.problem("a sum is more than this reader knows")
            other = self.value(depth + 1)
            if sign[1] == "+":
                value = value + other if isinstance(other, str) else self.distinct.another("VALUE")
            else:
                value = self.formatted(value, [other])
        if self.match(_TO_JSON):
            return json.dumps(_json(value), ensure_ascii=False)
        return value

    def formatted(self, text: str, values: "list[PowerShellValue]") -> str:
        """`"{0}" -f $a, $b`, the first of whose values is read."""
        while self.match(_COMMA):
            values.append(self.value(0))
        given = dict(enumerate(values))

        def put_in(found: re.Match[str]) -> str:
            value = given.get(int(found[1]))
            return (
                value if isinstance(value, str) and not found[2] else self.distinct.another("VALUE")
            )

        return _FORMAT.sub(put_in, text)

    def value(self, depth: int) -> PowerShellValue:
        if depth > MAX_DEPTH:
            raise self.problem(f"this is nested deeper than {MAX_DEPTH} levels")
        self.skip(_CAST)
        if self.text.startswith("@{", self.at):
            return self.table(depth)
        if self.text.startswith("@(", self.at):
            return self.list(depth)
        if self.sign() == "(":
            self.at += 1
            self.skip(ANY_BLANK)
            value = self.piped(depth + 1)
            self.expect(")")
            return value
        if self.match(_BYTES):
            value = self.piped(depth + 1)
            self.expect(")")
            return value
        if self.match(_GET_ITEM):
            path = self.value(depth + 1)
            return File(path if isinstance(path, str) else "file", "", 0)
        if self.at_quote() or self.at_here_text():
            return self.quoted()
        if self.sign() == "$":
            return self.variable()
        return self.word(inner=True)

    def variable(self) -> PowerShellValue:
        text = self.dollar()
        name = PLACEHOLDER.fullmatch(text)
        if name is None:
            return text
        known = name[1].lower()
        value = _WORDS[known] if known in _WORDS else self.variables.get(known)
        if members := self.match(_MEMBERS):
            return placeholder(name[1] + members.group())
        return text if value is None and known not in _WORDS else value

    def table(self, depth: int) -> PowerShellValue:
        self.at += 2
        table: dict[str, PowerShellValue] = {}
        while True:
            self.skip(ANY_BLANK)
            if self.sign() == "}":
                self.at += 1
                return table
            key = self.quoted() if self.at_quote() else None
            if key is None and (bare := self.match(_KEY)):
                key = bare.group()
            if key is None or not self.match(_EQUALS):
                raise self.problem("a table lacks a name = value, or its closing }")
            table[key] = self.piped(depth + 1)

    def changed_table(self) -> tuple[str, dict[str, PowerShellValue]] | None:
        """Do `$table.Add(key, value)`, `.Remove(key)` or `.Clear()`, where that can be read.

        The variable and its table; None, and nothing is read, where it cannot.
        """
        begin = self.at
        method = self.match(_METHOD)
        table = self.variables.get(method[1].lower()) if method else None
        if method and isinstance(table, dict):
            try:
                given = [] if method[2].lower() == "clear" else [self.value(0)]
                if method[2].lower() == "add":
                    self.expect(",")
                    self.skip(ANY_BLANK)
                    given.append(self.piped(0))
                self.expect(")")
            except BadInput:
                given = [None]
            if self.match(_END) and all(isinstance(key, str) for key in given[:1]):
                _change(table, given)
                return method[1], table
        self.at = begin
        return None

    def list(self, depth: int) -> PowerShellValue:
        self.at += 2
        items: list[PowerShellValue] = []
        while True:
            self.skip(ANY_BLANK)
            if self.sign() == ",":
                self.at += 1
            elif self.sign() == ")":
                self.at += 1
                return items
            elif self.at >= len(self.text):
                raise self.problem("a list lacks its closing )")
            else:
                items.append(self.piped(depth + 1))

    def expect(self, sign: str) -> None:
        self.skip(ANY_BLANK)
        if self.sign() != sign:
            raise self.problem(f"a {sign} is missing, or this is more than this reader knows")
        self.at += 1


def _change(table: dict[str, PowerShellValue], given: list[PowerShellValue]) -> None:
    """Do what a method with these arguments does: a key and its value, a key, or none."""
    match given:
        case [key, value]:
            table[str(key)] = value
        case [key]:
            for one in [one for one in table if one.lower() == str(key).lower()]:
                del table[one]
        case _:
            table.clear()


def _json(value: PowerShellValue) -> object:
    match value:
        case str():
            return value
        case File(name):
            return name
        case dict():
            return {key: _json(item) for key, item in value.items()}
        case list():
            return [_json(item) for item in value]
        case _:
            return value
