"""Java: with the official library of Maven, or with the JDK alone."""

from app.codegen import jvm
from app.codegen.lacking import lacking
from app.codegen.language import Language, Variant, fill
from app.codegen.layout import Item, Layout, note_of
from app.codegen.literals import escaped, utf16
from app.codegen.names import Names, one_of
from app.codegen.nodes import ArrayNode, FileNode, Literal, MapNode, NewObject, Node, NullNode
from app.codegen.program import Argument, CannotWrite, Program, ServiceCall, identifier

_LAYOUT = Layout(comment=" // ", width=88, trailing="")
_SPECIAL = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
# A constant has at most 65,535 bytes, and a character at most six.
_LONGEST = 10_000
_KEYWORDS = """
abstract assert boolean break byte case catch char class const continue default do double else enum
extends false final finally float for goto if implements import instanceof int interface long
native new null package private protected public return short static strictfp super switch
synchronized this throw throws transient true try var void volatile while yield
args call client config environment error message request requests response result results
"""
_TAKEN = frozenset(_KEYWORDS.split())
# The request-level fields by attribute and what sets them, on the client and on a request.
_SETTINGS = {
    "client_tag": "setClientTag",
    "api_version": "setApiVersion",
    "partner_id": "setPartnerId",
    "ks": "setKs",
    "language": "setLanguage",
    "response_profile": "setResponseProfile",
}
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
    if len(value) <= _LONGEST:
        return _quoted(value)
    parts = [value[at : at + _LONGEST] for at in range(0, len(value), _LONGEST)]
    return f'String.join("", {", ".join(_quoted(part) for part in parts)})'


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
        self._imports: set[str] = set()
        self.statements: list[str] = []
        self._set("client", program.settings)
        if self.statements:
            self.statements.append("")
        self.requests = [self._request(call) for call in program.calls]

    @property
    def imports(self) -> list[str]:
        return sorted(self._imports)

    def _set(self, target: str, settings: object) -> None:
        for field, setter in _SETTINGS.items():
            node = getattr(settings, field)
            if node is None:
                continue
            match field, node:
                case "response_profile", NewObject():
                    value = self._object(node, "responseProfile")
                case "partner_id", Literal("int", wire):
                    value = wire
                case "partner_id" | "response_profile", _:
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
        service = self._imported("services", jvm.service_class(call))
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
                source = jvm.null(declared)
                self._note_defaults(source)
                if source is None:
                    return Item(jvm.unset(declared)), self._any_text(node)
                return Item(source), ""
            case FileNode(name):
                self._imports.add("java.io.File")
                return Item(f"new File({text(name)})"), ""
            case NewObject() | ArrayNode() | MapNode():
                return Item(self._made(node, argument.name)), ""
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
                self._imports.add("java.util.List")
                made = [Item(self._member(item, one_of(name))) for item in items]
                return _LAYOUT.bracketed("List.of(", made, ")")
            case MapNode(items, item_type):
                self._imports |= {"java.util.Map", "java.util.LinkedHashMap"}
                local = self._names.new(name)
                kind = self._type(jvm.type_name(item_type))
                self.statements.append(f"Map<String, {kind}> {local} = new LinkedHashMap<>();")
                for key, item in items:
                    value = self._member(item, one_of(name))
                    self.statements.append(f"{local}.put({text(key)}, {value});")
                return local
        raise CannotWrite("The library takes no such value here: choose plain HTTP.")

    def _member(self, node: Node, name: str) -> str:
        if not isinstance(node, NewObject):
            raise CannotWrite("The library sends lists of objects only: choose plain HTTP.")
        return self._object(node, name)

    def _object(self, node: NewObject, name: str) -> str:
        """Adds the statements that make an object; gives its local name."""
        self._lacks.check_value(node)
        kind = self._type(jvm.class_name(node))
        local = self._names.new(name)
        self.statements.append(f"{kind} {local} = new {kind}();")
        for field in node.fields:
            declared, value = field.declared, field.value
            if declared.read_only:
                raise CannotWrite(f"{field.name} of {kind} can only be read: choose plain HTTP.")
            match value:
                case NullNode():
                    source = jvm.null(declared)
                case NewObject() | ArrayNode() | MapNode():
                    source = self._made(value, field.name)
                case _:
                    source = jvm.scalar(declared, value, text, self._constant)
            method = jvm.setter(field.name) if source else identifier(field.name)
            note = f" // {note_of(value)}" if note_of(value) else ""
            self._note_defaults(source)
            source = source or self._any_text(value)
            self.statements.append(f"{local}.{method}({source});{note}")
        return local

    def _any_text(self, node: Node) -> str:
        source = jvm.any_text(node, text)
        self._note_defaults(source)
        return source

    def _note_defaults(self, source: str | None) -> None:
        if source and source.startswith("ParamsValueDefaults."):
            self._imports.add(f"{jvm.PACKAGE}.ParamsValueDefaults")

    def _constant(self, enum: str, name: str) -> str:
        return f"{self._imported('enums', jvm.type_name(enum))}.{identifier(name)}"

    def _type(self, name: str) -> str:
        return self._imported("types", name)

    def _imported(self, package: str, name: str) -> str:
        full = f"{jvm.PACKAGE}.{package}.{name}"
        others = {one.rpartition(".")[2] for one in self._imports if one != full} | _OURS
        if name in others:
            return full
        self._imports.add(full)
        return name


def client(program: Program) -> str:
    """With the official client library."""
    return fill("java.client.j2", program, made=_Client(program), text=text, library=jvm.LIBRARY)


def http(program: Program) -> str:
    """With the JDK alone."""
    fields = [
        Item(f"Map.entry({text(pair.name)}, {_value(pair.variable, pair.text)})", pair.note)
        for pair in program.pairs
    ]
    listed = _LAYOUT.bracketed("List.of(", fields, ")", beside=60)
    return fill("java.http.j2", program, text=text, fields=listed)


def _value(variable: str | None, value: str) -> str:
    return f"fromEnvironment({text(variable)})" if variable else text(value)


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
