"""What a body is made of, to be compared: values, objects and lists, whatever its format."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.call.secrets.masking import is_secret, is_secret_property

ScalarKind = Literal["text", "number", "bool", "null"]


@dataclass(frozen=True, slots=True, eq=False)
class Scalar:
    """A value without parts; `text` is how it is written, "" for a null."""

    kind: ScalarKind
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Fields:
    """An object or a map: values by name."""

    members: dict[str, "Tree"]

    @property
    def type(self) -> str:
        """The class that `objectType` names, "" where it names none."""
        return scalar_text(self.members.get("objectType"))


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """A list."""

    items: tuple["Tree", ...]


Tree = Scalar | Fields | Items


def scalar_text(tree: Tree | None) -> str:
    """The text of a scalar, "" of anything else."""
    return tree.text if isinstance(tree, Scalar) else ""


def secret_member(fields: Fields, name: str) -> bool:
    """Whether the value of that name is a secret, by its name and the object it stands in."""
    named = name == "value" and is_secret(scalar_text(fields.members.get("key")))
    return named or is_secret_property(fields.type, name)


def secrets_in(tree: Tree, secret: bool = False) -> Iterator[str]:
    """The texts of all scalars that are secret by their place."""
    match tree:
        case Scalar() if secret and tree.text:
            yield tree.text
        case Items(items):
            for item in items:
                yield from secrets_in(item, secret)
        case Fields(members):
            for name, member in members.items():
                yield from secrets_in(member, secret or secret_member(tree, name))


def clean(text: str) -> str:
    """The text with halves of character pairs, which no page can carry, written as escapes."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()
