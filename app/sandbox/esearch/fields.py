"""The fields of eSearch, read once from `fields.toml`, whose comments say what each table means."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Fields:
    """What `fields.toml` says."""

    names: dict[str, str]
    unified: tuple[str, ...]
    nested: dict[str, str]
    aggregated: dict[str, str]
    cue_points: dict[str, str]
    shown: dict[str, dict[str, str]]


@cache
def search_fields() -> Fields:
    content = tomllib.loads(Path(__file__).with_name("fields.toml").read_text("utf-8"))
    return Fields(**{**content, "unified": tuple(content["unified"])})
