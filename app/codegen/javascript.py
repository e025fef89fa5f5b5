"""What the languages that are JavaScript share: literals, names, and values as source."""

from app.codegen.layout import Layout
from app.codegen.literals import braced, decimal, escaped, whole
from app.codegen.program import identifier, is_identifier

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


class Locals:
    """Names of local variables, each given once; `taken` are the template's own."""

    def __init__(self, taken: frozenset[str]) -> None:
        self._taken = taken | _RESERVED
        self._given: set[str] = set()

    def new(self, name: str) -> str:
        """A name for what is called so on the wire. Raises CannotWrite."""
        found = identifier(name)
        found = f"{found}Value" if found in self._taken else found
        made, count = found, 1
        while made in self._given:
            count += 1
            made = f"{found}{count}"
        self._given.add(made)
        return made


def _code_point(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else braced(code)
