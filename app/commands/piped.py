"""Texts that a command reads: what is piped in, and files."""

import sys
from typing import BinaryIO

from app.errors import BadInput

LARGEST = 20_000_000  # bytes of a text that is read


class StandardInput:
    """What is piped in: good for one value."""

    def __init__(self) -> None:
        self._taken = False

    def open(self) -> BinaryIO:
        """Raises BadInput the second time."""
        if self._taken:
            raise BadInput("Standard input is good for one value: read the others from files.")
        self._taken = True
        return sys.stdin.buffer

    def text(self) -> str:
        return text_of(self.open(), "Standard input")


def text_of(stream: BinaryIO, what: str) -> str:
    """What is left of a stream, without a line break at its end; `what` begins a sentence. Raises
    BadInput."""
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise BadInput(f"{what} has more than {LARGEST:,} bytes, which is too much for a value.")
    try:
        return content.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise BadInput(f"{what} is no text in UTF-8.") from None
