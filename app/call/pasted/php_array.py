"""An array as PHP prints one (var_export, var_dump, print_r) -> its pairs."""

import re

from app.call.pasted.model import Pair
from app.call.wire.parameter_tree import Plain
from app.errors import BadInput

BEGIN = re.compile(r"array[ \t]*(?:\(\d+\))?\s*[({]", re.IGNORECASE)
_ENTRY = re.compile(
    r"\[?(?P<quote>['\"]?)(?P<name>[\w:.\[\]-]+?)(?P=quote)\]?[ \t]*=>\s*"
    r"(?:string\(\d+\)[ \t]*|(?:int|float|bool|enum)\((?P<typed>[^)\n]*)\)|(?P<null>NULL\b)"
    r"|(?P<nested>array\b))?"
    r"(?P<text>'(?:[^'\\]++|\\.)*+'|\"(?:[^\"\\]++|\\.)*+\"|[^\n]*)",
    re.IGNORECASE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\([\\'])")
_WORDS: dict[str, Plain] = {"true": True, "false": False, "null": None}


def php_pairs(text: str) -> list[Pair]:
    """The pairs of the array with which the text begins. Raises BadInput for one within it."""
    begin = BEGIN.match(text)
    at = begin.end() if begin else 0
    pairs: list[Pair] = []
    while found := _ENTRY.search(text, at):
        # The array ends with a bracket on a line of its own, or behind its last value.
        if re.match(r"\s*,?\s*[)}]", text[at : found.start()]) and pairs:
            break
        if found["nested"]:
            raise BadInput(
                f"Nothing was changed: {found['name'][:80]} is an array within one of PHP, which "
                "is not read. Paste the body as JSON or name=value."
            )
        pairs.append((found["name"], _value(found)))
        at = found.end()
    return pairs


def _value(found: re.Match[str]) -> Plain:
    if found["null"]:
        return None
    text = (found["typed"] or found["text"]).strip()
    if text[:1] in {"'", '"'}:
        return _ESCAPE.sub(r"\1", text[1:-1])
    bare = text.removesuffix(",").strip()
    return _WORDS.get(bare.lower(), bare)
