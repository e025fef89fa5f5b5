"""An answer's body as a tree to be compared: the same for XML, JSON and JSONP.

The document is a Fields of `result` and, in XML, of what else the envelope has. Where the
server spells the same thing in two ways, the tree is that of JSON: an error stands in the
place of the result, its arguments and other maps go by their keys. What is neither XML nor
JSON becomes one scalar, a binary body its facts.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any, Literal

from app.call import binary
from app.compare import xml
from app.compare.nodes import (
    MAX_DEPTH,
    CannotTakeApart,
    Fields,
    Items,
    Scalar,
    Tree,
    check_depth,
    clean,
    unique,
)

# What is longer takes seconds and hundreds of megabytes; for all bodies compared at once.
COMPARED_BYTES = 16_000_000

Format = Literal["xml", "json", "text", "binary"]

_JSONP = re.compile(r"(?:/\*\*/\s*)?[A-Za-z_$][\w$.]{0,99}\s*\(")


@dataclass(frozen=True, slots=True)
class Body:
    """A body read; `notes` are sentences on what stood in the way."""

    format: Format
    tree: Fields
    notes: tuple[str, ...] = ()


def read(body: bytes, media_type: str, limit: int = COMPARED_BYTES) -> Body:
    """The body as a tree; never fails. `media_type` is as in `Answer.media_type`.

    One of more than `limit` bytes is not taken apart.
    """
    if binary.is_binary(body, media_type):
        return Body("binary", _facts(body, media_type), (binary.describe(body, media_type),))
    if len(body) > limit:
        sentence = f"Longer than {limit:,} bytes: compared as a whole."
        return Body("text", _facts(body, media_type), (sentence,))
    text = body.decode("utf-8-sig", "replace").strip()
    if not text:
        return Body("json", _document(Scalar("null", "")))
    start = text[0]
    try:
        if start == "<":
            return Body("xml", xml.document_in(text))
        if start in '{["' or not _is_no_json(text):
            return Body("json", _document(_in_json(_unwrapped(text))))
        reason = ""
    except CannotTakeApart as fault:
        reason = f"{fault}: compared as one text."
    return Body("text", _document(Scalar("text", clean(text))), (reason,) if reason else ())


def _document(result: Tree) -> Fields:
    return Fields({"result": result})


def _facts(body: bytes, media_type: str) -> Fields:
    facts = {
        "content type": Scalar("text", media_type),
        "size in bytes": Scalar("number", str(len(body))),
        "SHA-256": Scalar("text", hashlib.sha256(body).hexdigest()),
    }
    return _document(Fields(dict(facts)))


def _is_no_json(text: str) -> bool:
    """Whether it cannot be JSON: a number or a word of JSON alone, or a call of JSONP, may."""
    if len(text) <= 40 and re.fullmatch(r"true|false|null|-?[0-9][0-9.eE+-]*", text):
        return False
    return _JSONP.match(text) is None


def _unwrapped(text: str) -> str:
    start = _JSONP.match(text)
    end = text.rstrip("; \t\r\n")
    return end[start.end() : -1] if start and end.endswith(")") else text


class _Number(str):
    """A number as it is written, so that it keeps every digit."""

    __slots__ = ()


class _Members(list[tuple[str, Any]]):
    """An object's members, all of them, in the order of the text."""


def _in_json(text: str) -> Tree:
    try:
        value = json.loads(
            text,
            object_pairs_hook=_Members,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=_Number,
        )
    except RecursionError:
        raise CannotTakeApart(f"Nested deeper than {MAX_DEPTH} levels") from None
    except ValueError as fault:
        raise CannotTakeApart(f"Not valid JSON ({fault})") from None
    return _of_json(value, 0)


def _of_json(value: Any, depth: int) -> Tree:
    check_depth(depth)
    match value:
        case _Members():
            named = unique((clean(name), one) for name, one in value)
            return Fields({name: _of_json(one, depth + 1) for name, one in named.items()})
        case list():
            return Items(tuple(_of_json(item, depth + 1) for item in value))
        case _Number():
            return Scalar("number", str(value))
        case str():
            return Scalar("text", clean(value))
        case bool():
            return Scalar("bool", "true" if value else "false")
        case _:
            return Scalar("null", "")
