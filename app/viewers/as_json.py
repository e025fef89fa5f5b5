"""JSON laid out by its tokens, so that numbers keep every digit and depth costs nothing."""

import json
import re
from collections.abc import Iterator
from typing import NoReturn

from app.call.secrets.masking import MASK
from app.viewers.shape import SHOWN_CHARACTERS, CannotShow, Viewer

# Possessive, as a repetition that remembers its steps takes 100 bytes for each character.
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\],:]|[^\s{}\[\],:"]++')
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|u....|.)")


def lay_out(text: str) -> str:
    """The text with two spaces a level, as far as it is shown.

    Raises CannotShow where it is not JSON.
    """
    try:
        # A masked number is no JSON any more. The texts of numbers will do, and take any length.
        json.loads(text.replace(MASK, "0"), parse_int=str, parse_float=str, parse_constant=_refused)
    except RecursionError:
        raise CannotShow("Nested too deeply to be laid out: shown as it came.") from None
    except ValueError as fault:
        raise CannotShow(f"Not valid JSON ({fault}): shown as it came.") from None
    parts: list[str] = []
    length = 0
    for part in _indented(text):
        parts.append(part)
        length += len(part)
        if length > SHOWN_CHARACTERS:
            break
    return "".join(parts)


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"it has {constant} in it")


def _indented(text: str) -> Iterator[str]:
    depth = 0
    opened = False  # whether a bracket has just been opened: an empty one stays on its line
    for token in _TOKEN.finditer(text):
        piece = token.group()
        if piece in "}]":
            depth -= 1
            yield piece if opened else _new_line(depth) + piece
            opened = False
            continue
        if opened:
            yield _new_line(depth)
        opened = piece in "{["
        if opened:
            depth += 1
            yield piece
        elif piece == ",":
            yield "," + _new_line(depth)
        elif piece == ":":
            yield ": "
        else:
            # PHP writes every letter beyond ASCII and every slash as an escape.
            yield _ESCAPE.sub(_readable, piece) if "\\" in piece else piece


def _new_line(depth: int) -> str:
    return "\n" + "  " * depth


def _readable(escape: re.Match[str]) -> str:
    """What an escape stands for, unless nobody could see it or it would end the text."""
    written = escape.group()
    if written == r"\/":
        return "/"
    if len(written) == 2:
        return written
    meant: str = json.loads(f'"{written}"')
    return meant if meant.isprintable() and meant not in {'"', "\\"} else written


VIEWER = Viewer("json", ("{", "[", '"'), lay_out)
