"""The XSD files that a region's schema.serve gives: which there are, fetched, kept and read."""

import time
from dataclasses import dataclass
from pathlib import Path

from app.desk.desk import Desk
from app.desk.parts import Parts
from app.errors import NotFound, TestMeError
from app.regions import Region
from app.schema.model import Constant
from app.schema.registry import Registry
from app.schema.xsd import reader, store
from app.schema.xsd.model import XmlSchema
from app.schema.xsd.store import KeptXsd

ENUM = "KalturaSchemaType"
_FIRST = "BULK_UPLOAD_XML"
_SHOWN = 300_000  # characters of the source


@dataclass(frozen=True, slots=True)
class Shown:
    """What is kept of a region's type. `constant` is None where there are no types, `schema` where
    `problem` says why, nothing was fetched yet, or it was not to be read."""

    constant: Constant | None
    constants: tuple[Constant, ...]
    kept: KeptXsd | None = None
    schema: XmlSchema | None = None
    problem: str = ""

    @property
    def text(self) -> str:
        return self.kept.data.decode("utf-8", "replace") if self.kept else ""

    @property
    def beginning(self) -> str:
        """As much of the text as a page can show."""
        return self.text[:_SHOWN]


def shown(
    desk: Desk, region: Region, registry: Registry, value: str, *, read: bool, problem: str = ""
) -> Shown:
    """Of the type with that value, the first for ""; `problem` goes before what is found wrong.

    Raises NotFound for a type that the schema does not have.
    """
    constants = _constants(registry)
    constant = _chosen(constants, value)
    kept = schema = None
    try:
        if constant is None:
            raise _no_types(region)
        kept = _kept(desk.parts, region, constant.value)
        if kept and read:
            schema = reader.read(kept.data)
    except TestMeError as fault:
        problem = problem or fault.sentence
    return Shown(constant, constants, kept, schema, problem)


def type_of(region: Region, registry: Registry, value: str) -> Constant:
    """The type of a value, the first one for "". Raises NotFound."""
    if constant := _chosen(_constants(registry), value):
        return constant
    raise _no_types(region)


def fetch(desk: Desk, region: Region, constant: Constant) -> None:
    """Keep what the region gives for a type; what was kept before stays where this fails.

    Raises Refused, UpstreamFailed, SchemaRejected and OSError.
    """
    data = desk.fetch_xsd(region, constant.value)
    reader.read(data)
    store.keep(_folder(desk.parts), region, constant.value, data)


def _kept(parts: Parts, region: Region, kind: str) -> KeptXsd | None:
    # The sandbox is at hand: its answer need not be kept, and is never an old one.
    if region.sandbox:
        return KeptXsd(parts.fetch_xsd(region, kind), time.time())
    return store.find(_folder(parts), region, kind)


def _constants(registry: Registry) -> tuple[Constant, ...]:
    found = registry.enum(ENUM)
    constants = found.constants if found else ()
    return tuple(sorted(constants, key=lambda one: one.name != _FIRST))


def _chosen(constants: tuple[Constant, ...], value: str) -> Constant | None:
    """None for "" where there are none."""
    if not value:
        return constants[0] if constants else None
    for constant in constants:
        if constant.value == value:
            return constant
    known = ", ".join(one.value for one in constants) or "none"
    raise NotFound(f"There is no XML schema type {value!r:.80}. This region has: {known}.")


def _no_types(region: Region) -> NotFound:
    return NotFound(
        f"The API schema of {region.name} has no {ENUM}, so it is not known what to ask for. "
        "Refresh the schema from the region, or choose another region."
    )


def _folder(parts: Parts) -> Path:
    return parts.settings.data_dir / "xml-schemas"
