"""Which calls take an id: from `entryId` of some answer to media.get and flavorAsset.list.

General rules over the registry. A call takes an id as the parameter by which its service's `get`
takes it, as a parameter that is named for it (`things`), and as a property of a list's filter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from app.schema.meanings.takers import (
    UPLOAD_TOKEN,
    UPLOADED,
    Link,
    Taker,
    subject,
    taken,
    takers,
)
from app.schema.meanings.things import Thing, fits, identity_root, thing_named, words_of
from app.schema.model import Action, Parameter, Service
from app.schema.registry import Registry

__all__ = ["MOST", "Link", "calls_taking", "identified_by"]

MOST = 40

# Services for the servers' own use, or for those who run them: last, whatever they take.
_BACKSTAGE = ("batch", "jobs", "xinternal", "adminconsole_", "systempartner_", "kalturainternal")
# The service that people ask for any entry: offered for those of other classes as well.
_FOR_ANY = "media.get"
_NARROWER = 10  # a distance further than any base's


@dataclass(frozen=True, slots=True)
class _Index:
    takers: dict[str, tuple[Taker, ...]]  # by the identity root of what they take


# Built once for a registry, and gone with it.
_indexes: WeakKeyDictionary[Registry, _Index] = WeakKeyDictionary()
_named: WeakKeyDictionary[Registry, dict[str, str]] = WeakKeyDictionary()
_identities: WeakKeyDictionary[Registry, dict[str, Mapping[str, Thing]]] = WeakKeyDictionary()


def calls_taking(registry: Registry, class_name: str, property_name: str) -> tuple[Link, ...]:
    """The calls that take the property's value, the most useful first, at most MOST of them.

    Reading calls come before those that change something. Empty where the property is no id,
    or is none that a call takes.
    """
    thing = identified_by(registry, class_name, property_name)
    if thing is None:
        return ()
    root = identity_root(registry, thing.class_name)
    ranked = [
        (rank, taker.link)
        for taker in _index(registry).takers.get(root, ())
        if taker.thing.plural == thing.plural
        and (rank := _rank(registry, thing, taker)) is not None
    ]
    ranked.sort(key=lambda one: one[0])
    links = list(dict.fromkeys(link for _, link in ranked))[:MOST]
    return tuple(sorted(links, key=lambda link: link.changes))


def identified_by(registry: Registry, class_name: str, property_name: str) -> Thing | None:
    """What the property's value identifies, None where it is no id."""
    return identities(registry, class_name).get(property_name)


def identities(registry: Registry, class_name: str) -> Mapping[str, Thing]:
    """What the values of a class's properties identify, by name; those that are ids alone."""
    known = _identities.setdefault(registry, {})
    if class_name not in known:
        found: dict[str, Thing] = {}
        for owner, held in registry.properties(class_name):
            if held.enum_type or held.is_time:
                continue
            # An id is of the class itself, whichever base declares it.
            at = class_name if held.name in {"id", "parentId"} else owner.name
            thing = thing_named(registry, _words(registry), held.name, at)
            if thing and fits(registry, thing, held.type):
                found.setdefault(held.name, thing)
        known[class_name] = found
    return known[class_name]


def taken_by(
    registry: Registry, service: Service, action: Action, parameter: Parameter
) -> Mapping[str, Thing]:
    """What a parameter takes ids of, by what follows its name: "" itself, ":entryIdEqual"."""
    words = _words(registry)
    found: dict[str, Thing] = {}
    for name, thing in taken(registry, words, action, parameter, subject(registry, service, words)):
        found.setdefault(name.removeprefix(parameter.name), thing)
    return found


def taken_by_class(registry: Registry, class_name: str) -> Mapping[str, Thing]:
    """What the properties of an object that is sent take ids of, by name."""
    if class_name == UPLOADED:
        return {"token": Thing(UPLOAD_TOKEN)}
    return identities(registry, class_name)


def alike(registry: Registry, thing: Thing, class_name: str) -> bool:
    """Whether what takes ids of the thing takes those of a class: its own kind, wider or not."""
    return registry.is_subclass(class_name, thing.class_name) or (
        identity_root(registry, class_name) == identity_root(registry, thing.class_name)
        and registry.is_subclass(thing.class_name, class_name)
    )


def _words(registry: Registry) -> dict[str, str]:
    if registry not in _named:
        _named[registry] = words_of(registry)
    return _named[registry]


def _index(registry: Registry) -> _Index:
    if registry not in _indexes:
        words = _words(registry)
        found: dict[str, list[Taker]] = {}
        for taker in takers(registry, words):
            found.setdefault(identity_root(registry, taker.thing.class_name), []).append(taker)
        _indexes[registry] = _Index({root: tuple(all_) for root, all_ in found.items()})
    return _indexes[registry]


def _rank(registry: Registry, thing: Thing, taker: Taker) -> tuple[int, ...] | None:
    """Smaller is more useful; None where the taker is for other things than this one."""
    distance = _distance(registry, thing, taker.thing.class_name)
    same_kind = bool(taker.about) and (
        identity_root(registry, taker.about) == identity_root(registry, thing.class_name)
    )
    if same_kind:
        distance = _distance(registry, thing, taker.about)
        if f"{taker.link.service}.{taker.link.action}" == _FOR_ANY:
            distance = 1 if distance is None or distance >= _NARROWER else distance
    if distance is None:
        return None
    backstage = taker.link.service.startswith(_BACKSTAGE)
    return (backstage, _tier(taker, same_kind, distance), distance, taker.plugin)


def _tier(taker: Taker, same_kind: bool, distance: int) -> int:
    """get, lists by it, update and delete, what else reads, what else there is."""
    covered = taker.covered and not (same_kind and distance < _NARROWER)
    plain = not covered or taker.link.service == _FOR_ANY.partition(".")[0]
    if same_kind and taker.link.action == "get":
        return 0 if plain else 3
    if taker.lists:
        return 1 if plain and taker.direct else 5
    if same_kind and distance == 0 and taker.link.action in {"update", "delete"}:
        return 2
    return (6 if taker.link.changes else 3) + (0 if same_kind else 1)


def _distance(registry: Registry, thing: Thing, class_name: str) -> int | None:
    """How far a class is from the thing's: 0, its bases 1 and up, then what inherits from it."""
    if class_name == thing.class_name:
        return 0
    bases = [base.name for base in registry.ancestors(thing.class_name)]
    if class_name in bases:
        return bases.index(class_name) + 1
    narrower = registry.is_subclass(class_name, thing.class_name)
    return _NARROWER if narrower and not thing.exact else None
