"""The words of bash: '…', "…", $'…', backslashes, continued lines, variables.

By the rules of "Quoting" and "Shell Expansions" in the Bash Reference Manual. What the text
assigns is put in; of another variable a placeholder is left. Nothing is ever run. Time is linear
in the text.
"""

import re

from app.call.pasted.ansi_quoted import ansi
from app.call.pasted.bash_scope import Scope
from app.call.pasted.typographic import CLOSING_SINGLE, DOUBLES, INVISIBLE, SINGLES
from app.call.pasted.words import BARE_AND, BLANKS, EACH, STRAIGHTENED, Command
from app.errors import BadInput

_PLAIN = re.compile(rf"[^\s'\"\\$`;|&<>(){DOUBLES}{SINGLES}{INVISIBLE}]+")
_BRACES = re.compile(r"(?<!\{)\{[^{}]*(?:,|\.\.)[^{}]*\}(?!\})")
_CARET = re.compile(r'\^["&%^|<>]')
_DOUBLE = re.compile(rf'[^"\\$`{DOUBLES}]+')
_SINGLE = re.compile(r"'[^']*+'")
_ANSI = re.compile(r"\$'((?:[^'\\]++|\\[\s\S])*+)'")
_VARIABLE = re.compile(r"\$(?:([A-Za-z_]\w*|[0-9@*#?$!-])|\{([^{}\n]{1,200})\})", re.ASCII)
_ARRAY = re.compile(r"([A-Za-z_]\w*)\[[@*]\]", re.ASCII)
_ARITHMETIC = re.compile(r"\$\(\((?:[^()]++|\([^()]*+\))*+\)\)")
_BACKQUOTED = re.compile(r"`((?:[^`\\]++|\\[\s\S])*+)`")
_ESCAPED_THERE = re.compile(r"\\([`\\$])")
_LINE_END = re.compile(r"\r?\n")


class WordReader:
    """A place in a text, and the words of the command there; `command` takes the notes."""

    def __init__(self, text: str, scope: Scope, at: int = 0) -> None:
        self.text = text
        self.scope = scope
        self.at = at
        self.command = Command()
        self.parts: list[str] = []
        self.in_word = False
        self._closes = True  # whether a typographic single quote closes further on

    def piece(self) -> None:
        """Read a part of a word."""
        sign = self.text[self.at]
        if sign in INVISIBLE:
            self.command.note(BLANKS)
            self.at += 1
            return
        begins, self.in_word = not self.in_word or self.parts[-1:] == ["="], True
        if plain := _PLAIN.match(self.text, self.at):
            self._plain(plain)
        elif sign == "'":
            self.parts.append(self._quoted(_SINGLE).group()[1:-1])
        elif sign == '"':
            self.at += 1
            self.inside('"')
        elif sign == "\\":
            self.take(self.text[self.at + 1 : self.at + 2], self.at + 2)
        elif sign in DOUBLES:
            self._typographic_double()
        elif sign in SINGLES and begins and self._typographic_single():
            self.command.note(STRAIGHTENED)
        elif self.text.startswith("$'", self.at):
            self.parts.append(ansi(self._quoted(_ANSI)[1]))
        elif self.text.startswith('$"', self.at):
            self.at += 1
        else:
            self._replaced(quoted=False)

    def inside(self, closers: str) -> None:
        """What stands between double quotes, up to one of `closers`; without any, to the end."""
        start = self.at
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign in closers:
                self.at += 1
                return
            if plain := _DOUBLE.match(self.text, self.at):
                self.take(plain.group(), plain.end())
            elif sign == "\\":
                self._escaped('$`\\"' if closers else "$`\\")
            else:
                self._replaced(quoted=True)
        if closers:
            raise self._open_quote(start)

    def bare_and(self) -> bool:
        """Whether an & belongs to the word, as in a URL without quotes; then it is taken."""
        after = self.text[self.at + 1 : self.at + 2]
        if not self.in_word or not after or after.isspace() or after in "&>":
            return False
        self.command.note(BARE_AND)
        self.take("&", self.at + 1)
        return True

    def take(self, text: str, end: int) -> None:
        self.parts.append(text)
        self.at = end

    def end_word(self) -> None:
        if self.in_word:
            self.command.words.append("".join(self.parts))
        self.parts, self.in_word = [], False

    def substitution(self) -> str:
        """Read a `$(…)`, its commands too; what stands for it in the word."""
        raise NotImplementedError

    def within(self, text: str) -> str:
        """The same for the inside of backquotes."""
        raise NotImplementedError

    def _plain(self, plain: re.Match[str]) -> None:
        if _CARET.search(self.text, plain.start(), plain.end() + 1):
            self.command.carets = True
        text = _BRACES.sub(lambda one: self.scope.replaced(one[0], "ITEM"), plain.group())
        if text != plain.group():
            self.command.note(EACH)
        head, equals, tail = text.rpartition("=")
        # So that it is seen whether a typographic quote comes right behind it.
        self.parts += [head, "="] if equals and not tail else [text]
        self.at = plain.end()

    def _typographic_double(self) -> None:
        self.command.note(STRAIGHTENED)
        self.at += 1
        curly = any(self.text.find(sign, self.at) >= 0 for sign in DOUBLES)
        self.inside(DOUBLES if curly else '"')

    def _typographic_single(self) -> bool:
        end = CLOSING_SINGLE.search(self.text, self.at + 1) if self._closes else None
        if end is None:
            # Looked for once, else a text full of them would take quadratic time.
            self._closes = False
            return False
        self.take(self.text[self.at + 1 : end.start()], end.end())
        return True

    def _escaped(self, signs: str) -> None:
        if line_end := _LINE_END.match(self.text, self.at + 1):
            self.at = line_end.end()
            return
        after = self.text[self.at + 1 : self.at + 2]
        self.take(after if after and after in signs else "\\" + after, self.at + 2)

    def _replaced(self, *, quoted: bool) -> None:
        """A `$` or a backtick, which stands for itself unless something follows it."""
        if found := _ARITHMETIC.match(self.text, self.at):
            self.take(self.scope.replaced(found.group(), "NUMBER"), found.end())
        elif self.text.startswith("$(", self.at):
            self.parts.append(self.substitution())
        elif found := _BACKQUOTED.match(self.text, self.at):
            self.at = found.end()
            self.parts.append(self.within(_ESCAPED_THERE.sub(r"\1", found[1])))
        elif found := _VARIABLE.match(self.text, self.at):
            self.at = found.end()
            self._variable(found[1] or found[2], quoted=quoted)
        else:
            self.take(self.text[self.at], self.at + 1)

    def _variable(self, inside: str, *, quoted: bool) -> None:
        array = _ARRAY.fullmatch(inside)
        if array and array[1] in self.scope.arrays:
            self._spread(self.scope.arrays[array[1]])
        elif quoted:
            self.parts.append(self.scope.value(inside))
        else:
            self._spread(self.scope.value(inside).split() or [""])

    def _spread(self, items: list[str]) -> None:
        """Several words in the place of one variable."""
        for index, item in enumerate(items):
            if index:
                self.end_word()
                self.in_word = True
            self.parts.append(item)

    def _quoted(self, pattern: re.Pattern[str]) -> re.Match[str]:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise self._open_quote(self.at)
        self.at = found.end()
        return found

    def _open_quote(self, at: int) -> BadInput:
        line = self.text.count("\n", 0, at) + 1
        return BadInput(f"A quote in line {line} is not closed: paste the whole command.")
