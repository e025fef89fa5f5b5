"""Examples made from the schema: a minimal sensible call, and what an action may answer.

request   the form's pairs: what the action cannot do without, and what its kind of call
          usually has. An object has its class and a few properties that may be set.
answer    a value as JSON has it, `objectType` first; see `sample_text` for the wire's formats.
          Objects stand within objects to a fixed depth; long classes are cut.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.schema.model import Action, ObjectType, Parameter, Property, Result, Service
from app.schema.registry import Registry
from app.schema.samples.values import Scalar, sample_constant, sample_scalar

Tree = Scalar | dict[str, "Tree"] | list["Tree"] | None
Pairs = tuple[tuple[str, str], ...]

FILE = "@sea.mp4"
_SCALARS = frozenset({"string", "int", "bigint", "float", "bool"})
_MOST = {"whole": 30, "inner": 6}  # properties of an object that is shown, and of one within it

# Parameters that are optional and yet belong to a call that makes sense.
_ALSO: Mapping[str, frozenset[str]] = {"session.start": frozenset({"type", "partnerId"})}
_OF_A_LIST = frozenset({"filter", "pager"})
_ANYWHERE = frozenset({"resource"})
# There for a deleted object alone, or for a request in several languages.
_RARE = re.compile(r"deletedAt|multiLingual_\w+")
# What people set first, in this order.
_TELLING = (
    "id",
    "name",
    "title",
    "mediaType",
    "hashType",
    "token",
    "url",
    "entryId",
    "tags",
    "email",
    "firstName",
    "value",
    "pageSize",
    "statusEqual",
    "entryIdEqual",
    "createdAtGreaterThanOrEqual",
    "systemName",
    "userId",
    "description",
    "content",
    "type",
)
_SET = 3
_USUAL_CLASSES = frozenset({"KalturaUploadedFileTokenResource", "KalturaMediaEntry"})


@dataclass(frozen=True, slots=True)
class Sample:
    """`tree` is the result; None is void. `cut` names a class and how many properties are left out.

    `kind` "file" is an answer of bytes, which has no tree.
    """

    kind: str  # "value", "void" or "file"
    tree: Tree = None
    cut: tuple[tuple[str, int], ...] = ()


def sample_request(registry: Registry, service: Service, action: Action) -> Pairs:
    """The action's own parameters as form pairs; a file's value is FILE."""
    also = _ANYWHERE | _ALSO.get(f"{service.id}.{action.name}", frozenset())
    if action.name.startswith("list"):
        also |= _OF_A_LIST
    adds = action.name.startswith("add")
    pairs: list[tuple[str, str]] = []
    for parameter in action.parameters:
        if not parameter.optional or parameter.name in also:
            pairs += _sent(registry, parameter, adds)
    return tuple(pairs)


def sample_answer(registry: Registry, action: Action) -> Sample:
    """What a call of the action that succeeds may be answered with."""
    result = action.result
    if result.type == "":
        return Sample("void")
    if result.type == "file":
        return Sample("file")
    maker = _Maker(registry)
    if result.type in {"array", "map"}:
        return Sample("value", maker.items(result, 2), maker.cut)
    if registry.object_type(result.type):
        return Sample("value", maker.object(result.type, _depth(registry, result.type)), maker.cut)
    return Sample("value", _bare(registry, action, result))


def sample_object(registry: Registry, name: str) -> Sample:
    """An object of the class, or of the first that may stand for it where it is abstract."""
    maker = _Maker(registry)
    return Sample("value", maker.object(name, _depth(registry, name)), maker.cut)


class _Maker:
    """Makes one answer, and remembers what it had to cut."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._cut: dict[str, int] = {}

    @property
    def cut(self) -> tuple[tuple[str, int], ...]:
        return tuple(self._cut.items())

    def object(self, declared: str, depth: int) -> Tree:
        made = concrete(self._registry, declared)
        if made is None:
            return {"objectType": declared}
        line = (made.name, *(base.name for base in self._registry.ancestors(made.name)))
        shown: dict[str, Tree] = {"objectType": made.name}
        held = [
            one
            for _, one in self._registry.properties(made.name)
            if not one.write_only and not one.deprecated and not _RARE.fullmatch(one.name)
        ]
        most = _MOST["whole" if depth > 1 else "inner"]
        for one in held:
            value = self._value(one, line, depth - 1)
            if value is not None:
                shown[one.name] = value
            if len(shown) > most:
                break
        left = len(held) - held.index(one) - 1 if held else 0
        if left and depth > 1:
            self._cut[made.name] = left
        return shown

    def items(self, member: Property | Result, depth: int) -> Tree:
        """An array with one item; a map, or what is too deep, is empty."""
        if member.type == "map":
            return {}
        if member.array_type in _SCALARS:
            return [sample_scalar(self._registry, Parameter("item", member.array_type))]
        return [self.object(member.array_type, depth)] if depth > 0 else []

    def _value(self, member: Property, line: tuple[str, ...], depth: int) -> Tree:
        if member.type in {"array", "map"}:
            # A thing that holds things of its own kind would go on for ever.
            return [] if member.array_type in line else self.items(member, depth)
        if member.type in _SCALARS:
            return sample_scalar(self._registry, member, line)
        known = self._registry.object_type(member.type) and member.type not in line
        return self.object(member.type, depth) if known and depth > 0 else None


def concrete(registry: Registry, declared: str) -> ObjectType | None:
    """The class that an example takes for a value declared as this one."""
    found = registry.object_type(declared)
    if found is None or not found.abstract:
        return found
    family = registry.concrete_subclasses(declared)
    usual = (one for one in family if one.name in _USUAL_CLASSES)
    current = (one for one in family if not one.deprecated)
    return next(usual, next(current, family[0] if family else found))


def _depth(registry: Registry, name: str) -> int:
    """A list is shown one level deeper: its objects are what it is about."""
    return 3 if registry.is_subclass(name, "KalturaListResponse") else 2


def _bare(registry: Registry, action: Action, result: Result) -> Tree:
    enum = registry.enum(result.enum_type)
    if enum and enum.constants:
        return sample_constant(enum)
    # What an action of one word answers with is called like it, for want of a name.
    name = {"start": "ks", "login": "ks", "loginByLoginId": "ks", "impersonate": "ks"}
    named = name.get(action.name, "url" if "url" in action.name.lower() else action.name)
    return sample_scalar(registry, Parameter(named, result.type))


def _sent(registry: Registry, parameter: Parameter, adds: bool) -> Iterator[tuple[str, str]]:
    if parameter.type == "file":
        yield parameter.name, FILE
    elif parameter.type in _SCALARS:
        yield parameter.name, _wire(sample_scalar(registry, parameter))
    elif parameter.type in {"array", "map"}:
        place = f"{parameter.name}:{'0' if parameter.type == 'array' else 'key'}"
        if parameter.array_type in _SCALARS:
            yield place, _wire(sample_scalar(registry, Parameter("item", parameter.array_type)))
        else:
            yield from _sent_object(registry, place, parameter.array_type, adds)
    else:
        yield from _sent_object(registry, parameter.name, parameter.type, adds)


def _sent_object(
    registry: Registry, place: str, declared: str, adds: bool
) -> Iterator[tuple[str, str]]:
    made = concrete(registry, declared)
    yield f"{place}:objectType", made.name if made else declared
    if made is None:
        return
    line = (made.name, *(base.name for base in registry.ancestors(made.name)))
    settable = [
        one
        for _, one in registry.properties(made.name)
        if one.type in _SCALARS
        and not one.read_only
        and not one.deprecated
        and (adds or not one.insert_only)
    ]
    by_name = {one.name: one for one in settable}
    told = [by_name[name] for name in _TELLING if name in by_name][:_SET] or settable[:1]
    for one in settable:
        if one in told:
            yield f"{place}:{one.name}", _wire(sample_scalar(registry, one, line))


def _wire(value: Scalar) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
