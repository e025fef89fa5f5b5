"""What was made of a row before, by whoever carried the run then: it is not made again."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

from app.call.secrets.masking import Masker
from app.call.variables.scope import Scope
from app.call.variables.values import Json, written
from app.desk.consent import may_change
from app.desk.desk import Desk
from app.desk.place import Place
from app.desk.row_runs.looking_up import Found, looked_up
from app.desk.row_runs.obstacles import stands_in_the_way
from app.desk.running.step import masked
from app.errors import NotFound
from app.history.records import Made, Mark
from app.storage.sealing import SealBroken
from app.workflows.model import Step
from app.workflows.outcome import StepOutcome, failed, of_answer

INTERRUPTED = (
    "It had left when the console ended, and no answer came: it may have been carried out."
)


class Past:
    """`calls` are those of the row, in the order in which they were sent; `place_of` says where a
    step is sent. `anew`: what was refused then is sent again; `accepts`: what is uncertain counts
    as done. `secrets` are those of the row."""

    def __init__(
        self,
        calls: Sequence[Made],
        steps: Sequence[Step],
        place_of: Callable[[Step], Place],
        *,
        secrets: tuple[str, ...],
        anew: bool,
        accepts: bool,
    ) -> None:
        self._made = {one.mark.step: one for one in calls}  # the last one of each step
        sent = {one.mark.step.partition("#")[0] for one in calls}
        self._place_of = place_of
        self._secrets = secrets
        self._anew = anew
        self._accepts = accepts
        # What follows of an answer must not be otherwise than it was when something was changed.
        self._reads_again = not any(one.id in sent and self._changes(one) for one in steps)

    def of(
        self, desk: Desk, step: Step, mark: Mark, scope_of: Callable[[], Scope]
    ) -> StepOutcome | None:
        """What came of a step that was sent before; None where it is to be sent now: it was not, or
        it only reads and nothing of the row was changed yet."""
        made = self._made.pop(mark.step, None)
        if made is None:
            return None
        changes = self._changes(step)
        if not changes and self._reads_again:
            return None
        try:
            record = desk.parts.history.get(desk.workspace, made.call_id)
        except (NotFound, SealBroken):
            return self._uncertain(step, INTERRUPTED, made) if changes else None
        scope = scope_of()
        answered = record.outcome.kind not in {"interrupted", "under_way"}
        if changes and not answered:
            looks = replace(mark, step=f"{mark.step}?")
            found = looked_up(desk, self._place_of(step), record.call, looks)
            return self._found(step, found, scope, made)
        if not changes and (record.outcome.kind != "ok" or record.row.cut):
            return None
        came = of_answer(
            step, record.answer, record.outcome, scope, call_id=made.call_id, changes=changes
        )
        # What stood in the way then, and was no row's doing, may be away by now.
        again = self._anew or stands_in_the_way(came.code)
        if again and came.verdict == "failed" and not came.uncertain:
            return None
        masker = Masker.for_call(replace(record.call, also_secret=self._secrets))
        came = masked(came, masker.knowing(record.answer.utf8))
        if came.uncertain and self._accepts:
            return self._uncertain(step, came.sentence, made)
        return came

    def _found(self, step: Step, found: Found, scope: Scope, made: Made) -> StepOutcome:
        if not found.carried_out:
            return self._uncertain(step, f"{INTERRUPTED} {found.sentence}".strip(), made)
        if not step.takings:
            return StepOutcome(step.id, "ok", found.sentence, made.call_id)
        # A change is answered with the object as it is then, as `get` is.
        came = found.judged(replace(step, checks=()), scope, made.call_id)
        return came if came.verdict == "ok" else self._uncertain(step, found.sentence, made)

    def _uncertain(self, step: Step, sentence: str, made: Made) -> StepOutcome:
        if self._accepts and not step.takings:
            return StepOutcome(step.id, "ok", f"Taken as done: {sentence}", made.call_id)
        return replace(failed(step, sentence, call_id=made.call_id), uncertain=True)

    def _changes(self, step: Step) -> bool:
        return may_change(self._place_of(step).registry, step.call)


def keyed(items: Sequence[Json | None]) -> Iterator[tuple[str, Json | None]]:
    """Each item with a name that it has also where the list is another one by then, as one that is
    asked for again after some of what is in it was deleted."""
    times: Counter[str] = Counter()
    for one in items:
        own = one.get("id") if isinstance(one, dict) else None
        text = written(own) if own is not None else written(one)
        # Not in clear: it may be anything.
        key = sha256(text.encode()).hexdigest()[:16]
        times[key] += 1
        yield (key if times[key] == 1 else f"{key}.{times[key]}"), one
