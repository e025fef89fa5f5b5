"""Lists of fields, one a line: `name=value`, `name: value`, or `[name] => value` of PHP."""

import re

from app.call.pasted.model import Pair
from app.call.pasted.url import blanks_left_out

# A name of the wire: words, with brackets or colons between them.
NAME = r"[A-Za-z0-9_.-]+(?:\[[\w.-]*\]|:[\w.-]+)*"
_LINE = re.compile(
    rf"[ \t]*(?:[-*•][ \t]+)?(?:\[({NAME})\][ \t]*=>|({NAME})([ \t]*)(?:=(?!=)|:(?=[ \t]|\Z)|\t))"
    r"[ \t]?([^\n]*)"
)


def listed(text: str, notes: list[str]) -> list[Pair]:
    """The pairs of a text each line of which is a field; none where one of them is not."""
    pairs: list[Pair] = []
    for line in text.split("\n"):
        found = _LINE.fullmatch(line.rstrip("\r"))
        if found:
            name = found[1] or found[2]
            pairs.append((name, found[4].strip() if found[3] else found[4]))
            if found[3] and "=" in line:
                notes.append(blanks_left_out(name))
        elif line.strip() and not line.lstrip().startswith("#"):
            return []
    return pairs
