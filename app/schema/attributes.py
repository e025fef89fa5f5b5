"""Which attribute of KalturaClient.xml fills which field of the model, and how it is read.

The tables follow from the model itself: the field `read_only` is the attribute `readOnly`,
a bool is written 0 or 1, a field without a default must be there. Only attributes that
are named differently are listed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, get_type_hints

from app.schema.model import (
    Action,
    Constant,
    Enum,
    ErrorCode,
    ObjectType,
    Parameter,
    Plugin,
    Property,
    Result,
    Service,
)

Parse = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class AttributeTable:
    """`fields` maps an attribute to (field of the model, reader of its text).

    A reader raises ValueError, whose text continues a sentence: "takes 0 or 1".
    """

    fields: Mapping[str, tuple[str, Parse]]
    required: frozenset[str] = frozenset()


def shown(text: str) -> str:
    """Foreign text cut to what fits into a sentence."""
    return text if len(text) <= 80 else text[:80] + "…"


def name(text: str) -> str:
    """A name that can be a part of a wire name and of an address."""
    if not re.fullmatch(r"[A-Za-z0-9_]{1,200}", text):
        raise ValueError("takes letters, digits and _, 200 at most")
    return text


def some_text(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text


def version(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,64}", text):
        raise ValueError("takes letters, digits, dots, _ and -, 64 at most")
    return text


def number(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,19}", text):
        raise ValueError("takes a whole number")
    return int(text)


def _flag(text: str) -> bool:
    if text not in {"0", "1"}:
        raise ValueError("takes 0 or 1")
    return text == "1"


def _one_of(*choices: str) -> Parse:
    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError("takes one of " + ", ".join(choices))
        return text

    return parse


_READERS: dict[Any, Parse] = {
    str: str,
    str | None: str,
    bool: _flag,
    int | None: number,
}


def _table(model: type, names: Mapping[str, str] = {}, **readers: Parse) -> AttributeTable:
    hints = get_type_hints(model)
    found = {}
    required = set()
    for item in fields(model):
        parse = readers.get(item.name) or _READERS.get(hints[item.name])
        if parse is None:
            continue  # filled from child elements
        attribute = names.get(item.name) or re.sub(
            r"_([a-z])", lambda match: match[1].upper(), item.name
        )
        found[attribute] = (item.name, parse)
        if item.default is MISSING:
            required.add(attribute)
    return AttributeTable(found, frozenset(required))


TABLES: Mapping[type, AttributeTable] = {
    Constant: _table(Constant, name=some_text),
    Enum: _table(Enum, {"kind": "enumType"}, name=name, kind=_one_of("int", "string")),
    Parameter: _table(Parameter, name=name, type=some_text),
    Result: _table(Result),
    Action: _table(
        Action,
        {"alias": "actionAlias", "in_multirequest": "enableInMultiRequest"},
        name=name,
        session_required=_one_of("always", "optional", "none"),
    ),
    Service: _table(Service, id=lambda text: name(text).lower(), name=name),
    Property: _table(Property, {"utf8_truncate": "utf8truncate"}, name=name, type=some_text),
    ObjectType: _table(ObjectType, name=name),
    ErrorCode: _table(ErrorCode, name=some_text, code=some_text),
    Plugin: _table(Plugin, name=name),
}
