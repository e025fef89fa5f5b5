"""What came of a step: a value, made of an answer, whoever sent the call and got it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from app.call import body
from app.call.binary import is_binary
from app.call.model import Answer
from app.call.outcome import Outcome
from app.call.secrets.masking import is_secret
from app.call.variables.expressions import TEMPLATE
from app.call.variables.scope import Scope, Variable
from app.call.variables.values import ExpressionFault, Json, alike, number, of_body, written
from app.workflows import paths
from app.workflows.model import ANSWER, LOOKED, OPERATORS, Check, Step, Taking

Verdict = Literal["ok", "failed", "skipped", "again"]
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds
# After these nothing has left: whatever the call does, it was not done.
NEVER_SENT = frozenset({"unknown_host", "refused", "tls", "connect_timeout", "not_sent"})

_TOO_MANY, _UNAVAILABLE = 429, 503
_MAYBE = "may have been carried out"


@dataclass(frozen=True, slots=True)
class Checked:
    holds: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """`call_id` is the recorded call's, "" where none was sent; `taken` are the variables that it
    gave. `again_in` are seconds until it is tried again (`again`); `stops` ends the run; `kept` is
    the id of the KS that was kept of its answer, which is the run's from then on. `secret` are the
    names of what was taken and must not be shown; `code` is that of the API's error. `uncertain`:
    no answer says whether a change was made; `busy`: the server was too busy for the call."""

    step: str
    verdict: Verdict
    sentence: str = ""
    call_id: str = ""
    taken: Mapping[str, Json] = field(default_factory=dict, repr=False)
    checks: tuple[Checked, ...] = ()
    attempt: int = 1
    again_in: float = 0.0
    stops: bool = False
    kept: str = ""
    secret: tuple[str, ...] = ()
    code: str = ""
    uncertain: bool = False
    busy: bool = False


def skipped(step: Step) -> StepOutcome:
    return StepOutcome(step.id, "skipped", f"Passed over: {step.when} is not so.")


def failed(
    step: Step, sentence: str, *, call_id: str = "", attempt: int = 1, code: str = ""
) -> StepOutcome:
    return StepOutcome(
        *(step.id, "failed", sentence, call_id),
        attempt=attempt,
        stops=step.on_error.do != "go on",
        code=code,
    )


def of_answer(
    step: Step,
    answer: Answer,
    outcome: Outcome,
    scope: Scope,
    *,
    call_id: str = "",
    attempt: int = 1,
    changes: bool = False,
) -> StepOutcome:
    """`changes` says that the call may change something: such a one is tried again only where it
    never left, or where the API itself refused it."""
    data = _data(answer)
    expected = any(one.looked == "outcome" for one in step.checks)
    if outcome.kind != "ok" and not expected:
        if _tried_again(step, answer, outcome, attempt, changes=changes):
            pause = min(max(FIRST_PAUSE * 2 ** (attempt - 1), _asked_for(answer)), LONGEST_PAUSE)
            sentence = f"{outcome.message} It is tried again in {pause:.0f} s."
            return StepOutcome(
                *(step.id, "again", sentence, call_id),
                attempt=attempt,
                again_in=pause,
                code=outcome.code,
            )
        said = ": ".join(one for one in (outcome.code, outcome.message) if one)
        unknown = changes and _unknown(answer, outcome)
        if unknown and _MAYBE not in said:
            said = f"{said} It {_MAYBE} all the same: look before you send it again."
        came = failed(step, said, call_id=call_id, attempt=attempt, code=outcome.code)
        return replace(came, uncertain=unknown, busy=is_busy(answer))
    checks = tuple(_checked(one, answer, outcome, data, scope) for one in step.checks)
    wrong = next((one for one in checks if not one.holds), None)
    taken: dict[str, Json] = {}
    secret: list[str] = []
    sentence = wrong.sentence if wrong else ""
    try:
        for one in step.takings if outcome.kind == "ok" else ():
            if isinstance(data, str) and one.path.strip() == "$":
                _check_text(answer)
            taken[one.name], hidden = taking(one, data, scope, taken)
            secret += [one.name] if hidden else []
    except ExpressionFault as fault:
        sentence = sentence or f"{one.name} cannot be taken: {fault.sentence}"
    return StepOutcome(
        *(step.id, "failed" if sentence else "ok", sentence, call_id, taken, checks, attempt),
        stops=bool(sentence) and step.on_error.do != "go on",
        secret=tuple(secret),
    )


def taking(
    one: Taking, data: Json, scope: Scope, taken: Mapping[str, Json] = MappingProxyType({})
) -> tuple[Json, bool]:
    """The value that is taken of an answer's data, and whether something secret is in it; `taken`
    is what was taken of the same already. Raises ExpressionFault."""
    source = one.path.strip()
    if source == "$" and isinstance(data, str):
        return data, False  # A file is longer than what expressions work on.
    if "{{" not in source:
        return paths.value(source, data), False
    layer = [Variable(name, value, "this step") for name, value in taken.items()]
    known = scope.with_layer([Variable(ANSWER, data, "the answer"), *layer])
    whole = TEMPLATE.fullmatch(source)
    filled = known.fill(source)
    if filled.faults:
        raise ExpressionFault(" ".join(filled.faults.values()))
    # Alone it is no text, if it is none.
    return known.value(whole[1]) if whole else filled.text, bool(filled.secrets)


def _data(answer: Answer) -> Json:
    try:
        return of_body(body.read(answer.utf8).result)
    except body.Unreadable:
        return answer.utf8[: body.LOOKED_INTO].decode("utf-8", "replace")


def _check_text(answer: Answer) -> None:
    """Raises ExpressionFault where all of the answer is more than is read of it, or no text."""
    if answer.size > body.LOOKED_INTO:
        raise ExpressionFault(
            f"the answer has {answer.size:,} bytes; of a file, {body.LOOKED_INTO:,} can be taken."
        )
    if is_binary(answer.utf8, answer.media_type):
        raise ExpressionFault(f"the answer is no text ({answer.media_type or 'of no type'}).")


def _tried_again(
    step: Step, answer: Answer, outcome: Outcome, attempt: int, *, changes: bool
) -> bool:
    if step.on_error.do != "retry" or attempt > step.on_error.times:
        return False
    if outcome.kind == "api_error":
        return outcome.code in step.on_error.codes
    if changes:
        return _not_done(answer)
    return outcome.kind == "failed" or is_busy(answer)


def is_busy(answer: Answer) -> bool:
    """Whether the server was too busy for the call, or in trouble."""
    return answer.status is not None and (answer.status >= 500 or answer.status == _TOO_MANY)


def _asked_for(answer: Answer) -> float:
    """The seconds that the server asks to wait (RFC 9110, 10.2.3); 0.0 for none, or a date."""
    said = next((value for name, value in answer.headers if name.lower() == "retry-after"), "")
    return float(said) if said.isascii() and said.isdigit() else 0.0


def _not_done(answer: Answer) -> bool:
    """Whether the answer shows that nothing was carried out, whatever was asked for."""
    never_sent = answer.failure is not None and answer.failure.kind in NEVER_SENT
    later = answer.status == _UNAVAILABLE and answer.header("Retry-After") is not None
    return never_sent or later or answer.status == _TOO_MANY


def _unknown(answer: Answer, outcome: Outcome) -> bool:
    """Whether it cannot be told if what was asked for was carried out: no answer came, one that is
    none of the API's, or one of a server in trouble, as of a proxy that would wait no longer."""
    told = outcome.kind == "http_error" and (answer.status or 0) < 500
    return (
        outcome.kind in {"failed", "unreadable", "http_error"}
        and not told
        and not _not_done(answer)
    )


def _checked(check: Check, answer: Answer, outcome: Outcome, data: Json, scope: Scope) -> Checked:
    what = f"{LOOKED[check.looked]}{f' at {check.path}' if check.path else ''}"
    try:
        wanted = scope.fill(check.value)
        if wanted.faults:
            return Checked(False, " ".join(wanted.faults.values()))
        found = _found(check, answer, outcome, data)
        holds = _holds(found, check.operator, wanted.text)
    except ExpressionFault as fault:
        return Checked(False, f"{what}: {fault.sentence}")
    hides = bool(wanted.secrets) or any(map(is_secret, re.findall(r"\w+", check.value)))
    said = f"{what} {OPERATORS[check.operator]} {check.value if hides else wanted.text}"
    if holds:
        return Checked(True, f"{said}.")
    return Checked(False, f"{said}: it does not hold, it is {written(found)[:200]!r}.")


def _found(check: Check, answer: Answer, outcome: Outcome, data: Json) -> Json:
    match check.looked:
        case "outcome":
            return outcome.code or outcome.kind
        case "value":
            return paths.value(check.path or "$", data)
        case "count":
            found = paths.values(check.path or "$", data)
            only = found[0] if len(found) == 1 else None
            return len(only) if isinstance(only, list | dict) else len(found)
        case "time":
            return round(answer.total * 1000)
        case "text":
            return answer.utf8[: body.LOOKED_INTO].decode("utf-8", "replace")


def _holds(found: Json, operator: str, wanted: str) -> bool:
    if operator == "contains":
        return wanted in (found if isinstance(found, str) else written(found))
    if operator in {"==", "!="}:
        one, other = alike(found, wanted)
        return (one == other or written(found) == wanted) == (operator == "==")
    one, other = number(found), number(wanted)
    return {">": one > other, ">=": one >= other, "<": one < other, "<=": one <= other}[operator]
