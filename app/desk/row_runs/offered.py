"""The workflows that can be done for each of some rows, and which columns they ask these for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.desk.desk import Desk
from app.desk.row_runs.columns import lacking, used
from app.desk.saved import workflows
from app.errors import TestMeError
from app.workflows.bundled import GROUPS, bundled
from app.workflows.model import Workflow

OWN = "Yours"


@dataclass(frozen=True, slots=True)
class Offered:
    """`source` is its address below /workflows, `group` the title under which it is listed, `about`
    a sentence, "" where there is none. `needs` are the columns that its steps name, `lacks` those
    of them that given rows have not. `own_rows` says that it takes no others than those it lists.
    """

    source: str
    group: str
    title: str
    about: str
    needs: tuple[str, ...]
    lacks: tuple[str, ...]
    own_rows: bool


def offered(desk: Desk, columns: Sequence[str] | None = None) -> list[Offered]:
    """The workspace's own, then those that come with the console; for rows that are given, by the
    names of their columns, those that take them, and of a group those first that lack nothing."""
    found = [_offered(*one, columns) for one in _workflows(desk)]
    if columns is None:
        return found
    groups = list(dict.fromkeys(one.group for one in found))
    found.sort(key=lambda one: (groups.index(one.group), bool(one.lacks)))
    return [one for one in found if not one.own_rows]


def _workflows(desk: Desk) -> Iterator[tuple[Workflow, str, str, str]]:
    """Each with its address, its group and what it is for."""
    for item in desk.parts.saved.tree(desk.workspace):
        if item.kind == "workflow":
            try:
                own = workflows.opened(desk, item.id).workflow
            except TestMeError:  # of a newer console, or deleted meanwhile
                continue
            if own.over_rows or used(own):
                yield own, f"own/{item.id}", OWN, ""
    for source, one in bundled().items():
        if one.workflow.over_rows:
            yield one.workflow, source, GROUPS[one.group], one.about


def _offered(
    workflow: Workflow, source: str, group: str, about: str, columns: Sequence[str] | None
) -> Offered:
    needs = used(workflow)
    lacks = lacking(needs, columns) if columns is not None else ()
    own_rows = not workflow.parts.each
    return Offered(source, group, workflow.title, about, needs, lacks, own_rows)
