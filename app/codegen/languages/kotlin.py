"""Kotlin: with the official library for Java, or with the JDK alone."""

import re

from app.codegen import jvm
from app.codegen.lacking import lacking
from app.codegen.language import Language, Variant, fill
from app.codegen.layout import Item, Layout, note_of
from app.codegen.literals import escaped, utf16
from app.codegen.names import Names
from app.codegen.nodes import ArrayNode, FileNode, Literal, MapNode, NewObject, Node, NullNode
from app.codegen.program import Argument, CannotWrite, Program, ServiceCall, identifier

_LAYOUT = Layout(comment=" // ", width=88, trailing="")
_SPECIAL = {"\\": "\\\\", '"': '\\"', "$": "\\$", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
# A constant of the JVM has at most 65,535 bytes, and a character at most six.
_LONGEST = 10_000
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
_SETTINGS = ("client_tag", "api_version", "partner_id", "ks", "language", "response_profile")
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
    if len(value) <= _LONGEST:
        return _quoted(value)
    parts = [value[at : at + _LONGEST] for at in range(0, len(value), _LONGEST)]
    return f'listOf({", ".join(_quoted(part) for part in parts)}).joinToString("")'


def _quoted(value: str) -> str:
    return f'"{escaped(value, _SPECIAL, utf16)}"'


class _Client:
    """The statements and imports of one program for the official client."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._lacks = lacking("java", jvm.LIBRARY)
        self._names = Names(frozenset(_TAKEN))
        self._imports: set[str] = set()
        self.statements: list[str] = []
        for field, value in self._settings(program.settings):
            self.statements.append(f"client.{field} = {value}")
        if self.statements:
            self.statements.append("")
        self.requests = [self._request(call) for call in program.calls]

    @property
    def imports(self) -> list[str]:
        return sorted(self._imports)

    def _settings(self, settings: object) -> list[tuple[str, str]]:
        found = []
        for field in _SETTINGS:
            node = getattr(settings, field)
            head, *rest = field.split("_")
            name = head + "".join(word.capitalize() for word in rest)
            match field, node:
                case _, None:
                    continue
                case "response_profile", NewObject():
                    found.append((name, self._object(node)))
                case "partner_id", Literal("int", wire):
                    found.append((name, wire))
                case "partner_id" | "response_profile", _:
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
        service = self._imported("services", jvm.service_class(call))
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
                source = self._noted(jvm.null(declared))
            case FileNode(name):
                self._imports.add("java.io.File")
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
                made = [Item(self._member(item)) for item in items]
                kind = self._imported("types", jvm.type_name(item_type))
                return _LAYOUT.bracketed(f"listOf<{kind}>(", made, ")")
            case MapNode(items, item_type):
                made = [Item(f"{text(key)} to {self._member(item)}") for key, item in items]
                kind = self._imported("types", jvm.type_name(item_type))
                return _LAYOUT.bracketed(f"mapOf<String, {kind}>(", made, ")")
        raise CannotWrite("The library takes no such value here: choose plain HTTP.")

    def _member(self, node: Node) -> str:
        if not isinstance(node, NewObject):
            raise CannotWrite("The library sends lists of objects only: choose plain HTTP.")
        return self._object(node)

    def _object(self, node: NewObject) -> str:
        self._lacks.check_value(node)
        kind = self._imported("types", jvm.class_name(node))
        lines = []
        for field in node.fields:
            declared, value = field.declared, field.value
            if declared.read_only:
                raise CannotWrite(f"{field.name} of {kind} can only be read: choose plain HTTP.")
            match value:
                case NullNode():
                    source = self._noted(jvm.null(declared))
                case NewObject() | ArrayNode() | MapNode():
                    source = self._made(value)
                case _:
                    source = jvm.scalar(declared, value, text, self._constant)
            note = f" // {note_of(value)}" if note_of(value) else ""
            if source is None:
                line = f"{_member_name(field.name)}({self._any_text(value)})"
            elif _PLAIN_NAME.fullmatch(field.name):
                line = f"{_member_name(field.name)} = {_as_property(source)}"
            else:
                line = f"{jvm.setter(field.name)}({_as_property(source)})"
            lines.append("    " + line.replace("\n", "\n    ") + note)
        if not lines:
            return f"{kind}()"
        return "\n".join([f"{kind}().apply {{", *lines, "}"])

    def _any_text(self, node: Node) -> str:
        return self._noted(jvm.any_text(node, text)) or ""

    def _noted(self, source: str | None) -> str | None:
        if source and source.startswith("ParamsValueDefaults."):
            self._imports.add(f"{jvm.PACKAGE}.ParamsValueDefaults")
        return source

    def _constant(self, enum: str, name: str) -> str:
        return f"{self._imported('enums', jvm.type_name(enum))}.{_member_name(name)}"

    def _imported(self, package: str, name: str) -> str:
        full = f"{jvm.PACKAGE}.{package}.{name}"
        others = {one.rpartition(".")[2] for one in self._imports if one != full} | _OURS
        if name in others:
            return full
        self._imports.add(full)
        return name


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
        Item(f"{text(pair.name)} to {_value(pair.variable, pair.text)}", pair.note)
        for pair in program.pairs
    ]
    listed = _LAYOUT.bracketed("listOf(", fields, ")", beside=20)
    return fill("kotlin.http.j2", program, text=text, fields=listed)


def _value(variable: str | None, value: str) -> str:
    return f"fromEnvironment({text(variable)})" if variable else text(value)


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
