"""Go, with the standard library: there is no official client library for it."""

from app.codegen.language import Language, Variant, fill
from app.codegen.literals import escaped
from app.codegen.program import Pair, Program

_SPECIAL = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def text(value: str) -> str:
    """A string literal of Go; `\\x` would stand for a byte there, not for a character."""
    return f'"{escaped(value, _SPECIAL, _code_point)}"'


def _code_point(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def http(program: Program) -> str:
    """With net/http. It ends a part's header at a line break in a name."""
    in_url, in_body = program.parted(Pair.has_odd_name)
    return fill(
        "go.http.j2",
        program,
        text=text,
        imports=_imports(program, in_url),
        in_url=in_url,
        in_body=in_body,
    )


def _imports(program: Program, in_url: list[Pair]) -> list[str]:
    found = {"fmt", "io", "net/http", "os", "time"}
    if program.files:
        found |= {"bytes", "mime/multipart", "net/textproto", "strings"}
    if in_url or not program.files:
        found.add("net/url")
    if program.gives_file:
        found.add("bytes")
    elif program.format == "1":
        found |= {"bytes", "encoding/json"}
    else:
        found |= {"errors", "regexp" if program.format == "2" else "bytes"}
    return sorted(found)


LANGUAGE = Language(
    "go",
    "Go",
    90,
    (
        Variant(
            "http",
            "Plain HTTP",
            "main.go",
            "go run .",
            "go",
            http,
            dependencies=(("go.mod", "module example\n\ngo 1.19\n"),),
        ),
    ),
)
