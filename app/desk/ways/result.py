"""What came of a way to a KS: its steps, each a call as it was sent, and the KS at their end."""

from dataclasses import dataclass, field

from app.call.model import Call, Value
from app.desk.desk import Desk
from app.desk.exchange import Exchange
from app.desk.keeping import USE, Keeping
from app.desk.place import Place
from app.errors import BadInput, NotFound
from app.sessions.kept import KeptSession


@dataclass(frozen=True, slots=True)
class Hashing:
    """What stands between two calls: `tokenHash` as hex, of which hash type."""

    hash_type: str
    value: str


@dataclass(frozen=True, slots=True)
class Step:
    """One call and its answer, or the hashing between two."""

    title: str
    exchange: Exchange | None = field(default=None, repr=False)
    hashing: Hashing | None = None

    @property
    def ok(self) -> bool:
        return self.exchange is None or self.exchange.outcome.kind == "ok"


@dataclass(frozen=True, slots=True)
class NewToken:
    """An application token that appToken.add gave; the token itself is in the recorded call."""

    id: str
    hash_type: str
    record_id: str
    partner_id: str
    region: str


@dataclass(frozen=True, slots=True)
class Result:
    """`kept` is the KS in the jar; `shown` one that is told this once instead.

    `signed_as` is the client libraries' function, where no call was made. `done` is the sentence of
    success where it is not a KS; `token` is a new application token.
    """

    steps: tuple[Step, ...] = ()
    kept: KeptSession | None = None
    shown: str = field(default="", repr=False)
    signed_as: str = ""
    done: str = ""
    token: NewToken | None = None

    @property
    def ok(self) -> bool:
        return all(step.ok for step in self.steps)


def call_of(
    region: str, service: str, action: str, *, ks: str | None = None, **sent: Value
) -> Call:
    """A call of what is filled in; names are wire names, and what is "" is left out."""
    parameters = tuple((name, value) for name, value in sent.items() if value != "")
    return Call(region, service, action, parameters, format="1", ks=ks)


def sent(
    desk: Desk,
    title: str,
    call: Call,
    place: Place,
    *,
    consent: bool = False,
    keeping: Keeping = USE,
) -> tuple[Step, Exchange]:
    """Send and record a call. Raises NeedsConsent."""
    exchange = desk.send(call, place, consent=consent, keeping=keeping)
    return Step(title, exchange), exchange


def in_one_step(
    desk: Desk, title: str, call: Call, place: Place, *, consent: bool, account: str = ""
) -> Result:
    """The way that is one call; its KS is known as that of the account, if that is one there."""
    keeping = Keeping(account_id=account_of(place, account))
    step, exchange = sent(desk, title, call, place, consent=consent, keeping=keeping)
    return Result((step,), exchange.kept if step.ok else None)


def account_of(place: Place, account: str) -> str:
    """The id of a kept account of the place, "" where it is none: the demo account is not kept."""
    return account if any(one.id == account for one in place.accounts) else ""


def kept_by_id(desk: Desk, session_id: str, field: str = "with_ks") -> KeptSession:
    """A KS of the jar. Raises BadInput, which names the field."""
    try:
        return desk.parts.jar.get(desk.workspace, session_id)
    except NotFound as fault:
        raise BadInput(fault.sentence, field=field) from fault


def seconds(lasts: int | None) -> str:
    """A lifetime as the wire takes it, "" for the server's own."""
    return "" if lasts is None else str(lasts)
