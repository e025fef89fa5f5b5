"""What pages about a schema tell beside the facts themselves: short words, groups, lists.

Pure; what is costly is made once for a registry and goes with it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from weakref import WeakKeyDictionary

from app.schema.diff import Change
from app.schema.help.errors import error_help
from app.schema.model import ErrorCode, Parameter, Property
from app.schema.registry import ActionRef, Registry, Use

Member = Parameter | Property


@dataclass(frozen=True, slots=True)
class Index:
    """Look-ups that the registry makes anew each time; `errors` is by code."""

    returned_by: Mapping[str, tuple[ActionRef, ...]]
    thrown_by: Mapping[str, tuple[ActionRef, ...]]
    errors: Mapping[str, ErrorCode]


@dataclass(frozen=True, slots=True)
class Letter:
    """The names that begin with a letter; without the "Kaltura" that every class has."""

    letter: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UseGroup:
    """The members that take or hold a class, of one owner."""

    kind: Literal["parameter", "property", "request"]
    owner: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """The changes of one kind of thing ("action"); `left_out` is how many more there are."""

    word: str
    kind: Literal["added", "removed", "changed"]
    changes: tuple[Change, ...]
    count: int

    @property
    def left_out(self) -> int:
        return self.count - len(self.changes)


_indexes: WeakKeyDictionary[Registry, Index] = WeakKeyDictionary()


def index_of(registry: Registry) -> Index:
    """Made at the first use for a registry."""
    if registry not in _indexes:
        returned: dict[str, list[ActionRef]] = {}
        thrown: dict[str, list[ActionRef]] = {}
        for service in registry.services:
            for action in service.actions:
                ref = ActionRef(service, action)
                result = action.result
                for name in {result.type, result.array_type, result.enum_type} - {""}:
                    returned.setdefault(name, []).append(ref)
                for name in dict.fromkeys(action.throws):
                    thrown.setdefault(name.strip(), []).append(ref)
        _indexes[registry] = Index(
            {name: tuple(refs) for name, refs in returned.items()},
            {name: tuple(refs) for name, refs in thrown.items()},
            {error.code.strip(): error for error in registry.schema.errors},
        )
    return _indexes[registry]


def error_named(registry: Registry, code: str) -> ErrorCode | None:
    """By code or name; also one that the schema lacks, where an action throws it or we know it."""
    index = index_of(registry)
    known = registry.error(code) or index.errors.get(code)
    if known is None and (code in index.thrown_by or code in error_help().errors):
        return ErrorCode(code, code)
    return known


def flags_of(member: Member) -> tuple[str, ...]:
    """What limits or marks a property or parameter, in a word or two each."""
    told = ["time"] if member.is_time else []
    if isinstance(member, Parameter):
        return tuple(told)
    marks = {
        "read-only": member.read_only,
        "insert-only": member.insert_only,
        "write-only": member.write_only,
        "multilingual": member.multi_lingual,
        "deprecated": member.deprecated,
    }
    told += [word for word, is_so in marks.items() if is_so]
    told += limits_of(member)
    if member.requires_permissions:
        told.append(needs_permission(member.requires_permissions))
    return tuple(told)


def needs_permission(text: str) -> str:
    """`insert,update` as "needs permission to insert, update"; each only once."""
    asked = dict.fromkeys(part.strip() for part in text.split(","))
    return f"needs permission to {', '.join(asked)}"


def limits_of(member: Property) -> list[str]:
    """`1 to 40 characters`, `at least 0`, `cut after 30 bytes`."""
    found = [
        _range(member.min_length, member.max_length, " characters"),
        _range(member.min_value, member.max_value, ""),
        f"cut after {member.utf8_truncate} bytes" if member.utf8_truncate else "",
    ]
    return [text for text in found if text]


def _range(least: int | None, most: int | None, unit: str) -> str:
    if least is None:
        return "" if most is None else f"at most {most}{unit}"
    return f"at least {least}{unit}" if most is None else f"{least} to {most}{unit}"


def default_of(registry: Registry, parameter: Parameter) -> str:
    """The default as a person reads it: an enum's with its name; "" where it is nothing."""
    default = parameter.default
    if default in {None, "", "null"}:
        return ""
    enum = registry.enum(parameter.enum_type)
    name = enum.name_of(str(default)) if enum else None
    return f"{name} ({default})" if name else str(default)


def by_letter(names: Iterable[str]) -> tuple[Letter, ...]:
    """Sorted; what does not begin with a letter stands under "#"."""
    found: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda one: one.removeprefix("Kaltura").lower()):
        first = name.removeprefix("Kaltura")[:1].upper()
        found.setdefault(first if "A" <= first <= "Z" else "#", []).append(name)
    return tuple(Letter(letter, tuple(found[letter])) for letter in sorted(found))


def grouped_uses(uses: Iterable[Use]) -> tuple[UseGroup, ...]:
    """By owner, in the given order."""
    found: dict[tuple[Literal["parameter", "property", "request"], str], list[str]] = {}
    for use in uses:
        found.setdefault((use.kind, use.owner), []).append(use.member)
    return tuple(UseGroup(kind, owner, tuple(members)) for (kind, owner), members in found.items())


def grouped_changes(changes: Iterable[Change], most: int) -> tuple[ChangeGroup, ...]:
    """By kind of thing and of change, at most `most` of each."""
    found: dict[tuple[str, Literal["added", "removed", "changed"]], list[Change]] = {}
    for change in changes:
        found.setdefault((_word(change), change.kind), []).append(change)
    return tuple(
        ChangeGroup(word, kind, tuple(group[:most]), len(group))
        for (word, kind), group in found.items()
    )


def name_of(change: Change) -> str:
    """What was changed without the kind of thing: `media.get` of "action media.get"."""
    return change.what.removeprefix(_word(change)).strip()


def _word(change: Change) -> str:
    two = " ".join(change.what.split(" ", 2)[:2])
    return two if two.endswith(" parameter") else change.what.partition(" ")[0]
