"""A command as other programs hold it: as a list of its words, or as a text within quotes."""

import re
from collections.abc import Iterator

from app.call.pasted.words import Command

_ITEM = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'")
_CURL = r"(?:[\w/.-]*/)?curl(?:\.exe)?"
# ["curl", "-d", "a=b"]: of Docker, of Python, of a trace of what was run.
_LISTED = re.compile(rf"[\[(]\s*(?:\"{_CURL}\"|'{_CURL}')(?:\s*,\s*(?:{_ITEM.pattern}))+")
_QUOTED = re.compile(r"([\"'])((?:[\w/.-]*/)?(?:curl|wget)[ \t](?:(?!\1)[^\\\n]|\\.)*)\1")
_ESCAPED = re.compile(r"\\(.)")


def listed_commands(text: str) -> Iterator[Command]:
    """The commands whose words stand in a list."""
    for found in _LISTED.finditer(text):
        items = _ITEM.findall(found.group())
        yield Command([_ESCAPED.sub(r"\1", one[1:-1]) for one in items])


def quoted_command(text: str) -> str:
    """The first command that stands in quotes, without them; "" where there is none."""
    found = _QUOTED.search(text)
    return _ESCAPED.sub(r"\1", found[2]) if found else ""
