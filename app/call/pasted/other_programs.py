"""The words of wget and of HTTPie -> the request that they would send."""

import re

from app.call.model import File
from app.call.pasted.body import json_pairs
from app.call.pasted.request import Request
from app.call.pasted.words import Command, value_of
from app.errors import BadInput

_WGET_VALUE = {
    "-O", "-o", "-a", "-e", "-P", "-U", "-t", "-T", "-w", "-Q", "-i", "-D", "-A", "-R",
    "--output-document", "--timeout", "--tries", "--user-agent", "--method", "--user",
    "--password", "--limit-rate", "--wait", "--load-cookies", "--save-cookies", "--referer",
}  # fmt: skip
_WGET_DATA = {"--post-data", "--body-data"}
_WGET_FILE = {"--post-file", "--body-file"}
_HTTPIE_VALUE = {
    "-a", "-A", "-o", "-s", "-p", "--auth", "--auth-type", "--output", "--style", "--print",
    "--timeout", "--session", "--session-read-only", "--verify", "--cert", "--proxy", "--pretty",
}  # fmt: skip
_METHOD = re.compile(r"[A-Z]{3,7}")
# name:=json, name==query, name=text, name@file, name:header; a backslash keeps a sign.
_ITEM = re.compile(r"((?:\\[\s\S]|[^\\=:@])+)(:=@|:=|==|=@|=|@|:)([\s\S]*)")


def wget_request(command: Command) -> Request:
    """The request of the words, the first of which is wget. Raises BadInput."""
    request = Request(notes=list(command.notes))
    waiting = iter(command.words[1:])
    for word in waiting:
        name, equals, joined = word.partition("=")
        if not word.startswith("-"):
            if request.url:
                request.notes.append("A second URL was left out.")
            request.url = request.url or word
        elif name in _WGET_DATA:
            request.data.append(joined if equals else value_of(name, waiting, request.notes))
        elif name in _WGET_FILE:
            path = joined if equals else value_of(name, waiting, request.notes)
            request.notes.append(f"{name} reads the file {path[:100]}: paste what is in it.")
        elif name == "--header":
            header, _, text = (
                joined if equals else value_of(name, waiting, request.notes)
            ).partition(":")
            request.header(header, text)
        elif name in _WGET_VALUE and not equals:
            next(waiting, "")
    if not request.url:
        raise BadInput("This wget command has no URL: paste the whole command.")
    return request


def httpie_request(command: Command) -> Request:
    """The request of the words, the first of which is http, https or xh. Raises BadInput."""
    request = Request(notes=list(command.notes))
    waiting = iter(command.words[1:])
    for word in waiting:
        if word.startswith("-"):
            if word.partition("=")[0] == "--raw":
                raw = word.partition("=")[2] or value_of(word, waiting, request.notes)
                request.data.append(raw)
            elif word in _HTTPIE_VALUE:
                next(waiting, "")
        elif request.url:
            _take_item(request, word)
        elif not _METHOD.fullmatch(word):
            request.url = f"localhost{word}" if word.startswith(":") else word
    if not request.url:
        raise BadInput("This HTTPie command has no URL: paste the whole command.")
    if command.stdin is not None and not request.form:
        request.data.append("".join(command.stdin))
    return request


def _take_item(request: Request, word: str) -> None:
    found = _ITEM.fullmatch(word)
    if found is None:
        request.unused.append(word[:40])
        return
    name, sign, value = found[1].replace("\\", ""), found[2], found[3]
    match sign:
        case ":":
            request.header(name, value)
        case "@":
            request.form.append((name, File(value.partition(";")[0], "", 0)))
        case ":=@" | "=@":
            request.notes.append(f"{name[:80]} is read from a file: put in what is in it.")
        case ":=":
            request.form += [(name, one) for _, one in json_pairs(f'{{"_": {value}}}', [])]
        case _:
            request.form.append((name, value))
