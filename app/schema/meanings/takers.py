"""Every place of a schema's calls that takes an id, with the class of things that it takes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.schema.meanings.things import Thing, fits, has_id, identity_root, thing_named
from app.schema.model import Action, Parameter, Service
from app.schema.reading import changes_things
from app.schema.registry import Registry

_COMPARISON = re.compile(r"(Equal|MatchOr|In)$")
_SCALARS = frozenset({"string", "int", "bigint"})
# Content is taken as an object of a class; this one holds the id of an upload token.
UPLOADED, UPLOAD_TOKEN = "KalturaUploadedFileTokenResource", "KalturaUploadToken"


@dataclass(frozen=True, slots=True)
class Link:
    """A call that takes a value; `parameter` is a wire name such as `filter:entryIdEqual`."""

    service: str  # id, as on the wire
    action: str
    parameter: str
    title: str
    changes: bool  # whether the call may change or delete something
    class_name: str = ""  # of the object that `parameter` is a property of, where one is chosen


@dataclass(frozen=True, slots=True)
class Taker:
    """A place that takes ids of `thing`."""

    link: Link
    thing: Thing
    about: str  # the class that the service is about: its `get`'s, else its list's; "" for neither
    lists: bool  # whether it narrows a list
    direct: bool  # whether it is called for the thing alone: entryIdEqual, not rootEntryIdEqual
    covered: bool  # whether a service about one of the bases does the same for more things
    plugin: bool


def takers(registry: Registry, words: dict[str, str]) -> Iterator[Taker]:
    """All of them, in the schema's order; nothing that is deprecated. `words`: see `things`."""
    services = [service for service in registry.services if not service.deprecated]
    subjects = {service.id: subject(registry, service, words) for service in services}
    abouts = {about for about, _ in subjects.values()}
    for service in services:
        about, own = subjects[service.id]
        covered = any(base.name in abouts for base in registry.ancestors(about))
        for action in service.actions:
            if action.deprecated:
                continue
            for parameter in action.parameters:
                if _takes_content(registry, parameter):
                    yield Taker(
                        Link(
                            service.id,
                            action.name,
                            f"{parameter.name}:token",
                            f"{service.name}.{action.name}",
                            changes_things(service.id, action.name),
                            UPLOADED,
                        ),
                        Thing(UPLOAD_TOKEN),
                        about,
                        lists=False,
                        direct=True,
                        covered=covered,
                        plugin=bool(service.plugin or action.plugin),
                    )
                for name, thing in taken(registry, words, action, parameter, (about, own)):
                    shown = f"{service.name}.{action.name}"
                    if ":" in name:
                        shown += f" by {name.rpartition(':')[2]}"
                    yield Taker(
                        Link(
                            service.id,
                            action.name,
                            name,
                            shown,
                            changes_things(service.id, action.name),
                        ),
                        thing,
                        about,
                        lists=":" in name,
                        direct=_is_direct(words, name),
                        covered=covered,
                        plugin=bool(service.plugin or action.plugin),
                    )


def _takes_content(registry: Registry, parameter: Parameter) -> bool:
    known = registry.object_type(parameter.type) and registry.object_type(UPLOADED)
    return known is not None and registry.is_subclass(UPLOADED, parameter.type)


def _is_direct(words: dict[str, str], name: str) -> bool:
    plain = _COMPARISON.sub("", name.rpartition(":")[2]).removesuffix("s").removesuffix("Id")
    return plain == "id" or (plain.lower() in words and plain not in {"owner", "creator"})


def subject(registry: Registry, service: Service, words: dict[str, str]) -> tuple[str, str]:
    """The class that a service is about, and the name by which its actions take its id."""
    actions = {action.name: action for action in service.actions}
    get = actions.get("get")
    if get and get.parameters and has_id(registry, get.result.type):
        name = get.parameters[0].name
        named = thing_named(registry, words, name)
        root = identity_root(registry, get.result.type)
        alone = all(other.optional for other in get.parameters[1:])
        ours = named is None or identity_root(registry, named.class_name) == root
        if alone and ours and name.lower().endswith("id"):
            return get.result.type, name
    listed = _listed(registry, actions["list"]) if "list" in actions else ""
    return (listed, "id") if has_id(registry, listed) else ("", "")


def taken(
    registry: Registry,
    words: dict[str, str],
    action: Action,
    parameter: Parameter,
    of: tuple[str, str],
) -> Iterator[tuple[str, Thing]]:
    """The places of a parameter that take ids, by wire name; `of` is its service's `subject`."""
    about, own = of
    if parameter.type in _SCALARS and not parameter.enum_type and not parameter.is_time:
        named = about and parameter.name == own
        thing = Thing(about) if named else thing_named(registry, words, parameter.name)
        if thing and fits(registry, thing, parameter.type):
            yield parameter.name, thing
    elif action.name.startswith("list") and registry.object_type(parameter.type):
        yield from _narrowing(registry, words, parameter, _listed(registry, action))


def _narrowing(
    registry: Registry, words: dict[str, str], parameter: Parameter, listed: str
) -> Iterator[tuple[str, Thing]]:
    held = {one.name: one for _, one in registry.properties(parameter.type)}
    for name, one in held.items():
        plain = _COMPARISON.sub("", name)
        if plain == name or one.type not in _SCALARS or one.enum_type or one.is_time:
            continue
        thing = thing_named(registry, words, plain, listed)
        if thing is None or not fits(registry, thing, one.type):
            continue
        wire = f"{parameter.name}:{name}"
        many = not name.endswith("Equal")
        yield wire, Thing(thing.class_name, plural=many)
        if many and f"{plain}Equal" not in held:
            yield wire, Thing(thing.class_name)


def _listed(registry: Registry, action: Action) -> str:
    """The class of what a list has, "" where the schema does not say."""
    objects = (one for _, one in registry.properties(action.result.type) if one.name == "objects")
    return next((one.array_type for one in objects), action.result.array_type)
