"""What administrators want to know afterwards: who came in, who did not, what was refused, changed
where it is guarded, shown in clear, or taken along. Rows are only ever added, and never hold a
password, an id that opens something, or a value of a call."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import Engine, delete, insert, or_, select
from sqlalchemy.exc import SQLAlchemyError

from app.people.browsers import DAY
from app.people.nobody import COMMAND
from app.storage.engine import writing
from app.storage.tables import audit

log = logging.getLogger(__name__)

Happening = Literal[
    "signed in", "sign-in failed", "sign-in slowed down", "signed out", "sign-ins ended",
    "password changed", "refused", "guarded call", "shown in clear", "exported", "cleared",
    "sandbox changed", "workspace opened", "token made", "token revoked", "token used with consent",
    "people changed", "regions changed", "schema changed", "key changed",
]  # fmt: skip
HAPPENINGS: tuple[Happening, ...] = get_args(Happening)
_LOUD = frozenset({"sign-in failed", "sign-in slowed down", "refused"})
_LONGEST = 200  # characters of each text
# The same refusal is told once a minute, and so many different ones.
_AGAIN, _MOST_REFUSED = 60.0, 50


@dataclass(frozen=True, slots=True)
class Who:
    """`name` as it is known, "" for nobody's; `address` as the network has it."""

    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    id: int
    at: float  # unix seconds
    happening: str
    who: str
    address: str
    what: str


class Audit:
    def __init__(self, engine: Engine, keep_days: int) -> None:
        self._engine = engine
        self._keep = keep_days * DAY
        self._refused: dict[tuple[str, Who, str], float] = {}

    def tell(self, happening: Happening, who: Who, what: str = "") -> None:
        """Never fails: what cannot be written stands in the log, as all of it does."""
        now = time.time()
        same = (happening, who, what)
        if happening == "refused":
            # A stranger who knocks all the time fills nothing.
            self._refused = {one: at for one, at in self._refused.items() if now - at < _AGAIN}
            if same in self._refused or len(self._refused) >= _MOST_REFUSED:
                return
            self._refused[same] = now
        said = f"{happening}: {what}" if what else happening
        level = logging.WARNING if happening in _LOUD else logging.INFO
        # As Python writes texts: what was typed makes no lines of its own.
        log.log(level, "%s (by %r from %r)", said, who.name[:80], who.address[:80])
        row = {"at": now, "happening": happening, "what": _plain(what)}
        row |= {"who": _plain(who.name), "address": _plain(who.address)}
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(audit).values(row))
        except SQLAlchemyError:
            log.exception("What happened could not be written down.")

    def events(
        self, text: str = "", happening: str = "", *, before: int = 0, limit: int = 100
    ) -> list[Event]:
        """The latest first; those in which the text stands, and older than the one called `before`.

        Texts are compared without regard to case.
        """
        rows = audit.c
        query = select(audit).order_by(rows.id.desc()).limit(limit)
        if happening:
            query = query.where(rows.happening == happening)
        if before:
            query = query.where(rows.id < before)
        for word in text.split():
            held = (rows.who, rows.address, rows.what, rows.happening)
            query = query.where(or_(*(one.icontains(word, autoescape=True) for one in held)))
        with self._engine.connect() as connection:
            return [Event(*row) for row in connection.execute(query)]

    def every(self, text: str = "", happening: str = "") -> Iterator[Event]:
        """All of these, the latest first, in pieces."""
        before = 0
        while found := self.events(text, happening, before=before, limit=500):
            yield from found
            before = found[-1].id

    def prune(self, now: float) -> int:
        """Delete what is kept no longer; returns how many rows."""
        with writing(self._engine) as connection:
            return connection.execute(delete(audit).where(audit.c.at < now - self._keep)).rowcount

    def note_regions(self, told: str) -> None:
        """Tell where the regions are others than the last time; `told` is what is compared."""
        latest = self.events(happening="regions changed", limit=1)
        if not latest or latest[0].what != _plain(told):
            self.tell("regions changed", Who(COMMAND), told)


def _plain(text: str) -> str:
    """What a database takes, in one line."""
    kept = text.encode("utf-8", "replace").decode()
    return "".join(one if one.isprintable() else "\ufffd" for one in kept)[:_LONGEST]
