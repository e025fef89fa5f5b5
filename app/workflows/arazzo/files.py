"""A file that a step uploads, and what the extension says of it beside its name.

Small ones are written down with their content, as `text`, or in `base64` where they are no text.
"""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from app.call.model import File
from app.errors import BadInput

LARGEST = 100_000  # bytes


def dumped(file: File) -> dict[str, Any]:
    made: dict[str, Any] = {"type": file.content_type}
    if file.content is None:
        return made | {"size": file.size}
    try:
        text = file.content.decode()
    except UnicodeDecodeError:
        text = "\0"
    if text.replace("\n", "").isprintable():
        return made | {"text": text}
    return made | {"base64": b64encode(file.content).decode()}


def loaded(name: str, about: Mapping[str, Any]) -> File:
    """Raises BadInput."""
    kind = str(about.get("type", ""))
    match about:
        case {"text": str(text)}:
            content = text.encode()
        case {"base64": str(text)}:
            try:
                content = b64decode("".join(text.split()), validate=True)
            except (binascii.Error, ValueError):
                raise BadInput(f"The content of {name:.80} is no base64.") from None
        case {"size": int(size)}:
            return File(name, kind, size)
        case _:
            return File(name, kind, 0)
    if len(content) > LARGEST:
        raise BadInput(f"{name:.80} has more than {LARGEST:,} bytes: a file in a step is small.")
    return File.holding(name, kind, content)
