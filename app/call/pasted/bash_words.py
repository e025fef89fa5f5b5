"""The words of a bash command: '…', "…", $'…', backslashes and continued lines.

By the rules of "Quoting" in the Bash Reference Manual. Variables and command substitutions
are kept as written and named; nothing is ever run. Time is linear in the text.
"""

import re

from app.call.pasted.words import BARE_AND, MORE, Command, Word
from app.errors import BadInput

_PLAIN = re.compile(r"[^\s'\"\\$`;|&<>()]+")
_CARET = re.compile(r'\^["&%^|<>]')
_SPACE = re.compile(r"(?:[ \t]|\\\r?\n)+")
_DOUBLE = re.compile(r'[^"\\$`]+')
_SINGLE = re.compile(r"[^']*+'")
_ANSI = re.compile(r"(?:[^'\\]++|\\[\s\S])*+'")
_VARIABLE = re.compile(r"\$(?:[A-Za-z_][A-Za-z0-9_]*|\{[^{}\s\"'`]{1,200}\}|[0-9@*#?$!-])")
_SUBSTITUTION = re.compile(r"\$\([^()]*+\)|`[^`]*+`")
_LINE_END = re.compile(r"\r?\n")
_PART = re.compile(
    r"\\u([dD][89aAbB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
    r"|\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|c([\s\S])"
    r"|([\s\S]))"
)
_NAMED = {
    "a": 7, "b": 8, "e": 27, "E": 27, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11,
    "\\": 92, "'": 39, '"': 34, "?": 63,
}  # fmt: skip


def bash_words(text: str) -> Command:
    """The words of the first command. Raises BadInput for a quote that is not closed."""
    return _Reader(text).command()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found = Command()
        self.parts: list[str] = []
        self.variables: set[str] = set()
        self.in_word = False

    def command(self) -> Command:
        while self.at < len(self.text):
            if space := _SPACE.match(self.text, self.at):
                # A continued line goes on in the same word.
                if " " in space.group() or "\t" in space.group():
                    self.end_word()
                self.at = space.end()
            elif not self.piece():
                self.end_word()
                if self.text[self.at :].strip():
                    self.found.note(MORE)
                break
        self.end_word()
        return self.found

    def piece(self) -> bool:
        """Read a part of a word; False where the command ends."""
        sign = self.text[self.at]
        if sign in "\n\r;|<>()" or (sign == "#" and not self.in_word):
            return False
        if sign == "&" and not self.bare_and():
            return False
        self.in_word = True
        if plain := _PLAIN.match(self.text, self.at):
            caret = _CARET.search(self.text, plain.start(), plain.end() + 1)
            self.found.carets |= caret is not None
            self.take(plain.group(), plain.end())
        elif sign == "'":
            whole = self.quoted(_SINGLE, 1)
            self.parts.append(whole[1:-1])
        elif sign == '"':
            self.double()
        elif sign == "\\":
            self.take(self.text[self.at + 1 : self.at + 2], self.at + 2)
        elif self.text.startswith("$'", self.at):
            self.parts.append(_ansi(self.quoted(_ANSI, 2)[2:-1]))
        elif self.text.startswith('$"', self.at):
            self.at += 1
        else:
            self.replaced()
        return True

    def bare_and(self) -> bool:
        after = self.text[self.at + 1 : self.at + 2]
        if not self.in_word or not after or after.isspace() or after == "&":
            return False
        self.found.note(BARE_AND)
        self.take("&", self.at + 1)
        return True

    def double(self) -> None:
        start = self.at
        self.at += 1
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == '"':
                self.at += 1
                return
            if plain := _DOUBLE.match(self.text, self.at):
                self.take(plain.group(), plain.end())
            elif sign == "\\":
                self.escaped_in_double()
            else:
                self.replaced()
        raise _open_quote(self.text, start)

    def escaped_in_double(self) -> None:
        if line_end := _LINE_END.match(self.text, self.at + 1):
            self.at = line_end.end()
            return
        after = self.text[self.at + 1 : self.at + 2]
        self.take(after if after and after in '$`"\\' else "\\" + after, self.at + 2)

    def replaced(self) -> None:
        """A `$` or a backtick, which stands for itself unless something follows it."""
        if variable := _VARIABLE.match(self.text, self.at):
            self.variables.add(variable.group())
            self.take(variable.group(), variable.end())
        elif substitution := _SUBSTITUTION.match(self.text, self.at):
            self.variables.add(substitution.group())
            self.take(substitution.group(), substitution.end())
        else:
            self.take(self.text[self.at], self.at + 1)

    def quoted(self, pattern: re.Pattern[str], skip: int) -> str:
        found = pattern.match(self.text, self.at + skip)
        if found is None:
            raise _open_quote(self.text, self.at)
        start, self.at = self.at, found.end()
        return self.text[start : self.at]

    def take(self, text: str, end: int) -> None:
        self.parts.append(text)
        self.at = end

    def end_word(self) -> None:
        if self.in_word:
            self.found.words.append(Word("".join(self.parts), frozenset(self.variables)))
        self.parts, self.variables, self.in_word = [], set(), False


def _ansi(text: str) -> str:
    """The inside of $'…'; bytes are UTF-8, and browsers write one emoji as two \\u."""
    pieces: list[bytes] = []
    done = 0
    for escape in _PART.finditer(text):
        pieces += (text[done : escape.start()].encode(), _escaped(escape))
        done = escape.end()
    pieces.append(text[done:].encode())
    return b"".join(pieces).split(b"\0")[0].decode("utf-8", "replace")


def _escaped(escape: re.Match[str]) -> bytes:
    high, low, *others = escape.groups()
    if high:
        point = 0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00
        return chr(point).encode()
    byte, short, long, octal, control, sign = others
    if byte or octal:
        return bytes([int(byte or octal, 16 if byte else 8) & 0xFF])
    if short or long:
        point = int(short or long, 16)
        return chr(point if point < 0x110000 else 0xFFFD).encode("utf-8", "replace")
    if control:
        return bytes([ord(control.upper()) & 0x1F])
    return bytes([_NAMED[sign]]) if sign in _NAMED else f"\\{sign}".encode()


def _open_quote(text: str, at: int) -> BadInput:
    line = text.count("\n", 0, at) + 1
    return BadInput(f"A quote in line {line} is not closed: paste the whole command.")
