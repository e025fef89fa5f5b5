"""What an XML Schema says, as a page shows it: see `app.schema.xsd.reader`, which reads it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A name, and the anchor of its declaration; "" where this file does not declare it."""

    name: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Allowed:
    """One value of an enumeration."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Part:
    """A declaration, or what may stand in one.

    `kind` is the schema's own word (element, attribute, complexType …), `occurs` says how often
    in words; `anchor` is that of a declaration at the top. `base` is what a type extends or
    restricts. `words` and `example` are plain text.
    """

    kind: str
    name: str = ""
    anchor: str = ""
    type: Link | None = None
    base: Link | None = None
    stands_for: Link | None = None
    occurs: str = ""
    facts: tuple[str, ...] = ()
    words: str = ""
    example: str = ""
    values: tuple[Allowed, ...] = ()
    parts: tuple["Part", ...] = ()


@dataclass(frozen=True, slots=True)
class XmlSchema:
    """`declared` in the file's order; `used_by` and `replaced_by` (members of a substitution
    group) by anchor. `elsewhere` are the files that it refers to. `cut` where not all is here.
    """

    namespace: str
    words: str
    declared: tuple[Part, ...]
    elsewhere: tuple[str, ...]
    used_by: Mapping[str, tuple[Link, ...]]
    replaced_by: Mapping[str, tuple[Link, ...]]
    cut: bool

    @property
    def roots(self) -> tuple[Part, ...]:
        """Elements that a document may start with: those that no other part has."""
        return tuple(
            part
            for part in self.declared
            if part.kind == "element" and part.anchor not in self.used_by and not part.stands_for
        )
