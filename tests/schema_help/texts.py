"""Reads the help texts as they lie on disk, without the loader: the files are proven alone."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

HELP = Path(__file__).parents[2] / "app" / "schema" / "help" / "words"


class Text(NamedTuple):
    """One help text; `key` is its path in the file, such as ("property", "KalturaUser", "type")."""

    file: str
    key: tuple[str, ...]
    text: str

    @property
    def table(self) -> str:
        return self.key[0]


@cache
def all_texts() -> tuple[Text, ...]:
    return tuple(
        Text(file.name, key, text)
        for file in sorted(HELP.glob("*.toml"))
        for key, text in _leaves(tomllib.loads(file.read_text(encoding="utf-8")))
    )


@cache
def by_key() -> dict[tuple[str, ...], str]:
    return {item.key: item.text for item in all_texts()}


def _leaves(
    table: dict[str, Any], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*path, name))
        else:
            assert isinstance(value, str), f"{path} {name} is not a text"
            yield (*path, name), value
