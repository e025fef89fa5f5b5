"""Kotlin: with the official library for Java, or with the JDK alone."""

import re

from app.codegen.lacking import lacking
from app.codegen.language import Language, Variant, fill
from app.codegen.layout import Item, Layout, note_of
from app.codegen.literals import escaped, utf16
from app.codegen.names import Names
from app.codegen.nodes import ArrayNode, FileNode, Literal, MapNode, NewObject, Node, NullNode
from app.codegen.program import (
    Argument,
    CannotWrite,
    Program,
    ServiceCall,
    Settings,
    identifier,
    only_object,
)
from app.codegen.shared import jvm
from app.codegen.shared.jvm_source import Imports, form_value, pieces

_LAYOUT = Layout(comment=" // ", width=88, trailing="")
_SPECIAL = {"\\": "\\\\", '"': '\\"', "$": "\\$", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_KEYWORDS = """
as break class continue do else false for fun if in interface is null object package return super
this throw true try typealias typeof val var when while
"""
_RESERVED = frozenset(_KEYWORDS.split())
_TAKEN = _RESERVED | {
    *("call", "client", "error", "fromEnvironment", "main", "request", "requests"),
    *("response", "result"),
}
# A setter's property is called so where the name begins with one small letter at least two long;
# of `setIOSVersion` Kotlin makes another word.
_PLAIN_NAME = re.compile(r"[a-z](?![A-Z])[A-Za-z0-9_]*")
# What Kotlin and the template have by these names: others are written with their package.
_OURS = frozenset(
    {
        *("Annotation", "Any", "APIException", "APIOkRequestsExecutor", "Array", "Boolean", "Char"),
        *("Client", "Configuration", "Double", "Enum", "Error", "Exception", "File", "Float"),
        *("Function", "GsonBuilder", "IllegalStateException", "Int", "List", "Long", "Map"),
        *("MultiRequestBuilder", "Nothing", "Number", "Pair", "ParamsValueDefaults", "Regex"),
        *("Response", "Result", "Sequence", "Set", "Short", "String", "System", "Unit"),
    }
)


def text(value: str) -> str:
    """A string literal, or a call that joins several where the value is too long for one."""
    parts = [_quoted(part) for part in pieces(value)]
    return parts[0] if len(parts) == 1 else f'listOf({", ".join(parts)}).joinToString("")'


def _quoted(value: str) -> str:
    return f'"{escaped(value, _SPECIAL, utf16)}"'


class _Client:
    """The statements and imports of one program for the official client."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._lacks = lacking("java", jvm.LIBRARY)
        self._names = Names(_TAKEN)
        self.imports = Imports(_OURS)
        self.statements: list[str] = []
        for name, value in self._settings(program.settings):
            self.statements.append(f"client.{name} = {value}")
        if self.statements:
            self.statements.append("")
        self.requests = [self._request(call) for call in program.calls]

    def _settings(self, settings: Settings) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for name, node in settings.sent.items():
            match name, node:
                case "responseProfile", NewObject():
                    found.append((name, self._object(node)))
                case "partnerId", Literal("int", wire):
                    found.append((name, wire))
                case "partnerId" | "responseProfile", _:
                    raise CannotWrite(f"The library cannot take this {name}: choose plain HTTP.")
                case _:
                    found.append((name, self._any_text(node)))
        return found

    def _request(self, call: ServiceCall) -> str:
        """Adds the statements that make a request; gives its local name."""
        self._lacks.check(call)
        if call.result.type == "file":
            raise CannotWrite("The library takes every answer for text: choose plain HTTP.")
        arguments, later = [], []
        request = f"request{call.number}" if self._program.multirequest else "request"
        for argument in call.arguments[: jvm.positional(call)]:
            item, any_text = self._argument(argument)
            arguments.append(item)
            if any_text:
                later.append(f"{request}.{_member_name(argument.name)}({any_text})")
        service = self.imports.library("services", jvm.service_class(call))
        method = _member_name(jvm.method(call.action))
        self.statements.append(
            _LAYOUT.bracketed(f"val {request} = {service}.{method}(", arguments, ")")
        )
        self.statements += later
        for name, value in self._settings(call.settings):
            self.statements.append(f"{request}.{jvm.setter(name)}({value})")
        return request

    def _argument(self, argument: Argument) -> tuple[Item, str]:
        """The argument, and where its type cannot hold the value, the text that is set after."""
        declared, node = argument.parameter, argument.value
        unset = jvm.unset(declared).replace("Integer.", "Int.") if _is_scalar(node) else ""
        match node:
            case None:
                return Item(unset), ""
            case NullNode():
                source = self.imports.noted(jvm.null(declared))
            case FileNode(name):
                self.imports.add("java.io.File")
                return Item(f"File({text(name)})"), ""
            case NewObject() | ArrayNode() | MapNode():
                local = self._names.new(argument.name)
                self.statements.append(f"val {local} = {self._made(node)}")
                return Item(local), ""
            case _:
                source = jvm.scalar(declared, node, text, self._constant)
        if source is None:
            return Item(unset), self._any_text(node)
        return Item(_as_property(source), note_of(node)), ""

    def _made(self, node: Node) -> str:
        match node:
            case NewObject():
                return self._object(node)
            case ArrayNode(items, item_type):
                made = [Item(self._object(only_object(item))) for item in items]
                kind = self.imports.library("types", jvm.type_name(item_type))
                return _LAYOUT.bracketed(f"listOf<{kind}>(", made, ")")
            case MapNode(items, item_type):
                made = [
                    Item(f"{text(key)} to {self._object(only_object(item))}") for key, item in items
                ]
                kind = self.imports.library("types", jvm.type_name(item_type))
                return _LAYOUT.bracketed(f"mapOf<String, {kind}>(", made, ")")
        raise CannotWrite("The library takes no such value here: choose plain HTTP.")

    def _object(self, node: NewObject) -> str:
        self._lacks.check_value(node)
        kind = self.imports.library("types", jvm.class_name(node))
        lines = []
        for field in node.fields:
            declared, value = field.declared, field.value
            if declared.read_only:
                raise CannotWrite(f"{field.name} of {kind} can only be read: choose plain HTTP.")
            match value:
                case NullNode():
                    source = self.imports.noted(jvm.null(declared))
                case NewObject() | ArrayNode() | MapNode():
                    source = self._made(value)
                case _:
                    source = jvm.scalar(declared, value, text, self._constant)
            if source is None:
                line = f"{_member_name(field.name)}({self._any_text(value)})"
            elif _PLAIN_NAME.fullmatch(field.name):
                line = f"{_member_name(field.name)} = {_as_property(source)}"
            else:
                line = f"{jvm.setter(field.name)}({_as_property(source)})"
            comment = _LAYOUT.behind(note_of(value))
            lines.append("    " + line.replace("\n", "\n    ") + comment)
        if not lines:
            return f"{kind}()"
        return "\n".join([f"{kind}().apply {{", *lines, "}"])

    def _any_text(self, node: Node) -> str:
        return self.imports.noted(jvm.any_text(node, text))

    def _constant(self, enum: str, name: str) -> str:
        return f"{self.imports.library('enums', jvm.type_name(enum))}.{_member_name(name)}"


def _is_scalar(node: Node | None) -> bool:
    return not isinstance(node, NewObject | ArrayNode | MapNode | FileNode)


def _member_name(name: str) -> str:
    return f"`{name}`" if name in _RESERVED else identifier(name)


def _as_property(source: str) -> str:
    # No literal ends like that.
    return (
        f"{source.removesuffix('.getValue()')}.value" if source.endswith("getValue()") else source
    )


def client(program: Program) -> str:
    """With the official client library."""
    return fill("kotlin.client.j2", program, made=_Client(program), text=text, library=jvm.LIBRARY)


def http(program: Program) -> str:
    """With the JDK alone."""
    fields = [
        Item(f"{text(pair.name)} to {form_value(pair, text)}", pair.note) for pair in program.pairs
    ]
    listed = _LAYOUT.bracketed("listOf(", fields, ")", beside=20)
    return fill("kotlin.http.j2", program, text=text, fields=listed)


_BUILD = f"""plugins {{
    kotlin("jvm") version "2.0.21"
    application
}}

repositories {{
    mavenCentral()
}}

dependencies {{
    implementation("{jvm.LIBRARY.name}:{jvm.LIBRARY.version}")
}}

kotlin {{
    sourceSets["main"].kotlin {{
        srcDir(".")
        include("Main.kt")
    }}
}}

application {{
    mainClass.set("MainKt")
}}
"""

LANGUAGE = Language(
    "kotlin",
    "Kotlin",
    120,
    (
        Variant(
            "client",
            "Official client library",
            "Main.kt",
            "gradle --quiet run",
            "kotlin",
            client,
            install="gradle --quiet build",
            library=jvm.LIBRARY,
            dependencies=(
                ("build.gradle.kts", _BUILD),
                ("settings.gradle.kts", 'rootProject.name = "call"\n'),
            ),
        ),
        Variant(
            "http",
            "Plain HTTP",
            "Main.kt",
            "java -jar call.jar",
            "kotlin",
            http,
            install="kotlinc Main.kt -include-runtime -d call.jar",
        ),
    ),
)
