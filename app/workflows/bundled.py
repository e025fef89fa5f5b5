"""Workflows that come with the console: `bundled/<group>/<name>.yaml`, an Arazzo document each.

Group and name are those of the address, `/workflows/Generate_API_Sessions/Authentication`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from app.call.multirequest import calls_of
from app.errors import BadInput
from app.schema.facts import bundled as bundled_schema
from app.schema.reading import changes_things
from app.workflows.arazzo import load
from app.workflows.model import Workflow

FOLDER = Path(__file__).parent / "bundled"
JOBS = "jobs"
# In the order of the page.
GROUPS: Mapping[str, str] = {
    "Generate_API_Sessions": "Sessions",
    "Upload": "Upload",
    "Content": "Entries",
    "Interactive": "Chapters and quizzes",
    "Organise": "Categories and playlists",
    "Users": "Users",
    "Live": "Live",
    "Operate": "Operation",
    JOBS: "Jobs for many rows",
}
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")


class BundledFault(Exception):
    """A file that lacks something; the text says which, and what."""


@dataclass(frozen=True, slots=True)
class Bundled:
    """`source` is its address below /workflows; `text` the document as it was written."""

    group: str
    name: str
    workflow: Workflow
    text: str

    @property
    def source(self) -> str:
        return f"{self.group}/{self.name}"

    @property
    def about(self) -> str:
        """What it is for: the first sentence of its description."""
        first, *more = re.split(r"\.\s", self.workflow.description, maxsplit=1)
        return f"{first}." if more else first

    @property
    def only_reads(self) -> bool:
        """Whether no call of it changes anything."""
        calls = [call for step in self.workflow.steps for call in calls_of(step.call)]
        return not any(changes_things(call.service, call.action) for call in calls)


@lru_cache(maxsize=1)
def bundled() -> Mapping[str, Bundled]:
    """All of them by their source, in the order of the groups and of their names.

    Raises BundledFault.
    """
    return read(FOLDER)


def grouped() -> list[tuple[str, str, list[tuple[str, list[Bundled]]]]]:
    """Each group with its title, and with its parts: a title each, "" where there is one alone.
    Jobs that change nothing stand apart, as they may be tried without thinking twice."""
    made = []
    for group, found in groupby(bundled().values(), key=lambda one: one.group):
        inside = list(found)
        parts = [("", inside)]
        if group == JOBS:
            parts = [
                ("Reports, which change nothing", [one for one in inside if one.only_reads]),
                ("Changes", [one for one in inside if not one.only_reads]),
            ]
        made.append((group, GROUPS[group], parts))
    return made


@lru_cache(maxsize=1)
def by_call() -> Mapping[tuple[str, str], tuple[Bundled, ...]]:
    """Those that make a call, by its service's id and its action."""
    found: dict[tuple[str, str], dict[str, Bundled]] = {}
    for one in bundled().values():
        for step in one.workflow.steps:
            for call in calls_of(step.call):
                found.setdefault((call.service, call.action), {})[one.source] = one
    return {named: tuple(those.values()) for named, those in found.items()}


def read(folder: Path) -> Mapping[str, Bundled]:
    """Those of a folder, as `bundled`."""
    groups = list(GROUPS)
    found = [_read(one) for one in sorted(folder.glob("*/*.yaml"))]
    unknown = sorted({one.group for one in found} - set(groups))
    if unknown:
        raise BundledFault(f"app/workflows/bundled.py has no title for the group {unknown[0]}")
    found.sort(key=lambda one: groups.index(one.group))
    return {one.source: one for one in found}


def _read(file: Path) -> Bundled:
    where = f"app/workflows/bundled/{file.parent.name}/{file.name}"
    text = file.read_text(encoding="utf-8")
    try:
        loaded = load(text, bundled_schema())
    except BadInput as fault:
        raise BundledFault(f"{where}: {fault.sentence}") from None
    lacking = list(loaded.notes)
    if len(loaded.workflows) != 1 or loaded.workflows[0].name != file.stem:
        lacking.append(f"it has one workflow, whose workflowId is {file.stem}.")
    if not _NAME.fullmatch(file.stem) or not _NAME.fullmatch(file.parent.name):
        lacking.append("its name and its group's have letters, digits, - and _.")
    workflow = loaded.workflows[0]
    lacking += [
        f"it has no {what}." for what in ("title", "description") if not getattr(workflow, what)
    ]
    lacking += [f"{one.id} has no description." for one in workflow.steps if not one.description]
    lacking += [
        f"the input {one.name} has no description."
        for one in workflow.inputs
        if not one.description
    ]
    if lacking:
        raise BundledFault(f"{where}: {lacking[0]}")
    return Bundled(file.parent.name, file.stem, workflow, text)
