"""A program, whatever its language: one call, or those of a multirequest, and how to configure it.

It is made from a Call by `app.codegen.build`. Writers for an official client library read
`calls` and `settings`; those for plain HTTP read `url`, `pairs` and `files`, where everything
is already flattened as the wire has it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.call.form.request_level import ATTRIBUTES
from app.codegen.nodes import FileNode, Literal, NewObject, Node, Reference, Secret, walk
from app.errors import BadInput
from app.schema.model import Parameter, Result

_MEDIA_TYPE = re.compile(r"[A-Za-z0-9.+-]{1,60}/[A-Za-z0-9.+-]{1,60}")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# The attributes of Settings by wire name.
SETTINGS = {name: field for name, field in ATTRIBUTES.items() if name != "format"}
# Those that some libraries keep apart from what each call takes.
CLIENT_FIELDS = ("clientTag", "apiVersion")


class CannotWrite(BadInput):
    """A program that this library cannot carry; the sentence says why and what to do."""

    code = "CANNOT_WRITE"


def is_identifier(name: str) -> bool:
    """Whether a name can stand in the source of any language, and in its comments."""
    return _IDENTIFIER.fullmatch(name) is not None


def identifier(name: str) -> str:
    """The name, to be written bare. Raises CannotWrite where it is more than a name.

    Names come from schemas, which come from outside.
    """
    if not is_identifier(name):
        raise CannotWrite(f"{name[:80]!r} cannot be a name in a program: choose plain HTTP.")
    return name


def only_object(node: Node) -> NewObject:
    """What is within a list or a map. Raises CannotWrite for all that is no object."""
    if not isinstance(node, NewObject):
        raise CannotWrite("The library sends lists of objects only: choose plain HTTP.")
    return node


@dataclass(frozen=True, slots=True)
class Argument:
    """One parameter of the action; `value` is None where it is not sent."""

    parameter: Parameter
    value: Node | None

    @property
    def name(self) -> str:
        return self.parameter.name


@dataclass(frozen=True, slots=True)
class Settings:
    """Request-level fields that are sent, the format left out."""

    client_tag: Literal | None = None
    api_version: Literal | None = None
    partner_id: Node | None = None
    ks: Literal | Reference | Secret | None = None
    language: Node | None = None
    response_profile: Node | None = None

    @property
    def sent(self) -> dict[str, Node]:
        """Those that are sent, by wire name."""
        found = {name: getattr(self, field) for name, field in SETTINGS.items()}
        return {name: node for name, node in found.items() if node is not None}


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """One call. `arguments` are all that the action declares, in the order of the schema.

    `known` says whether the schema has the action; `unknown` is what was sent beyond it.
    `settings` are those of this call within a multirequest; empty otherwise.
    """

    number: int  # counts from 1
    service_id: str
    service: str  # the name that clients write, without the plugin
    plugin: str  # of the service; "" for the core
    action: str
    arguments: tuple[Argument, ...]
    result: Result
    settings: Settings = Settings()
    unknown: tuple[tuple[str, Node], ...] = ()
    known: bool = True

    @property
    def positional(self) -> tuple[Argument, ...]:
        """The arguments up to the last that is sent or mandatory."""
        needed = [
            index
            for index, argument in enumerate(self.arguments)
            if argument.value is not None or not argument.parameter.optional
        ]
        return self.arguments[: needed[-1] + 1] if needed else ()

    @property
    def title(self) -> str:
        # As the API writes it; a plugin's services have their names beside it alone.
        service = self.service_id if self.plugin else self.service
        name = f"{service}.{self.action}"
        return name if is_identifier(name.replace(".", "_")) else "a call"


@dataclass(frozen=True, slots=True)
class Pair:
    """One form field. Where `variable` is set, the value comes from that environment variable.

    `note` says what the value means and is safe in any comment.
    """

    name: str
    text: str
    variable: str | None = None
    note: str = ""

    def has_odd_name(self) -> bool:
        """Whether its name has line breaks or what else people cannot see."""
        return not self.name.isprintable()


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file of the form, by wire name."""

    name: str
    file: FileNode

    @property
    def content_type(self) -> str:
        """Safe in a header."""
        known = _MEDIA_TYPE.fullmatch(self.file.content_type)
        return self.file.content_type if known else "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Program:
    service_url: str  # without a slash at its end
    url: str  # of the action
    format: str  # the wire's number
    settings: Settings
    calls: tuple[ServiceCall, ...]
    multirequest: bool
    pairs: tuple[Pair, ...]
    files: tuple[FilePart, ...]
    beside: tuple[str, ...] = ()  # what a multirequest sends beside its calls and its settings

    @property
    def title(self) -> str:
        """For comments and headings, where it is always safe."""
        return "multirequest" if self.multirequest else self.calls[0].title

    def parted(self, is_lost: Callable[[Pair], bool]) -> tuple[list[Pair], list[Pair]]:
        """The fields that go to the URL as a body with files would lose them, and the others.

        A secret never goes to the URL.
        """
        in_url = [
            pair for pair in self.pairs if self.files and pair.variable is None and is_lost(pair)
        ]
        return in_url, [pair for pair in self.pairs if pair not in in_url]

    @property
    def variables(self) -> tuple[str, ...]:
        """The environment variables that it needs, in order, each once."""
        found = (pair.variable for pair in self.pairs if pair.variable)
        return tuple(dict.fromkeys(found))

    @property
    def referred(self) -> frozenset[int]:
        """The numbers of the calls whose results others refer to."""
        return frozenset(number for call in self.calls for number in _references(call))

    @property
    def gives_file(self) -> bool:
        """Whether the answer is a file's bytes."""
        return not self.multirequest and self.calls[0].result.type == "file"


def _references(call: ServiceCall) -> Iterator[int]:
    nodes = [one.value for one in call.arguments] + [node for _, node in call.unknown]
    for node in [*nodes, *call.settings.sent.values()]:
        for inner in walk(node) if node is not None else ():
            if isinstance(inner, Reference):
                yield inner.call
