"""The leaves of a Call, each with what decides how it may be copied out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from app.call import wire
from app.call.model import Call
from app.call.placeholders import PLACEHOLDER
from app.call.secrets.masking import masked_pairs

NOT_NAMED: Mapping[str, str] = MappingProxyType({})  # what `named_by` gives of a call without any


@dataclass(frozen=True, slots=True)
class Leaf:
    """One form field. `own`: of the action itself; `secret`: its value is, or contains, one."""

    name: str
    value: str
    own: bool
    secret: bool


def named_by(typed: Call) -> dict[str, str]:
    """The variable of the console that a form field is, by wire name, in a call as it was typed: as
    a variable of the environment is called (`{{entryId}}` is ENTRYID)."""
    found = ((leaf.name, PLACEHOLDER.fullmatch(leaf.value.strip())) for leaf in leaves(typed))
    return {name: one[1].upper() for name, one in found if one}


def leaves(call: Call) -> Sequence[Leaf]:
    """All form fields but the files, in the order of `wire.pairs`."""
    request_level = sum(
        isinstance(leaf, str)
        for name, value in wire.request_level(call)
        for _, leaf in wire.flatten(name, value)
    )
    both = zip(wire.pairs(call), masked_pairs(call), strict=True)
    return [
        Leaf(name, value, own=index >= request_level, secret=value != masked)
        for index, ((name, value), (_, masked)) in enumerate(both)
    ]
