"""What actions work with: typed values, apart from how they arrive and how they are written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeAlias

from app.sandbox.errors import ApiError

Row: TypeAlias = dict[str, Any]  # an object as it is stored: JSON values and its objectType


class Void(Enum):
    """The result of an action that answers with nothing."""

    VOID = "void"


VOID = Void.VOID


@dataclass(frozen=True, slots=True)
class Served:
    """A file, which is the whole answer whatever the format; `headers` go along."""

    content: bytes
    content_type: str = "text/plain;charset=UTF-8"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Object:
    """An object of a class; a property that is absent was not sent, one that is None is null."""

    type: str
    fields: Mapping[str, "Value"] = field(default_factory=dict)

    def get(self, name: str) -> "Value":
        return self.fields.get(name)

    def text(self, name: str) -> str:
        """A property's text, "" where it is null or absent."""
        value = self.fields.get(name)
        return "" if value is None or value is VOID else str(value)

    def number(self, name: str) -> int | None:
        value = self.fields.get(name)
        return int(value) if isinstance(value, int | float) else None


Value: TypeAlias = (
    "bool | int | float | str | Sequence[Value] | Mapping[str, Value] | Object | Served | Void"
    " | None"
)
Outcome: TypeAlias = "Value | ApiError"


@dataclass(frozen=True, slots=True)
class Results:
    """The outcomes of a multirequest, in order."""

    items: Sequence[Outcome]


Answer: TypeAlias = "Outcome | Results"


def from_row(row: Mapping[str, Any]) -> Object:
    """A stored row as an object; what is nested in it too."""
    fields = {
        name: _value(item) if isinstance(item, dict | list) else item for name, item in row.items()
    }
    del fields["objectType"]
    return Object(row["objectType"], fields)


def to_row(fields: Mapping[str, Value]) -> Row:
    """Properties as they are stored."""
    return {name: _stored(value) for name, value in fields.items()}


def _value(item: Any) -> Value:
    if isinstance(item, dict):
        if "objectType" in item:
            return from_row(item)
        return {name: _value(part) for name, part in item.items()}
    return [_value(part) for part in item] if isinstance(item, list) else item


def _stored(value: Value) -> Any:
    if isinstance(value, Object):
        return {**to_row(value.fields), "objectType": value.type}
    if isinstance(value, Mapping):
        return to_row(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_stored(part) for part in value]
    return value
