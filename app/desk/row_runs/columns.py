"""Columns of a file by the names that a workflow has for them: `ID` where it says `row.id`."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from app.call.variables.values import Json
from app.workflows import model
from app.workflows.model import Workflow

_USED = re.compile(r"\brow\.(\w+)|\brow\[\\?['\"]([^'\"\\\]]+)")
# What people call the first of these in a file of entries, and the other way round.
_ALIKE = {"entryid": "id"}


def used(workflow: Workflow) -> tuple[str, ...]:
    """The columns that its steps name; the one that lists has them from what it lists itself."""
    steps = workflow.steps[len(workflow.parts.listing) :]
    return tuple(sorted(_used(replace(workflow, steps=steps, where=""))))


def of_its_list(workflow: Workflow) -> frozenset[str]:
    """The inputs that nothing takes but what lists the rows: with other rows they count for
    nothing."""
    if not (workflow.parts.each and workflow.parts.listing):
        return frozenset()
    others = workflow.steps[len(workflow.parts.listing) :]
    rest = Workflow("rest", "", steps=tuple(replace(one, description="") for one in others))
    named = set(re.findall(r"\w+", json.dumps(model.dump(rest))))
    return frozenset(one.name for one in workflow.inputs if one.name not in named)


def _used(workflow: Workflow) -> set[str]:
    dumped = json.dumps(model.dump(workflow))
    return {one or other for one, other in _USED.findall(dumped)}


def lacking(needs: Iterable[str], columns: Sequence[str]) -> tuple[str, ...]:
    """Which of these are none of the columns, by whatever they are called there."""
    known = {_plain(one) for one in columns}
    return tuple(one for one in needs if _plain(one) not in known)


def renamed(workflow: Workflow, columns: Sequence[str]) -> Mapping[str, str]:
    """By the columns of a file what they are called from now on: those that a workflow names and
    the file has not, but for capitals, blanks and lines, where one alone may be meant."""
    named = _used(workflow)
    found: dict[str, str] = {}
    for name in sorted(named - set(columns)):
        alike = [one for one in columns if _plain(one) == _plain(name) and one not in named]
        if len(alike) == 1:
            found[alike[0]] = name
    return found


def with_names(
    rows: Iterable[Mapping[str, Json]], names: Mapping[str, str]
) -> Iterator[Mapping[str, Json]]:
    for row in rows:
        yield {names.get(name, name): value for name, value in row.items()}


def _plain(name: str) -> str:
    plain = re.sub(r"[\s_-]+", "", name).casefold()
    return _ALIKE.get(plain, plain)
