"""JavaScript for Node.js: with the official kaltura-client of npm, or with fetch alone."""

import json

from app.codegen.lacking import lacking
from app.codegen.language import Language, Library, Variant, fill
from app.codegen.layout import Item
from app.codegen.literals import whole
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
from app.codegen.program import CannotWrite, Program, ServiceCall, identifier
from app.codegen.shared import javascript
from app.codegen.shared.javascript import LAYOUT, key, scalar, text

LIBRARY = Library("kaltura-client", "21.20.0")
_BESIDE = len("const result = await .execute(client);")
_TAKEN = frozenset(
    {
        *("body", "client", "config", "console", "environment", "error", "fetch", "kaltura"),
        *("process", "result", "results", "url"),
    }
)


class _Client:
    """The statements of one program for the official client."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._lacks = lacking("node", LIBRARY)
        self._locals = javascript.local_names(_TAKEN)
        for settings in (program.settings, *(call.settings for call in program.calls)):
            if any(isinstance(node, NullNode) for node in settings.sent.values()):
                raise CannotWrite("The library leaves out null: choose plain HTTP.")
        sent = program.settings
        self.configuration = [
            f"client.{setter}({self._value(node)});"
            for setter, node in javascript.client_setters(sent)
        ]
        self.statements: list[str] = []
        profile = self._argument("responseProfile", sent.response_profile)
        self.profile = f".setResponseProfile({profile.code})" if sent.response_profile else ""
        self.requests = [self._request(call) for call in program.calls]

    def _request(self, call: ServiceCall) -> str:
        """The source of a request builder."""
        if call.result.type == "file":
            raise CannotWrite("The library takes every answer for text: choose plain HTTP.")
        sent = list(call.positional)
        while sent and isinstance(sent[-1].value, NullNode | None):
            del sent[-1]
        nulls = [one.name for one in call.arguments if isinstance(one.value, NullNode)]
        if self._lacks.action(call) or call.unknown:
            source = javascript.untyped(
                "kaltura.RequestBuilder", call, text, self._entry, self._entry
            )
            nulls = []
        else:
            given = [None if isinstance(one.value, NullNode) else one.value for one in sent]
            items = [
                self._argument(one.name, value) for one, value in zip(sent, given, strict=True)
            ]
            service = f"kaltura.services.{identifier(call.service)}"
            opening = f"{service}.{javascript.method(call.action)}("
            source = LAYOUT.bracketed(opening, items, ")", beside=_BESIDE)
        for setter, node in javascript.request_setters(call.settings):
            source += f".{setter}({self._value(node)})"
        if not nulls:
            return source
        # The library leaves null out, and sends whatever is among the request's data.
        local = self._locals.new(
            "request" if not self._program.multirequest else f"request{call.number}"
        )
        self.statements.append(f"const {local} = {source};")
        self.statements += [f'{local}.data.{identifier(name)}__null = "";' for name in nulls]
        return local

    def _argument(self, name: str, node: Node | None) -> Item:
        if isinstance(node, NewObject | ArrayNode | MapNode):
            local = self._locals.new(name)
            self.statements.append(f"const {local} = {self._value(node)};")
            return Item(local)
        # The library does not send null, and sends its own default for undefined.
        return Item("null" if node is None else self._value(node), self._lacks.note(node))

    def _value(self, node: Node) -> str:
        match node:
            case Literal(kind, wire):
                return scalar(kind, wire)
            case TimeNode(wire):
                return whole(wire)
            case EnumConstant(enum, _, constant, wire, kind):
                if self._lacks.constant(enum, constant):
                    return scalar("int" if kind == "int" else "text", wire)
                return f"kaltura.enums.{_short(enum)}.{identifier(constant)}"
            case Secret(variable):
                return f"environment({text(variable)})"
            case Reference(_, _, wire):
                return text(wire)
            case NullNode():
                return "null"
            case FileNode(file):
                return text(file)
            case NewObject():
                return self._object(node)
            case ArrayNode(items):
                made = [Item(self._value(item), self._lacks.note(item)) for item in items]
                return LAYOUT.bracketed("[", made, "]")
            case MapNode(items):
                entries = [self._entry(name, item) for name, item in items]
                return LAYOUT.bracketed("{", entries, "}", space=" ")

    def _object(self, node: NewObject) -> str:
        fields = [self._entry(field.name, field.value) for field in node.fields]
        if node.known and node.type not in self._lacks:
            opening = f"new kaltura.objects.{_short(node.type)}("
            if not fields:
                return f"{opening})"
            return LAYOUT.bracketed(f"{opening}{{", fields, "})", space=" ")
        if node.type:
            fields.insert(0, Item(f"objectType: {text(node.type)}"))
        return LAYOUT.bracketed("{", fields, "}", space=" ")

    def _entry(self, name: str, node: Node) -> Item:
        if isinstance(node, NullNode):
            return Item(f'{key(f"{name}__null")}: ""')
        return Item(f"{key(name)}: {self._value(node)}", self._lacks.note(node))


def _short(name: str) -> str:
    return identifier(name.removeprefix("Kaltura"))


def client(program: Program) -> str:
    """With the official client library."""
    return fill("node.client.j2", program, made=_Client(program), text=text, library=LIBRARY)


def http(program: Program) -> str:
    """With Node's own fetch."""
    return javascript.with_fetch("node.http.j2", program, text=text, typed=False)


def _package(dependencies: dict[str, str]) -> tuple[str, str]:
    content = {"private": True, "type": "module"}
    full = content | ({"dependencies": dependencies} if dependencies else {})
    return "package.json", json.dumps(full, indent=2) + "\n"


LANGUAGE = Language(
    "node",
    "Node.js",
    70,
    (
        Variant(
            "client",
            "Official client library",
            "main.js",
            "node main.js",
            "javascript",
            client,
            install="npm install",
            library=LIBRARY,
            dependencies=(_package({LIBRARY.name: LIBRARY.version}),),
        ),
        Variant(
            "http",
            "Plain HTTP",
            "main.js",
            "node main.js",
            "javascript",
            http,
            dependencies=(_package({}),),
        ),
    ),
)
