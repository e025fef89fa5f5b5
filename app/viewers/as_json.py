"""JSON laid out by its tokens, so that numbers keep every digit and depth costs nothing."""

import json
import re

from app.viewers.shape import CannotShow

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def lay_out(text: str) -> str:
    """The text with two spaces a level; raises CannotShow where it is not JSON."""
    try:
        json.loads(text)
    except RecursionError:
        raise CannotShow("Nested too deeply to be laid out: shown as it came.") from None
    except ValueError as fault:
        raise CannotShow(f"Not valid JSON ({fault}): shown as it came.") from None
    return "".join(_indented(_TOKEN.findall(text)))


def _indented(pieces: list[str]) -> list[str]:
    parts: list[str] = []
    depth = 0
    for position, piece in enumerate(pieces):
        if piece in "{[":
            depth += 1
            parts.append(piece)
            if pieces[position + 1] not in "}]":
                parts.append("\n" + "  " * depth)
        elif piece in "}]":
            depth -= 1
            if pieces[position - 1] not in "{[":
                parts.append("\n" + "  " * depth)
            parts.append(piece)
        elif piece == ",":
            parts.append(",\n" + "  " * depth)
        elif piece == ":":
            parts.append(": ")
        else:
            parts.append(_readable(piece))
    return parts


def _readable(piece: str) -> str:
    if "\\" not in piece:
        return piece
    # PHP writes every letter beyond ASCII and every slash as an escape.
    readable = json.dumps(json.loads(piece), ensure_ascii=False)
    return piece if any("\ud800" <= letter <= "\udfff" for letter in readable) else readable
