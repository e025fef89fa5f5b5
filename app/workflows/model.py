"""A workflow and its steps: frozen values, and the JSON in which they are kept."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, NamedTuple

from app.call import codec
from app.call.model import Call
from app.call.variables.scope import Variable
from app.errors import BadInput

MOST_STEPS = 100
ROW, ANSWER = "row", "answer"
_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")

Looked = Literal["outcome", "value", "count", "time", "text"]
Reaction = Literal["stop", "go on", "retry"]
LOOKED: Mapping[Looked, str] = {
    "outcome": "the outcome",
    "value": "a value",
    "count": "how many",
    "time": "the time (ms)",
    "text": "the text of the answer",
}
OPERATORS: Mapping[str, str] = {
    "==": "is",
    "!=": "is not",
    ">": "is more than",
    ">=": "is at least",
    "<": "is less than",
    "<=": "is at most",
    "contains": "contains",
}


@dataclass(frozen=True, slots=True)
class Input:
    """A variable of a workflow, which a run may be given another value for."""

    name: str
    value: str = field(default="", repr=False)
    description: str = ""
    secret: bool = False

    def stands(self, posted: str) -> bool:
        """Whether a text is the mask that stands for its own value, or nothing in its place."""
        return self.secret and set(posted) <= {"•"}


@dataclass(frozen=True, slots=True)
class Taking:
    """A variable that a step gives: `path` is a JSONPath in the answer's data, `$` all of it; or a
    text with templates, to which that data is `answer`."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Check:
    """What has to hold of an answer. `path` is a JSONPath, for a value and for how many there are;
    `value` may have variables. An outcome is `ok`, or an error's code."""

    looked: Looked
    operator: str
    value: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class OnError:
    """`times` is how often it is tried again, with growing pauses, where the network or the server
    fails (5xx, 429), or one of `codes` is what the API says."""

    do: Reaction = "stop"
    times: int = 3
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A call, as it is typed, and what is around it.

    `id` is its own within the workflow; `when` an expression without which it is passed over.
    `region` and `account` (ids, or a template that gives an id or the account's name) are "" where
    they are those of the run. `each` says how often it is done in a run over rows: "" once, ROW for
    each row, else for each `item` of the list that this expression gives, after which what it takes
    is a list with a value for each. With `pages` it is a list call of which all pages are fetched:
    its objects are the rows, each with what is taken of it as columns of its own.
    """

    id: str
    call: Call = field(repr=False)
    description: str = ""
    when: str = ""
    takings: tuple[Taking, ...] = ()
    checks: tuple[Check, ...] = ()
    on_error: OnError = OnError()
    region: str = ""
    account: str = ""
    each: str = ""
    pages: bool = False


@dataclass(frozen=True, slots=True)
class TextFile:
    """That a column of a run's report has the texts of files, and another their names, to which
    `ending` is added; where they are lists, a file for each item."""

    column: str
    called: str
    ending: str = ""


@dataclass(frozen=True, slots=True)
class Workflow:
    """`name` is what it is known by in a file: letters, digits, - and _. Rows of a run are left out
    for which the expression `where` is not so; `files` are what its report can be taken as."""

    name: str
    title: str
    description: str = ""
    inputs: tuple[Input, ...] = ()
    steps: tuple[Step, ...] = ()
    where: str = ""
    files: tuple[TextFile, ...] = ()

    @property
    def over_rows(self) -> bool:
        """Whether it is made to be run over rows."""
        return any(one.each or one.pages for one in self.steps)

    @property
    def parts(self) -> "Parts":
        """What is done once before the rows, for each of them, and once after them."""
        steps = self.steps
        listing = next((n + 1 for n, one in enumerate(steps) if one.pages), 0)
        inner = [n for n, one in enumerate(steps) if one.each] or range(listing, len(steps))
        first, last = (inner[0], inner[-1] + 1) if inner else (len(steps), len(steps))
        return Parts(steps[:listing], steps[listing:first], steps[first:last], steps[last:])

    @property
    def variables(self) -> tuple[Variable, ...]:
        """Its inputs that have a value, as what is known in it."""
        return tuple(
            Variable(one.name, one.value, "the workflow", one.secret, made=True)
            for one in self.inputs
            if one.value
        )

    def step(self, step_id: str) -> Step | None:
        return next((one for one in self.steps if one.id == step_id), None)

    def with_step(self, step: Step) -> "Workflow":
        """The same with another step of that id."""
        return replace(self, steps=tuple(step if one.id == step.id else one for one in self.steps))


class Parts(NamedTuple):
    """`listing` are the steps that find the rows, `before` those that follow once, `each` those for
    each row, `after` those at the end."""

    listing: tuple[Step, ...]
    before: tuple[Step, ...]
    each: tuple[Step, ...]
    after: tuple[Step, ...]


def checked(workflow: Workflow) -> Workflow:
    """The workflow. Raises BadInput for what no workflow can be."""
    if not _ID.fullmatch(workflow.name):
        raise BadInput("A workflow's name has letters, digits, - and _.", field="name")
    if len(workflow.steps) > MOST_STEPS:
        raise BadInput(f"A workflow has at most {MOST_STEPS} steps.")
    ids = [one.id for one in workflow.steps]
    for one in ids:
        if not _ID.fullmatch(one):
            raise BadInput(f"{one!r:.80} is no name of a step: letters, digits, - and _.")
        if ids.count(one) > 1:
            raise BadInput(f"Two steps are called {one}: each needs a name of its own.")
    if sum(one.pages for one in workflow.steps) > 1:
        raise BadInput("One step alone can give the rows.")
    if any(not one.each for one in workflow.parts.each) and any(one.each for one in workflow.steps):
        raise BadInput("The steps that are done for each row stand together, behind one another.")
    if any(one.each and one.pages for one in workflow.steps):
        raise BadInput("The step that gives the rows is done once.")
    return workflow


def name_of(title: str, taken: Iterable[str] = ()) -> str:
    """A name made of a title: `list-and-tag`, with a number where that is taken."""
    plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "step"
    known = set(taken)
    numbered = (f"{plain}-{number}" for number in range(2, len(known) + 3))
    return plain if plain not in known else next(one for one in numbered if one not in known)


def dump(workflow: Workflow) -> dict[str, Any]:
    """As JSON has it, without loss."""
    made = asdict(replace(workflow, steps=()))
    made["steps"] = [
        {**asdict(replace(one, call=_NONE)), "call": codec.dump(one.call, contents=True)}
        for one in workflow.steps
    ]
    return made


_NONE = Call("", "", "")


def load(dumped: Mapping[str, Any]) -> Workflow:
    """What `dump` was given. Raises BadInput where it is of another shape."""
    try:
        return checked(
            Workflow(
                dumped["name"],
                dumped["title"],
                dumped["description"],
                tuple(Input(**one) for one in dumped["inputs"]),
                tuple(_step(one) for one in dumped["steps"]),
                dumped.get("where", ""),
                tuple(TextFile(**one) for one in dumped.get("files", ())),
            )
        )
    except (KeyError, TypeError) as fault:
        raise BadInput("This workflow is damaged, or from a newer console.") from fault


def _step(dumped: Mapping[str, Any]) -> Step:
    on_error = dumped["on_error"]
    return Step(
        **{
            **dumped,
            "call": codec.load(dumped["call"]),
            "takings": tuple(Taking(**one) for one in dumped["takings"]),
            "checks": tuple(Check(**one) for one in dumped["checks"]),
            "on_error": OnError(on_error["do"], on_error["times"], tuple(on_error["codes"])),
        }
    )
