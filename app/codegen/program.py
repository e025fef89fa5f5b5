"""A program, whatever its language: one call, or those of a multirequest, and how to configure it.

It is made from a Call by `app.codegen.build`. Writers for an official client library read
`calls` and `settings`; those for plain HTTP read `url`, `pairs` and `files`, where everything
is already flattened as the wire has it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields

from app.codegen.nodes import FileNode, Literal, Node, Reference, Secret, walk
from app.errors import BadInput
from app.schema.model import Parameter, Result

_MEDIA_TYPE = re.compile(r"[A-Za-z0-9.+-]{1,60}/[A-Za-z0-9.+-]{1,60}")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


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
        name = f"{self.service_id}.{self.action}"
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

    @property
    def title(self) -> str:
        """For comments and headings, where it is always safe."""
        return "multirequest" if self.multirequest else self.calls[0].title

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
    settings = (getattr(call.settings, field.name) for field in fields(Settings))
    nodes = [one.value for one in call.arguments] + [node for _, node in call.unknown]
    for node in [*nodes, *settings]:
        for inner in walk(node) if node is not None else ():
            if isinstance(inner, Reference):
                yield inner.call
