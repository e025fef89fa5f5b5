"""What somebody can put into a field: the variables that are known there, and what earlier steps of
a workflow give, even before any run."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from app.call.variables.scope import Scope
from app.desk.desk import Desk
from app.desk.place import Place
from app.desk.saved import workflows
from app.desk.saved.requests import still_saved
from app.desk.saved.scope import scope_at
from app.desk.saved.workflows import SavedWorkflow
from app.errors import NotFound
from app.schema.meanings.links import alike, identities
from app.schema.registry import Registry
from app.workflows.model import ROW, Step

_SCALARS = frozenset({"string", "int", "bigint", "float", "bool"})


@dataclass(frozen=True, slots=True)
class Given:
    """A value of an earlier step: `name` is the variable that takes it, or would, and `path` where
    it is in the answer (JSONPath); `fits` says that it is an id of what a field takes."""

    step: str
    name: str
    path: str
    taken: bool = False
    fits: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """`asked` are the names that a run is to give values for, `earlier` the steps before.

    `of_rows` is the address of a workflow of whose rows something is done here, "" where it is none
    of that; `item` says that it is done for each item of a list of one.
    """

    scope: Scope
    asked: tuple[str, ...] = ()
    earlier: tuple[Step, ...] = ()
    of_rows: str = ""
    listing: Step | None = None
    item: bool = False

    @property
    def later(self) -> dict[str, str]:
        """What has its value in a run alone, with a sentence that says when."""
        found = {one: f"{one} is given to a run." for one in self.asked}
        for step in self.earlier:
            found |= {one.name: f"{one.name} is taken after {step.id}." for one in step.takings}
        if self.of_rows:
            found[ROW] = "row is each row of a run."
        if self.item:
            found["item"] = "item is each item of the list."
        return found


def known_at(desk: Desk, place: Place, address: str = "", run_id: str = "") -> Known:
    """What is known in a saved request, or in a workflow (its id, / and a step's, or nothing).

    `run_id` is of a run that has values by now. Raises NotFound for what was deleted, and BadInput.
    """
    saved_id, slash, step_id = address.partition("/")
    if not slash:
        saved = still_saved(desk, saved_id)
        return Known(scope_at(desk, place, saved.item.parent if saved else ""))
    found = workflows.opened(desk, saved_id)
    scope = _scope(desk, place, found, run_id)
    asked = (one.name for one in found.workflow.inputs if scope.find(one.name) is None)
    ids = [one.id for one in found.workflow.steps]
    at = ids.index(step_id) if step_id in ids else 0
    known = Known(scope, tuple(asked), found.workflow.steps[:at])
    step, parts = found.workflow.step(step_id), found.workflow.parts
    if found.workflow.over_rows and (step is None or step in parts.each):
        lists = parts.listing[-1] if parts.listing else None
        item = step is not None and step.each not in {"", ROW}
        return replace(known, of_rows=f"own/{saved_id}", listing=lists, item=item)
    return known


def _scope(desk: Desk, place: Place, found: SavedWorkflow, run_id: str) -> Scope:
    scope = scope_at(desk, place, found.item.parent)
    layers = [list(found.workflow.variables)]
    with suppress(NotFound):  # of runs the newest are kept
        run = desk.parts.runs.get(desk.workspace, run_id)
        if run.source == f"own/{found.item.id}":
            layers = [*run.variables()[:2], *layers]
    for layer in reversed(layers):
        scope = scope.with_layer(layer)
    return scope


def given_by(registry: Registry, known: Known, takes: str = "") -> Iterator[Given]:
    """What the earlier steps give, the closest one first, of each what is taken before what can be.

    `takes` is the class that a field takes ids of.
    """
    names = {one.name for step in known.earlier for one in step.takings}
    names |= {*known.asked, *(one.name for one in known.scope.variables)}
    for step in reversed(known.earlier):
        if step.pages:
            # What it answers are the rows.
            continue
        offered = {one.path: one for one in _members(registry, step, takes)}
        for one in step.takings:
            same = offered.pop(one.path, None)
            yield Given(step.id, one.name, one.path, taken=True, fits=bool(same and same.fits))
        for can_be in offered.values():
            numbered = (f"{can_be.name}{count}" for count in range(2, len(names) + 3))
            free = can_be.name if can_be.name not in names else ""
            yield replace(can_be, name=free or next(one for one in numbered if one not in names))


def of_a_row(desk: Desk, registry: Registry, known: Known) -> list[str]:
    """The names of what a row has, as they are written in a text: of the rows of the last run, else
    what the schema says of the list that gives them, ids and names first."""
    if not known.of_rows:
        return []
    for run in desk.parts.row_runs.list(desk.workspace):
        if run.plan.source == known.of_rows and run.plan.columns:
            return [_member(one) for one in run.plan.columns]
    found: list[Given] = []
    if known.listing:
        call = known.listing.call
        action = registry.action(call.service, call.action)
        for _, held in registry.properties(action.result.type) if action else ():
            if held.type == "array" and held.name == "objects":
                found += _of_class(registry, held.array_type, Given("", "", ROW), "")
    names = [one.path for one in found]
    return sorted(names, key=lambda one: one not in {"row.id", "row.name"})


def _member(column: str) -> str:
    if column.isidentifier() and column.isascii():
        return f"{ROW}.{column}"
    quoted = column.replace("\\", "\\\\").replace("'", "\\'")
    return f"{ROW}['{quoted}']"


def _members(registry: Registry, step: Step, takes: str) -> Iterator[Given]:
    """What the answer of a step's call has, as the schema says it, ids and names first."""
    action = registry.action(step.call.service, step.call.action)
    service = registry.service(step.call.service)
    if action is None or service is None or not action.result.type:
        return
    result, of = action.result, service.name
    whole = Given(step.id, of, "$")
    if result.type in _SCALARS:
        yield replace(whole, name=f"{of}{action.name[:1].upper()}{action.name[1:]}")
    elif result.type == "array":
        first = replace(whole, path="$[0]")
        yield from _of_class(registry, result.array_type, first, takes)
    else:
        yield from _of_class(registry, result.type, whole, takes)
        for _, held in registry.properties(result.type):
            if held.type == "array" and held.name == "objects":
                first = replace(whole, path="$.objects[0]")
                one, *others = _of_class(registry, held.array_type, first, takes)
                many = replace(one, name=f"{of}Ids", path="$.objects[*].id")
                yield from (one, many, *others) if one.name == f"{of}Id" else (one, *others)


def _of_class(registry: Registry, class_name: str, whole: Given, takes: str) -> Iterator[Given]:
    """The scalars of an object of a class that is found at `whole`, which has a service's name."""
    things = identities(registry, class_name)

    def rank(name: str) -> int:
        return 0 if name == "id" else 1 if name in things else 2 if name == "name" else 3

    held = [one.name for _, one in registry.properties(class_name) if one.type in _SCALARS]
    for name in sorted(dict.fromkeys(held), key=rank):
        thing = things.get(name)
        fits = bool(takes and thing and alike(registry, thing, takes))
        called = f"{whole.name}Id" if name == "id" else name
        yield Given(whole.step, called, f"{whole.path}.{name}", fits=fits)
