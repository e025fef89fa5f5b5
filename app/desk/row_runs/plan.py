"""A run over rows as a value: what is to be done, how fast, and what came of a row."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from app.call.secrets.masking import MASK
from app.call.variables.values import Json
from app.desk.running.run import Run
from app.errors import BadInput
from app.workflows import model
from app.workflows.model import Workflow

# gathering: its rows are being found; ready: they are there, and nothing has been changed.
Status = Literal["gathering", "ready", "running", "paused", "done", "cancelled", "failed"]
Verdict = Literal["ok", "failed", "skipped", "uncertain"]
UNDER_WAY: frozenset[Status] = frozenset({"gathering", "running"})
OVER: frozenset[Status] = frozenset({"done", "cancelled", "failed"})
# The numbers of what is done once, beside those of the rows.
BEFORE, AFTER = -2, -1
CHUNK = 100  # rows that are kept, and carried out, together
WRONG: tuple[Verdict, ...] = ("failed", "uncertain")
MOST_AT_ONCE = 8  # calls
LEAST_PER_SECOND, MOST_PER_SECOND = 0.01, 1000.0
ENDED = (
    "The KS of this run is taken no more (INVALID_KS), and there are no means to renew it: start a "
    "session, and go on."
)
ENDED_ANEW = (
    "The KS of this run is taken no more (INVALID_KS); it was renewed, and the new one is refused "
    "too: start a session, and go on."
)
KS_NOT_SEEN = (
    "A KS is sent, and the server says that there is none (MISSING_KS): it, or a proxy before it, "
    "does not read it from there. Nothing of the row was changed by that call."
)
WITHOUT_KS = (
    "No KS is sent, and the server takes these calls with one alone (MISSING_KS): start a session, "
    "and go on."
)


@dataclass(frozen=True, slots=True)
class Pace:
    """`per_second` is how many calls begin in a second, 0 as many as come to be."""

    at_once: int = 4
    per_second: float = 0.0

    def __post_init__(self) -> None:
        if not 1 <= self.at_once <= MOST_AT_ONCE:
            raise BadInput(f"There are 1 to {MOST_AT_ONCE} calls at once.", field="at_once")
        if self.per_second and not LEAST_PER_SECOND <= self.per_second <= MOST_PER_SECOND:
            raise BadInput(
                f"There are {LEAST_PER_SECOND:g} to {MOST_PER_SECOND:g} calls a second, or 0 for "
                "no limit.",
                field="per_second",
            )


@dataclass(frozen=True, slots=True)
class Plan:
    """`source`, `region`, `account`, `kept`, `collection` and `given` are as in Run. `ks` is sent
    where no account has one. `columns` are the names of the rows' values. `person` and
    `role` are of who began it. `consent` is how many rows were agreed to, None where nobody
    was asked, `agreed_for` the partners for which that is good, None for whatever the steps are
    for. `auto` so many rows at most it begins by itself with, once they are found: a consent for
    so many, where somebody was asked for it.
    `stop_after` so many failures it pauses (0: never), but for those `forgiven`, which
    were there when somebody had it go on; `trial` so many rows it does once.
    `done` are those of "before" and "after" that are uncertain, and were said to be so.
    `whose` are partner, user and type of the KS that is `kept`. `of` is the run whose rows these
    were, with `dry` it reads what that would, for its first rows; `was` those which it was narrowed
    from, `empty` as in EmptyCells. `notes` are sentences of how the rows came about, `trouble` one
    of why it could not go on.
    """

    workflow: Workflow
    source: str
    region: str
    account: str = ""
    kept: str = ""
    ks: str = field(default="", repr=False)
    collection: str = ""
    given: Mapping[str, str] = field(default_factory=dict, repr=False)
    columns: tuple[str, ...] = ()
    pace: Pace = Pace()
    person: str = ""
    address: str = ""
    role: int = 0
    consent: int | None = None
    agreed_for: tuple[int, ...] | None = None
    stop_after: int = 0
    forgiven: int = 0
    trial: int = 0
    auto: int | None = None
    taken: Mapping[str, Json] = field(default_factory=dict, repr=False)
    done: tuple[str, ...] = ()
    whose: tuple[str, ...] = ()
    of: str = ""
    dry: bool = False
    was: tuple[str, ...] = ()
    empty: Mapping[str, Sequence[int]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    trouble: str = ""
    began_at: float = 0.0
    ended_at: float = 0.0

    @property
    def as_run(self) -> Run:
        """What is so of a run of its steps, but for who it is."""
        return Run(
            *("", self.workflow, self.source, self.region),
            account=self.account,
            kept=self.kept,
            collection=self.collection,
            given=self.given,
            taken=self.taken,
        )

    @property
    def good_for(self) -> bool | frozenset[int]:
        """Whom a consent is good for, True for all."""
        return True if self.agreed_for is None else frozenset(self.agreed_for)


@dataclass(frozen=True, slots=True)
class RowRun:
    """One as it was at a moment. `wanted` is "pause", "cancel" or ""; `turn` counts how often it
    was begun or gone on with; `carrier` is the process that has it in hand, "" where none has."""

    id: str
    workspace: str
    created_at: float  # unix seconds
    changed_at: float
    status: Status
    wanted: str
    title: str
    region: str
    total: int
    carrier: str
    seen_at: float
    turn: int
    plan: Plan = field(repr=False)


@dataclass(frozen=True, slots=True)
class StepDone:
    """A step of a row. `item` is the place in an inner list, from 0; -1 where there is none."""

    step: str
    verdict: str
    sentence: str = ""
    call_id: str = ""
    code: str = ""
    item: int = -1
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """`taken` is what the row's steps have given; those named in `hidden` must not be shown."""

    row: int
    verdict: Verdict
    sentence: str = ""
    steps: tuple[StepDone, ...] = ()
    taken: Mapping[str, Json] = field(default_factory=dict, repr=False)
    hidden: tuple[str, ...] = ()

    @property
    def shown(self) -> Mapping[str, Json]:
        """What was taken, secrets masked."""
        return {name: MASK if name in self.hidden else v for name, v in self.taken.items()}


def wrong(counts: Mapping[str, int]) -> int:
    """How many rows did not go through, of counts by verdict."""
    return sum(counts.get(one, 0) for one in WRONG)


def dump(plan: Plan) -> dict[str, Any]:
    return asdict(replace(plan, workflow=_NONE)) | {"workflow": model.dump(plan.workflow)}


def load(dumped: Mapping[str, Any]) -> Plan:
    return Plan(
        **{
            **dumped,
            "workflow": model.load(dumped["workflow"]),
            "pace": _pace(**dumped["pace"]),
            **{n: tuple(dumped.get(n, ())) for n in ("columns", "done", "notes", "was", "whose")},
            "agreed_for": None if (agreed := dumped.get("agreed_for")) is None else tuple(agreed),
        }
    )


def _pace(at_once: int, per_second: float) -> Pace:
    # A slower one was taken once.
    return Pace(at_once, per_second and max(per_second, LEAST_PER_SECOND))


def outcome_of(dumped: Mapping[str, Any]) -> RowOutcome:
    steps = tuple(StepDone(**one) for one in dumped["steps"])
    return RowOutcome(**{**dumped, "steps": steps, "hidden": tuple(dumped["hidden"])})


_NONE = Workflow("none", "")
