"""What history gives out: frozen values, without a database behind them."""

from dataclasses import dataclass, field

from app.call.model import Answer, Call
from app.call.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Row:
    """One call as lists show it. Times are unix seconds or milliseconds, sizes bytes.

    `size` is the whole answer's, also where `cut` says that history keeps its beginning alone.
    `outcome` and `error_code` are kind and code of the call's Outcome, masked; `telling` is what
    tells it from others of its action, masked, `partner` whom it was made for, "" where that is not
    said; both are None for old ones. `origin` is what sent it in a person's place: a step of a
    workflow.
    """

    id: str
    sent_at: float
    region: str
    service: str
    action: str
    outcome: str
    error_code: str
    status: int | None
    first_byte_ms: float | None
    total_ms: float
    size: int
    cut: bool
    schema_version: str
    pinned: bool
    telling: str | None = None
    partner: str | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """For which row (its number) of which run over rows a call is made, and as which step.

    `carrier` is the process that has the run in hand: where another one has it by the time that
    the call is written down, it must not leave. "": that is not asked."""

    run: str
    row: int
    step: str
    carrier: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A call of a run, by its id; `open` where no answer is written yet, else what came of it."""

    mark: Mark
    call_id: str
    open: bool
    outcome: str


@dataclass(frozen=True, slots=True)
class Record:
    """One call as a whole, with its secrets: mask before showing."""

    row: Row
    call: Call = field(repr=False)
    answer: Answer = field(repr=False)
    outcome: Outcome = field(repr=False)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; "" and None let everything through.

    Each word of `text` has to occur, in whatever case.
    """

    text: str = ""
    service: str = ""
    region: str = ""
    outcome: str = ""
    pinned: bool | None = None

    @property
    def narrow(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, newest first; `next_cursor` leads to the older ones, None where there are none."""

    rows: tuple[Row, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Facets:
    """What occurs in a workspace's history, sorted: the choices of the filters."""

    services: tuple[str, ...]
    regions: tuple[str, ...]
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """Calls just hidden: `token` brings them back, `count` says how many they are."""

    token: str
    count: int
