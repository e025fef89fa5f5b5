"""The next step of a run: formed from what is known by now, sent, and judged."""

from collections.abc import Callable
from dataclasses import replace

from app.call.secrets.masking import Masker
from app.call.transport.door import Cancel
from app.call.variables.filling import filled_call
from app.call.variables.scope import Scope
from app.call.variables.values import ExpressionFault, written
from app.desk.account_ks import account_named, kept_of
from app.desk.consent import may_change
from app.desk.desk import Desk
from app.desk.place import Place
from app.desk.running.run import Run
from app.desk.saved.requests import lacks_action
from app.desk.saved.scope import scope_at
from app.desk.ways.profiles import Profile
from app.errors import BadInput, NotFound
from app.history.records import Mark
from app.sessions.accounts import Account
from app.waits import Steps
from app.workflows.model import Step
from app.workflows.outcome import StepOutcome, failed, of_answer, skipped

LOOKED_AT = 5_000_000  # bytes of an answer: what is taken and checked is looked for in these


# Where a step is sent, and what is known to it. Raises NotFound and ExpressionFault.
Around = Callable[[Step], tuple[Place, Scope]]


def stepping(
    desk: Desk,
    run: Run,
    *,
    consent: bool | frozenset[int] = False,
    cancel: Cancel | None = None,
    ks: str = "",
    around: Around | None = None,
    mark: Mark | None = None,
    stands: Callable[[str], None] | None = None,
) -> Steps[StepOutcome]:
    """What comes of the run's next step, its sentences masked; every call stands in history as that
    step's, or with the run whose `mark` it has, and `stands` is called with its id before it
    leaves. `ks` is sent where no step and no account has another one; `around` says what is so of
    the step, by default as it is now.

    Raises NeedsConsent before anything is sent, Refused and Busy; BadInput where the run is over.
    """
    step = run.next
    if step is None:
        raise BadInput("This run is over: start the workflow again.")
    attempt = run.attempt + 1
    try:
        place, scope = around(step) if around else at_step(desk, run, step)
        if step.when and not scope.value(step.when):
            return skipped(step)
    except (ExpressionFault, NotFound) as fault:
        return failed(step, fault.sentence, attempt=attempt)
    call, faults = filled_call(replace(step.call, region=place.region.id), scope)
    if faults:
        return failed(step, f"Nothing was sent: {' '.join(faults)}", attempt=attempt)
    if lacking := lacks_action(place.registry, call):
        return failed(step, f"Nothing was sent: {lacking}", attempt=attempt)
    action = place.registry.action(call.service, call.action)
    takes_ks = action is None or action.session_required != "none"
    if call.ks is None and takes_ks:
        own = _filled(run, step.account) or run.account or run.kept
        chosen = place.chosen.ks if place.chosen else None
        call = replace(call, ks=chosen if own or not ks else ks)
    origin = f"{run.workflow.title}: {step.id}"
    sending = desk.begin(
        call, place, consent=consent, cancel=cancel, keep=LOOKED_AT, origin=origin, mark=mark
    )
    exchange = yield from sending.whole(stands)
    came = of_answer(
        step,
        exchange.answer,
        exchange.outcome,
        scope,
        call_id=exchange.record_id,
        attempt=attempt,
        changes=may_change(place.registry, call),
    )
    kept = exchange.kept.id if exchange.kept else ""
    return replace(masked(came, exchange.masker), kept=kept)


def masked(came: StepOutcome, masker: Masker) -> StepOutcome:
    """What came of a step, its sentences masked, with the names of what must not be shown."""
    # What was found instead of what should be may be a secret.
    mask = masker.text
    return replace(
        came,
        sentence=mask(came.sentence),
        checks=tuple(replace(one, sentence=mask(one.sentence)) for one in came.checks),
        secret=tuple(
            n
            for n, value in came.taken.items()
            if n in came.secret or mask(written(value)) != written(value)
        ),
    )


def advancing(
    desk: Desk, run: Run, *, consent: bool = False, cancel: Cancel | None = None, ks: str = ""
) -> Steps[tuple[StepOutcome, Run]]:
    """What comes of the next step, and the run after it, which is kept. See `stepping`."""
    runs, own = desk.parts.runs, desk.workspace

    def stands(call_id: str) -> None:
        runs.save(own, replace(run, sent=call_id))

    with runs.stepping(own, run):
        outcome = yield from stepping(
            desk, run, consent=consent, cancel=cancel, ks=ks, stands=stands
        )
        after = run.after(outcome)
        runs.save(own, after)
        return outcome, after


def place_of(desk: Desk, run: Run, step: Step) -> Place:
    """Where a step is sent, with the KS of its account. Raises NotFound, and BadInput where a name
    may be that of several accounts."""
    region, named = _filled(run, step.region), _filled(run, step.account)
    place = desk.place(region or run.region)
    account: Account | Profile | None
    if "{{" in step.account and named:
        account = account_named(place, named)
    elif account_id := named or run.account:
        account = next((one for one in place.accounts if one.id == account_id), None)
    else:
        return place.using(run.kept)
    if account is None:
        raise NotFound(f"The step is for an account that {place.region.name} has no more.")
    kept = kept_of(place, account.id, int(account.partner_id))
    if kept is None:
        raise NotFound(f"There is no KS of {account.name}: start a session for it first.")
    return place.using(kept.id)


def _filled(run: Run, text: str) -> str:
    """What a region or an account is by the values of the run. Raises NotFound."""
    if "{{" not in text:
        return text
    filled = Scope(run.variables()).fill(text)
    if filled.faults:
        raise NotFound(" ".join(filled.faults.values()))
    return filled.text.strip()


def at_step(desk: Desk, run: Run, step: Step) -> tuple[Place, Scope]:
    """Where a step is sent now, and what is known to it. Raises NotFound."""
    place = place_of(desk, run, step)
    return place, scope_in(desk, run, place)


def scope_in(desk: Desk, run: Run, place: Place) -> Scope:
    """What is known to the next step of a run."""
    scope = scope_at(desk, place, run.collection)
    for layer in reversed(run.variables()):
        scope = scope.with_layer(layer)
    return scope
