"""What a call does to the jar: the KS found in its answer is kept, one that was ended leaves."""

import logging
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from sqlalchemy import Connection

from app.call.model import Answer, Call
from app.call.multirequest import Part
from app.call.outcome import Outcome
from app.desk.place import Place
from app.desk.renewing import repeatable
from app.sessions.found import FoundSession, describe, find
from app.sessions.jar import SessionJar
from app.sessions.kept import Choose, KeptSession, joined, merged
from app.sessions.ks import KsUnreadable
from app.sessions.told import told_by, told_dead
from app.storage.troubles import trouble_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Keeping:
    """What becomes of a KS that a call gave, or that was pasted and accepted.

    "use": its region uses it from now on. "beside": so, but a pasted one is kept unchosen beside
    one that is in use. "leave": the jar stays as it was. `in_place_of` is the one that it
    renews, `account_id` the account that it was made from.
    """

    how: Literal["use", "beside", "leave"] = "use"
    in_place_of: KeptSession | None = field(default=None, repr=False)
    account_id: str = ""


USE, BESIDE, LEAVE = Keeping("use"), Keeping("beside"), Keeping("leave")

Came = tuple[KeptSession | None, Place]


@dataclass(frozen=True, slots=True)
class JarChange:
    """`found` is what there is to keep, made by the recorded call `made_by` if that gave it;
    `ended` is what leaves, `learned` what was told of kept ones. `place` is the region before."""

    jar: SessionJar = field(repr=False)
    workspace: str
    place: Place
    keeping: Keeping
    found: FoundSession | None
    ended: KeptSession | None
    learned: tuple[tuple[KeptSession, FoundSession], ...]
    made_by: str
    repeatable: bool
    at: float = field(default_factory=time.time)
    session_id: str = field(default_factory=lambda: secrets.token_urlsafe(12))

    @classmethod
    def by(
        cls,
        call: Call,
        answer: Answer,
        outcome: Outcome,
        parts: tuple[Part, ...],
        *,
        jar: SessionJar,
        workspace: str,
        place: Place,
        keeping: Keeping,
        record_id: str,
    ) -> "JarChange | None":
        """That of a call with the answers within its answer; None where it does nothing to it."""
        action = place.registry.action(call.service, call.action)
        gave = _started(call, answer, outcome, parts)
        told = _told(call, answer, outcome, parts)
        found = gave
        if gave is None and action and action.session_required == "always":
            found = _pasted(call, outcome, place, told)
        ends = outcome.kind == "ok" and (call.service, call.action) == ("session", "end")
        ended = place.find(call.ks) if ends else None
        if keeping.how == "leave":
            found = ended = None
        learned = tuple((kept, one) for one in told if (kept := place.find(one.ks)))
        if found is None and ended is None and not learned:
            return None
        made_by = record_id if gave else ""
        renews = bool(made_by) and repeatable(call)
        return cls(jar, workspace, place, keeping, found, ended, learned, made_by, renews)

    def made(self, connection: Connection) -> Came:
        """Make it within a transaction: the KS that is kept, and the region after that.

        A failure here is logged: it must not lose the call that has been made.
        """
        try:
            with connection.begin_nested():
                kept = self._make(connection)
                listed = self.jar.list(self.workspace, self.place.region.id, connection=connection)
        except Exception as fault:
            if trouble_of(fault):
                # Nothing can be written: the call is tried again, and this with it.
                raise
            log.exception("The KS that a call gave could not be kept.")
            return None, self.place
        return kept, self._place(kept, listed)

    def foreseen(self) -> Came:
        """The same before it can be written."""
        listed = self.amended(self.place.kept)
        kept = None
        if not self.ended and self.found:
            kept = next((one for one in listed if one.ks == self.found.ks), None)
        return kept, self._place(kept, listed)

    def amended(self, listed: tuple[KeptSession, ...]) -> tuple[KeptSession, ...]:
        """The region's KS as they will be, made of those that there are; see `Amend`."""
        if self.ended:
            return tuple(one for one in listed if one.id != self.ended.id)
        told = {kept.id: one for kept, one in self.learned}
        listed = tuple(
            replace(one, session=merged(one.session, told[one.id])) if one.id in told else one
            for one in listed
        )
        if self.found is None:
            return listed
        before = self.keeping.in_place_of
        present = [one for one in listed if before is None or one.id != before.id]
        kept = joined(
            present,
            self.place.region.id,
            self.found,
            self.at,
            session_id=self.session_id,
            name=before.name if before else "",
            made_by=self.made_by,
            account_id=before.account_id if before else self.keeping.account_id,
            choose=self._choose(listed),
        )
        others = [one for one in present if one.id != kept.id]
        if kept.chosen:
            others = [replace(one, chosen=False) for one in others]
        return (kept, *others)

    def _make(self, connection: Connection) -> KeptSession | None:
        jar, own = self.jar, self.workspace
        if self.ended:
            jar.forget(own, self.ended.id, connection=connection)
            return None
        for kept, told in self.learned:
            jar.learn(own, kept, told, connection)
        if self.found is None:
            return None
        if self.keeping.in_place_of:
            return jar.replace(
                own,
                self.keeping.in_place_of,
                self.found,
                self.at,
                made_by=self.made_by,
                session_id=self.session_id,
                connection=connection,
            )
        return jar.keep(
            own,
            self.place.region.id,
            self.found,
            self.at,
            made_by=self.made_by,
            account_id=self.keeping.account_id,
            choose=self._choose(()),
            session_id=self.session_id,
            connection=connection,
        )

    def _choose(self, listed: tuple[KeptSession, ...]) -> Choose:
        before = self.keeping.in_place_of
        if before:
            in_use = next((one for one in listed if one.chosen), None)
            return "never" if in_use and in_use.id not in {before.id, self.session_id} else "always"
        # To try a KS beside another is not to choose it for the calls to come.
        return "if none" if self.keeping.how == "beside" and not self.made_by else "always"

    def _place(self, kept: KeptSession | None, listed: tuple[KeptSession, ...]) -> Place:
        place = self.place
        renewable = place.renewable & {one.id for one in listed}
        if kept and self.repeatable:
            renewable |= {kept.id}
        return replace(place, kept=listed, renewable=frozenset(renewable))


def _started(
    call: Call, answer: Answer, outcome: Outcome, parts: tuple[Part, ...]
) -> FoundSession | None:
    """The KS that the call gave, or the last one that a call of a multirequest gave."""
    now = time.time()
    inner = [find(part.call, part.answer, part.outcome, now=now) for part in parts]
    return find(call, answer, outcome, now=now) or next(filter(None, reversed(inner)), None)


def _told(
    call: Call, answer: Answer, outcome: Outcome, parts: tuple[Part, ...]
) -> tuple[FoundSession, ...]:
    """What the call, or those of a multirequest, were told of a KS."""
    each = [(call, answer, outcome), *((one.call, one.answer, one.outcome) for one in parts)]
    now = int(time.time())
    told = [told_by(*one) or told_dead(one[0], one[2], now) for one in each]
    # The outcome of a multirequest is that of its first failure, whose own KS it may be about.
    return tuple(filter(None, told[1:] if parts else told))


def _pasted(
    call: Call, outcome: Outcome, place: Place, told: Sequence[FoundSession]
) -> FoundSession | None:
    """A KS that was pasted into the form and was accepted is kept like one started here."""
    chosen = place.chosen
    if outcome.kind != "ok" or not call.ks or (chosen and chosen.ks == call.ks):
        return None
    if known := next((one for one in told if one.ks == call.ks), None):
        return known
    try:
        return describe(call.ks)
    except KsUnreadable:
        # A KS of a kind that we cannot read is still the server's affair.
        return None
