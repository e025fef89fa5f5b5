"""What the languages that are JavaScript share: literals, names, and the libraries' ways."""

from collections.abc import Callable

from app.codegen.language import fill
from app.codegen.layout import Item, Layout
from app.codegen.literals import braced, decimal, escaped, whole
from app.codegen.names import Names, capital
from app.codegen.nodes import FileNode, Node
from app.codegen.program import (
    CannotWrite,
    Pair,
    Program,
    ServiceCall,
    Settings,
    identifier,
    is_identifier,
)

LAYOUT = Layout(indent="  ", comment=" // ", width=88)

_SPECIAL = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SAFE_INTEGER = 2**53 - 1
_KEYWORDS = """
arguments async await break case catch class const continue debugger default delete do else enum
eval export extends false finally for function if implements import in instanceof interface let
new null of package private protected public return static super switch this throw true try
typeof undefined var void while with yield
"""
_RESERVED = frozenset(_KEYWORDS.split())
_SUFFIXED = {"list", "delete", "clone", "export"}


def text(value: str) -> str:
    """A string literal in double quotes."""
    return f'"{escaped(value, _SPECIAL, _code_point)}"'


def in_html(source: str) -> str:
    """Source that can stand in a <script>: no literal in it ends the element."""
    return source.replace("</", "<\\/").replace("<!--", "\\x3C!--")


def key(name: str) -> str:
    """A key of an object literal; a bare __proto__ would be no key but the prototype."""
    if name == "__proto__":
        return '["__proto__"]'
    return name if is_identifier(name) else text(name)


def scalar(kind: str, wire: str) -> str:
    """A Literal's source. What a number of JavaScript cannot hold exactly stays a string."""
    match kind:
        case "int" | "bigint" if abs(int(wire)) <= _SAFE_INTEGER:
            return whole(wire)
        case "float":
            return decimal(wire)
        case "bool":
            return "true" if wire == "1" else "false"
        case _:
            return text(wire)


def local_names(taken: frozenset[str]) -> Names:
    """`taken` are the template's own."""
    return Names(taken | _RESERVED, small=False)


def method(action: str) -> str:
    """The libraries' name of an action's method. Raises CannotWrite."""
    return identifier(action) + ("Action" if action in _SUFFIXED else "")


def client_setters(settings: Settings) -> list[tuple[str, Node]]:
    """The libraries' setters of the client, with what they set; a profile is each request's."""
    return [
        (f"set{capital(name)}", node)
        for name, node in settings.sent.items()
        if name != "responseProfile"
    ]


def request_setters(settings: Settings) -> list[tuple[str, Node]]:
    """The libraries' setters of a request, with what they set."""
    return [(f"set{capital(name)}", node) for name, node in settings.sent.items()]


def untyped(
    builder: str,
    call: ServiceCall,
    text: Callable[[str], str],
    entry: Callable[[str, Node], Item],
    file_entry: Callable[[str, Node], Item],
) -> str:
    """For what the libraries have no method for: their request builder takes anything.

    `entry` and `file_entry` write a member of an object literal. Raises CannotWrite.
    """
    sent = [(one.name, one.value) for one in call.arguments if one.value is not None]
    sent += call.unknown
    if any(name == "format" for name, _ in sent):
        raise CannotWrite("The library says its own format in every call: choose plain HTTP.")
    values = [entry(name, node) for name, node in sent if not isinstance(node, FileNode)]
    files = [file_entry(name, node) for name, node in sent if isinstance(node, FileNode)]
    parts = [
        Item(text(call.service_id)),
        Item(text(call.action)),
        Item(LAYOUT.bracketed("{", values, "}", space=" ")),
    ]
    if files:
        parts.append(Item(LAYOUT.bracketed("{", files, "}", space=" ")))
    return LAYOUT.bracketed(f"new {builder}(", parts, ")")


def with_fetch(template: str, program: Program, **values: object) -> str:
    """The template filled. A FormData would rewrite line breaks: such fields go to the URL."""
    in_url, in_body = program.parted(_breaks)
    return fill(template, program, in_url=in_url, in_body=in_body, **values)


def _breaks(pair: Pair) -> bool:
    return not {"\n", "\r"}.isdisjoint(pair.text)


def _code_point(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else braced(code)
