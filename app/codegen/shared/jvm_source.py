"""What the sources of Java and Kotlin share: imports, long texts, and values of plain HTTP."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from app.codegen.program import Pair
from app.codegen.shared import jvm

# A constant of the JVM has at most 65,535 bytes, and a character at most six.
_LONGEST = 10_000
Source = TypeVar("Source", str, str | None)


class Imports:
    """What a program imports. `ours` are simple names that it has already: a class of such a
    name is written with its package.
    """

    def __init__(self, ours: frozenset[str]) -> None:
        self._ours = ours
        self._full: set[str] = set()

    def add(self, *full: str) -> None:
        """Imports by full name."""
        self._full.update(full)

    def __iter__(self) -> Iterator[str]:
        """The full names, in order."""
        return iter(sorted(self._full))

    def library(self, package: str, name: str) -> str:
        """How a class of the library's package is written; imported where that can be."""
        full = f"{jvm.PACKAGE}.{package}.{name}"
        others = {one.rpartition(".")[2] for one in self._full if one != full}
        if name in others | self._ours:
            return full
        self.add(full)
        return name

    def noted(self, source: Source) -> Source:
        """The source; where it is one of the library's nulls, their class is imported."""
        if source and source.startswith("ParamsValueDefaults."):
            self.add(f"{jvm.PACKAGE}.ParamsValueDefaults")
        return source


def pieces(value: str) -> list[str]:
    """The text in parts that each fit into a constant, one at the least."""
    return [value[at : at + _LONGEST] for at in range(0, len(value), _LONGEST)] or [""]


def form_value(pair: Pair, text: Callable[[str], str]) -> str:
    """The source of a form field's value."""
    return f"fromEnvironment({text(pair.variable)})" if pair.variable else text(pair.text)
