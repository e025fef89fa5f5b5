"""PowerShell, both Windows PowerShell 5.1 and what came after it: there is no official client."""

import re

from app.codegen.language import Language, Variant, fill
from app.codegen.literals import utf16
from app.codegen.program import Program

_PLAIN = re.compile(r"[\x20-\x7e]*")
_SPECIAL = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r"[^\x20-\x7e]|\\")


def text(value: str) -> str:
    r"""A literal that can stand as an argument.

    Within single quotes nothing has a meaning but a quote. Windows PowerShell reads a script
    without a byte order mark in the system's own encoding, and has no `\u` escapes: what is not
    ASCII is written for .NET's Regex.Unescape.
    """
    if _PLAIN.fullmatch(value):
        return _quoted(value)
    return f"([regex]::Unescape({_quoted(_ESCAPED.sub(_escape, value))}))"


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _escape(found: re.Match[str]) -> str:
    sign = found.group()
    return _SPECIAL.get(sign) or utf16(ord(sign))


def http(program: Program) -> str:
    """The script."""
    return fill("powershell.http.j2", program, text=text)


_NOTE = (
    "Windows PowerShell 5.1 runs it too: "
    "`powershell -ExecutionPolicy Bypass -File call.ps1` instead of the command below."
)

LANGUAGE = Language(
    "powershell",
    "PowerShell",
    110,
    (
        Variant(
            "http",
            "Plain HTTP",
            "call.ps1",
            "pwsh -File call.ps1",
            "powershell",
            http,
            note=_NOTE,
        ),
    ),
)
