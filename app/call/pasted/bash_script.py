"""The commands of a bash text: those in a pipe, a loop, a `$(…)` or behind && as well.

Comments, redirections and whatever else is no command are passed over. Assignments, `read` and
`for` say which variables are known. Nothing is ever run.
"""

import re

from app.call.pasted.bash_blocks import ALTERNATIVE, CLOSED, LOOPS, OPENED
from app.call.pasted.bash_scope import Heredoc, Scope, is_assignment
from app.call.pasted.bash_words import WordReader
from app.call.pasted.going_on import NOTE, goes_on
from app.call.pasted.typographic import BLANKS as NO_BREAK
from app.call.pasted.words import BLANKS, CONTINUED, Command, given, printed
from app.errors import BadInput

_SPACE = re.compile(rf"(?:[ \t{NO_BREAK}]|\\[ \t{NO_BREAK}]*\r?\n)+")
_TRAILING = re.compile(rf"\\[ \t{NO_BREAK}]+")
# Lines that were joined to one keep their signs; no word begins with such a blank.
_BETWEEN = re.compile(rf"(?:[ \t{NO_BREAK}]|\\[ \t{NO_BREAK}]*\r?\n|\\[ \t{NO_BREAK}]+(?=\S))+")
_COMMENT = re.compile(r"[^\n]*+")
_REDIRECTION = re.compile(r"<<<|<<-?|[<>]&|&>>?|>>|>\||<>|[<>]")
_WITH_A_NAME = {"for", "select", "case"}
_RESERVED = (
    {"then", "do", "!", "time", "function"} | ALTERNATIVE | CLOSED | set(OPENED) - _WITH_A_NAME
)
_DEEPEST = 20


def bash_commands(text: str, scope: Scope | None = None) -> list[Command]:
    """The commands in the order in which they end; those within another come before it.

    Raises BadInput for a quote that is not closed, unless commands stand before it.
    """
    reader = ScriptReader(text, scope or Scope())
    before = len(reader.scope.commands)
    try:
        reader.script("")
    except BadInput as fault:
        found = reader.scope.commands[before:]
        if not found:
            raise
        found[-1].note(f"What stands behind it was left out: {fault.sentence}")
    return reader.scope.commands[before:]


class ScriptReader(WordReader):
    """Reads commands into the scope, from a place up to the end or a closing bracket."""

    def __init__(self, text: str, scope: Scope, at: int = 0) -> None:
        super().__init__(text, scope, at)
        self._stdin: list[str] | None = None
        self._brackets = 0
        self._items = False  # words alone, as in an array
        self._sure = False  # nothing but assignments stands in front, which do not fail
        self._goes_on = False  # an && or || waits for its command
        self._closed = False  # a block ends here
        self._heredocs: list[Heredoc] = []

    def script(self, end: str) -> None:
        while self.at < len(self.text):
            self._blanks()
            sign = self.text[self.at : self.at + 1]
            if not sign or (sign == ")" and end and not self._brackets):
                break
            if sign == "#" and not self.in_word:
                self._skip(_COMMENT)
            elif sign in "<>" or self.text.startswith("&>", self.at):
                self._redirection()
            elif sign == "(" and self.in_word and self.parts[-1:] == ["="]:
                self._array()
            elif sign in "\r\n" and self._goes_on_below():
                pass
            elif sign in "\n\r;|()" or (sign == "&" and not self.bare_and()):
                self._end(sign)
            elif sign != "&":
                self.piece()
        self.finish()
        if end and self.text[self.at : self.at + 1] != end:
            raise BadInput("A bracket is not closed: paste the whole command.")
        self.at += len(end)

    def _goes_on_below(self) -> bool:
        words = [] if self._heredocs or self._items else self.command.words
        last = "".join(self.parts if self.in_word else words[-1:])
        if end := goes_on(self.text, self.at, words, last):
            self.end_word()
            self.command.note(NOTE)
            self.at = end
        return end > 0

    def deeper(self, end: str) -> None:
        """Read what stands within another command. Raises BadInput where that goes too deep."""
        if self.scope.depth >= _DEEPEST:
            raise BadInput(f"Commands stand within each other deeper than {_DEEPEST} levels.")
        self.scope.depth += 1
        around = len(self.scope.blocks.around)
        self.scope.enter(")")
        try:
            self.script(end)
        finally:
            self.scope.depth -= 1
            self.scope.leave_to(around)

    def finish(self, *, piped: bool = False) -> None:
        """The end of a command; `piped`: the next one reads what it prints."""
        self.end_word()
        words = self.command.words
        if self._closed and not words:
            self._stdin = None  # what a whole block reads
        self._closed = False
        if not words:
            return
        command, self.command = self.command, Command()
        command.stdin, self._stdin = self._stdin, None
        self._goes_on = self._sure = False
        if self._items:
            self.scope.commands.append(command)
            return
        if words[0] in _WITH_A_NAME:
            self._enter(words[0])
        if self.scope.take(words):
            self.scope.commands.append(command)
            self._stdin = printed(command) if piped else None
        else:
            self._sure = is_assignment(words[-1])

    def end_word(self) -> None:
        """Blocks begin and end with a word, in front of what follows it in the same command."""
        super().end_word()
        words = self.command.words
        while words and words[0] in _RESERVED and not self._items:
            word = words[0]
            if word == "function" and len(words) == 1:
                return
            if word in ALTERNATIVE:
                self.scope.alternative()
            elif word in CLOSED:
                self.scope.leave(word)
                self._closed = True
            elif word in OPENED:
                self._enter(word)
            del words[: 2 if word == "function" else 1]
            self._goes_on = self._sure = False

    def _enter(self, word: str) -> None:
        self.scope.enter(OPENED[word])
        if word in LOOPS:
            self.scope.forget_loop(self.text, self.at)

    def substitution(self) -> str:
        inner = ScriptReader(self.text, self.scope, self.at + 2)
        made = self._inner(inner, ")")
        self.at = inner.at
        return made

    def within(self, text: str) -> str:
        return self._inner(ScriptReader(text, self.scope), "")

    def _inner(self, inner: "ScriptReader", end: str) -> str:
        """What stands for the commands: what they print, or the name of the first program."""
        start, before = inner.at, len(self.scope.commands)
        inner.deeper(end)
        commands = self.scope.commands[before:]
        if len(commands) == 1 and (text := given(commands[0])):
            return text.rstrip("\n")
        program = commands[0].words[0].rpartition("/")[2] if commands else "file"
        return self.scope.replaced(inner.text[start : inner.at], program.upper())

    def _end(self, sign: str) -> None:
        joint = self.text[self.at : self.at + 2]
        if joint in {"&&", "||"}:
            self.finish()
            if sign == "|" and self.scope.blocks.in_list():
                self.scope.alternative()
            elif not self._sure or sign == "|":
                self.scope.enter_list()
            self._goes_on = True
            self.at += 2
            return
        self.finish(piped=sign == "|")
        if sign not in "|(" and not self._goes_on:
            self.scope.end_list()
        if sign == "(":
            self.scope.enter(")")
        elif sign == ")":
            self.scope.leave(")")
        self._brackets = max(self._brackets + {"(": 1, ")": -1}.get(sign, 0), 0)
        self.at += 1
        if sign == "\n":
            self._read_heredocs()

    def _blanks(self) -> None:
        while space := (_SPACE if self.in_word else _BETWEEN).match(self.text, self.at):
            # A continued line goes on in the same word.
            if space.group().replace("\\\r\n", "").replace("\\\n", ""):
                self.end_word()
            if any(sign in NO_BREAK for sign in space.group()):
                self.command.note(BLANKS)
            if _TRAILING.search(space.group()):
                self.command.note(CONTINUED)
            self.at = space.end()

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found.group() if found else ""

    def _redirection(self) -> None:
        if self.in_word and "".join(self.parts).isdigit():
            self.parts, self.in_word = [], False
        self.end_word()
        kind = self._skip(_REDIRECTION)
        self._blanks()
        start, words = self.at, self.command.words
        self.command.words = []
        while self.at < len(self.text) and self.text[self.at] not in " \t\r\n;|&<>()":
            self.piece()
        super().end_word()
        target, self.command.words = "".join(self.command.words[:1]), words
        if kind == "<<<":
            self._stdin = [target]
        elif kind.startswith("<<"):
            self._stdin = []
            plain = not re.search(r"['\"\\]", self.text[start : self.at])
            self._heredocs.append(Heredoc(self._stdin, target, kind == "<<-", plain))

    def _read_heredocs(self) -> None:
        for one in self._heredocs:
            text, self.at = one.read(self.text, self.at)
            if one.expands:
                inner = ScriptReader(text, self.scope)
                inner.inside("")
                text = "".join(inner.parts)
            one.into.append(text)
        self._heredocs = []

    def _array(self) -> None:
        """`X=(a b)`: its items are read as a command's words are."""
        name = "".join(self.parts)
        self.parts, self.in_word = [], False
        inner = ScriptReader(self.text, self.scope, self.at + 1)
        inner._items = True
        before = len(self.scope.commands)
        inner.deeper(")")
        self.at = inner.at
        items = [word for command in self.scope.commands[before:] for word in command.words]
        del self.scope.commands[before:]
        self.scope.assign_array(name.rstrip("+="), items, added=name.endswith("+="))
