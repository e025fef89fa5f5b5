"""An answer's body as a tree to be compared: the same whatever its format.

The document is a Fields of `result` and, in XML, of what else the envelope has. What is in no
format of the API becomes one scalar, a binary body its facts.
"""

import hashlib
from dataclasses import dataclass
from typing import Literal

from app.call import binary
from app.call import body as bodies
from app.call.body import MAX_DEPTH, Number, Unreadable, Value
from app.compare.nodes import Fields, Items, Scalar, Tree, clean

# What is longer takes seconds and hundreds of megabytes; for all bodies compared at once.
COMPARED_BYTES = 16_000_000

Format = Literal["xml", "json", "php", "text", "binary"]
_FORMATS: dict[bodies.Format, Format] = {"1": "json", "2": "xml", "3": "php", "9": "json"}


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
    content = bodies.read(body)
    reason = ""
    if content.format:
        try:
            return Body(_FORMATS[content.format], _fields(content.document, 0))
        except Unreadable as fault:
            reason = f"{fault.detail}: compared as one text."
    text = Scalar("text", clean(body.decode("utf-8-sig", "replace").strip()))
    return Body("text", Fields({"result": text}), (reason,) if reason else ())


def _facts(body: bytes, media_type: str) -> Fields:
    facts: dict[str, Tree] = {
        "content type": Scalar("text", media_type),
        "size in bytes": Scalar("number", str(len(body))),
        "SHA-256": Scalar("text", hashlib.sha256(body).hexdigest()),
    }
    return Fields({"result": Fields(facts)})


def _fields(members: dict[str, Value], depth: int) -> Fields:
    return Fields({clean(name): _tree(one, depth) for name, one in members.items()})


def _tree(value: Value, depth: int) -> Tree:
    if depth > MAX_DEPTH:
        raise bodies.too_deep()
    match value:
        case dict():
            return _fields(value, depth + 1)
        case list():
            return Items(tuple([_tree(item, depth + 1) for item in value]))
        case Number():
            return Scalar("number", str(value))
        case str():
            return Scalar("text", clean(value))
        case bool():
            return Scalar("bool", "true" if value else "false")
        case _:
            return Scalar("null", "")
