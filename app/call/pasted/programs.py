"""The requests among the commands of a text, whichever shell they are for."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from app.call.pasted.bash_scope import Scope
from app.call.pasted.bash_script import bash_commands
from app.call.pasted.cmd_words import cmd_commands
from app.call.pasted.curl import curl_requests
from app.call.pasted.embedded import listed_commands, quoted_command
from app.call.pasted.invoke import invoke_request
from app.call.pasted.model import Kind
from app.call.pasted.other_programs import httpie_request, wget_request
from app.call.pasted.powershell import Invocation, powershell_commands
from app.call.pasted.prompts import sections
from app.call.pasted.request import Request
from app.call.pasted.words import Command
from app.call.placeholders import placeholder
from app.errors import BadInput

_KINDS: dict[str, Kind] = {
    "curl": "curl", "wget": "wget", "http": "httpie", "https": "httpie", "xh": "httpie",
}  # fmt: skip
# They run the command that follows them.
_WRAPPERS = {
    "sudo", "env", "command", "exec", "nohup", "nice", "timeout", "watch", "xargs", "time",
    "stdbuf", "unbuffer", "docker", "kubectl", "do", "builtin", "parallel",
}  # fmt: skip
_FOR_EACH = {"xargs", "parallel", "find"}
# They run a text of their own.
_SHELLS = {"bash", "sh", "zsh", "ksh", "dash", "eval", "ssh", "watch"}
_PROGRAM = re.compile(r"@?(?:\S*[/\\])?(curl|wget|https?|xh)(?:\.exe)?", re.IGNORECASE)
_CURL = re.compile(r"@?(?:\S*[/\\])?(?:curl|wget)(?:\.exe)?\Z", re.IGNORECASE)
_IN_TEXT = re.compile(r"(?<![\w./-])(?:curl|wget|https?|xh)\s", re.IGNORECASE)
_ANYWHERE = re.compile(
    r"(?<![\w./-])(?:/[\w/.-]*/)?(?:curl|wget)[ \t](?=[^\n]*(?:https?://|/service/|/api_v3))"
)
AT_LINE = re.compile(r"(?m)^[ \t]*(?:\w+=\S*[ \t]+)*(?:curl|wget|https?|xh)[ \t]")
_DEEPEST = 3
_OPTIONS_ALONE = (
    "Lines that begin with an option stand behind another command, and were left out: look "
    "whether they belong to this one."
)

Found = tuple[Kind, Request]


def requests_in(text: str, shell: str) -> list[Found]:
    """The requests that the commands of the text would send, in its order.

    `shell` is bash, cmd or powershell. Raises BadInput where none of them can be read.
    """
    if shell == "powershell":
        return [_of_powershell(one) for one in powershell_commands(text)]
    if shell == "cmd":
        return list(_of_commands(cmd_commands(text)))
    try:
        found = _of_bash(text)
    except BadInput:
        found = []
    if found:
        return found
    if inside := quoted_command(text):
        return _of_bash(inside)
    # Prose in front of the command, whose apostrophes bash would take for quotes.
    begin = AT_LINE.search(text) or _ANYWHERE.search(text)
    return _of_bash(text[begin.start() :] if begin else text)


def listed_requests(text: str) -> list[Found]:
    """The requests of commands whose words stand in lists; none where one is not whole there."""
    try:
        return list(_of_commands(listed_commands(text)))
    except BadInput:
        return []


def _of_bash(text: str) -> list[Found]:
    found: list[Found] = []
    fault: BadInput | None = None
    scope = Scope()
    for section in sections(text):
        try:
            found += _of_commands(bash_commands(section, scope))
        except BadInput as one:
            fault = fault or one
    if fault and not found:
        raise fault
    return found


def _of_powershell(command: Invocation | Command) -> Found:
    if isinstance(command, Command):
        return "curl", curl_requests(command)[0]
    return "powershell", invoke_request(command)


def _of_commands(commands: Iterable[Command], depth: int = 0) -> Iterator[Found]:
    last: Request | None = None
    for command in commands:
        if last and command.words[0].startswith("-") and not _kind(command.words[0][1:]):
            last.notes.append(_OPTIONS_ALONE)
        if (inner := _inner_text(command.words)) and depth < _DEEPEST:
            yield from _of_commands(bash_commands(inner), depth + 1)
            continue
        words = _from_program(command.words)
        if not words:
            continue
        kind = _kind(words[0])
        own = Command(words, command.notes, command.stdin)
        if kind == "curl":
            requests = curl_requests(own)
        elif kind == "wget":
            requests = [wget_request(own)]
        elif len(words) > 1:
            kind, requests = "httpie", [httpie_request(own)]
        else:
            continue
        last = requests[-1]
        yield from ((kind, request) for request in requests)


def _kind(word: str) -> Kind | None:
    found = _PROGRAM.fullmatch(word)
    return _KINDS[found[1].lower()] if found else None


def _from_program(words: list[str]) -> list[str]:
    """The words from the program on; none where another program runs."""
    if not words or _kind(words[0]):
        return words
    wrapper = words[0].rpartition("/")[2]
    at = next((at for at, word in enumerate(words) if at and _kind(word)), len(words))
    rest = words[at:]
    known = wrapper in _WRAPPERS or wrapper.startswith("-")
    # Of another program the words may be anything: those of a command have an address.
    if not known and not (_CURL.match("".join(rest[:1])) and any("/" in one for one in rest[1:])):
        return []
    if wrapper not in _FOR_EACH:
        return rest
    # What is put in for each line of the input.
    item = next((b for a, b in pairwise(words[:at]) if a == "-I"), "{}")
    end = next((at for at, word in enumerate(rest) if word.startswith(":::") or word == ";"), None)
    return [one.replace(item, placeholder("ITEM")) for one in rest[:end]]


def _inner_text(words: list[str]) -> str:
    if not words or words[0].rpartition("/")[2] not in _SHELLS:
        return ""
    return next((word for word in words[1:] if _IN_TEXT.search(word)), "")
