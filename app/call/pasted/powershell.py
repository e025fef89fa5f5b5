"""PowerShell text -> the command in it: its words for curl.exe, its arguments for Invoke-….

Covered is what people paste and what browsers copy: texts in both quotes, here-texts, tables,
lists, simple variables, `| ConvertTo-Json`, `Get-Item`, splatting. The rules are those of
"About Quoting Rules" and "About Parsing" of Microsoft's documentation. Nothing is ever run.
"""

import re
from dataclasses import dataclass, field

from app.call.pasted.going_on import NOTE, goes_on
from app.call.pasted.powershell_values import ANY_BLANK, PowerShellValue, ValueReader
from app.call.pasted.words import Command
from app.errors import BadInput

# A blank behind the sign that continues a line, or in its place where lines were joined to one.
_BLANK = re.compile(r"(?:[ \t]|`[ \t]*\r?\n|`[ \t]+)+")
_COMMAND = re.compile(
    r"(curl(?:\.exe)?|iwr|irm|wget|Invoke-WebRequest|Invoke-RestMethod)(?=\s)", re.IGNORECASE
)
_ASSIGNED = re.compile(r"\$((?:\w+:)?[A-Za-z_]\w*)\s*(\+?)=\s*(?!=)", re.ASCII)
_MEMBER = re.compile(
    r"\$([A-Za-z_]\w*)(?:\.([A-Za-z_]\w*)|\[['\"]([^'\"\n]+)['\"]\])\s*=\s*(?!=)", re.ASCII
)
_STATEMENT = re.compile(r"[^\n{}]*+\{?")
# What a statement assigns that is not read, and what may assign anything.
_CHANGED = re.compile(
    r"\$(?:\w+:)?([A-Za-z_]\w*)(?=\s+in\b|\s*,\s*\$|\s*(?:[-+*/%]|\?\?)?=(?!=)|\+\+|--)"
    r"|\b(?:Set|New|Remove|Clear)-Variable\s+(?:-Name\s+)?['\"]?(\w+)"
    r"|\$(\w+)(?:(?:\.\w+|\[[^\]\n]{1,80}\])+\s*[-+*/]?=(?!=)|\.(?:Add|Remove|Clear|Set_Item|Insert)\()"
    r"|-(?:Out|Error)Variable\s+\+?['\"]?(\w+)|\[ref\]\s*\$(\w+)",
    re.IGNORECASE | re.ASCII,
)
_UNREAD = re.compile(r"\s*(?:\.\s+\S|Invoke-Expression\b|iex\b)", re.IGNORECASE)
_LOOP = re.compile(r"\s*(?:while|for|foreach|do)\b|.*\|\s*(?:%|ForEach)", re.IGNORECASE)
_BRACE = re.compile("[{}]")
_LONGEST_LOOP = 20_000
_MOST_LOOPS = 200  # that are looked through; with more, nothing is known within them
_LONGEST_VALUE = 1_000_000
_REST = re.compile(r"[ \t)]*+(?:[|][^\n;]*+)?")
_OPENED = re.compile(r"[(\s]*+")
_NAME = re.compile(r"[-–—―]([A-Za-z]\w*):?(?=[\s,;)]|\Z)")
_SPLAT = re.compile(r"@([A-Za-z_]\w*)")
_ESCAPED_QUOTE = re.compile(r'(?<!\\)(\\++)"')


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


class _Reader(ValueReader):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.blocks: list[set[str]] = []  # the names that each block around assigns
        self.unsure: set[str] = set()
        self.loops = 0

    def script(self) -> list[Invocation | Command]:
        found: list[Invocation | Command] = []
        skipped = False
        while self.at < len(self.text):
            self.skip(ANY_BLANK)
            begin = self.at
            assigned = self.match(_ASSIGNED)
            name = assigned[1] if assigned else ""
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
                self.keep(name, None)
            elif name:
                skipped |= not self.assign(name, added=bool(assigned and assigned[2]))
            elif member := self.match(_MEMBER):
                skipped |= not self.set_member(member[1], member[2] or member[3])
            elif changed := self.changed_table():
                self.keep(*changed)
            elif self.sign() == "}":
                self.at += 1
                self.leave()
            elif self.at < len(self.text):
                skipped |= not found
                self.at = begin
                self.statement()
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

    def assign(self, name: str, *, added: bool) -> bool:
        """Take an assignment; whether its value could be read."""
        read, value = self.assigned()
        if read and added:
            before = self.variables.get(name.lower())
            if isinstance(before, dict) and isinstance(value, dict):
                value = before | value
            else:
                texts = isinstance(before, str) and isinstance(value, str)
                value = f"{before}{value}"[:_LONGEST_VALUE] if texts else None
        self.keep(name, value)
        return read

    def set_member(self, name: str, key: str) -> bool:
        """Take `$table.key = value`."""
        read, value = self.assigned()
        table = self.variables.get(name.lower())
        if isinstance(table, dict):
            table[key] = value
        self.keep(name, table if read else None)
        return read

    def assigned(self) -> tuple[bool, PowerShellValue]:
        start = self.at
        try:
            # A bare word is a command, whose result is not known.
            value = None if self.sign().isalpha() else self.piped(0)
            if not self.more() and self.at > start:
                return True, value
        except BadInput:
            pass
        self.at = start
        self.statement()
        return False, None

    def keep(self, name: str, value: PowerShellValue) -> None:
        """A variable has a value (None: an open one), in a block until that ends."""
        scope, _, own = name.lower().rpartition(":")
        if scope:
            # Another variable, or this one from within a function, whenever that is called.
            self.unsure.add(own)
        if self.blocks:
            self.blocks[-1].add(own)
        self.variables[own] = None if own in self.unsure else value

    def statement(self) -> None:
        """Pass over what is no request, and open the variables that it may change."""
        start = self.at
        self.skip(_STATEMENT)
        text = self.text[start : self.at]
        for found in _CHANGED.finditer(text):
            self.keep(next(filter(None, found.groups())), None)
        if _UNREAD.match(text):
            self.variables.clear()
        if text.endswith("{"):
            self.blocks.append(set())
            if _LOOP.match(text):
                self.open_loop()

    def open_loop(self) -> None:
        """What a loop assigns, its second round already has."""
        self.loops += 1
        if self.loops > _MOST_LOOPS:
            self.variables.clear()
            return
        depth, end = 1, min(self.at + _LONGEST_LOOP, len(self.text))
        for brace in _BRACE.finditer(self.text, self.at, end):
            depth += 1 if brace.group() == "{" else -1
            if not depth:
                end = brace.start()
                break
        for found in _CHANGED.finditer(self.text, self.at, end):
            self.keep(next(filter(None, found.groups())), None)

    def leave(self) -> None:
        """The end of a block, which may or may not have run."""
        for name in self.blocks.pop() if self.blocks else ():
            self.variables[name] = None

    def curl(self) -> Command:
        found = Command(["curl.exe"])
        while self.more() or self.goes_on(found.notes, found.words):
            found.words.append(_native(self.word()))
        return found

    def invocation(self, name: str) -> Invocation:
        found = Invocation(name)
        while self.more() or self.goes_on(found.notes, [name]):
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

    def goes_on(self, notes: list[str], words: list[str]) -> bool:
        """Whether the command goes on in the next line, without a backtick."""
        end = goes_on(self.text, self.at, words, words[-1])
        if end:
            self.at = end
            notes += () if NOTE in notes else (NOTE,)
        return end > 0

    def more(self) -> bool:
        """Whether the command goes on."""
        self.skip(_BLANK)
        return self.at < len(self.text) and self.sign() not in "\r\n;|)}"


def _native(text: str) -> str:
    """An argument as curl.exe gets it.

    Up to 7.2, PowerShell hands double quotes on bare, so that people put a backslash in front
    of each; from 7.3 on it does that itself, and they do not.
    """
    if '\\"' not in text or '"' in _ESCAPED_QUOTE.sub("", text):
        return text
    return _ESCAPED_QUOTE.sub(lambda found: "\\" * (len(found[1]) // 2) + '"', text)
