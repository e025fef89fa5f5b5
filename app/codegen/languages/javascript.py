"""JavaScript for a browser's page: with the official client that GitHub has, or with fetch alone.

A page has no environment, and whoever can open it can read its source: what is secret is typed
into the page's own form, and files are chosen there.
"""

from dataclasses import dataclass

from app.codegen.lacking import lacking
from app.codegen.language import Language, Library, Variant, fill
from app.codegen.layout import Item, note_of
from app.codegen.literals import whole
from app.codegen.names import capital
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
from app.codegen.program import Argument, CannotWrite, Program, ServiceCall, identifier
from app.codegen.shared import javascript
from app.codegen.shared.javascript import LAYOUT, in_html, key, scalar

# It has no releases: https://github.com/kaltura/KalturaGeneratedAPIClientsAJAX is made anew
# with each version of the server, and its names and ways are those of what is there.
LIBRARY = Library("KalturaGeneratedAPIClientsAJAX", "master")
# The last line of jQuery that has all that the library calls.
JQUERY = ("3.7.1", "sha256-/JqT3SQfawRcv/BIHPThkBvs0OEvtFFmqPF/lYI/Cxo=")
_TAKEN = frozenset(
    {
        *("answer", "body", "client", "config", "console", "document", "error", "event", "execute"),
        *("fetch", "fields", "form", "number", "request", "result", "results", "send", "typed"),
        *("url", "window"),
    }
)


def text(value: str) -> str:
    """A string literal that can stand in a page's <script>."""
    return in_html(javascript.text(value))


@dataclass(frozen=True, slots=True)
class _Input:
    """A field of the page's form, to choose a file with."""

    name: str
    label: str


def _inputs(program: Program) -> list[_Input]:
    return [
        _Input(f"file{number}", _visible(f"{part.name}: {part.file.name}"))
        for number, part in enumerate(program.files, 1)
    ]


def _visible(label: str) -> str:
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in label)


class _Client:
    """The statements of one program for the official client."""

    def __init__(self, program: Program) -> None:
        if program.multirequest and program.files:
            raise _cannot("sends no files in a multirequest")
        self._program = program
        self._lacks = lacking("public", LIBRARY)
        self._locals = javascript.local_names(_TAKEN)
        self._enums: dict[str, dict[str, str]] = {}
        # Outside of a multirequest, a file's name on the wire is its parameter's.
        inputs = zip(program.files, _inputs(program), strict=True)
        self._inputs = {part.name: chosen.name for part, chosen in inputs}
        sent = program.settings
        self.configuration = [
            f"client.{setter}({self._value(node)});"
            for setter, node in javascript.client_setters(sent)
        ]
        self.statements: list[str] = []
        self.requests = [self._request(call) for call in program.calls]
        self.profile = ""
        if sent.response_profile:
            self.profile = f"request.setResponseProfile({self._value(sent.response_profile)});"

    @property
    def enums(self) -> list[str]:
        """The constants that are used, as the library has none."""
        return [
            LAYOUT.bracketed(
                f"const {enum} = {{",
                [Item(f"{name}: {value}") for name, value in sorted(constants.items())],
                "};",
                space=" ",
            )
            for enum, constants in sorted(self._enums.items())
        ]

    def _request(self, call: ServiceCall) -> str:
        """The source of a request builder."""
        if call.result.type == "file":
            raise _cannot("takes every answer for JSON")
        if self._lacks.action(call) or call.unknown or any(map(_is_lost, call.arguments)):
            source = javascript.untyped(
                "KalturaRequestBuilder", call, text, self._entry, self._file_entry
            )
        else:
            sent = list(call.positional)
            while sent and sent[-1].value is None:
                del sent[-1]
            service = f"Kaltura{capital(identifier(call.service))}Service"
            opening = f"{service}.{javascript.method(call.action)}("
            source = LAYOUT.bracketed(opening, [self._argument(one) for one in sent], ")")
        own = javascript.request_setters(call.settings)
        if not own:
            return source
        local = self._locals.new(f"request{call.number}")
        self.statements.append(f"const {local} = {source};")
        self.statements += [f"{local}.{setter}({self._value(node)});" for setter, node in own]
        return local

    def _argument(self, argument: Argument) -> Item:
        node = argument.value
        if isinstance(node, NewObject | ArrayNode | MapNode):
            local = self._locals.new(argument.name)
            self.statements.append(f"const {local} = {self._value(node)};")
            return Item(local)
        if isinstance(node, FileNode):
            return Item(self._file(argument.name))
        if node is None:
            return Item("null" if argument.parameter.optional else "undefined")
        return Item(self._value(node), note_of(node))

    def _file_entry(self, name: str, _node: Node) -> Item:
        return Item(f"{in_html(key(name))}: {self._file(name)}")

    def _file(self, name: str) -> str:
        """The library takes the page's own field."""
        return f"form.elements.{self._inputs[name]}"

    def _value(self, node: Node) -> str:
        match node:
            case Literal(kind, wire):
                return in_html(scalar(kind, wire))
            case TimeNode(wire):
                return whole(wire)
            case EnumConstant(enum, _, constant, wire, kind):
                value = scalar("int", wire) if kind == "int" else text(wire)
                self._enums.setdefault(identifier(enum), {})[identifier(constant)] = value
                return f"{enum}.{constant}"
            case Secret(variable):
                return f"typed.get({text(variable)})"
            case Reference(_, _, wire):
                return text(wire)
            case NullNode():
                return "null"
            case FileNode():
                raise _cannot("sends files as parameters only")
            case NewObject():
                fields = [self._entry(field.name, field.value) for field in node.fields]
                if node.type:
                    fields.insert(0, Item(f"objectType: {text(node.type)}"))
                return LAYOUT.bracketed("{", fields, "}", space=" ")
            case ArrayNode(items):
                made = [Item(self._value(item), note_of(item)) for item in items]
                return LAYOUT.bracketed("[", made, "]")
            case MapNode(items):
                entries = [self._entry(name, item) for name, item in items]
                return LAYOUT.bracketed("{", entries, "}", space=" ")

    def _entry(self, name: str, node: Node) -> Item:
        if isinstance(node, NullNode):
            return Item(f'{in_html(key(f"{name}__null"))}: ""')
        return Item(f"{in_html(key(name))}: {self._value(node)}", note_of(node))


def _is_lost(argument: Argument) -> bool:
    """Whether the library's method would send something else: it takes what is falsy for absent."""
    node = argument.value
    if isinstance(node, NullNode):
        return True
    if not argument.parameter.optional or not isinstance(node, Literal | EnumConstant):
        return False
    source = scalar(node.kind, node.text)
    return source in {'""', "false"} or source.strip("-0.") in {"", "e"}


def _cannot(why: str) -> CannotWrite:
    return CannotWrite(f"{LIBRARY.name} {why}: choose plain HTTP.")


def client(program: Program) -> str:
    """With the official client library."""
    return fill(
        "javascript.client.j2",
        program,
        made=_Client(program),
        text=text,
        library=LIBRARY,
        jquery=JQUERY,
        inputs=_inputs(program),
    )


def http(program: Program) -> str:
    """With fetch."""
    inputs = _inputs(program)
    return javascript.with_fetch("javascript.http.j2", program, text=text, inputs=inputs)


_NOTE = (
    "Opening index.html in a browser is enough; the command is for browsers that want a server. "
    "Whoever can open a page can read all that is in it, and all that it sends: an ADMIN KS or a "
    "secret has no place there. Give pages a USER KS that a server of yours has made for each "
    "visitor, with a short life and the fewest privileges."
)

LANGUAGE = Language(
    "javascript",
    "JavaScript",
    50,
    (
        Variant(
            "client",
            "Official client library",
            "index.html",
            "npx --yes http-server -c-1 -o",
            "html",
            client,
            install=f"git clone --depth 1 https://github.com/kaltura/{LIBRARY.name}.git kaltura",
            library=LIBRARY,
            is_page=True,
            note=_NOTE,
        ),
        Variant(
            "http",
            "Plain HTTP",
            "index.html",
            "npx --yes http-server -c-1 -o",
            "html",
            http,
            is_page=True,
            note=_NOTE,
        ),
    ),
)
