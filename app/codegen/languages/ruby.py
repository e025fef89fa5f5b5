"""Ruby: with the official kaltura-client of RubyGems, or with the standard library alone."""

import re

from app.codegen.lacking import lacking
from app.codegen.language import Language, Library, Variant, fill
from app.codegen.layout import Item, Layout
from app.codegen.literals import braced, decimal, escaped, whole
from app.codegen.names import lower, unused
from app.codegen.nodes import (
    ArrayNode,
    EnumConstant,
    Field,
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
from app.codegen.program import CannotWrite, Pair, Program, ServiceCall, identifier, only_object
from app.codegen.shared.settings import changed_settings

# Release, names and ways from https://rubygems.org/gems/kaltura-client and its generator.
LIBRARY = Library("kaltura-client", "19.3.0")
_LAYOUT = Layout(indent="  ", comment=" # ", trailing="")
_SPECIAL = {
    **{"\\": "\\\\", '"': '\\"', "#": "\\#"},
    **{"\n": "\\n", "\r": "\\r", "\t": "\\t", "\x1b": "\\e"},
}
_NOT_SENT = "Kaltura::KalturaNotImplemented"
_KEYWORDS = """
BEGIN END alias and begin break case class def defined? do else elsif end ensure false for if in
module next nil not or redo rescue retry return self super then true undef unless until when
while yield
"""
_TAKEN = frozenset(
    {
        *_KEYWORDS.split(),
        *("abort", "client", "config", "environment", "error", "exit", "format", "index"),
        *("load", "loop", "p", "pp", "print", "puts", "result", "results", "warn"),
    }
)
# What the setters of the library make of any value.
_CONVERTED = {
    "int": {"int", "bigint"},
    "bigint": {"int", "bigint"},
    "float": {"float"},
    "bool": {"bool"},
}


def text(value: str) -> str:
    """A string literal: in single quotes where nothing has to be escaped but these."""
    if value.isprintable():
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return f'"{escaped(value, _SPECIAL, braced)}"'


def underscored(name: str) -> str:
    """The library's name for a property, a parameter, an action or a service."""
    found = re.sub(r"(?<=[A-Z])([A-Z]+)([A-Z][A-z])", r"\1_\2", identifier(name))
    return re.sub(r"(?<=[a-z])([A-Z])", r"_\1", found).lower()


def sent_as(attribute: str) -> str:
    """The name on the wire that the library makes of an attribute."""
    return lower("".join(part.capitalize() for part in attribute.split("_")))


class _Client:
    """The statements of one program for the official client."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._lacks = lacking("public", LIBRARY)
        self._locals = set(_TAKEN)
        self.statements: list[str] = []
        for name, node in program.settings.sent.items():
            self._set(name, node)
        for call in program.calls:
            self._call(call)

    def _set(self, name: str, node: Node | None) -> None:
        value = self._value(node, name) if node is not None else _NOT_SENT
        self.statements.append(f"client.{underscored(name)} = {value}")

    def _call(self, call: ServiceCall) -> None:
        self._lacks.check(call)
        self._lacks.check_said_once(call)
        if call.result.type == "file":
            self._check_file(call)
        if self._program.multirequest:
            for name, node in changed_settings(self._program, call):
                self._set(name, node)
        items = [
            Item(_NOT_SENT)
            if one.value is None
            else Item(self._value(one.value, one.name), self._lacks.note(one.value))
            for one in call.positional
        ]
        target = "" if self._program.multirequest else "result = "
        method = f"client.{underscored(call.service)}_service.{underscored(call.action)}"
        code = _LAYOUT.bracketed(f"{method}(", items, ")", beside=len(target)) if items else method
        self.statements.append(target + code)

    def _check_file(self, call: ServiceCall) -> None:
        """Its URL of a file has nothing but what is flat among the action's own."""
        if self._program.multirequest:
            raise CannotWrite("A file cannot be asked for in a multirequest: choose plain HTTP.")
        values = [one.value for one in call.arguments]
        whole_ones = [one for one in values if isinstance(one, NewObject | ArrayNode | MapNode)]
        if whole_ones or self._program.settings.response_profile:
            raise CannotWrite("The library has no URL for what has objects: choose plain HTTP.")

    def _value(self, node: Node, name: str) -> str:
        """An expression; what it needs before it goes to the statements."""
        match node:
            case Literal(kind, wire):
                return _literal(kind, wire)
            case TimeNode(wire):
                return whole(wire)
            case EnumConstant(enum, _, constant, wire, kind):
                if self._lacks.constant(enum, constant):
                    return _literal("int" if kind == "int" else "text", wire)
                return f"Kaltura::{identifier(enum)}::{identifier(constant)}"
            case Secret(variable):
                return f"environment({text(variable)})"
            case Reference(_, _, wire):
                return text(wire)
            case NullNode():
                return "nil"
            case FileNode(file):
                return f"File.open({text(file)}, 'rb')"
            case NewObject():
                return self._object(node, name)
            case ArrayNode(items):
                objects = [only_object(item) for item in items]
                return _LAYOUT.bracketed("[", [Item(self._object(one, "")) for one in objects], "]")
            case MapNode(pairs):
                made = [
                    Item(f"{text(key)} => {self._value(item, '')}", self._lacks.note(item))
                    for key, item in pairs
                ]
                return _LAYOUT.bracketed("{", made, "}", space=" ")

    def _object(self, node: NewObject, name: str) -> str:
        self._lacks.check_value(node)
        # Within others, each is called by its class, in the order in which they are made.
        local = unused(underscored(name), self._locals) if name else ""
        values = [self._value(field.value, "") for field in node.fields]
        local = local or unused(underscored(node.type.removeprefix("Kaltura")), self._locals)
        lines = [f"{local} = Kaltura::{identifier(node.type)}.new"]
        lines += [
            self._assignment(local, field, code)
            for field, code in zip(node.fields, values, strict=True)
        ]
        self.statements += lines
        return local

    def _assignment(self, local: str, field: Field, code: str) -> str:
        attribute = underscored(field.name)
        if sent_as(attribute) != field.name:
            raise CannotWrite(
                f"The library sends {field.name} as {sent_as(attribute)}: choose plain HTTP."
            )
        if _is_converted(field):
            return (
                f"{local}.instance_variable_set(:@{attribute}, {code})"
                " # as it is: the setter would convert it"
            )
        comment = _LAYOUT.behind(self._lacks.note(field.value))
        return f"{local}.{attribute} = {code}{comment}"


def _is_converted(field: Field) -> bool:
    """Whether a setter would make another value of it: 0 of null, or of a reference."""
    kept = _CONVERTED.get(field.declared.type)
    if kept is None:
        return False
    match field.value:
        case Literal(kind) | EnumConstant(kind=kind):
            return kind not in kept
        case TimeNode():
            return "int" not in kept
        case _:
            return True


def _literal(kind: str, wire: str) -> str:
    match kind:
        case "int" | "bigint":
            return whole(wire)
        case "float":
            return decimal(wire)
        case "bool":
            return "true" if wire == "1" else "false"
        case _:
            return text(wire)


def client(program: Program) -> str:
    """With the official client library."""
    return fill("ruby.client.j2", program, made=_Client(program), text=text, library=LIBRARY)


def http(program: Program) -> str:
    """With the standard library. It ends a part's header at a line break in a name."""
    in_url, in_body = program.parted(Pair.has_odd_name)
    return fill("ruby.http.j2", program, text=text, posted=_posted, in_url=in_url, in_body=in_body)


def _posted(name: str) -> str:
    """A file's name as browsers send it where it has line breaks."""
    return name.replace("\r", "%0D").replace("\n", "%0A")


_GEMFILE = f"""source 'https://rubygems.org'

gem '{LIBRARY.name}', '{LIBRARY.version}'
"""
LANGUAGE = Language(
    "ruby",
    "Ruby",
    100,
    (
        Variant(
            "client",
            "Official client library",
            "main.rb",
            "bundle exec ruby main.rb",
            "ruby",
            client,
            install="bundle install",
            library=LIBRARY,
            dependencies=(("Gemfile", _GEMFILE),),
        ),
        Variant("http", "Plain HTTP", "main.rb", "ruby main.rb", "ruby", http),
    ),
)
