"""One exchange: send a call, judge the answer, record both and keep the KS found in it."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import Connection

from app.call.body import LOOKED_INTO
from app.call.model import Answer, Call
from app.call.multirequest import Part, parts_of
from app.call.outcome import Outcome, judge
from app.call.secrets.masking import Masker
from app.call.transport.door import Cancel, UploadProgress
from app.desk.parts import Parts
from app.desk.place import Place
from app.desk.renewing import repeatable
from app.history.search_text import WINDOW_BYTES
from app.sessions.found import FoundSession, describe, find
from app.sessions.kept import KeptSession
from app.sessions.ks import KsUnreadable
from app.sessions.told import told_by
from app.storage.engine import writing

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


@dataclass(frozen=True, slots=True)
class Exchange:
    """What came of a call that was sent at `sent_at` (unix seconds).

    `place` is its region as it is after the call; `masker` knows the secrets of both. `parts` are
    the answers within that to a multirequest; `kept` is the KS found in it, if one was kept.
    """

    record_id: str
    call: Call
    place: Place
    answer: Answer
    outcome: Outcome
    sent_at: float
    masker: Masker = field(repr=False)
    parts: tuple[Part, ...] = ()
    kept: KeptSession | None = None


class Sending:
    """A call whose answer is taken piece by piece: iterate over `receiving.pieces()`, then
    `finish`. `masker` knows the secrets that are sent."""

    def __init__(
        self,
        parts: Parts,
        workspace: str,
        call: Call,
        place: Place,
        *,
        cancel: Cancel | None = None,
        uploaded: UploadProgress | None = None,
        keep: int | None = None,
        keeping: Keeping = USE,
    ) -> None:
        """`keep` bytes of the body are in the Exchange's answer, by default what history keeps."""
        self._parts = parts
        self._workspace = workspace
        self._call = call
        self._place = place
        self._keeping = keeping
        self._sent_at = time.time()
        self._learned_from = WINDOW_BYTES if keep is None else keep
        self.masker = Masker.for_call(call)
        self._taught = False
        # What judges the answer has to see that much, whatever history keeps of it.
        keep = max(keep or parts.history.answer_limit, LOOKED_INTO)
        self.receiving = parts.transport.open(call, cancel, uploaded, keep=keep, person=workspace)

    @property
    def call(self) -> Call:
        return self._call

    def learned(self, masker: Masker) -> None:
        """Say what has been learned from the pieces, by whoever masked them."""
        self.masker, self._taught = masker, True

    def finish(self) -> Exchange:
        """Judge the answer, record both, and keep the KS found in it, in one transaction."""
        call, place, answer = self._call, self._place, self.receiving.answer
        action = place.registry.action(call.service, call.action)
        result = action.result.type if action else ""
        outcome = judge(
            answer, call.format, expects_file=result == "file", expects_result=result != ""
        )
        self._parts.counter.count(call.region, outcome.kind)
        inner = tuple(parts_of(call, answer))
        gave = _started(call, answer, outcome, inner)
        told = _told(call, answer, outcome, inner)
        found = gave
        if gave is None and action and action.session_required == "always":
            found = _pasted(call, outcome, place, told)
        if not self._taught:
            self.learned(self.masker.knowing(answer.utf8[: self._learned_from]))
        with writing(self._parts.engine) as connection:
            record_id = self._parts.history.add(
                self._workspace,
                call,
                answer,
                outcome,
                sent_at=self._sent_at,
                schema_version=place.registry.version,
                masker=self.masker,
                connection=connection,
            )
            made_by = record_id if gave else ""
            if self._keeping.how == "leave":
                found = None
            kept, place = self._kept(connection, outcome, found, told, made_by)
        return Exchange(
            record_id, call, place, answer, outcome, self._sent_at, self.masker, inner, kept
        )

    def _kept(
        self,
        connection: Connection,
        outcome: Outcome,
        found: FoundSession | None,
        told: Sequence[FoundSession],
        made_by: str,
    ) -> tuple[KeptSession | None, Place]:
        """A failure here is logged: it must not lose the call that has been made."""
        place = self._place
        ended = None
        ends = (self._call.service, self._call.action) == ("session", "end")
        if outcome.kind == "ok" and ends and self._keeping.how != "leave":
            ended = place.find(self._call.ks)
        learned = [(kept, one) for one in told if (kept := place.find(one.ks))]
        if found is None and ended is None and not learned:
            return None, place
        try:
            with connection.begin_nested():
                if ended:
                    self._parts.jar.forget(self._workspace, ended.id, connection=connection)
                    kept = None
                else:
                    for known, one in learned:
                        self._parts.jar.learn(self._workspace, known, one, connection)
                    kept = self._keep(connection, found, made_by)
                listed = self._parts.jar.list(
                    self._workspace, place.region.id, connection=connection
                )
        except Exception:
            log.exception("The KS that a call gave could not be kept.")
            return None, place
        renewable = place.renewable & {one.id for one in listed}
        if kept and made_by and repeatable(self._call):
            renewable |= {kept.id}
        return kept, Place(
            place.region, place.registry, listed, place.accounts, frozenset(renewable)
        )

    def _keep(
        self, connection: Connection, found: FoundSession | None, made_by: str
    ) -> KeptSession | None:
        if found is None:
            return None
        keeping, jar, region = self._keeping, self._parts.jar, self._place.region.id
        if keeping.in_place_of:
            return jar.replace(
                self._workspace,
                keeping.in_place_of,
                found,
                time.time(),
                made_by=made_by,
                connection=connection,
            )
        return jar.keep(
            self._workspace,
            region,
            found,
            time.time(),
            made_by=made_by,
            account_id=keeping.account_id,
            # To try a KS beside another is not to choose it for the calls to come.
            choose="if none" if keeping.how == "beside" and not made_by else "always",
            connection=connection,
        )


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
    inner = [told_by(part.call, part.answer, part.outcome) for part in parts]
    return tuple(filter(None, [told_by(call, answer, outcome), *inner]))


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
