"""One exchange: send a call, judge the answer, record both and keep the KS found in it."""

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field

from app.call.body import LOOKED_INTO
from app.call.model import Answer, Call
from app.call.multirequest import Part, calls_in, parts_of
from app.call.outcome import Outcome, judge
from app.call.secrets.masking import Masker
from app.call.transport.door import Cancel, UploadProgress
from app.desk.consent import may_change
from app.desk.keeping import USE, Came, JarChange, Keeping
from app.desk.parts import Parts
from app.desk.place import Place
from app.errors import Conflict, NotWritten
from app.history.recording import TAKEN_OVER, Recording
from app.history.records import Mark
from app.history.search_text import WINDOW_BYTES
from app.sessions.kept import KeptSession
from app.waits import Steps, Wait, drive

# Seconds that a person waits with an answer for history to have it.
PATIENCE = 2.0


@dataclass(frozen=True, slots=True)
class Exchange:
    """What came of a call that was sent at `sent_at` (unix seconds).

    `place` is its region as it is after the call; `masker` knows the secrets of both. `parts` are
    the answers within that to a multirequest; `kept` is the KS found in it, if one was kept.
    `unkept` is a sentence where history does not have the call yet: the KS can be used all the
    same, for as long as this process lives.
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
    unkept: str = ""
    telling: str = ""  # as lists of calls show it, masked


class Sending:
    """A call whose answer is taken piece by piece: iterate over `steps()`, then `finishing`.
    `masker` knows the secrets that are sent."""

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
        origin: str = "",
        mark: Mark | None = None,
    ) -> None:
        """`keep` bytes of the body are in the Exchange's answer, by default what history keeps;
        `origin` is what history is told of who sends it, `mark` for which row of a run it is.
        Raises Busy."""
        self._parts = parts
        self._workspace = workspace
        self._call = call
        self._place = place
        self._keeping = keeping
        self._origin = origin
        self._mark = mark
        self._sent_at = 0.0
        self._learned_from = WINDOW_BYTES if keep is None else keep
        self.masker = Masker.for_call(call)
        self._taught = False
        self._recording: Recording | None = None
        # What judges the answer has to see that much, whatever history keeps of it.
        keep = max(keep or parts.history.answer_limit, LOOKED_INTO)
        # A sentence, where history could not be told of the call before it left.
        self.unkept_beforehand = ""
        cancel = cancel or Cancel()
        self.receiving = parts.transport.open(call, cancel, uploaded, keep=keep, person=workspace)
        # A run has turns of its own: it keeps nobody from sending a call by hand.
        whose = f"{workspace} {mark.run}" if mark else workspace
        self._ticket = parts.admission.enter(whose, cancel)

    @property
    def call(self) -> Call:
        return self._call

    def learned(self, masker: Masker) -> None:
        """Say what has been learned from the pieces, by whoever masked them."""
        self.masker, self._taught = masker, True

    @property
    def record_id(self) -> str:
        """Of the call in history, "" until it has begun."""
        return self._recording.id if self._recording else ""

    @property
    def place_in_line(self) -> int:
        """How many turns it is until the call's own; 0 once it is."""
        return self._ticket.place

    def steps(self, stands: Callable[[str], None] | None = None) -> Generator[bytes, None, None]:
        """See `Receiving.steps`; each second it is looked whether it is the call's turn. It stands
        in history before it leaves, if it can, and `stands` is called with its id then.
        """
        try:
            while not self._ticket.admitted and not self._ticket.cancel.cancelled:
                yield Wait(time.monotonic() + 1, told=self._ticket.stirred)
            self._recording = self._begun()
            if not (yield from self._recording.standing()):
                self.unkept_beforehand = _unkept_beforehand(self._recording.cause)
                if self._mark and self.finishes:
                    raise self._recording.retracted(NotWritten(self._recording.cause))
            if self._recording.taken_over:
                raise self._recording.retracted(Conflict(TAKEN_OVER))
            try:
                if stands:
                    stands(self._recording.id)
                yield from self.receiving.steps()
            except Exception:
                self._recording.abandon()
                raise
        finally:
            self._ticket.leave()

    def whole(self, stands: Callable[[str], None] | None = None) -> Steps[Exchange]:
        """Take all of it, and finish; `stands` as in `steps`."""
        yield from (piece for piece in self.steps(stands) if isinstance(piece, Wait))
        return (yield from self.finishing())

    def leave(self) -> None:
        """To be called where its pieces were never asked for."""
        self._ticket.leave()

    @property
    def finishes(self) -> bool:
        """Whether it is made to its end once it has begun, whoever leaves: half of a change helps
        nobody."""
        return may_change(self._place.registry, self._call)

    def left(self) -> None:
        """Whoever asked for it has left."""
        if not (self._ticket.admitted and self.finishes):
            self._ticket.cancel.cancel()

    def finish(self) -> Exchange:
        """See `finishing`; blocks meanwhile."""
        return drive(self.finishing())

    def finishing(self) -> Steps[Exchange]:
        """Judge the answer, record both, and keep the KS found in it, in one transaction.

        Where that takes too long, or fails, the Exchange says so, and it is done later.
        """
        recording = self._recording or self._begun()
        try:
            return (yield from self._finished(recording))
        except Exception:
            recording.abandon()
            raise

    def _begun(self) -> Recording:
        self._sent_at = time.time()
        return self._parts.history.begin(
            self._workspace,
            self._call,
            sent_at=self._sent_at,
            schema_version=self._place.registry.version,
            masker=self.masker,
            origin=self._origin,
            mark=self._mark,
        )

    def _finished(self, recording: Recording) -> Steps[Exchange]:
        call, place, answer = self._call, self._place, self.receiving.answer
        action = place.registry.action(call.service, call.action)
        result = action.result.type if action else ""
        outcome = judge(
            answer,
            call.format,
            expects_file=result == "file",
            expects_result=result != "",
            calls=calls_in(call),
        )
        self._parts.counter.count(call.region, outcome.kind)
        inner = tuple(parts_of(call, answer))
        if not self._taught:
            self.learned(self.masker.knowing(answer.utf8[: self._learned_from]))
        jar = self._parts.jar
        change = JarChange.by(
            call,
            answer,
            outcome,
            inner,
            jar=jar,
            workspace=self._workspace,
            place=place,
            keeping=self._keeping,
            record_id=recording.id,
        )
        job = self._parts.history.finish(
            recording,
            call,
            answer,
            outcome,
            masker=self.masker,
            also=change.made if change else lambda _: None,
        )
        unkept = ""
        came: Came | None
        if (yield from job.waits(PATIENCE)):
            came = job.result
        else:
            unkept = _unkept(job.cause, lost=job.state == "lost")
            came = change.foreseen() if change else None
            if change:
                job.when_over(jar.foreseen.add(self._workspace, place.region.id, change.amended))
        kept, place = came or (None, place)
        return Exchange(
            recording.id,
            call,
            place,
            answer,
            outcome,
            self._sent_at,
            self.masker,
            inner,
            kept,
            unkept,
            recording.telling,
        )


def _unkept_beforehand(cause: str) -> str:
    return f"This call is made without standing in history, where it cannot be kept now: {cause}."


def _unkept(cause: str, *, lost: bool) -> str:
    later = "" if lost else " It is kept as soon as that is possible."
    return f"This call was made, but it is not kept in history: {cause}.{later}"
