"""Java: with the official library of Maven, or with the JDK alone."""

from app.codegen.lacking import lacking
from app.codegen.language import Language, Variant, fill
from app.codegen.layout import Item, Layout, note_of
from app.codegen.literals import escaped, utf16
from app.codegen.names import Names, one_of
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
_SPECIAL = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_KEYWORDS = """
abstract assert boolean break byte case catch char class const continue default do double else enum
extends false final finally float for goto if implements import instanceof int interface long
native new null package private protected public return short static strictfp super switch
synchronized this throw throws transient true try var void volatile while yield
args call client config environment error message request requests response result results
"""
_TAKEN = frozenset(_KEYWORDS.split())
# What the template imports, and classes that need no import: another of these names is
# written with its package.
_OURS = frozenset(
    {
        *("APIException", "APIOkRequestsExecutor", "Client", "Configuration", "File", "Files"),
        *("GsonBuilder", "Main", "MultiRequestBuilder", "Response", "List", "Map", "Object"),
        *("Override", "String", "System", "Integer", "Long", "Double", "Boolean", "Exception"),
        *("IllegalStateException", "LinkedHashMap", "ParamsValueDefaults", "FileHolder"),
    }
)


def text(value: str) -> str:
    """A string literal, or a call that joins several where the value is too long for one."""
    parts = [_quoted(part) for part in pieces(value)]
    return parts[0] if len(parts) == 1 else f'String.join("", {", ".join(parts)})'


def _quoted(value: str) -> str:
    return f'"{escaped(value, _SPECIAL, _code_point)}"'


def _code_point(code: int) -> str:
    # Three digits, so that none that follows belongs to it.
    return f"\\{code:03o}" if code < 0x100 else utf16(code)


class _Client:
    """The statements and imports of one program for the official client."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._lacks = lacking("java", jvm.LIBRARY)
        self._names = Names(_TAKEN)
        self.imports = Imports(_OURS)
        self.statements: list[str] = []
        self._set("client", program.settings)
        if self.statements:
            self.statements.append("")
        self.requests = [self._request(call) for call in program.calls]

    def _set(self, target: str, settings: Settings) -> None:
        for name, node in settings.sent.items():
            setter = jvm.setter(name)
            match name, node:
                case "responseProfile", NewObject():
                    value = self._object(node, name)
                case "partnerId", Literal("int", wire):
                    value = wire
                case "partnerId" | "responseProfile", _:
                    raise CannotWrite(f"The library's {setter} cannot take it: choose plain HTTP.")
                case _:
                    value = self._any_text(node)
            self.statements.append(f"{target}.{setter}({value});")

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
                later.append(f"{request}.{identifier(argument.name)}({any_text});")
        service = self.imports.library("services", jvm.service_class(call))
        self.statements.append(
            _LAYOUT.bracketed(
                f"{service}.{jvm.builder_class(call)} {request} = "
                f"{service}.{jvm.method(call.action)}(",
                arguments,
                ");",
            )
        )
        self.statements += later
        self._set(request, call.settings)
        return request

    def _argument(self, argument: Argument) -> tuple[Item, str]:
        """The argument, and where its type cannot hold the value, the text that is set after."""
        declared, node = argument.parameter, argument.value
        match node:
            case None:
                return Item(jvm.unset(declared)), ""
            case NullNode():
                found = self.imports.noted(jvm.null(declared))
            case FileNode(name):
                self.imports.add("java.io.File")
                return Item(f"new File({text(name)})"), ""
            case NewObject() | ArrayNode() | MapNode():
                return Item(self._made(node, argument.name)), ""
            case _:
                found = jvm.scalar(declared, node, text, self._constant)
        if found is None:
            return Item(jvm.unset(declared)), self._any_text(node)
        return Item(found, note_of(node)), ""

    def _made(self, node: Node, name: str) -> str:
        """Adds the statements that make an object, a list or a map; gives its source."""
        match node:
            case NewObject():
                return self._object(node, name)
            case ArrayNode(items):
                self.imports.add("java.util.List")
                made = [Item(self._object(only_object(item), one_of(name))) for item in items]
                return _LAYOUT.bracketed("List.of(", made, ")")
            case MapNode(items, item_type):
                self.imports.add("java.util.Map", "java.util.LinkedHashMap")
                local = self._names.new(name)
                kind = self.imports.library("types", jvm.type_name(item_type))
                self.statements.append(f"Map<String, {kind}> {local} = new LinkedHashMap<>();")
                for key, item in items:
                    value = self._object(only_object(item), one_of(name))
                    self.statements.append(f"{local}.put({text(key)}, {value});")
                return local
        raise CannotWrite("The library takes no such value here: choose plain HTTP.")

    def _object(self, node: NewObject, name: str) -> str:
        """Adds the statements that make an object; gives its local name."""
        self._lacks.check_value(node)
        kind = self.imports.library("types", jvm.class_name(node))
        local = self._names.new(name)
        self.statements.append(f"{kind} {local} = new {kind}();")
        for field in node.fields:
            declared, value = field.declared, field.value
            if declared.read_only:
                raise CannotWrite(f"{field.name} of {kind} can only be read: choose plain HTTP.")
            match value:
                case NullNode():
                    source = self.imports.noted(jvm.null(declared))
                case NewObject() | ArrayNode() | MapNode():
                    source = self._made(value, field.name)
                case _:
                    source = jvm.scalar(declared, value, text, self._constant)
            method = jvm.setter(field.name) if source else identifier(field.name)
            source = source or self._any_text(value)
            comment = _LAYOUT.behind(note_of(value))
            self.statements.append(f"{local}.{method}({source});{comment}")
        return local

    def _any_text(self, node: Node) -> str:
        return self.imports.noted(jvm.any_text(node, text))

    def _constant(self, enum: str, name: str) -> str:
        return f"{self.imports.library('enums', jvm.type_name(enum))}.{identifier(name)}"


def client(program: Program) -> str:
    """With the official client library."""
    return fill("java.client.j2", program, made=_Client(program), text=text, library=jvm.LIBRARY)


def http(program: Program) -> str:
    """With the JDK alone."""
    fields = [
        Item(f"Map.entry({text(pair.name)}, {form_value(pair, text)})", pair.note)
        for pair in program.pairs
    ]
    listed = _LAYOUT.bracketed("List.of(", fields, ")", beside=60)
    return fill("java.http.j2", program, text=text, fields=listed)


_POM = f"""<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId>
  <artifactId>call</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.release>11</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
    <exec.mainClass>Main</exec.mainClass>
  </properties>
  <dependencies>
    <dependency>
      <groupId>{jvm.LIBRARY.name.partition(":")[0]}</groupId>
      <artifactId>{jvm.LIBRARY.name.partition(":")[2]}</artifactId>
      <version>{jvm.LIBRARY.version}</version>
    </dependency>
  </dependencies>
  <build>
    <sourceDirectory>.</sourceDirectory>
    <plugins>
      <plugin>
        <groupId>org.codehaus.mojo</groupId>
        <artifactId>exec-maven-plugin</artifactId>
        <version>3.1.0</version>
      </plugin>
    </plugins>
  </build>
</project>
"""

LANGUAGE = Language(
    "java",
    "Java",
    20,
    (
        Variant(
            "client",
            "Official client library",
            "Main.java",
            "mvn --quiet exec:java",
            "java",
            client,
            install="mvn --quiet compile",
            library=jvm.LIBRARY,
            dependencies=(("pom.xml", _POM),),
        ),
        Variant(
            "http",
            "Plain HTTP",
            "Main.java",
            # Before Java 18, a source file is read as the system's own encoding has it.
            "java -Dfile.encoding=UTF-8 Main.java",
            "java",
            http,
        ),
    ),
)
