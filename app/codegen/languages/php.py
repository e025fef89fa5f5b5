"""PHP: with the official kaltura/api-client-library of Packagist, or with its curl alone."""

import json

from app.codegen.lacking import lacking
from app.codegen.language import Language, Library, Variant, fill
from app.codegen.layout import Item, Layout
from app.codegen.literals import braced, decimal, escaped, whole
from app.codegen.names import capital, lower, unused
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
from app.codegen.shared.settings import changed_settings
from app.schema.model import PRIMITIVES

# Release, names and ways from https://packagist.org/packages/kaltura/api-client-library.
LIBRARY = Library("kaltura/api-client-library", "22.12.0")
_NAMESPACE = "Kaltura\\Client"
_LAYOUT = Layout(comment=" // ")
_SPECIAL = {"\\": "\\\\", '"': '\\"', "$": "\\$", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SUFFIXED = {"list", "clone", "goto"}
_RENAMED = {"String": "Str"}
_TAKEN = frozenset({"call", "client", "config", "error", "number", "result", "results", "this"})
_MIN = -(2**63)


def text(value: str) -> str:
    """A string literal: in single quotes where nothing has to be escaped but these."""
    if value.isprintable():
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return f'"{escaped(value, _SPECIAL, braced)}"'


class _Client:
    """The statements and imports of one program for the official client."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._lacks = lacking("public", LIBRARY)
        self._locals = set(_TAKEN)
        self._results: dict[int, str] = {}
        self._imports = {f"{_NAMESPACE}\\{name}" for name in ("Client", "Configuration")}
        self._imports |= {f"{_NAMESPACE}\\{name}" for name in ("ApiException", "ClientException")}
        self.statements: list[str] = []
        for name, node in program.settings.sent.items():
            self._set(name, node)
        for call in program.calls:
            self._call(call)

    @property
    def imports(self) -> list[str]:
        return sorted(self._imports)

    def _set(self, name: str, node: Node) -> None:
        if name == "responseProfile" and not isinstance(node, NewObject):
            raise CannotWrite(
                "The library takes no null for a response profile: choose plain HTTP."
            )
        self.statements.append(f"$client->set{capital(name)}({self._value(node, name)});")

    def _call(self, call: ServiceCall) -> None:
        self._lacks.check(call)
        self._lacks.check_said_once(call)
        if self._program.multirequest:
            if call.result.type == "file":
                raise CannotWrite(
                    "A file cannot be asked for in a multirequest: choose plain HTTP."
                )
            self._change_settings(call)
        items = [self._argument(argument) for argument in call.positional]
        action = identifier(call.action) + ("Action" if call.action in _SUFFIXED else "")
        target = self._target(call)
        method = f"{self._service(call)}->{action}("
        code = _LAYOUT.bracketed(method, items, ");", beside=len(target))
        self.statements.append(target + code)

    def _change_settings(self, call: ServiceCall) -> None:
        for name, node in changed_settings(self._program, call):
            if node is not None:
                self._set(name, node)
            elif name == "responseProfile":
                raise CannotWrite(
                    "The library cannot leave out a response profile again: choose plain HTTP."
                )
            else:
                self.statements.append(f"$client->set{capital(name)}(null);")

    def _target(self, call: ServiceCall) -> str:
        if not self._program.multirequest:
            return "$result = "
        if call.number not in self._program.referred:
            return ""
        self._results[call.number] = unused(f"result{call.number}", self._locals)
        return f"${self._results[call.number]} = "

    def _service(self, call: ServiceCall) -> str:
        getter = f"get{_upper(call.service)}Service()"
        if not call.plugin:
            return f"$client->{getter}"
        plugin = _upper(call.plugin)
        self._imports.add(f"{_NAMESPACE}\\Plugin\\{plugin}\\{plugin}Plugin")
        return f"{plugin}Plugin::get($client)->{getter}"

    def _argument(self, argument: Argument) -> Item:
        node, declared = argument.value, argument.parameter
        if declared.type in {"array", "map"} or declared.type not in PRIMITIVES:
            self._check_whole(argument)
        if node is None:
            # Not sent; what the method declares as its default would be.
            return Item("null")
        return Item(self._value(node, argument.name), self._lacks.note(node))

    def _check_whole(self, argument: Argument) -> None:
        """The library takes objects apart as they are given, and does nothing with others."""
        match argument.value:
            case None if argument.parameter.optional:
                return
            case NewObject():
                return
            case ArrayNode(items) if items and all(isinstance(one, NewObject) for one in items):
                return
            case MapNode(pairs) if pairs and all(isinstance(one, NewObject) for _, one in pairs):
                return
        raise CannotWrite(
            f"The library takes for {identifier(argument.name)} only objects: choose plain HTTP."
        )

    def _value(self, node: Node, name: str) -> str:
        """An expression; what it needs before it goes to the statements."""
        match node:
            case Literal(kind, wire):
                return _literal(kind, wire)
            case TimeNode(wire):
                return whole(wire)
            case EnumConstant(enum, plugin, constant, wire, kind):
                if self._lacks.constant(enum, constant):
                    return _literal("int" if kind == "int" else "text", wire)
                return f"{self._imported(enum, plugin, 'Enum')}::{identifier(constant)}"
            case Secret(variable):
                return f"environment({text(variable)})"
            case Reference(number, path, wire):
                if number not in self._results:
                    return text(wire)
                return f"${self._results[number]}" + "".join(map(_step, path))
            case NullNode():
                return "Client::getKalturaNullValue()"
            case FileNode(file):
                return text(file)
            case NewObject():
                return self._object(node, name)
            case ArrayNode(items):
                made = [Item(self._value(item, ""), self._lacks.note(item)) for item in items]
                return _LAYOUT.bracketed("[", made, "]")
            case MapNode(pairs):
                made = [
                    Item(f"{text(key)} => {self._value(item, '')}", self._lacks.note(item))
                    for key, item in pairs
                ]
                return _LAYOUT.bracketed("[", made, "]")

    def _object(self, node: NewObject, name: str) -> str:
        self._lacks.check_value(node)
        if node.abstract:
            raise CannotWrite(
                f"PHP makes no object of the abstract {identifier(node.type)}: choose plain HTTP."
            )
        made = self._imported(node.type, node.plugin, "Type")
        # Within others, each is called by its class, in the order in which they are made.
        local = unused(identifier(lower(name)), self._locals) if name else ""
        values = [self._value(field.value, "") for field in node.fields]
        local = local or unused(lower(made), self._locals)
        lines = [f"${local} = new {made}();"]
        for field, code in zip(node.fields, values, strict=True):
            comment = _LAYOUT.behind(self._lacks.note(field.value))
            lines.append(f"${local}->{identifier(field.name)} = {code};{comment}")
        self.statements += lines
        return f"${local}"

    def _imported(self, name: str, plugin: str, kind: str) -> str:
        short = identifier(name.removeprefix("Kaltura"))
        if kind == "Type":
            short = _RENAMED.get(short, short)
        folder = f"Plugin\\{_upper(plugin)}\\{kind}" if plugin else kind
        self._imports.add(f"{_NAMESPACE}\\{folder}\\{short}")
        return short


def _upper(name: str) -> str:
    return identifier(capital(name))


def _step(step: str) -> str:
    """One step from a result to what is within it; `value` is the library's own."""
    if step.isdigit() and step == str(int(step)):
        return f"[{step}]"
    if step.isidentifier() and step.isascii() and step != "value":
        return f"->{step}"
    return f"[{text(step)}]"


def _literal(kind: str, wire: str) -> str:
    match kind:
        # PHP reads the lowest one as a number with a point.
        case "int" | "bigint" if int(wire) > _MIN:
            return whole(wire)
        # When sent, numbers have fourteen digits.
        case "float" if float(f"{float(wire):.14g}") == float(wire):
            return decimal(wire)
        case "bool":
            return "true" if wire == "1" else "false"
        case _:
            return text(wire)


def client(program: Program) -> str:
    """With the official client library."""
    made = _Client(program)
    return fill("php.client.j2", program, made=made, text=text, library=LIBRARY)


def http(program: Program) -> str:
    """With the curl that PHP has."""
    return fill("php.http.j2", program, text=text)


_COMPOSER = json.dumps({"require": {LIBRARY.name: LIBRARY.version}}, indent=4) + "\n"
LANGUAGE = Language(
    "php",
    "PHP",
    10,
    (
        Variant(
            "client",
            "Official client library",
            "main.php",
            "php main.php",
            "php",
            client,
            install="composer install",
            library=LIBRARY,
            dependencies=(("composer.json", _COMPOSER),),
        ),
        Variant("http", "Plain HTTP", "main.php", "php main.php", "php", http),
    ),
)
