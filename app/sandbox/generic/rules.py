"""The rules that no schema says, read once from `rules.toml`."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from app.sandbox.access import Access


@dataclass(frozen=True, slots=True)
class Link:
    """A property that names an object: of which kind, and what is said where there is none."""

    kind: str
    code: str
    argument: str


@dataclass(frozen=True, slots=True)
class Filtered:
    """The filter properties of which a list must name one, and the error where none is named."""

    by: tuple[str, ...]
    code: str
    arguments: dict[str, str]


@dataclass(frozen=True, slots=True)
class Rules:
    """What `rules.toml` says; its comments say what each table means."""

    fresh: dict[str, dict[str, Any]]
    required: dict[str, list[str]]
    links: dict[str, Link]
    filtered: dict[str, Filtered]
    joined: dict[str, list[str]]
    ordered: dict[str, str]
    owned: dict[str, str]
    hangs: dict[str, str]
    inside: dict[str, dict[str, Any]]
    heirs: dict[str, dict[str, str]]
    made_of: dict[str, dict[str, str]]
    random: dict[str, str]
    spans: dict[str, list[str]]
    coded: dict[str, list[str]]
    only_one: dict[str, str]
    lasting: dict[str, list[str]]
    used: dict[str, list[str]]
    opens: dict[str, list[str]]
    cascade: dict[str, dict[str, list[str]]]
    unique: dict[str, dict[str, str]]
    missing: dict[str, str]
    already: dict[str, str]
    named: dict[str, str]
    verbs: dict[str, list[str]]
    whole: frozenset[str]
    access: dict[str, list[str]]

    def asked(self, service: str, action: str) -> Access | None:
        """What an action asks for, where a rule says so. The first rule that fits decides."""
        named = f"{service}.{action}"
        for level, patterns in self.access.items():
            if any(fnmatchcase(named, pattern) for pattern in patterns):
                return Access[level]
        return None

    def opened(self, permissions: Iterable[str], service: str, action: str) -> bool:
        """Whether one of these permissions opens an action."""
        named = f"{service}.{action}"
        patterns = (item for name in permissions for item in self.opens.get(name, ()))
        return any(fnmatchcase(named, pattern) for pattern in patterns)


@cache
def rules() -> Rules:
    content = tomllib.loads(Path(__file__).with_name("rules.toml").read_text("utf-8"))
    content["links"] = {name: Link(*values) for name, values in content["links"].items()}
    content["filtered"] = {name: Filtered(**rule) for name, rule in content["filtered"].items()}
    content["whole"] = frozenset(content["whole"]["services"])
    return Rules(**content)
