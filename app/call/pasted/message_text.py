"""Texts that have HTTP messages in another guise -> messages as they are on the wire.

What `curl -v` prints, its `--trace-ascii`, the headers that HTTP/2 and 3 have in the place of a
request line, messages followed by their answers, and chunked bodies.
"""

import re
from collections.abc import Iterator

from app.errors import BadInput

METHOD = r"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)"
_SENT = re.compile(rf"(?m)^> ?{METHOD} \S+ HTTP/")
# As mails quote.
_QUOTED = re.compile(r"(?:>[^\n]*(?:\n|\Z)|[ \t]*\n)+")
_QUOTE_MARK = re.compile(r"(?m)^(?:>[ \t]?)+")
_ASIDE = re.compile(r"[*<]|[{}] \[\d+ bytes data\]")
_PROGRAM = re.compile(r"(?m)^(?![<>*{}])[^\n]{0,200}?(?<![\w./-])(?:curl|wget)[ \t]")
# Lists and chats indent the lines, and take away the blank of an empty one.
_TRACED = re.compile(
    r"(?m)^[ \t]*=> Send (header|data)[^\n]*\n((?:[ \t]*[0-9a-f]{4,8}:[^\n]*(?:\n|\Z))*)"
)
_MESSAGE = re.compile(rf"(?m)^{METHOD} \S")
_TRACED_LINE = re.compile(r"(?m)^[ \t]*([0-9a-f]{4,8}): ?([^\n]*)")
_PSEUDO = re.compile(
    r"(?m)^:(authority|method|path|scheme)(?::[ \t]*|[ \t]*\n[ \t]*)(\S+)[ \t]*(?:\n|\Z)"
)
_ANSWER = re.compile(
    rf"(?ms)^HTTP(?:/\d(?:\.\d)?)? \d{{3}}\b.*?(?=^{METHOD}[ \t]+\S+[ \t]+HTTP/\d|\Z)"
)
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[^\n]*\n")


def wire_text(text: str) -> str:
    """The text with its messages as they are sent; as it is where it has none in such a guise.

    Raises BadInput for a trace that cannot be read.
    """
    if _QUOTED.fullmatch(text):
        text = _QUOTE_MARK.sub("", text)
    if _SENT.search(text) and not _PROGRAM.search(text):
        text = "\n".join(_verbose(text))
    elif _TRACED.search(text) and not _PROGRAM.search(text):
        text = "".join(_traced(text))
        if not _MESSAGE.search(text):
            raise BadInput(
                "Nothing was changed: this is a trace of curl whose lines cannot be read. Paste "
                "the curl command itself."
            )
    return _with_request_line(text)


def without_answers(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces between the answers in it, and whether one stood behind the piece."""
    at = 0
    for answer in _ANSWER.finditer(text):
        yield text[at : answer.start()], True
        at = answer.end()
    yield text[at:], False


def unchunked(body: str) -> str:
    """A chunked body as it was before. Raises BadInput where it is not whole."""
    raw, at = f"{body}\n".encode(), 0
    parts: list[bytes] = []
    while head := _CHUNK.match(raw, at):
        size = int(head[1], 16)
        if size == 0:
            return b"".join(parts).decode("utf-8", "replace")
        parts.append(raw[head.end() : head.end() + size])
        # Behind each chunk there is the end of a line.
        end = head.end() + size
        at = end + (2 if raw[end : end + 2] == b"\r\n" else 1)
        if len(parts[-1]) < size or raw[at - 1 : at] not in {b"\n", b""}:
            break
    raise BadInput(
        "Nothing was changed: the body of this message is chunked (Transfer-Encoding), and its "
        "chunks cannot be read. Paste the body as name=value or JSON, or a curl command."
    )


def _verbose(text: str) -> Iterator[str]:
    """What curl -v shows as sent; what was answered stands behind the first `<`."""
    answered = False
    for line in text.split("\n"):
        if line.startswith(">"):
            if _SENT.match(line):
                yield "###"
                answered = False
            yield line[1:].removeprefix(" ")
        elif _ASIDE.match(line):
            answered |= line.startswith("<")
        elif not answered:
            yield line


def _traced(text: str) -> Iterator[str]:
    """What --trace-ascii shows as sent: offset and text, 64 signs a line, headers one a line."""
    for found in _TRACED.finditer(text):
        if found[1] == "header":
            yield "###\n"
        lines = _TRACED_LINE.findall(found[2])
        for (offset, line), (after, _) in zip(lines, [*lines[1:], ("", "")], strict=False):
            broken = after and int(after, 16) - int(offset, 16) != len(line.encode())
            yield f"{line}\n" if broken or (not after and found[1] == "header") else line
        yield "\n" if found[1] == "header" else ""


def _with_request_line(text: str) -> str:
    parts = dict(_PSEUDO.findall(text))
    if "path" not in parts:
        return text
    host = f"https://{parts['authority']}" if "authority" in parts else ""
    at = _PSEUDO.search(text)
    before, after = (text[: at.start()], text[at.start() :]) if at else ("", text)
    line = f"{parts.get('method', 'POST')} {host}{parts['path']} HTTP/2\n"
    return before + line + _PSEUDO.sub("", after)
