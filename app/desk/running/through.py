"""A run from its first step to its end, by whoever waits for it: a terminal, a script."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from app.call.transport.door import Cancel
from app.desk.desk import Desk
from app.desk.running.run import Run
from app.desk.running.step import advancing
from app.errors import NeedsConsent
from app.waits import Steps, Told, Wait
from app.workflows.model import Step
from app.workflows.outcome import StepOutcome


@dataclass(frozen=True, slots=True)
class Ran:
    """A step that was run, or would have been (`outcome` is None); `seconds` with its pauses."""

    step: Step
    outcome: StepOutcome | None = None
    seconds: float = 0.0


class Watcher(Protocol):
    """Hears how far a run is."""

    def begins(self, run: Run, step: Step) -> None: ...

    def came(self, run: Run, step: Step, outcome: StepOutcome, seconds: float) -> None:
        """Also of a try after which there is another one (`again`); `run` is that after it."""


def through(
    desk: Desk,
    run: Run,
    watcher: Watcher,
    *,
    agrees: Callable[[NeedsConsent], bool],
    cancel: Cancel,
    ks: str = "",
) -> Steps[tuple[Run, list[Ran]]]:
    """All of its steps, and what came of each; those that were not reached are there too.

    `agrees` is asked before a step changes something in a place that asks, and without it the run
    ends there. So it does where it is cancelled, also in a pause. Raises Refused and Busy.
    """
    ended = Told()
    cancel.attach(ended.tell)
    ran: list[Ran] = []
    while (step := run.next) and not cancel.cancelled:
        began = time.monotonic()
        watcher.begins(run, step)
        outcome = None
        while run.next is step and not cancel.cancelled:
            if outcome:
                yield from _pause(outcome.again_in, ended)
                if cancel.cancelled:
                    break
            try:
                outcome, run = yield from _agreed(desk, run, agrees, cancel, ks)
            except _Refusal:
                return run, ran + [Ran(one) for one in run.workflow.steps[len(ran) :]]
            watcher.came(run, step, outcome, time.monotonic() - began)
        ran.append(Ran(step, outcome, time.monotonic() - began))
    return run, ran + [Ran(one) for one in run.workflow.steps[len(ran) :]]


class _Refusal(Exception):
    """Nobody consents."""


def _agreed(
    desk: Desk, run: Run, agrees: Callable[[NeedsConsent], bool], cancel: Cancel, ks: str
) -> Steps[tuple[StepOutcome, Run]]:
    try:
        return (yield from advancing(desk, run, cancel=cancel, ks=ks))
    except NeedsConsent as fault:
        if not agrees(fault):
            raise _Refusal from fault
    return (yield from advancing(desk, run, consent=True, cancel=cancel, ks=ks))


def _pause(seconds: float, ended: Told) -> Iterator[Wait]:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not ended:
        yield Wait(until, told=ended)
