"""Where the workflow of a run comes from, and the run at its first step."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.desk.desk import Desk
from app.desk.place import Place
from app.desk.running import run as running
from app.desk.running.run import Run
from app.desk.saved import workflows
from app.desk.saved.items import Item, names_around
from app.desk.saved.placing import placed
from app.errors import BadInput, NotFound
from app.workflows.arazzo import load
from app.workflows.bundled import bundled
from app.workflows.model import Workflow

FILE = "file"


@dataclass(frozen=True, slots=True)
class Source:
    """`address` is the workflow's below /workflows, or FILE; `collection` the id of the one that it
    is in. `notes` are sentences of what a file has and was left out."""

    workflow: Workflow
    address: str
    collection: str = ""
    notes: tuple[str, ...] = ()


def at(desk: Desk, address: str) -> Source:
    """The workflow at an address. Raises NotFound."""
    found = workflows.at(desk, address)
    return Source(found.workflow, address, found.item.parent)


def is_changed(desk: Desk, run: Run) -> bool:
    """Whether the workflow of a run is another one by now, or gone."""
    try:
        return at(desk, run.source).workflow != run.workflow
    except NotFound:
        return True


def of_file(desk: Desk, place: Place, text: str, name: str = "") -> Source:
    """The workflow of an Arazzo document, of several the one with the name (its workflowId).

    Raises BadInput, also where it is for a region or an account that is not known here.
    """
    loaded = load(text, place.registry)
    found = [one for one in loaded.workflows if name in {"", one.name}]
    if len(found) != 1:
        listed = ", ".join(one.name for one in loaded.workflows)
        raise BadInput(f"The file has the workflows {listed}: name one of them behind a #.")
    lacking: list[str] = []
    workflow = placed(desk, place, found[0], lacking)
    if lacking:
        raise BadInput(lacking[0])
    return Source(workflow, FILE, notes=loaded.notes)


def named(desk: Desk, name: str) -> Source:
    """One that comes with the console, by its group and name, or a saved one by its id or name,
    which may begin with those of collections around it.

    Raises NotFound, and BadInput where several are meant.
    """
    if name in bundled():
        return at(desk, name)
    known = paths(desk)
    wanted = name.casefold()
    found = [
        item
        for item, path in known.items()
        if name == item.id or f"/{path.casefold()}".endswith(f"/{wanted}")
    ]
    if len(found) > 1:
        listed = ", ".join(f"{known[one]} ({one.id})" for one in found)
        raise BadInput(f"{name:.80} may be {listed}: give one of these ids.")
    if not found:
        raise NotFound(
            f"There is no file and no workflow {name!r:.80}; `workflow list` has what there is."
        )
    return at(desk, f"own/{found[0].id}")


def paths(desk: Desk) -> dict[Item, str]:
    """The saved workflows, each with its name behind those of the collections around it."""
    items = desk.parts.saved.tree(desk.workspace)
    around = names_around(items, "/")
    return {
        one: "/".join(filter(None, (around[one.id], one.name)))
        for one in items
        if one.kind == "workflow"
    }


def begun(
    desk: Desk,
    source: Source,
    region: str,
    *,
    given: Mapping[str, str],
    kept: str = "",
    account: str = "",
) -> Run:
    """A run of it, which is kept. `given` are values for its inputs; the mask of a secret one
    stands for the workflow's own."""
    inputs = {one.name: one for one in source.workflow.inputs}
    made = running.begin(
        source.workflow,
        source.address,
        region,
        kept=kept,
        account=account,
        collection=source.collection,
        given={n: v for n, v in given.items() if n not in inputs or not inputs[n].stands(v)},
    )
    desk.parts.runs.save(desk.workspace, made)
    return made
