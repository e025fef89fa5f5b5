"""Python: with the official KalturaApiClient of PyPI, or with the standard library alone."""

import keyword
import re
from collections.abc import Iterator

from app.codegen.lacking import lacking
from app.codegen.language import Language, Library, Variant, fill
from app.codegen.layout import Item, Layout
from app.codegen.literals import decimal, escaped, whole
from app.codegen.names import capital, unused
from app.codegen.nodes import (
    ArrayNode,
    EnumConstant,
    FileNode,
    Literal,
    MapNode,
    NewObject,
    Node,
    NullNode,
    Reference,
    Secret,
    TimeNode,
)
from app.codegen.program import (
    CLIENT_FIELDS,
    CannotWrite,
    Program,
    ServiceCall,
    identifier,
    only_object,
)
from app.codegen.shared.settings import changed_settings

LIBRARY = Library("KalturaApiClient", "23.10.0")
_WIDTH = 88
_LAYOUT = Layout()
_SPECIAL = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
# What the template uses itself, and built-in functions that people know.
_TAKEN = {
    *("client", "environment", "json", "main", "os", "plain", "results", "result", "sys"),
    *("filter", "format", "id", "input", "list", "map", "object", "range", "set", "type"),
}
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def text(value: str) -> str:
    """A string literal of Python."""
    return f'"{escaped(value, _SPECIAL, _code_point)}"'


def _code_point(code: int) -> str:
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def name(wire: str) -> str:
    """The name that the library gives a parameter, a property or an action: keywords get a _."""
    return identifier(wire) + ("_" if keyword.iskeyword(wire) else "")


def module(plugin: str) -> str:
    """The module of a plugin's classes and enums."""
    return f"KalturaClient.Plugins.{identifier(plugin[:1].upper() + plugin[1:] or 'Core')}"


class _Client:
    """The statements and imports of one program for the official client."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._lacks = lacking("python", LIBRARY)
        self._locals: set[str] = set()
        self._results: dict[int, str] = {}
        self._imports: dict[str, set[str]] = {}
        self.opened: list[str] = []
        self.configuration = [
            self._setting(name, node) for name, node in program.settings.sent.items()
        ]
        self.statements = [line for call in program.calls for line in self._call(call)]

    @property
    def imports(self) -> list[str]:
        found = sorted((module, sorted(names)) for module, names in self._imports.items())
        return [_import(module, names) for module, names in found]

    def _setting(self, name: str, node: Node) -> str:
        return f"client.set{capital(name)}({self._value(node)})"

    def _call(self, call: ServiceCall) -> Iterator[str]:
        self._lacks.check(call)
        if self._program.multirequest:
            if call.result.type == "file":
                raise CannotWrite(
                    "A file cannot be asked for in a multirequest: choose plain HTTP."
                )
            for setting, node in changed_settings(self._program, call):
                if node is None:
                    yield f"del client.requestConfiguration[{text(setting)}]"
                elif setting in CLIENT_FIELDS:
                    # Its setter is for the whole request.
                    yield f"client.requestConfiguration[{text(setting)}] = {self._value(node)}"
                else:
                    yield self._setting(setting, node)
        arguments, named = [], False
        for argument in call.arguments:
            value = argument.value
            if value is None and argument.parameter.optional:
                named = True
                continue
            code = "NotImplemented" if value is None else self._value(value)
            if isinstance(value, FileNode):
                code = self._local(argument.name)
                self.opened.append(f'open({text(value.name)}, "rb") as {code}')
            elif isinstance(value, NewObject | ArrayNode | MapNode):
                statement, code = code, self._local(argument.name)
                yield f"{code} = {statement}"
            prefix = f"{name(argument.name)}=" if named else ""
            arguments.append(Item(prefix + code, self._lacks.note(value)))
        accessor = ".".join(identifier(part) for part in (call.plugin, call.service) if part)
        method = f"client.{accessor}.{name(call.action)}("
        yield self._target(call) + _LAYOUT.bracketed(method, arguments, ")")

    def _target(self, call: ServiceCall) -> str:
        if not self._program.multirequest:
            return "result = "
        if call.number not in self._program.referred:
            return ""
        self._results[call.number] = f"result_{call.number}"
        return f"result_{call.number} = "

    def _local(self, wire: str) -> str:
        found = _HUMP.sub("_", identifier(wire)).lower()
        if keyword.iskeyword(found) or found in _TAKEN:
            found += "_"
        return unused(found, self._locals, "_")

    def _value(self, node: Node) -> str:
        match node:
            case Literal(kind, wire):
                return _literal(kind, wire)
            case TimeNode(wire):
                return whole(wire)
            case EnumConstant(enum, plugin, constant, wire, kind):
                if self._lacks.constant(enum, constant):
                    return _literal("int" if kind == "int" else "text", wire)
                return f"{self._imported(enum, plugin)}.{identifier(constant)}"
            case Secret(variable):
                return f"environment({text(variable)})"
            case Reference(number, path, wire):
                return (
                    _reference(self._results[number], path)
                    if number in self._results
                    else text(wire)
                )
            case NullNode() | FileNode():
                return "None"
            case NewObject():
                return self._object(node)
            case ArrayNode(items):
                made = [Item(self._object(only_object(item))) for item in items]
                return _LAYOUT.bracketed("[", made, "]")
            case MapNode(items):
                made = [
                    Item(f"{text(key)}: {self._object(only_object(item))}") for key, item in items
                ]
                return _LAYOUT.bracketed("{", made, "}")

    def _object(self, node: NewObject) -> str:
        self._lacks.check_value(node)
        fields = []
        for field in node.fields:
            code = self._value(field.value)
            enum = field.declared.enum_type
            if enum and field.declared.type == "int" and not _is_number(field.value):
                # The library takes a number or an enum object here, and nothing else.
                code = f"{self._imported(enum, field.enum_plugin)}({code})"
            fields.append(Item(f"{name(field.name)}={code}", self._lacks.note(field.value)))
        return _LAYOUT.bracketed(f"{self._imported(node.type, node.plugin)}(", fields, ")")

    def _imported(self, name: str, plugin: str) -> str:
        self._imports.setdefault(module(plugin), set()).add(identifier(name))
        return name


def _import(module: str, names: list[str]) -> str:
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= _WIDTH:
        return line
    return _LAYOUT.bracketed(f"from {module} import (", [Item(one) for one in names], ")")


def _is_number(node: Node) -> bool:
    is_literal = isinstance(node, Literal) and node.kind != "text"
    return is_literal or isinstance(node, EnumConstant | NullNode)


def _literal(kind: str, wire: str) -> str:
    match kind:
        case "int" | "bigint":
            return whole(wire)
        case "float":
            return decimal(wire)
        case "bool":
            return str(wire == "1")
        case _:
            return text(wire)


def _reference(result: str, path: tuple[str, ...]) -> str:
    """`result_1.objects[0].id`; the library's object has attributes of its own."""
    steps = []
    for step in path:
        if step.isdigit():
            steps.append(f"[{step}]")
        elif step.isidentifier() and step.isascii() and step[0] != "_" and step != "value":
            steps.append(f".{step}" if not keyword.iskeyword(step) else f"[{text(step)}]")
        else:
            steps.append(f"[{text(step)}]")
    return result + "".join(steps)


def client(program: Program) -> str:
    """With the official client library."""
    return fill("python.client.j2", program, made=_Client(program), text=text, library=LIBRARY)


def http(program: Program) -> str:
    """With the standard library alone."""
    return fill("python.http.j2", program, text=text)


LANGUAGE = Language(
    "python",
    "Python",
    40,
    (
        Variant(
            "client",
            "Official client library",
            "main.py",
            "python main.py",
            "python",
            client,
            install="pip install -r requirements.txt",
            library=LIBRARY,
            # The library imports two packages that it does not ask for.
            dependencies=(
                (
                    "requirements.txt",
                    f"{LIBRARY.name}=={LIBRARY.version}\nlxml\npycryptodome\n",
                ),
            ),
        ),
        Variant("http", "Plain HTTP", "main.py", "python main.py", "python", http),
    ),
)
