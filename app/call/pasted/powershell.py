"""PowerShell text -> the command in it: its words for curl.exe, its arguments for Invoke-….

Covered is what people paste and what browsers copy: texts in both quotes, here-texts, tables,
lists, simple variables, `| ConvertTo-Json`, `Get-Item`, splatting. The rules are those of
"About Quoting Rules" and "About Parsing" of Microsoft's documentation. Nothing is ever run.
"""

import json
import re
from dataclasses import dataclass, field

from app.call.model import File
from app.call.pasted.powershell_text import TextReader
from app.call.pasted.words import Command
from app.call.placeholders import PLACEHOLDER, placeholder
from app.errors import BadInput

PowerShellValue = str | File | bool | None | dict[str, "PowerShellValue"] | list["PowerShellValue"]

MAX_DEPTH = 30

_BLANK = re.compile(r"(?:[ \t]|`\r?\n)+")
_ANY_BLANK = re.compile(r"(?:[\s;]|`\r?\n|(?<!\S)#[^\n]*+)+")
_COMMAND = re.compile(
    r"(curl(?:\.exe)?|iwr|irm|wget|Invoke-WebRequest|Invoke-RestMethod)(?=\s)", re.IGNORECASE
)
_ASSIGNED = re.compile(r"\$([A-Za-z_]\w*)\s*=\s*")
_STATEMENT = re.compile(r"[^\n{]*+\{?")
_REST = re.compile(r"[ \t)]*+(?:[|][^\n;]*+)?")
_OPENED = re.compile(r"[(\s]*+")
_MEMBERS = re.compile(r"(?:\.[A-Za-z_]\w*|\[\d+\])+")
_NAME = re.compile(r"[-–—―]([A-Za-z]\w*):?(?=[\s,;)]|\Z)")
_SPLAT = re.compile(r"@([A-Za-z_]\w*)")
_CAST = re.compile(r"\[[A-Za-z][\w.]*\](?!::)")
_BYTES = re.compile(r"\[[\w.]*Encoding\]::\w+\.GetBytes\(\s*", re.IGNORECASE)
_GET_ITEM = re.compile(r"Get-Item\s+(?:-(?:Literal)?Path\s+)?", re.IGNORECASE)
_TO_JSON = re.compile(r"\s*\|\s*ConvertTo-Json\b(?:\s+-Compress|\s+-Depth\s+\d+)*+", re.IGNORECASE)
_KEY = re.compile(r"[\w.-]+")
_EQUALS = re.compile(r"\s*=\s*")
_ESCAPED_QUOTE = re.compile(r'(?<!\\)(\\++)"')
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


@dataclass(slots=True)
class Invocation:
    """A command with its arguments: by lower-case name, and those without one."""

    name: str
    named: dict[str, PowerShellValue] = field(default_factory=dict)
    positional: list[PowerShellValue] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def powershell_commands(text: str) -> list[Invocation | Command]:
    """The request commands of a text: `Command` (its words) for curl.exe. Raises BadInput."""
    return _Reader(text).script()


class _Reader(TextReader):
    def script(self) -> list[Invocation | Command]:
        found: list[Invocation | Command] = []
        skipped = False
        while self.at < len(self.text):
            self.skip(_ANY_BLANK)
            begin = self.at
            name = assigned[1] if (assigned := self.match(_ASSIGNED)) else ""
            self.skip(_OPENED)
            if command := self.match(_COMMAND):
                try:
                    found.append(self.request(command[1].lower()))
                except BadInput as fault:
                    if not found:
                        raise
                    found[-1].notes.append(f"What stands behind it was left out: {fault.sentence}")
                    break
                self.skip(_REST)
                self.variables[name.lower()] = None
            elif name:
                skipped |= not self.assign(name)
            elif self.at < len(self.text):
                skipped |= not found
                self.at = begin
                self.skip(_STATEMENT)
        if not found:
            raise self.problem("no curl.exe, Invoke-WebRequest or Invoke-RestMethod is here")
        if skipped:
            found[0].notes.append(
                "Statements in front of the request (session, cookies) were left out."
            )
        return found

    def request(self, called: str) -> Invocation | Command:
        is_curl = called == "curl.exe" or (called == "curl" and not self.names_uri())
        return self.curl() if is_curl else self.invocation(called)

    def names_uri(self) -> bool:
        return re.search(r"\s-(?:Uri|Method|Body)\s", self.text, re.IGNORECASE) is not None

    def assign(self, name: str) -> bool:
        start = self.at
        try:
            value = self.piped(0)
            if self.more():
                raise self.problem("this is more than a value")
        except BadInput:
            self.at = start
            self.skip(_STATEMENT)
            return False
        self.variables[name.lower()] = value
        return True

    def curl(self) -> Command:
        found = Command(["curl.exe"])
        while self.more():
            found.words.append(_native(self.word()))
        return found

    def invocation(self, name: str) -> Invocation:
        found = Invocation(name)
        while self.more():
            if splat := self.match(_SPLAT):
                table = self.variables.get(splat[1].lower())
                if not isinstance(table, dict):
                    raise self.problem(f"@{splat[1]} is no table that was given before")
                found.named |= {key.lower(): value for key, value in table.items()}
            elif named := self.match(_NAME):
                switch = not self.more() or _NAME.match(self.text, self.at)
                found.named[named[1].lower()] = True if switch else self.argument()
            else:
                found.positional.append(self.argument())
        return found

    def more(self) -> bool:
        """Whether the command goes on."""
        self.skip(_BLANK)
        return self.at < len(self.text) and self.sign() not in "\r\n;|)}"

    def argument(self) -> PowerShellValue:
        if self.sign() in "@($[" or self.at_quote():
            return self.value(0)
        return self.word()

    def piped(self, depth: int) -> PowerShellValue:
        value = self.value(depth)
        if self.match(_TO_JSON):
            return json.dumps(_json(value), ensure_ascii=False)
        return value

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
            self.skip(_ANY_BLANK)
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
            self.skip(_ANY_BLANK)
            if self.sign() == "}":
                self.at += 1
                return table
            key = self.quoted() if self.at_quote() else None
            if key is None and (bare := self.match(_KEY)):
                key = bare.group()
            if key is None or not self.match(_EQUALS):
                raise self.problem("a table lacks a name = value, or its closing }")
            table[key] = self.piped(depth + 1)

    def list(self, depth: int) -> PowerShellValue:
        self.at += 2
        items: list[PowerShellValue] = []
        while True:
            self.skip(_ANY_BLANK)
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
        self.skip(_ANY_BLANK)
        if self.sign() != sign:
            raise self.problem(f"a {sign} is missing, or this is more than this reader knows")
        self.at += 1


def _native(text: str) -> str:
    """An argument as curl.exe gets it.

    Up to 7.2, PowerShell hands double quotes on bare, so that people put a backslash in front
    of each; from 7.3 on it does that itself, and they do not.
    """
    if '\\"' not in text or '"' in _ESCAPED_QUOTE.sub("", text):
        return text
    return _ESCAPED_QUOTE.sub(lambda found: "\\" * (len(found[1]) // 2) + '"', text)


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
