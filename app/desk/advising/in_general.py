"""What our own words say of an error without any call: its usual case, and others it may have."""

from dataclasses import dataclass

from app.call.model import Call
from app.call.outcome import Outcome
from app.desk.advising.advice import Advice, Thrown, advice_for
from app.schema.help.errors import error_help
from app.schema.model import Action, Service
from app.schema.registry import ActionRef, Registry

_NO_CALL = Call("", "", "", ks="a KS")
_SAYS_WHY = "KSID"


@dataclass(frozen=True, slots=True)
class OtherCase:
    """`when` is a heading: what makes the case, an argument's value or the lack of a KS."""

    when: str
    means: str
    helps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """`own` is whether the words are the code's own, and not those of codes called like it;
    `answered_by` are actions that answer with it although the schema does not say so."""

    means: str
    helps: tuple[str, ...]
    own: bool
    others: tuple[OtherCase, ...] = ()
    answered_by: tuple[ActionRef, ...] = ()


def error_words(registry: Registry, code: str) -> ErrorPage:
    """The words for a code in general."""
    usual = _advice(registry, code)
    words = error_help().for_error(code)
    others = []
    if words and words.without_ks:
        others.append(_case("Without a KS", _advice(registry, code, has_ks=False)))
    for variant in words.variants if words else ():
        # What release 22.19 says stands first: it is what people see.
        told = sorted(variant.cases, key=lambda case: case.argument != _SAYS_WHY)
        advice = _advice(registry, code, ((told[0].argument, told[0].value),))
        when = ", or ".join(f"{case.argument} is {case.value}" for case in told)
        others.append(_case(f"Where {when}", advice))
    named = words.answered_by if words else ()
    answered_by = tuple(ref for name in named if (ref := _action(registry, name)))
    return ErrorPage(usual.means, usual.helps, words is not None, tuple(others), answered_by)


def thrown_by_action(registry: Registry, service: Service, action: Action) -> tuple[Thrown, ...]:
    """What the schema says that the action may fail with, each with our sentence for it."""
    found = advice_for(registry, Call("", service.id, action.name), Outcome("api_error", "-"))
    return found.throws if found else ()


def _advice(
    registry: Registry, code: str, args: tuple[tuple[str, str], ...] = (), *, has_ks: bool = True
) -> Advice:
    call = _NO_CALL if has_ks else Call("", "", "")
    # The words of an argument are not filled in: the page is about every call.
    found = advice_for(registry, call, Outcome("api_error", code, args=args), ())
    return found or Advice("", ())


def _action(registry: Registry, name: str) -> ActionRef | None:
    service, _, action = name.partition(".")
    owner, found = registry.service(service), registry.action(service, action)
    return ActionRef(owner, found) if owner and found else None


def _case(when: str, advice: Advice) -> OtherCase:
    return OtherCase(when, advice.means, advice.helps)
