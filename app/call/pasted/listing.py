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
_QUOTED = re.compile(r'"[^"]*"')  # as a browser copies a table
# They stand above the fields, and are none themselves.
_HEADINGS = {"params", "parameters", "arguments", "body", "data", "fields", "request", "form"}


def listed(text: str, notes: list[str]) -> list[Pair]:
    """The pairs of a text each line of which is a field; none where one of them is not.

    Lines that stand deeper below a name without a value are within it, as YAML has it.
    """
    pairs: list[Pair] = []
    above: list[tuple[int, str]] = []  # how deep, and the name with its colon
    for line in text.split("\n"):
        found = _LINE.fullmatch(line.rstrip("\r"))
        if found is None:
            if line.strip() and not line.lstrip().startswith("#"):
                return []
            continue
        deep = len(line) - len(line.lstrip())
        while above and above[-1][0] >= deep:
            above.pop()
        outer = above[-1][1] if above else ""
        if pairs and pairs[-1] == (outer[:-1], ""):
            pairs.pop()
        name = outer + (found[1] or found[2])
        value = found[4].strip() if found[3] else found[4]
        if _QUOTED.fullmatch(value) and "\t" in line:
            value = value[1:-1]
            notes.append("Quotation marks around values behind tabs were left out.")
        if found[3] and "=" in line:
            notes.append(blanks_left_out(name))
        opens = line.rstrip().endswith(":") and not value
        if opens:
            above.append((deep, outer if name.lower() in _HEADINGS else f"{name}:"))
        if not opens or name.lower() not in _HEADINGS:
            # A line of a form among them.
            pairs += _joined(name, value) if "=" in line else [(name, value)]
    return pairs


def _joined(name: str, value: str) -> list[Pair]:
    parts = value.split("&")
    fields = [one.partition("=") for one in parts[1:]]
    if "://" in value or not all(sign and re.fullmatch(NAME, inner) for inner, sign, _ in fields):
        return [(name, value)]
    return [(name, parts[0]), *((inner, text) for inner, _, text in fields)]
