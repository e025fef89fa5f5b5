"""Lists of fields, one a line: `name=value`, `name: value`, or `[name] => value` of PHP."""

import re

from app.call.pasted.model import Pair
from app.call.pasted.url import blanks_left_out

# A name of the wire: words, with brackets or colons between them.
NAME = r"[A-Za-z0-9_.-]+(?:\[[\w.-]*\]|:[\w.-]+)*"
_LINE = re.compile(
    rf"[ \t]*(?:[-*•][ \t]+)?(?:\[({NAME})\][ \t]*=>"
    rf"|(?P<quote>['\"]?)({NAME})(?P=quote)([ \t]*)(?:=>|(?<!['\"])(?:=(?![=>])|:(?=[ \t]|\Z)|\t)))"
    r"[ \t]?([^\n]*)"
)
# A text of YAML, of JavaScript or PHP, with what parts it from the next one.
_WRITTEN = re.compile(r'"((?:[^"\\]|\\["\\/])*)",?|\'([^\'\\]*)\',?')
_ESCAPED = re.compile(r"\\(.)")
QUOTES = "Quotation marks around values, and a comma behind them, were left out."
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
        name = outer + (found[1] or found[3])
        value = found[5].strip() if found[4] else found[5]
        if _QUOTED.fullmatch(value) and "\t" in line:
            value = value[1:-1]
            notes.append("Quotation marks around values behind tabs were left out.")
        arrow = found[3] is not None and line[: found.start(5)].rstrip().endswith("=>")
        colon = line[: found.start(5)].rstrip().endswith(":")
        if (arrow or colon) and (inside := _WRITTEN.fullmatch(value.strip())):
            value = inside[2] if inside[1] is None else _ESCAPED.sub(r"\1", inside[1])
            notes.append(QUOTES)
        elif arrow:
            value = value.strip().removesuffix(",")
        elif value[:1] in {'"', "'"}:
            notes.append(quotes_sent(name))
        if found[4] and "=" in line and not arrow and not colon:
            notes.append(blanks_left_out(name))
        opens = line.rstrip().endswith(":") and not value
        if opens:
            above.append((deep, outer if name.lower() in _HEADINGS else f"{name}:"))
        if not opens or name.lower() not in _HEADINGS:
            # A line of a form among them.
            pairs += _joined(name, value) if "=" in line else [(name, value)]
    return pairs


def quotes_sent(name: str) -> str:
    """The note about `name="value"`, where the quotation marks are parts of the value."""
    return f"The value of {name[:80]} has quotation marks: they are sent."


def _joined(name: str, value: str) -> list[Pair]:
    parts = value.split("&")
    fields = [one.partition("=") for one in parts[1:]]
    if "://" in value or not all(sign and re.fullmatch(NAME, inner) for inner, sign, _ in fields):
        return [(name, value)]
    return [(name, parts[0]), *((inner, text) for inner, _, text in fields)]
