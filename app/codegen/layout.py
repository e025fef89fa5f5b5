"""Bracketed lists of source, on one line where they fit, else one item a line."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.codegen.nodes import EnumConstant


@dataclass(frozen=True, slots=True)
class Item:
    """One item's source, which may have several lines, and a note for a comment behind it."""

    code: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a language lays out lists.

    `comment` starts a comment, with the gap before it; `trailing` ends the last of many lines.
    """

    indent: str = "    "
    comment: str = "  # "
    width: int = 76
    trailing: str = ","

    def bracketed(
        self, opening: str, items: Sequence[Item], closing: str, *, space: str = "", beside: int = 0
    ) -> str:
        """`opening item, item closing`.

        `space` stands inside of the brackets on one line, which has `beside` characters more.
        """
        if not items:
            return opening + closing
        line = f"{opening}{space}{', '.join(item.code for item in items)}{space}{closing}"
        if len(line) + beside <= self.width and "\n" not in line and not any(i.note for i in items):
            return line
        last = len(items) - 1
        lines = [
            self._line(item, self.trailing if index == last else ",")
            for index, item in enumerate(items)
        ]
        return "\n".join([opening, *lines, closing])

    def _line(self, item: Item, comma: str) -> str:
        code = item.code.replace("\n", "\n" + self.indent)
        return f"{self.indent}{code}{comma}{self.behind(item.note)}"

    def behind(self, note: str) -> str:
        """The comment behind a line; "" without a note."""
        return f"{self.comment}{note}" if note else ""


def note_of(node: object) -> str:
    """What a comment behind a node says; "" for a constant, which says it by its name."""
    return "" if isinstance(node, EnumConstant) else str(getattr(node, "note", ""))
