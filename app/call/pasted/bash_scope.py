"""What the commands of one bash text share: what it assigns, and what stands for the rest."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from app.call.pasted.words import Command
from app.call.placeholders import PLACEHOLDER, placeholder

_EXPRESSION = re.compile(r"(\w+|[@*#?$!-])(?:(:?[-=?]|%%?|##?|[\s\S])([\s\S]*))?", re.ASCII)
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)\+?=([\s\S]*)", re.ASCII)
_NOT_PLAIN = re.compile(r"[$`*?\[\]{}]")
_PRINTED = {"%s", "%s\\n", "%b"}
# Characters put in for variables: each may hold the former twice, and thirty lines a gigabyte.
_MOST_PUT_IN = 2_000_000


@dataclass(slots=True)
class Scope:
    """Values by variable, lists by array, and all commands that were read so far, in order."""

    variables: dict[str, str] = field(default_factory=dict)
    arrays: dict[str, list[str]] = field(default_factory=dict)
    commands: list[Command] = field(default_factory=list)
    depth: int = 0  # of substitutions within each other
    _put_in: int = 0
    _replaced: dict[str, str] = field(default_factory=dict)

    def assign(self, word: str) -> bool:
        """Take an assignment such as `X=a`; False where the word is none."""
        found = _ASSIGNMENT.fullmatch(word)
        if found is None:
            return False
        name, value = found.groups()
        # What a command gave is called by its variable from now on.
        unknown = PLACEHOLDER.fullmatch(value) and value in self._replaced.values()
        self.variables[name] = placeholder(name) if unknown else value
        return True

    def is_assignment(self, word: str) -> bool:
        return _ASSIGNMENT.fullmatch(word) is not None

    def forget(self, name: str) -> None:
        self.variables.pop(name, None)

    def value(self, inside: str) -> str:
        """What stands for `$X` or `${X…}`, of which `inside` is what is between the braces."""
        found = _EXPRESSION.fullmatch(inside)
        if found is None:
            return placeholder(inside)
        name, sign, rest = found.groups()
        known = self.variables.get(name) if self._put_in < _MOST_PUT_IN else None
        self._put_in += len(known or "")
        unknown = placeholder(f"ARG_{name}" if name.isdigit() else name)
        if sign in {"-", ":-", "=", ":="} and (not known if ":" in sign else known is None):
            return unknown if _NOT_PLAIN.search(rest) else rest.strip("\"'")
        if known is None or (sign in {"%", "%%", "#", "##"} and _NOT_PLAIN.search(rest)):
            return unknown
        match sign:
            case None | "-" | ":-" | "=" | ":=" | "?" | ":?":
                return known
            case "%" | "%%":
                return known.removesuffix(rest)
            case "#" | "##":
                return known.removeprefix(rest)
            case _:
                return unknown

    def replaced(self, source: str, name: str) -> str:
        """The placeholder for what a shell would replace with a result, one for each source."""
        if source not in self._replaced:
            made, count = placeholder(name), 1
            while made in self._replaced.values():
                count += 1
                made = placeholder(f"{name}_{count}")
            self._replaced[source] = made
        return self._replaced[source]


class Heredoc(NamedTuple):
    """A text that a command reads: where it goes, what ends it, whether its tabs are taken away
    and its variables replaced."""

    into: list[str]
    end: str
    strips: bool
    expands: bool

    def read(self, text: str, at: int) -> tuple[str, int]:
        """Its lines from a place on, and the place behind the line that ends it."""
        lines: list[str] = []
        while at < len(text):
            after = text.find("\n", at)
            after = len(text) if after < 0 else after
            line, at = text[at:after], min(after + 1, len(text))
            line = line.lstrip("\t") if self.strips else line
            if line.rstrip("\r") == self.end:
                break
            lines.append(f"{line}\n")
        return "".join(lines), at


def printed(command: Command) -> list[str] | None:
    """What a command prints, where that is plain; None where it is not known."""
    program, *words = command.words
    if program == "cat" and not words:
        return command.stdin
    if program == "printf" and len(words) == 2 and words[0] in _PRINTED:
        return [words[1]]
    if program == "echo":
        return [" ".join(word for word in words if word not in {"-n", "-e", "-ne", "-E"})]
    return None
