"""The rules that no schema says, read once from `rules.toml`."""

import tomllib
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
class Rules:
    """What `rules.toml` says; its comments say what each table means."""

    fresh: dict[str, dict[str, Any]]
    required: dict[str, list[str]]
    links: dict[str, Link]
    cascade: dict[str, dict[str, str]]
    unique: dict[str, dict[str, list[str]]]
    missing: dict[str, str]
    already: dict[str, str]
    named: dict[str, str]
    verbs: dict[str, list[str]]
    whole: frozenset[str]
    _access: dict[str, list[str]]

    def access(self, service: str, action: str) -> Access | None:
        """What an action asks for, where a rule says so. The first rule that fits decides."""
        named = f"{service}.{action}"
        for level, patterns in self._access.items():
            if any(fnmatchcase(named, pattern) for pattern in patterns):
                return Access[level]
        return None


@cache
def rules() -> Rules:
    content = tomllib.loads(Path(__file__).with_name("rules.toml").read_text("utf-8"))
    links = {name: Link(*values) for name, values in content["links"].items()}
    return Rules(
        content["fresh"],
        content["required"],
        links,
        content["cascade"],
        content["unique"],
        content["missing"],
        content["already"],
        content["named"],
        content["verbs"],
        frozenset(content["whole"]["services"]),
        content["access"],
    )
