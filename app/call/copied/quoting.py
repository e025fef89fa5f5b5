"""One argument quoted for a shell, and what each shell takes without harm.

bash: single quotes hold everything but themselves and NUL; control characters go into $'…'
so that a paste into a terminal does not act on them.

cmd and PowerShell: what stands between quotes is parsed again by curl's C runtime, by rules
that differ with the version, and characters beyond ASCII depend on the code page. So only a
calm text is quoted as it is; of others the caller sends the percent-encoded form. File names
cannot be encoded and are quoted as well as these shells allow.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

_PLAIN = re.compile(r"[A-Za-z0-9_./:=@%+,-]+")
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_CMD_CALM = re.compile(r"[A-Za-z0-9 _.,:;=@/+*?~#()\[\]{}$|'-]*")
_POWERSHELL_CALM = re.compile(r"[A-Za-z0-9 _.,:;=@/+*?~#()\[\]{}$|%!^&<>-]*")
_SINGLES = re.compile("(['‘’‚‛])")
_ESCAPES = {"\n": r"\n", "\r": r"\r", "\t": r"\t", "'": r"\'", "\\": r"\\"}
_BACKSLASHES = re.compile(r'(\\*)("|\Z)')


@dataclass(frozen=True, slots=True)
class Shell:
    """How one shell's commands are written.

    `carries` says whether a text survives in quotes; `variable` is the argument `name=$NAME`.
    """

    program: str
    continued: str
    quote: Callable[[str], str]
    carries: Callable[[str], bool]
    variable: Callable[[str, str], str]


def quote_bash(text: str) -> str:
    """One word of bash; the text has no NUL."""
    if _PLAIN.fullmatch(text):
        return text
    if _CONTROL.search(text):
        escaped = re.sub(
            # Some shells look for their history behind a ! even here.
            r"[\x00-\x1f\x7f'\\!]",
            lambda found: _ESCAPES.get(found.group(), f"\\x{ord(found.group()):02x}"),
            text,
        )
        return f"$'{escaped}'"
    return "'" + text.replace("'", "'\\''") + "'"


def quote_cmd(text: str) -> str:
    """One argument for the prompt of cmd, not for a batch file, where % means more."""
    if _PLAIN.fullmatch(text) and "%" not in text:
        return text
    if _CMD_CALM.fullmatch(text):
        return f'"{text}"'
    return _careted(text if _PLAIN.fullmatch(text) else _for_runtime(text))


def quote_powershell(text: str) -> str:
    """One argument of PowerShell; double quotes as all versions up to 7.2 hand them on."""
    if '"' in text:
        text = _for_runtime(text)[1:-1]
    return "'" + _SINGLES.sub(r"\1\1", text) + "'"


def _for_runtime(text: str) -> str:
    """The argument as the C runtime of Windows reads it, in double quotes."""
    inside = _BACKSLASHES.sub(
        lambda found: found[1] * 2 + ("\\" if found[2] else "") + found[2], text
    )
    return f'"{inside}"'


def _careted(text: str) -> str:
    # A line break is the one character that a caret removes; the one behind it is kept.
    return re.sub(
        r"[^A-Za-z0-9_./:=@+,-]",
        lambda found: "^\n\n" if found.group() == "\n" else f"^{found.group()}",
        text,
    )


BASH = Shell(
    "curl",
    " \\",
    quote_bash,
    lambda text: "\0" not in text,
    lambda name, variable: f'"{name}=${variable}"',
)
CMD = Shell(
    "curl",
    " ^",
    quote_cmd,
    lambda text: _CMD_CALM.fullmatch(text) is not None,
    lambda name, variable: f'"{name}=%{variable}%"',
)
POWERSHELL = Shell(
    "curl.exe",
    " `",
    quote_powershell,
    lambda text: _POWERSHELL_CALM.fullmatch(text) is not None,
    lambda name, variable: f'"{name}=$env:{variable}"',
)
