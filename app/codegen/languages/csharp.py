"""C#: with the official library of NuGet, or with .NET alone."""

from app.codegen.lacking import lacking
from app.codegen.language import Language, Variant, fill
from app.codegen.layout import Item, Layout, note_of
from app.codegen.literals import whole
from app.codegen.names import Names, capital
from app.codegen.nodes import ArrayNode, FileNode, Literal, MapNode, NewObject, Node, Reference
from app.codegen.program import (
    Argument,
    CannotWrite,
    Program,
    ServiceCall,
    Settings,
    identifier,
    only_object,
)
from app.codegen.shared.dotnet import LIBRARY, order, scalar, string, text, type_name, unset

_LAYOUT = Layout(comment=" // ", width=88)
_ARGUMENTS = Layout(comment=" // ", width=88, trailing="")
_KEYWORDS = """
abstract as async await base bool break byte case catch char checked class const continue decimal
default delegate do double else enum event explicit extern false finally fixed float for foreach
goto if implicit in int interface internal is lock long namespace new null object operator out
override params private protected public readonly ref return sbyte sealed short sizeof stackalloc
static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using
var virtual void volatile while
client error name request requests result results value
"""
_TAKEN = frozenset(_KEYWORDS.split())
# The library sends these parameters under other names than the server takes.
_MISNAMED = frozenset({"event", "params", "override"})


class _Client:
    """The statements of one program for the official client."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._lacks = lacking("csharp", LIBRARY)
        self._names = Names(_TAKEN)
        self.statements: list[str] = []
        sent = program.settings
        configured = {
            "ClientTag": sent.client_tag,
            "ApiVersion": sent.api_version,
            "PartnerId": sent.partner_id,
            "KS": sent.ks,
        }
        self.configuration = [
            f"client.{name} = {self._setting(name, node)};"
            for name, node in configured.items()
            if node is not None
        ]
        self.requests = [self._request(call) for call in program.calls]
        self.before, self.statements = self.statements, []
        # A request takes these, the client does not.
        target = "requests" if program.multirequest else "request"
        self._extend(target, sent, "language", "responseProfile")

    def _request(self, call: ServiceCall) -> str:
        """Adds the statements that make a request; gives its local name."""
        self._lacks.check(call)
        self._lacks.check_said_once(call)
        if call.result.type == "file":
            raise CannotWrite("The library has no actions that give a file: choose plain HTTP.")
        request = f"request{call.number}" if self._program.multirequest else "request"
        arguments, mapped, named = [], [], False
        for argument in call.arguments:
            if argument.value is None and argument.parameter.optional:
                named = True
                continue
            if isinstance(argument.value, Reference) and argument.parameter.type != "string":
                mapped.append(f"{request}.Map({text(argument.name)}, {_forward(argument.value)});")
                if argument.parameter.optional:
                    named = True
                    continue
                source = unset(argument.parameter)
            else:
                source = self._argument(argument)
            prefix = f"{identifier(argument.name)}: " if named else ""
            arguments.append(Item(prefix + source, note_of(argument.value)))
        method = f"{capital(identifier(call.service))}Service.{capital(identifier(call.action))}("
        self.statements.append(_ARGUMENTS.bracketed(f"var {request} = {method}", arguments, ");"))
        self.statements += mapped
        self._extend(request, call.settings, "partnerId", "ks", "language", "responseProfile")
        return request

    def _extend(self, target: str, settings: Settings, *names: str) -> None:
        for name, node in ((capital(one), settings.sent.get(one)) for one in names):
            if node is not None:
                self.statements.append(f"{target}.With{name}({self._setting(name, node)});")

    def _setting(self, name: str, node: Node) -> str:
        match name, node:
            case "ResponseProfile", NewObject():
                return self._local("responseProfile", node)
            case "PartnerId", Literal("int", wire):
                return whole(wire)
            case "PartnerId" | "ResponseProfile", _:
                raise CannotWrite(f"The library cannot take this {name}: choose plain HTTP.")
            case _:
                return string(node)

    def _argument(self, argument: Argument) -> str:
        match argument.value:
            case None:
                return unset(argument.parameter)
            case _ if argument.name in _MISNAMED:
                raise CannotWrite(
                    f"The library sends {argument.name} by another name: choose plain HTTP."
                )
            case FileNode(name):
                return f"File.OpenRead({text(name)})"
            case NewObject() | ArrayNode() | MapNode() as node:
                return self._local(argument.name, node)
            case node:
                return scalar(argument.parameter, node)

    def _local(self, name: str, node: Node) -> str:
        local = self._names.new(name)
        self.statements.append(f"var {local} = {self._made(node)};")
        return local

    def _made(self, node: Node) -> str:
        match node:
            case NewObject():
                return self._object(node)
            case ArrayNode(items, item_type):
                made = [Item(self._object(only_object(item))) for item in items]
                return _initialized(f"new List<{type_name(item_type)}>", made)
            case MapNode(items, item_type):
                made = [
                    Item(f"[{text(key)}] = {self._object(only_object(item))}")
                    for key, item in items
                ]
                return _initialized(f"new Dictionary<string, {type_name(item_type)}>", made)
        raise CannotWrite("The library takes no such value here: choose plain HTTP.")

    def _object(self, node: NewObject) -> str:
        self._lacks.check_value(node)
        if node.type.endswith("ListResponse"):
            raise CannotWrite(f"The library cannot make a {node.type[:80]}: choose plain HTTP.")
        kind = type_name(node.type)
        fields = []
        for field in node.fields:
            name, value = capital(identifier(field.name)), field.value
            if field.declared.read_only:
                raise CannotWrite(f"{field.name} of {kind} can only be read: choose plain HTTP.")
            if field.name == "orderBy" and "Filter" in node.type:
                source = order(value)
            elif isinstance(value, NewObject | ArrayNode | MapNode):
                source = self._made(value)
            else:
                source = scalar(field.declared, value)
            # A property cannot have the name of its class.
            name += "Value" if name == kind else ""
            fields.append(Item(f"{name} = {source}", note_of(value)))
        return _initialized(f"new {kind}", fields)


def _forward(node: Reference) -> str:
    path = text(":".join(node.path)) if node.path else ""
    return f"request{node.call}.Forward({path})"


def _initialized(head: str, items: list[Item]) -> str:
    if not items:
        return f"{head}()"
    braces = _LAYOUT.bracketed("{", items, "}", space=" ", beside=len(head) + 16)
    return f"{head}\n{braces}" if "\n" in braces else f"{head} {braces}"


def client(program: Program) -> str:
    """With the official client library."""
    return fill("csharp.client.j2", program, made=_Client(program), text=text, library=LIBRARY)


def http(program: Program) -> str:
    """With .NET alone."""
    return fill("csharp.http.j2", program, text=text)


def _project(packages: str) -> tuple[str, str]:
    return (
        "Call.csproj",
        f"""<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net8.0</TargetFramework>
  </PropertyGroup>
{packages}</Project>
""",
    )


_PACKAGES = f"""  <ItemGroup>
    <PackageReference Include="{LIBRARY.name}" Version="{LIBRARY.version}" />
  </ItemGroup>
"""

LANGUAGE = Language(
    "csharp",
    "C#",
    30,
    (
        Variant(
            "client",
            "Official client library",
            "Program.cs",
            "dotnet run",
            "csharp",
            client,
            install="dotnet restore",
            library=LIBRARY,
            dependencies=(_project(_PACKAGES),),
        ),
        Variant(
            "http",
            "Plain HTTP",
            "Program.cs",
            "dotnet run",
            "csharp",
            http,
            dependencies=(_project(""),),
        ),
    ),
)
