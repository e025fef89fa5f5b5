"""JSONPath that leads to one place, and the JSON Pointer (RFC 6901) to the same."""

import json
import re

from app.call.variables.values import ExpressionFault
from app.errors import BadInput
from app.workflows import paths

BODY = "$response.body"
_MEMBER = re.compile(
    r"\.([A-Za-z_]\w*)|\[(0|[1-9]\d{0,8})\]|\['((?:[^'\\]|\\.)*)'\]|\[(\"(?:[^\"\\]|\\.)*\")\]",
    re.ASCII,
)


def pointed(path: str) -> str | None:
    """The expression for what a path leads to: `$response.body#/objects/0/id`; None where no
    pointer leads there."""
    if "{{" in path:
        return None
    parts, at = [], 1
    path = path.strip() or "$"
    while at < len(path):
        found = _MEMBER.match(path, at)
        if found is None:
            return None
        at = found.end()
        name, index, single, double = found.groups()
        if single is not None:
            double = '"' + single.replace("\\'", "'").replace('"', '\\"') + '"'
        part = name or index or json.loads(double)
        if index is None and part.isdigit():
            return None
        parts.append(part.replace("~", "~0").replace("/", "~1"))
    return BODY + ("#" + "".join(f"/{one}" for one in parts) if parts else "")


def path_of(expression: str) -> str:
    """The JSONPath of such an expression. Raises BadInput for any other."""
    before, _, pointer = expression.partition("#")
    if before != BODY or (pointer and not pointer.startswith("/")):
        raise BadInput(f"{expression!r:.120} is no place in an answer: $response.body#/….")
    made = "$"
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if re.fullmatch(r"0|[1-9]\d{0,8}", name):
            made += f"[{name}]"
        else:
            plain = re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII)
            made += f".{name}" if plain else f"[{json.dumps(name, ensure_ascii=False)}]"
    try:
        paths.check(made)
    except ExpressionFault as fault:
        raise BadInput(fault.sentence) from None
    return made
