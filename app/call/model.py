"""A Call (what is sent) and an Answer (what came back): frozen values, the spine of the console."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial
from io import BytesIO
from typing import BinaryIO, Literal

from app.call.charset import utf8


@dataclass(frozen=True, slots=True)
class Null:
    """An explicit null: `name__null=` on the wire."""


@dataclass(frozen=True, slots=True)
class Object:
    """An object of a class; `type` may be "" where a pasted request did not name one."""

    type: str
    fields: tuple[tuple[str, "Value"], ...] = ()


@dataclass(frozen=True, slots=True)
class Array:
    """Values in order; an empty one is `name:-=` on the wire."""

    items: tuple["Value", ...] = ()


@dataclass(frozen=True, slots=True)
class Map:
    """Values by key, in the order given."""

    items: tuple[tuple[str, "Value"], ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A file to upload. `open` gives its bytes anew; None where only its facts were kept.

    `content` are its bytes where they are part of the call, as those of a workflow's step.
    """

    name: str
    content_type: str
    size: int  # bytes
    open: Callable[[], BinaryIO] | None = field(default=None, compare=False)
    content: bytes | None = field(default=None, repr=False)

    @classmethod
    def holding(cls, name: str, content_type: str, content: bytes) -> "File":
        """One with its bytes."""
        return cls(name, content_type, len(content), partial(BytesIO, content), content)


# A scalar is its text on the wire: "1" for true, "-1" for a null KalturaNullableBoolean.
Value = str | Null | Object | Array | Map | File


@dataclass(frozen=True, slots=True)
class Call:
    """One call, ready to be sent. Only what is in it is sent, apart from `format`.

    `parameters` are the action's own, by wire name, in the schema's order. The others are
    the request-level ones; None means not sent. `format` is the wire's number as text.
    `also_secret` are texts within it that no name tells to be secret: values of secret variables.
    """

    region: str
    service: str  # the schema's service id
    action: str
    parameters: tuple[tuple[str, Value], ...] = ()
    format: str = "2"
    client_tag: str | None = None
    api_version: str | None = None
    partner_id: str | None = None
    ks: str | None = None
    language: str | None = None
    response_profile: Value | None = None
    also_secret: tuple[str, ...] = field(default=(), repr=False, compare=False)


FailureKind = Literal[
    "unknown_host",
    "refused",
    "tls",
    "connect_timeout",
    "read_timeout",
    "reset",
    "ended_early",
    "garbage",
    "too_large",
    "cancelled",
    "not_sent",
]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no (whole) answer; `sentence` says what happened and what to do."""

    kind: FailureKind
    sentence: str


@dataclass(frozen=True)
class Answer:
    """What came back, or the failure that took its place (or cut it short).

    `status` is None where not even a status line arrived. `body` is decoded (gzip and the
    like undone); where only its beginning was kept, `came` says how many bytes had come.
    Times are seconds from the start of sending; `connected` is None where no connection had
    to be made. `notes` are sentences of what was odd on the way and no failure; they are not kept.
    """

    status: int | None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    failure: Failure | None = None
    first_byte: float | None = None
    total: float = 0.0
    connected: float | None = None
    came: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Decoded bytes that came, kept or not."""
        return len(self.body) if self.came is None else self.came

    @property
    def media_type(self) -> str:
        """What the answer says that it is, such as text/xml, in lower case; "" if nothing."""
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower()[:100]

    @cached_property
    def utf8(self) -> bytes:
        """The body for whoever reads it as text: in UTF-8, whatever charset it came in."""
        return utf8(self.body, self.header("Content-Type") or "")

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)
