"""What the commands of one bash text share: what it assigns, and what stands for the rest."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from app.call.pasted.bash_blocks import EVERYTHING, LIST, Blocks, assigned_in_loop
from app.call.pasted.distinct import Distinct
from app.call.pasted.words import Command
from app.call.placeholders import PLACEHOLDER, placeholder

_EXPRESSION = re.compile(r"(\w+|[@*#?$!-])(?:(:?[-=?]|%%?|##?|[\s\S])([\s\S]*))?", re.ASCII)
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(\[[^\]]*\])?(\+?)=([\s\S]*)", re.ASCII)
_NAME = re.compile(r"(?:\+\+|--)?([A-Za-z_]\w*)", re.ASCII)
_NOT_PLAIN = re.compile(r"[$`*?\[\]{}]")
# They assign what is not known, and are no commands that matter here otherwise.
_FORGOTTEN = {"read", "mapfile", "readarray", "for", "select", "unset", "getopts", "let"}
_COUNTED = re.compile(r"(?:\+\+|--)[A-Za-z_]\w*|[A-Za-z_]\w*(?:\+\+|--|[*/%-]=\S*)", re.ASCII)
# They run a text that is not here.
_UNREAD = {".", "source", "eval"}
_LOCAL = {"local", "declare", "typeset"}
_DECLARATIONS = {"export", "readonly"} | _LOCAL
# Characters put in for variables: each may hold the former twice, and thirty lines a gigabyte.
_MOST_PUT_IN = 2_000_000
_MOST_ITEMS = 10_000
_MOST_LOOPS = 200  # that are looked through; with more, nothing is known within them


@dataclass(slots=True)
class Scope:
    """Values by variable, lists by array, and all commands that were read so far, in order."""

    variables: dict[str, str] = field(default_factory=dict)
    arrays: dict[str, list[str]] = field(default_factory=dict)
    commands: list[Command] = field(default_factory=list)
    blocks: Blocks = field(default_factory=Blocks)
    depth: int = 0  # of substitutions within each other
    _put_in: int = 0
    _loops: int = 0
    _distinct: Distinct = field(default_factory=Distinct)
    _results: set[str] = field(default_factory=set)

    def assign(self, word: str, *, local: bool = False) -> bool:
        """Take an assignment such as `X=a`; False where the word is none."""
        found = _ASSIGNMENT.fullmatch(word)
        if found is None:
            return False
        name, index, added, value = found.groups()
        before = self.variables.get(name)
        if not self.blocks.assigned(name, local=local) or index or (added and before is None):
            self._open({name})
            return True
        # What a command gave is called by its variable from now on.
        unknown = PLACEHOLDER.fullmatch(value) and value in self._results
        value = placeholder(name) if unknown else value
        self.variables[name] = ((before or "") + value)[:_MOST_PUT_IN] if added else value
        return True

    def assign_array(self, name: str, items: list[str], *, added: bool) -> None:
        """Take `X=(a b)`, or with `added` `X+=(a b)`."""
        if not self.blocks.assigned(name) or (added and name not in self.arrays):
            self._open({name})
        else:
            self.arrays[name] = [*(self.arrays[name] if added else ()), *items][:_MOST_ITEMS]

    def take(self, words: list[str]) -> bool:
        """Take what a command assigns, as far as that is known, and take it away from `words`.

        Whether the command is one of a program.
        """
        assigned = 0
        while assigned < len(words) and is_assignment(words[assigned]):
            assigned += 1
        program = words[assigned] if assigned < len(words) else ""
        if not program or program in _DECLARATIONS:
            for word in words:
                self.assign(word, local=program in _LOCAL)
            return False
        if program in _FORGOTTEN or _COUNTED.fullmatch(program):
            for word in words[assigned:]:
                self.forget(word)
        elif program == "printf" and words[assigned + 1 : assigned + 2] == ["-v"]:
            self.forget("".join(words[assigned + 2 : assigned + 3]))
        elif program in _UNREAD:
            self.forget(EVERYTHING)
        # What is assigned in front of a command is known too late to that command's words.
        del words[:assigned]
        return program not in _FORGOTTEN

    def forget(self, word: str) -> None:
        """Something that is not run assigns the variable with which the word begins."""
        name = _NAME.match(word)
        if name or word == EVERYTHING:
            self.blocks.assigned(name[1] if name else word)
            self._open({name[1] if name else word})

    def forget_loop(self, text: str, at: int) -> None:
        """A loop begins at a place: what it assigns, its second round already has."""
        self._loops += 1
        self._open({EVERYTHING} if self._loops > _MOST_LOOPS else assigned_in_loop(text, at))

    def enter(self, end: str) -> None:
        self.blocks.enter(end)

    def enter_list(self) -> None:
        """Commands behind `&&` or `||` begin, unless they have begun."""
        if not self.blocks.in_list():
            self.blocks.enter(LIST)

    def leave(self, end: str) -> None:
        self._open(self.blocks.leave(end))

    def leave_to(self, depth: int) -> None:
        self._open(self.blocks.leave_to(depth))

    def alternative(self) -> None:
        self._open(self.blocks.alternative())

    def end_list(self) -> None:
        self._open(self.blocks.end_list())

    def _open(self, names: set[str]) -> None:
        if EVERYTHING in names:
            self.variables.clear()
            self.arrays.clear()
        for name in names:
            self.variables.pop(name, None)
            self.arrays.pop(name, None)

    def value(self, inside: str) -> str:
        """What stands for `$X` or `${X…}`, of which `inside` is what is between the braces."""
        found = _EXPRESSION.fullmatch(inside)
        if found is None:
            return self._distinct.placeholder(inside)
        name, sign, rest = found.groups()
        known = self.variables.get(name) if self._put_in < _MOST_PUT_IN else None
        self._put_in += len(known or "")
        unknown = self._unknown(name, inside, sign or "")
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
        made = self._distinct.placeholder(name, f"$({source})")
        self._results.add(made)
        return made

    def _unknown(self, name: str, inside: str, sign: str) -> str:
        """The placeholder for a variable, or for what an expression makes of it."""
        changed = sign[-1:] not in {"", "-", "=", "?"}
        # `${params.ID}` is of Jenkins and its like.
        called = inside if sign == "." else f"ARG_{name}" if name.isdigit() else name
        return self._distinct.placeholder(called, inside if changed else name)


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


def is_assignment(word: str) -> bool:
    """Whether it is one such as `X=a`, `X+=a`, `X[0]=a`."""
    return _ASSIGNMENT.fullmatch(word) is not None
