"""What a value of an answer means: the name of an enum's value, a time, a size, an id …

The schema's own facts decide where it has any; else the name does (`meaning_names`); and what
is left is an id where some call takes it (`links`).
"""

from dataclasses import dataclass
from typing import Literal, cast

from app.schema.meanings.links import calls_taking
from app.schema.meanings.names import kind_by_name
from app.schema.model import Action, ObjectType, Property, Service
from app.schema.registry import Registry

MeaningKind = Literal[
    "",  # nothing is known but the type
    "enum",  # one value of `enum`
    "nullable boolean",  # -1, 0, 1 of `enum`
    "values",  # comma-separated values of `enum`
    "boolean",
    "time",  # unix seconds; milliseconds where the number is too large for seconds
    "milliseconds",
    "seconds",
    "minutes",
    "bytes",
    "kilobytes",
    "megabytes",
    "gigabytes",
    "bitrate",  # kilobits per second
    "class",  # the name of a class: objectType
    "id",  # calls take it; one or, where the name ends in Ids, comma-separated ones
    "url",
    "thumbnail",  # the URL of a picture
    "json",  # a text of that language within the value
    "xml",
    "ks",
]

_NULLABLE_BOOLEAN = "KalturaNullableBoolean"

# By "service id.action": results that are a bare scalar.
_RESULTS: dict[str, MeaningKind] = {
    "adminuser.login": "ks",
    "session.impersonate": "ks",
    "session.start": "ks",
    "systempartner_systempartner.getAdminSession": "ks",
    "user.login": "ks",
    "user.loginByLoginId": "ks",
    "system.getTime": "time",
    "media.getMrss": "xml",
    "aspera_aspera.getFaspUrl": "url",
    "report.getUrlForReportAsCsv": "url",
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a value is; `enum` is the name of its enum for the kinds that have one."""

    kind: MeaningKind = ""
    enum: str = ""


NONE = Meaning()


def meanings_of(registry: Registry, class_name: str) -> dict[str, Meaning]:
    """The meaning of each property of the class, inherited ones and objectType included.

    Empty for a class that the schema does not have.
    """
    if registry.object_type(class_name) is None:
        return {}
    found = {
        held.name: _meaning(registry, class_name, owner, held)
        for owner, held in registry.properties(class_name)
    }
    return {"objectType": Meaning("class"), **found}


def result_meaning(registry: Registry, service: Service, action: Action) -> Meaning:
    """What an action's bare result means; NONE for an object, a list, a file or nothing."""
    result = action.result
    if result.enum_type and registry.enum(result.enum_type):
        return _of_enum(result.enum_type)
    if result.type == "bool":
        return Meaning("boolean")
    kind = _RESULTS.get(f"{service.id}.{action.name}", "")
    if not kind and result.type == "string" and action.name in {"getUrl", "getServeUrl"}:
        kind = "url"
    return Meaning(kind)


def _meaning(registry: Registry, class_name: str, owner: ObjectType, held: Property) -> Meaning:
    if held.enum_type and registry.enum(held.enum_type):
        return _of_enum(held.enum_type)
    if held.values_enum_type and registry.enum(held.values_enum_type):
        return Meaning("values", held.values_enum_type)
    if held.is_time:
        return Meaning("time")
    if held.type == "bool":
        return Meaning("boolean")
    line = [owner.name, *(base.name for base in registry.ancestors(owner.name))]
    kind = kind_by_name(line, held.name, held.type)
    if not kind and calls_taking(registry, class_name, held.name):
        kind = "id"
    return Meaning(cast(MeaningKind, kind))


def _of_enum(name: str) -> Meaning:
    return Meaning("nullable boolean" if name == _NULLABLE_BOOLEAN else "enum", name)
