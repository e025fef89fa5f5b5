"""The words of a command for the Windows prompt (cmd), in the two steps Windows takes.

First cmd removes its carets: `^x` is x, a caret at the end of a line joins the next one, and
between double quotes a caret is a caret. Then the program splits the line as Microsoft's C
runtime does: backslashes count only in front of a double quote ("Parsing C command-line
arguments" of Microsoft's documentation).
"""

import re

from app.call.pasted.words import BARE_AND, MORE, Command, Word

_PLAIN = re.compile(r'[^"^&|<>\r\n]+')
_CARET_LINE = re.compile(r"\^\r?\n")
_QUOTED = re.compile(r'"[^"]*+"?')
_WORD_PLAIN = re.compile(r'[^ \t"\\]+')
_INSIDE = re.compile(r'[^"\\]+')
_BACKSLASHES = re.compile(r'(\\+)("?)')
# Shorter names could as well be two bytes of an encoded text (%C3%A4).
_VARIABLE = re.compile(r"%[A-Za-z_][A-Za-z0-9_]{2,100}%")


def cmd_words(text: str) -> Command:
    """The words of the first command."""
    found = Command()
    line = _line(text, found)
    found.words += [Word(word, frozenset(_VARIABLE.findall(word))) for word in _split(line)]
    return found


def _line(text: str, found: Command) -> str:
    """What cmd hands to the program."""
    parts: list[str] = []
    at = 0
    while at < len(text):
        sign = text[at]
        if plain := _PLAIN.match(text, at):
            parts.append(plain.group())
            at = plain.end()
        elif sign == '"' and (quoted := _QUOTED.match(text, at)):
            parts.append(quoted.group())
            at = quoted.end()
        elif sign == "^":
            continued = _CARET_LINE.match(text, at)
            at = continued.end() if continued else at + 1
            # The first character of the joined line is taken literally too.
            parts.append(text[at : at + 1])
            at += 1
        elif sign == "&" and not text[at + 1 : at + 2].isspace() and parts:
            found.note(BARE_AND)
            parts.append(sign)
            at += 1
        else:
            if text[at:].strip():
                found.note(MORE)
            break
    return "".join(parts)


def _split(line: str) -> list[str]:
    words: list[str] = []
    parts: list[str] = []
    at, quoted, in_word = 0, False, False
    while at < len(line):
        sign = line[at]
        if not quoted and sign in " \t":
            if in_word:
                words.append("".join(parts))
            parts, in_word, at = [], False, at + 1
            continue
        in_word = True
        if backslashes := _BACKSLASHES.match(line, at):
            count = len(backslashes[1])
            halved = bool(backslashes[2])
            parts.append("\\" * (count // 2 if halved else count))
            at += count
            if halved and count % 2:
                parts.append('"')
                at += 1
        elif sign == '"':
            if quoted and line.startswith('""', at):
                parts.append('"')
                at += 2
            else:
                quoted, at = not quoted, at + 1
        else:
            plain = (_INSIDE if quoted else _WORD_PLAIN).match(line, at)
            end = plain.end() if plain else at + 1
            parts.append(line[at:end])
            at = end
    if in_word:
        words.append("".join(parts))
    return words
