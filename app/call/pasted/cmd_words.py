"""The words of commands for the Windows prompt (cmd), in the two steps Windows takes.

First cmd removes its carets: `^x` is x, a caret at the end of a line joins the next one, and
between double quotes a caret is a caret. Then the program splits the line as Microsoft's C
runtime does: backslashes count only in front of a double quote ("Parsing C command-line
arguments" of Microsoft's documentation). What `set` assigns is put in, and of other variables
a placeholder is left.
"""

import re

from app.call.pasted.cmd_variables import Variables
from app.call.pasted.going_on import NOTE, goes_on
from app.call.pasted.typographic import DOUBLES
from app.call.pasted.words import BARE_AND, CONTINUED, STRAIGHTENED, Command
from app.call.placeholders import PLACEHOLDER

_PLAIN = re.compile(r'[^"^&|<>\r\n]+')
_CARET_LINE = re.compile(r"\^([ \t]*)\r?\n")
_QUOTED = re.compile(r'"[^"]*+"?')
_WORD_PLAIN = re.compile(r'[^ \t"\\]+')
_INSIDE = re.compile(r'[^"\\]+')
_BACKSLASHES = re.compile(r'(\\+)("?)')
_PROMPT = re.compile(r"(?m)^[A-Za-z]:\\[^>\n]{0,300}>")
_SET = re.compile(r'\s*@?set\s+"?(\w+)=([^"]*)"?\s*', re.IGNORECASE | re.ASCII)
# What a line assigns that is not taken over: a question, a sum, a condition in front of it.
_SETS = re.compile(r"(?<![\w.-])set\s+(?:/[ap]\s*)?\"?(\w+)\s*[-+*/%]?=", re.IGNORECASE | re.ASCII)
# They run a text that is not here, or put all variables back.
_UNREAD = re.compile(r"[@\s]*(?:call\b(?!\s*:)|endlocal\b)", re.IGNORECASE)
_LABEL = re.compile(r"(?m)^[ \t]*:\w")
_BEHIND = re.compile(r"(?:&&|\|\|)\s*\Z")
_LONGEST = 100_000
_FIRST = 100  # parts of a line, in which its program and its address stand
_CURLY = re.compile(f"[{DOUBLES}]")


def cmd_commands(text: str) -> list[Command]:
    """The commands of a text, in its order."""
    text = _PROMPT.sub("", text)
    straight = text if '"' in text else _CURLY.sub('"', text)
    variables: dict[str, str] = {}
    label = _LABEL.search(straight)
    # What stands behind a label runs whenever something goes there.
    unsure = set(_SETS.findall(straight.lower(), label.start())) if label else set()
    found: list[Command] = []
    left = Variables(straight)
    at = depth = 0
    while at < len(straight):
        command = Command()
        if straight != text:
            command.note(STRAIGHTENED)
        sure = not _BEHIND.search(straight, max(0, at - 10), at)
        line, at = _line(straight, at, command, left)
        line = PLACEHOLDER.sub(lambda one: variables.get(one[1].lower(), one[0]), line)
        line = left.late(line)
        depth -= line.lstrip().startswith(")")
        assigned = _SET.fullmatch(line) if sure and depth <= 0 else None
        if assigned and assigned[1].lower() not in unsure:
            # Each may hold the former twice: thirty lines would be a gigabyte.
            variables[assigned[1].lower()] = assigned[2].strip()[:_LONGEST]
        else:
            for name in _SETS.findall(line.lower()):
                variables.pop(name, None)
            if words := _split(line.lstrip().removeprefix("@")):
                command.words = words
                found.append(command)
        if _UNREAD.match(line):
            variables.clear()
        depth += line.rstrip().endswith("(")
    return found


def _line(text: str, at: int, found: Command, left: Variables) -> tuple[str, int]:
    """What cmd hands to the program, and where the next command begins."""
    parts: list[str] = []
    while at < len(text):
        sign = text[at]
        if plain := _PLAIN.match(text, at):
            parts.append(left.read(plain.group()))
            at = plain.end()
        elif sign == '"' and (quoted := _QUOTED.match(text, at)):
            parts.append(left.read(quoted.group()))
            at = quoted.end()
        elif sign == "^":
            continued = _CARET_LINE.match(text, at)
            at = continued.end() if continued else at + 1
            if continued and continued[1]:
                found.note(CONTINUED)
            # The first character of the joined line is taken literally too.
            parts.append(text[at : at + 1])
            at += 1
        elif (
            sign == "&" and parts and not (text[at + 1 : at + 2].isspace() or text[at - 1] in " &")
        ):
            found.note(BARE_AND)
            parts.append(sign)
            at += 1
        elif sign in "\r\n" and (end := _goes_on(text, at, parts)):
            found.note(NOTE)
            parts.append(" ")
            at = end
        else:
            return "".join(parts), at + 1
    return "".join(parts), at


def _goes_on(text: str, at: int, parts: list[str]) -> int:
    words = _split("".join(parts[:_FIRST])) if parts else []
    return goes_on(text, at, words, (parts[-1].split() or [""])[-1] if parts else "")


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
