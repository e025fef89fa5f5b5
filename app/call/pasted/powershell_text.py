"""The texts of PowerShell: bare words, both kinds of quotes, here-texts, variables in them.

Typographic quotes count as quotes, as they do in PowerShell.
"""

import re
from typing import Any

from app.call.pasted.distinct import Distinct
from app.call.placeholders import placeholder
from app.errors import BadInput

_SINGLES = "'‘’‚‛"
_DOUBLES = '"“”„'
_PLAIN = re.compile(rf"[^\s`$;|(){{}}{_SINGLES}{_DOUBLES}]+")
_PLAIN_INNER = re.compile(rf"[^\s`$;|(){{}},{_SINGLES}{_DOUBLES}]+")
_SINGLE = re.compile(rf"[{_SINGLES}]((?:[^{_SINGLES}]++|[{_SINGLES}]{{2}})*+)[{_SINGLES}]")
_TWO_SINGLES = re.compile(f"[{_SINGLES}]([{_SINGLES}])")
_DOUBLE_PLAIN = re.compile(rf"[^{_DOUBLES}`$]+")
_HERE = re.compile(rf"@([{_SINGLES}{_DOUBLES}])[ \t]*\r?\n")
_HERE_END = {True: re.compile(rf"\r?\n[{_SINGLES}]@"), False: re.compile(rf"\r?\n[{_DOUBLES}]@")}
_CHARACTER = re.compile(r"\$\(\s*\[char\]\s*(0x[0-9A-Fa-f]{1,6}|[0-9]{1,7})\s*\)", re.IGNORECASE)
_VARIABLE = re.compile(r"\$(?:\{([^{}\s]{1,200})\}|((?:env:)?[A-Za-z_]\w*))", re.IGNORECASE)
_OWN = re.compile(r"\$\{?([A-Za-z_]\w*)(?![\w:])", re.ASCII)
_RESULT = re.compile(r"\$\(\s*\$?([\w.-]+)(?:[^()]++|\([^()]*+\))*+\)")
_UNICODE = re.compile(r"u\{([0-9A-Fa-f]{1,6})\}")
_ESCAPES = {
    "n": "\n", "r": "\r", "t": "\t", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v",
    "e": "\x1b",
}  # fmt: skip


class TextReader:
    """A place in a text, and the texts that can be read from there."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.variables: dict[str, Any] = {}  # what was assigned before, by lower-case name
        self.distinct = Distinct()
        self.own_names = {name.lower() for name in _OWN.findall(text)}

    def sign(self) -> str:
        return self.text[self.at : self.at + 1]

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def skip(self, pattern: re.Pattern[str]) -> None:
        self.match(pattern)

    def problem(self, reason: str) -> BadInput:
        line = self.text.count("\n", 0, self.at) + 1
        return BadInput(f"PowerShell, line {line}: {reason}.")

    def at_quote(self) -> bool:
        return self.sign() != "" and self.sign() in _SINGLES + _DOUBLES

    def at_here_text(self) -> bool:
        return _HERE.match(self.text, self.at) is not None

    def quoted(self) -> str:
        """A text in quotes, or a here-text."""
        if here := self.match(_HERE):
            return self.here_text(single=here[1] in _SINGLES)
        if self.sign() in _DOUBLES:
            return self.double()
        single = self.match(_SINGLE)
        if single is None:
            raise self.problem("a quote is not closed")
        return _TWO_SINGLES.sub(r"\1", single[1])

    def here_text(self, *, single: bool) -> str:
        # The line break in front of the end belongs to it, even the very first one.
        end = _HERE_END[single].search(self.text, self.at - 1)
        if end is None:
            raise self.problem("a here-text is not closed")
        inside = self.text[self.at : max(self.at, end.start())]
        self.at = end.end()
        return inside if single else _Inside(inside, self).whole()

    def double(self) -> str:
        self.at += 1
        pieces: list[str] = []
        while self.at < len(self.text):
            if self.sign() in _DOUBLES:
                self.at += 1
                if self.sign() == "" or self.sign() not in _DOUBLES:
                    return _whole(pieces)
                pieces.append(self.sign())
                self.at += 1
            else:
                self.expanded(pieces, _DOUBLE_PLAIN)
        raise self.problem("a quote is not closed")

    def word(self, *, inner: bool = False) -> str:
        """A bare word, with the quoted parts joined to it; inside a list a comma ends it."""
        pieces: list[str] = []
        start = self.at
        plain, ends = (_PLAIN_INNER, ";|)},") if inner else (_PLAIN, ";|)}")
        while self.sign() and not self.sign().isspace() and self.sign() not in ends:
            if self.at_quote():
                pieces.append(self.quoted())
            elif self.text.startswith(("`\n", "`\r\n"), self.at):
                break
            else:
                self.expanded(pieces, plain)
        if self.at == start:
            raise self.problem("a value is missing, or this is more than this reader knows")
        return _whole(pieces)

    def expanded(self, pieces: list[str], plain: re.Pattern[str]) -> None:
        """One piece of a text in which backticks and `$` have their meaning."""
        if found := self.match(plain):
            pieces.append(found.group())
        elif self.sign() == "`":
            self.at += 1
            pieces.append(self.escaped())
        elif character := self.match(_CHARACTER):
            point = int(character[1], 0 if character[1][:2].lower() == "0x" else 10)
            pieces.append(chr(point) if point < 0x110000 else "\ufffd")
        elif self.sign() == "$":
            pieces.append(self.dollar())
        else:
            pieces.append(self.sign())
            self.at += 1

    def escaped(self) -> str:
        if (point := self.match(_UNICODE)) and int(point[1], 16) < 0x110000:
            return chr(int(point[1], 16))
        if self.text.startswith("\r\n", self.at):
            self.at += 2
            return "\n"
        sign = self.sign()
        self.at += 1
        return _ESCAPES.get(sign, sign)

    def dollar(self) -> str:
        """A variable: what was assigned to it, else a placeholder; `$(…)` too."""
        if result := self.match(_RESULT):
            return self.distinct.placeholder(result[1].upper(), result[0])
        found = self.match(_VARIABLE)
        if found is None:
            self.at += 1
            return "$"
        scope, _, name = (found[1] or found[2]).rpartition(":")
        if scope.lower() == "env":
            # A variable of the environment is another one than that of the same name.
            return placeholder(f"env_{name}" if name.lower() in self.own_names else name)
        value = self.variables.get(name.lower())
        return value if isinstance(value, str) else placeholder(name)


class _Inside(TextReader):
    """The inside of a here-text in double quotes."""

    def __init__(self, text: str, around: TextReader) -> None:
        super().__init__(text)
        self.variables = around.variables
        self.distinct = around.distinct
        self.own_names = around.own_names

    def whole(self) -> str:
        pieces: list[str] = []
        while self.at < len(self.text):
            self.expanded(pieces, _DOUBLE_PLAIN)
        return _whole(pieces)


def _whole(pieces: list[str]) -> str:
    # Browsers write one emoji as two characters of UTF-16.
    return "".join(pieces).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
