"""Whose commands a text holds: bash, cmd or PowerShell."""

import re

from app.call.pasted.bash_script import bash_commands
from app.call.pasted.words import Command
from app.errors import BadInput

CURL = re.compile(r"(?:\S{0,300}[/\\])?curl(?:\.exe)?(?=[\s^]|\Z)", re.IGNORECASE)
INVOKE = re.compile(r"(?<![\w.$-])(?:Invoke-(?:WebRequest|RestMethod)|iwr|irm)\s", re.IGNORECASE)
_POWERSHELL = re.compile(r"\$[A-Za-z_][\w.:]*[ \t]*=[ \t]*\S")
_PROGRAM = re.compile(r"(?<![\w.$-])(?:curl|wget|https?|xh)(?:\.exe)?[\s^]", re.IGNORECASE)
_CMD_PROMPT = re.compile(r"[A-Za-z]:\\[^>\n]{0,300}>")
_CMD_LINE = re.compile(
    r"(?mi)^[ \t]*@?(?:set[ \t]+\"?\w+=|echo off|rem[ \t]|setlocal\b"
    r"|for[ \t]+(?:/\w[ \t]+)?(?:\"[^\"\n]*\"[ \t]+)?%{1,2}[A-Za-z][ \t]+in\b)"
)
_EXE = re.compile(r"\S*curl\.exe", re.IGNORECASE)
_CMD_JSON = re.compile(r'\\"%[A-Za-z_]\w*%\\"', re.ASCII)
_QUOTE_OR_DOLLAR = re.compile("['$`]")
_QUOTE = re.compile("['\"]")
_CONTINUED = {"^": "cmd", "`": "powershell", "\\": "bash"}
_FENCES = {
    "bash": "bash", "sh": "bash", "shell": "bash", "zsh": "bash", "console": "bash",
    "powershell": "powershell", "ps1": "powershell", "pwsh": "powershell",
    "cmd": "cmd", "bat": "cmd", "batch": "cmd", "dos": "cmd",
}  # fmt: skip


def shell_of(text: str, fence: str, *, prompted: bool) -> str:
    """The shell whose commands these are, "" where there is no command.

    `fence` is the language that a Markdown fence names; `prompted`: PowerShell's prompt stood
    in front of it.
    """
    first = CURL.match(text)
    if not first and not _PROGRAM.search(text) and not INVOKE.search(text):
        return ""
    if prompted or _POWERSHELL.match(text):
        return "powershell"
    if _CMD_PROMPT.match(text) or _CMD_LINE.search(text):
        return "cmd"
    if first:
        return _FENCES.get(fence) or _of_curl(text)
    if INVOKE.search(text):
        return "powershell"
    found = _PROGRAM.search(text)
    return _FENCES.get(fence) or _by_continuation(text[found.start() if found else 0 :]) or "bash"


def _by_continuation(command: str) -> str:
    """By what continues the first line of the command."""
    first = command.partition("\n")[0].rstrip()
    sign = first[-1:] if "\n" in command else ""
    return _CONTINUED[sign] if sign in _CONTINUED and _bash(first[:-1]) else ""


def _of_curl(command: str) -> str:
    """Of a text that begins with curl: by its continued line, else by how it quotes."""
    if shell := _by_continuation(command):
        return shell
    found = _bash(command)
    if '^"' in command and (found is None or found.carets):
        return "cmd"
    if found and any(word.lower() == "-uri" for word in found.words):
        return "powershell"
    # A variable of cmd that is a text of JSON; bash has no use for its signs.
    if _CMD_JSON.search(command) and not _QUOTE_OR_DOLLAR.search(command):
        return "cmd"
    if _EXE.match(command):
        quote = _QUOTE.search(command)
        return "cmd" if quote and quote.group() == '"' and '\\"' in command else "powershell"
    return "bash"


def _bash(text: str) -> Command | None:
    """The first command of the text as bash reads it; None where it cannot."""
    try:
        return next(iter(bash_commands(text)), None)
    except BadInput:
        return None
