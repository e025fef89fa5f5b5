"""What a person reads beside a service, an action, a field: plain text from three sources.

Our own words come first (the TOML files in help/), then the schema's own descriptions
(imported schemas have them, the bundled one has not), then the official client
library's. The files' tables:

    [service] session = "…"                    by schema id
    [action] "session.start" = "…"
    [parameter."session.start"] secret = "…"
    [object_type] KalturaMediaEntry = "…"
    [property.KalturaBaseEntry] name = "…"     by the class that declares it
    [enum] KalturaSessionType = "…"
    [request] ks = "…"
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from app.schema.help.client_library import LibraryWords
from app.schema.model import Action, Enum, ObjectType, Parameter, Property, Service
from app.schema.plain import plain
from app.schema.registry import Registry

FOLDER = Path(__file__).with_name("words")

# How many names stand before a text, its table included.
_DEPTHS = {
    "service": 2,
    "action": 2,
    "parameter": 3,
    "object_type": 2,
    "property": 3,
    "enum": 2,
    "request": 2,
}

Key = tuple[str, ...]  # ("parameter", "session.start", "secret")


@dataclass(frozen=True, slots=True)
class HelpText:
    text: str
    source: Literal["own", "schema", "library"]


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The texts of the TOML files by their path of names."""

    texts: Mapping[Key, str]

    @classmethod
    def load(cls, folder: Path = FOLDER) -> "OwnWords":
        """All *.toml of the folder together. Raises ValueError naming the file and the fault."""
        found: dict[Key, str] = {}
        for file in sorted(folder.glob("*.toml")):
            for key, text in _texts(tomllib.loads(file.read_text(encoding="utf-8"))):
                if len(key) != _DEPTHS.get(key[0]) or not isinstance(text, str) or key in found:
                    raise ValueError(
                        f"{file.name}: {'.'.join(key)} has another form, or is there twice"
                    )
                found[key] = text
        return cls(found)


@cache
def own_words() -> OwnWords:
    """The texts that ship with the console; read once."""
    return OwnWords.load()


class Help:
    """Finds the text for a thing of a schema; None where no source has one."""

    def __init__(self, own: OwnWords, library: LibraryWords) -> None:
        self._own = own
        self._library = library

    def service(self, service: Service) -> HelpText | None:
        return self._first(
            ("service", service.id), service.description, self._library.find("service", service.id)
        )

    def action(self, service: Service, action: Action) -> HelpText | None:
        name = f"{service.id}.{action.name}"
        return self._first(("action", name), action.description, self._library.find("action", name))

    def parameter(self, service: Service, action: Action, parameter: Parameter) -> HelpText | None:
        key = ("parameter", f"{service.id}.{action.name}", parameter.name)
        return self._first(key, parameter.description)

    def property(self, registry: Registry, class_name: str, prop: Property) -> HelpText | None:
        """Looked for at the class, then at each that it inherits from."""
        owners = [class_name, *(item.name for item in registry.ancestors(class_name))]
        own = [self._own.texts.get(("property", owner, prop.name), "") for owner in owners]
        library = [self._library.find("property", f"{owner}.{prop.name}") for owner in owners]
        return _first_text(
            next(filter(None, own), ""), prop.description, next(filter(None, library), "")
        )

    def object_type(self, object_type: ObjectType) -> HelpText | None:
        name = object_type.name
        return self._first(
            ("object_type", name), object_type.description, self._library.find("class", name)
        )

    def enum(self, enum: Enum) -> HelpText | None:
        return self._first(("enum", enum.name), "", self._library.find("class", enum.name))

    def request_field(self, name: str, registry: Registry | None = None) -> HelpText | None:
        """A field of every request; with a registry, its description counts too."""
        described = registry.schema.request_configuration if registry else ()
        schema = next((item.description for item in described if item.name == name), "")
        return self._first(("request", name), schema)

    def _first(self, key: Key, schema: str, library: str = "") -> HelpText | None:
        return _first_text(self._own.texts.get(key, ""), schema, library)


def _first_text(own: str, schema: str, library: str) -> HelpText | None:
    if own:
        return HelpText(own, "own")
    if described := plain(schema):
        return HelpText(described, "schema")
    return HelpText(library, "library") if library else None


def _texts(table: Mapping[str, Any], path: Key = ()) -> Iterator[tuple[Key, Any]]:
    for name, value in table.items():
        # Services are known by their id, which is lower case.
        service, dot, rest = name.partition(".")
        by_service = path in {("service",), ("action",), ("parameter",)}
        key = (*path, service.lower() + dot + rest if by_service else name)
        if isinstance(value, dict):
            yield from _texts(value, key)
        else:
            yield key, value
