"""Columns of a file by the names that a workflow has for them: `ID` where it says `row.id`."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.call.variables.values import Json
from app.workflows import model
from app.workflows.model import Workflow

_USED = re.compile(r"\brow\.(\w+)|\brow\[\\?['\"]([^'\"\\\]]+)")
# What people call the first of these in a file of entries, and the other way round.
_ALIKE = {"entryid": "id"}


def renamed(workflow: Workflow, columns: Sequence[str]) -> Mapping[str, str]:
    """By the columns of a file what they are called from now on: those that a workflow names and
    the file has not, but for capitals, blanks and lines, where one alone may be meant."""
    used = {one or other for one, other in _USED.findall(json.dumps(model.dump(workflow)))}
    found: dict[str, str] = {}
    for name in sorted(used - set(columns)):
        alike = [one for one in columns if _plain(one) == _plain(name) and one not in used]
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
