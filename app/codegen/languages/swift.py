"""Swift, with Foundation alone.

The official library for Swift is one for apps of iOS only: it needs UIKit, so that no program that
is saved and started could use it.
"""

from app.codegen.language import Language, Variant, fill
from app.codegen.literals import braced, escaped
from app.codegen.program import Program

_SPECIAL = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def text(value: str) -> str:
    """A string literal; an interpolation would begin with a backslash, which is escaped."""
    return f'"{escaped(value, _SPECIAL, braced)}"'


def http(program: Program) -> str:
    """With Foundation alone."""
    return fill("swift.http.j2", program, text=text)


LANGUAGE = Language(
    "swift",
    "Swift",
    130,
    (Variant("http", "Plain HTTP", "main.swift", "swift main.swift", "swift", http),),
)
