"""PowerShell text -> the command in it: its words for curl.exe, its arguments for Invoke-….

Covered is what people paste and what browsers copy: texts in both quotes, here-texts, tables,
lists, simple variables, `| ConvertTo-Json`, `Get-Item`, splatting. The rules are those of
"About Quoting Rules" and "About Parsing" of Microsoft's documentation. Nothing is ever run.
"""

import re
from dataclasses import dataclass, field

from app.call.pasted.powershell_values import ANY_BLANK, PowerShellValue, ValueReader
from app.call.pasted.words import Command
from app.errors import BadInput

_BLANK = re.compile(r"(?:[ \t]|`\r?\n)+")
_COMMAND = re.compile(
    r"(curl(?:\.exe)?|iwr|irm|wget|Invoke-WebRequest|Invoke-RestMethod)(?=\s)", re.IGNORECASE
)
_ASSIGNED = re.compile(r"\$([A-Za-z_]\w*)\s*=\s*")
_STATEMENT = re.compile(r"[^\n{]*+\{?")
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
    def script(self) -> list[Invocation | Command]:
        found: list[Invocation | Command] = []
        skipped = False
        while self.at < len(self.text):
            self.skip(ANY_BLANK)
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


def _native(text: str) -> str:
    """An argument as curl.exe gets it.

    Up to 7.2, PowerShell hands double quotes on bare, so that people put a backslash in front
    of each; from 7.3 on it does that itself, and they do not.
    """
    if '\\"' not in text or '"' in _ESCAPED_QUOTE.sub("", text):
        return text
    return _ESCAPED_QUOTE.sub(lambda found: "\\" * (len(found[1]) // 2) + '"', text)
