"""Which assignments of a bash text are sure to hold where a variable is used.

What stands in a branch, a loop, an arm of `case`, a function, a subshell or behind `&&` and `||`
holds there alone: behind it the variable is open, as it may have run or not.
"""

import re
from dataclasses import dataclass, field

EVERYTHING = "*"  # in the place of a name: a text that is not read may have assigned any
OPENED = {
    "if": "fi", "while": "done", "until": "done", "for": "done", "select": "done",
    "case": "esac", "{": "}",
}  # fmt: skip
CLOSED = frozenset(OPENED.values())
ALTERNATIVE = frozenset({"else", "elif"})
LOOPS = frozenset(name for name, end in OPENED.items() if end == "done")
LIST = "&&"

# Further lines of a loop than this many characters are not looked through.
_LONGEST_LOOP = 20_000
_ASSIGNED_IN = re.compile(
    r"(?:^|[;({]|&&|\|\||\b(?:do|then|else)\s)[ \t]*"
    r"(?:(?:export|local|let|declare|printf[ \t]+-v)[ \t]+)?([A-Za-z_]\w*)(?:\+?=|\+\+|--)",
    re.MULTILINE | re.ASCII,
)
_DONE = re.compile(r"\bdone\b")


@dataclass(slots=True)
class Block:
    """A piece of text up to `end`, and the names that are assigned in it."""

    end: str
    names: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Blocks:
    """The blocks around a place, the outermost first.

    `unsure` are the names that functions assign: whenever one is called, whatever it was before.
    """

    around: list[Block] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)
    _local: list[set[str]] = field(default_factory=list)  # of the functions around

    def enter(self, end: str) -> None:
        self.around.append(Block(end))
        if end == "}":
            self._local.append(set())

    def assigned(self, name: str, *, local: bool = False) -> bool:
        """Take down an assignment; whether its value may be used from here on."""
        if not self.around:
            return not self.unsure & {name, EVERYTHING}
        self.around[-1].names.add(name)
        if self._local:
            if local:
                self._local[-1].add(name)
            elif name not in self._local[-1]:
                self.unsure.add(name)
        return True

    def leave(self, end: str) -> set[str]:
        """Go out of the innermost block with that end; the names that are open from here on."""
        for depth in range(len(self.around) - 1, -1, -1):
            if self.around[depth].end == end:
                return self.leave_to(depth)
            # The bracket behind a pattern of `case` closes nothing.
            if end == ")" and self.around[depth].end == "esac":
                return self.alternative()
            if self.around[depth].end != LIST:
                break
        return set()

    def leave_to(self, depth: int) -> set[str]:
        """Go out of all blocks beyond that many."""
        names: set[str] = set()
        while len(self.around) > depth:
            block = self.around.pop()
            names |= block.names
            if block.end == "}":
                self._local.pop()
        return names

    def alternative(self) -> set[str]:
        """Another branch begins: what the former one assigned is open."""
        return self.around[-1].names if self.around else set()

    def end_list(self) -> set[str]:
        """The end of a list of commands, as far as it is one of `&&` and `||`."""
        return self.leave_to(len(self.around) - 1) if self.in_list() else set()

    def in_list(self) -> bool:
        return bool(self.around) and self.around[-1].end == LIST


def assigned_in_loop(text: str, at: int) -> set[str]:
    """The names that a loop assigns, which its second round already has."""
    end = _DONE.search(text, at, at + _LONGEST_LOOP)
    stop = end.start() if end else at + _LONGEST_LOOP
    return set(_ASSIGNED_IN.findall(text, at, stop)) if end else set()
