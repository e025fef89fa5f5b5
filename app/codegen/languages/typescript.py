"""TypeScript for Node.js: with npm's official kaltura-typescript-client, or with fetch alone."""

import re
from datetime import UTC, datetime

from app.codegen.lacking import lacking
from app.codegen.language import Language, Library, Variant, fill
from app.codegen.layout import Item
from app.codegen.names import capital
from app.codegen.nodes import (
    ArrayNode,
    Declared,
    EnumConstant,
    Literal,
    MapNode,
    NewObject,
    Node,
    NullNode,
    Reference,
    Secret,
    TimeNode,
)
from app.codegen.program import CannotWrite, Program, ServiceCall, Settings, identifier
from app.codegen.shared import javascript
from app.codegen.shared.javascript import LAYOUT, key, scalar, text
from app.codegen.shared.typescript import project
from app.schema.model import Parameter, Property

LIBRARY = Library("kaltura-typescript-client", "6.0.0")
_BESIDE = len("const result = await client.request();")
_LATEST = 8_640_000_000_000  # seconds; a Date holds no more
_PLACEHOLDERS = {"number": "0", "boolean": "false", "Date": "new Date(0)"}
_NUMBERS = {"int", "bigint", "float"}
_TAKEN = frozenset(
    {
        *("client", "console", "data", "environment", "error", "fetch", "index", "process"),
        *("request", "responses", "result", "url"),
    }
)


class _Client:
    """The statements and imports of one program for the official client."""

    def __init__(self, program: Program) -> None:
        self._lacks = lacking("typescript", LIBRARY)
        self._locals = javascript.local_names(_TAKEN)
        self._types: set[str] = set()
        self.statements: list[str] = []
        sent = program.settings
        if sent.api_version:
            raise _cannot("says its own API version in every call")
        self.tag = text(sent.client_tag.text) if sent.client_tag else '""'
        self.configuration = [f"client.{item.code};" for item in self._settings(sent, " = ")]
        profile = sent.response_profile
        source = self._value(profile, _PROFILE) if profile else ""
        self.profile = ""  # the local variable that has a multirequest's
        if profile and program.multirequest:
            self.profile = self._locals.new("responseProfile")
            self.statements.append(f"const {self.profile} = {source};")
        self._profile = "" if program.multirequest else source
        self.requests = [self._request(call) for call in program.calls]

    @property
    def imports(self) -> list[str]:
        """The names of the library's types that the program uses, in order."""
        return sorted(self._types)

    def _settings(self, sent: Settings, equals: str) -> list[Item]:
        """The request-level fields as assignments, or as members of a request."""
        if sent.language:
            raise _cannot("has no way to set the language")
        made = []
        for name, node in (("partnerId", sent.partner_id), ("ks", sent.ks)):
            if node is None:
                continue
            if getattr(node, "text", "") in {"", "0"}:
                raise _cannot(f"leaves out an empty {name}")
            declared = Parameter(name, "int" if name == "partnerId" else "string")
            made.append(Item(f"{name}{equals}{self._value(node, declared)}"))
        return made

    def _request(self, call: ServiceCall) -> str:
        """The source of a request."""
        self._lacks.check(call)
        self._lacks.check_said_once(call)
        if call.result.type == "file":
            raise _cannot("takes every answer for JSON")
        items: list[Item] = []
        dependencies: list[str] = []
        for argument in call.arguments:
            declared = argument.parameter
            if argument.value is not None:
                items += self._member(argument.value, declared, dependencies, at_call=True)
            elif not declared.optional:
                raise _cannot(f"wants {declared.name[:40]} filled in")
        items += self._settings(call.settings, ": ")
        profile = call.settings.response_profile
        source = self._value(profile, _PROFILE) if profile else self._profile
        if source:
            local = self._locals.new("responseProfile")
            self.statements.append(f"const {local} = {source};")
            items.append(Item(f"responseProfile: {local}" if local[-1:].isdigit() else local))
        service = capital(identifier(call.service))
        name = self._type(f"{service}{capital(identifier(call.action))}Action")
        return self._new(name, items, dependencies)

    def _new(self, name: str, items: list[Item], dependencies: list[str]) -> str:
        opening = f"new {name}("
        source = f"{opening})"
        if items:
            source = LAYOUT.bracketed(f"{opening}{{", items, "})", space=" ", beside=_BESIDE)
        return source + (f".setDependency({', '.join(dependencies)})" if dependencies else "")

    def _member(
        self, node: Node, declared: Declared, dependencies: list[str], *, at_call: bool = False
    ) -> list[Item]:
        """A property as it is set; what is to come from an earlier result goes to the others."""
        name = declared.name
        if isinstance(node, Reference) and _type(declared) != "string":
            place = [text(name), str(node.call - 1)]
            place += [text(":".join(node.path))] if node.path else []
            dependencies.append(f"[{', '.join(place)}]")
            if not isinstance(declared, Parameter) or declared.optional:
                return []
            if _type(declared) not in _PLACEHOLDERS:
                raise _cannot(f"wants {name[:40]} filled in")
            return [Item(f"{key(name)}: {_PLACEHOLDERS[_type(declared)]}")]
        value = self._value(node, declared)
        if at_call and isinstance(node, NewObject | ArrayNode):
            local = self._locals.new(name)
            self.statements.append(f"const {local} = {value};")
            return [Item(name if local == name else f"{key(name)}: {local}")]
        return [Item(f"{key(name)}: {value}", self._note(node, declared))]

    def _value(self, node: Node, declared: Declared) -> str:
        kind = _type(declared)
        match node:
            case NullNode():
                # null is what the library sends as null, though its types do not say so.
                return "null!"
            case NewObject() if kind == "object":
                return self._object(node)
            case ArrayNode(items) if kind == "array" and items:
                if not all(isinstance(item, NewObject) for item in items):
                    raise _cannot("sends lists of objects only")
                made = [Item(self._value(item, _ITEM)) for item in items]
                return LAYOUT.bracketed("[", made, "]")
        return self._scalar(node, declared, kind)

    def _scalar(self, node: Node, declared: Declared, kind: str) -> str:
        match node:
            case Secret(variable) if kind == "string":
                return f"environment({text(variable)})"
            case EnumConstant() if kind in {"enum", "string"}:
                return self._constant(node, kind)
            case Literal(number, wire) if kind == "enum":
                return self._other_constant(declared, number, wire)
            case Literal(_, wire) | Reference(_, _, wire) | TimeNode(wire) if kind == "string":
                return text(wire)
            case Literal("int" | "bigint", wire) | TimeNode(wire) if kind == "Date":
                return _date(int(wire), named=isinstance(node, TimeNode))
            case Literal("bool", wire) if kind == "boolean":
                return scalar("bool", wire)
            case Literal(number, wire) if kind == "number" and number in _NUMBERS:
                source = scalar(number, wire)
                if source.startswith('"'):
                    raise _cannot("has no exact number of this size")
                return source
            case ArrayNode() | MapNode():
                raise _cannot("leaves out empty lists, and maps")
        raise _cannot(f"takes only what is declared as {declared.name[:40]}")

    def _constant(self, node: EnumConstant, kind: str) -> str:
        if self._lacks.constant(node.enum, node.name):
            return self._by_value(node.enum, node.kind, node.text, kind)
        name = f"{self._type(node.enum)}.{camel(identifier(node.name))}"
        return f"{name}.toString()" if kind == "string" else name

    def _other_constant(self, declared: Declared, number: str, wire: str) -> str:
        is_int = declared.type == "int"
        if is_int and number != "int":
            raise _cannot(f"takes numbers only as {declared.name[:40]}")
        return self._by_value(declared.enum_type, "int" if is_int else "string", wire, "enum")

    def _by_value(self, enum: str, enum_kind: str, wire: str, kind: str) -> str:
        """A value that the library has no constant for."""
        if kind == "string":
            return text(wire)
        if enum_kind == "int":
            return f"{int(wire)} as {self._type(enum)}"
        return f"new {self._type(enum)}({text(wire)})"

    def _object(self, node: NewObject) -> str:
        self._lacks.check_value(node)
        items: list[Item] = []
        dependencies: list[str] = []
        for field in node.fields:
            if field.declared.read_only:
                raise _cannot(f"never sends {field.name[:40]}, which is read-only")
            items += self._member(field.value, field.declared, dependencies)
        return self._new(self._type(node.type), items, dependencies)

    def _note(self, node: Node, declared: Declared) -> str:
        return "" if _type(declared) == "Date" else self._lacks.note(node)

    def _type(self, name: str) -> str:
        self._types.add(identifier(name))
        return name


_PROFILE = Parameter("responseProfile", "KalturaBaseResponseProfile")
_ITEM = Property("", "KalturaObject")
_TYPES = {"string": "string", "bool": "boolean", "array": "array", "map": "map", "file": "file"}


def _type(declared: Declared) -> str:
    """What the library declares it as: an "enum", an "object" or a "Date", for instance."""
    if declared.type in {"int", "string"} and declared.enum_type:
        return "enum"
    if declared.type in _NUMBERS:
        return "Date" if declared.is_time else "number"
    return _TYPES.get(declared.type, "object")


def camel(constant: str) -> str:
    """The name that the library gives a constant: createdAtDesc for CREATED_AT_DESC."""
    return re.sub(r"_+(.)", lambda found: found[1].upper(), constant.lower())


def _date(seconds: int, *, named: bool) -> str:
    if named:
        return f'new Date("{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}")'
    if abs(seconds) > _LATEST:
        raise _cannot("has no date that far away")
    return f"new Date({seconds} * 1000)"


def _cannot(why: str) -> CannotWrite:
    return CannotWrite(f"{LIBRARY.name} {LIBRARY.version} {why}: choose plain HTTP.")


def client(program: Program) -> str:
    """With the official client library. Raises CannotWrite where it would send something else."""
    if program.files:
        raise _cannot("uploads files from a browser only")
    return fill("typescript.client.j2", program, made=_Client(program), text=text, library=LIBRARY)


def http(program: Program) -> str:
    """With Node's own fetch: the program in JavaScript, with types."""
    return javascript.with_fetch("typescript.http.j2", program, text=text, typed=True)


LANGUAGE = Language(
    "typescript",
    "TypeScript",
    80,
    (
        Variant(
            "client",
            "Official client library",
            "main.ts",
            "npm start",
            "typescript",
            client,
            install="npm install",
            library=LIBRARY,
            dependencies=project(LIBRARY),
        ),
        Variant(
            "http",
            "Plain HTTP",
            "main.ts",
            "npm start",
            "typescript",
            http,
            install="npm install",
            dependencies=project(),
        ),
    ),
)
