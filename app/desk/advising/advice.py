"""What can be said of an outcome that is no success: what it means, what helps, what to offer.

Pure: from the schema, the call, its outcome and our own words (app/schema/help/errors.py).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.call.form.call_form import PREFIX
from app.call.model import Call
from app.call.outcome import Outcome
from app.desk.advising.circumstances import another_account_in_the_sandbox, sees_all, session_of
from app.desk.advising.field_in_question import field_in_question
from app.desk.place import Place
from app.schema.help.errors import ErrorHelp, ErrorWords, error_help
from app.schema.model import Action, ErrorCode
from app.schema.registry import Registry

SESSION, ENTITLEMENT = "session", "entitlement"

_PLACEHOLDER = re.compile(r" ?\{([A-Z_]+)\}")
# What stands for an argument that did not come, as in serialized PHP; ids are left out.
_UNTOLD = {
    "PARAM_NAME": "a parameter",
    "PROP_NAME": "a property",
    "PROP": "a property",
    "FIELD_NAME": "a field",
    "XML_FIELD": "a field",
    "PROPERTY_NAME": "a property",
    "SERVICE": "this action",
    "ENUM_VAL": "a value",
    "ENUM_TYPE": "its enum",
    "OBJ_TYPE": "the class",
    "SRV_NAME": "of this name",
    "ACTION_NAME": "of this name",
    "SERVICE_NAME": "",
    "PID": "",
    "ID": "",
}
_LONGEST = 100  # characters of an argument within a sentence


@dataclass(frozen=True, slots=True)
class Thrown:
    """An error that an action may answer with; `means` is our sentence for it, "" for none."""

    error: ErrorCode
    means: str


@dataclass(frozen=True, slots=True)
class Advice:
    """`helps` are steps in order, `throws` what the action may answer with.

    `offers` holds SESSION where a new session may help, ENTITLEMENT where one that entitlement
    does not apply to may. `field` is the form's name of the field in question, "" for none.
    """

    means: str
    helps: tuple[str, ...]
    throws: tuple[Thrown, ...] = ()
    offers: frozenset[str] = frozenset()
    field: str = ""


def advice_for(
    registry: Registry,
    call: Call,
    outcome: Outcome,
    shown: Sequence[tuple[str, str]] | None = None,
    *,
    number: int = 0,
    place: Place | None = None,
) -> Advice | None:
    """Advice on `outcome`; None where its own sentence has to do, as for a success.

    `shown` are the arguments as the page may show them (secrets masked), `number` is that of
    the call within a multirequest, 0 for a call alone. `place` is the call's region, where it is
    known: what its jar tells of the KS, and that it is the sandbox, make other advice.
    """
    known = error_help()
    args = dict(outcome.args)
    words = _words(known, outcome, args, has_ks=bool(call.ks))
    if words is None:
        return None
    if place and another_account_in_the_sandbox(place, call, outcome):
        words = known.in_sandbox
    elif place and sees_all(session_of(place, call)):
        words = words.beyond_entitlement()
    action = registry.action(call.service, call.action)
    told = dict(outcome.args if shown is None else shown)
    field = field_in_question(registry, call, words.offers, args)
    if field and number and field.startswith(PREFIX):
        field = f"{PREFIX}{number}:{field.removeprefix(PREFIX)}"
    return Advice(
        _filled(words.means, told),
        tuple(_filled(step, told) for step in words.helps),
        tuple(_thrown(registry, action, known)),
        frozenset(words.offers) & {SESSION, ENTITLEMENT},
        field,
    )


def _words(
    known: ErrorHelp, outcome: Outcome, args: Mapping[str, str], *, has_ks: bool
) -> ErrorWords | None:
    if outcome.kind == "api_error":
        found = known.for_error(outcome.code) or known.for_family(outcome.code)
        return found.for_case(args, outcome.message, has_ks=has_ks)
    return known.for_outcome(outcome.kind, outcome.code)


def _thrown(registry: Registry, action: Action | None, known: ErrorHelp) -> Iterator[Thrown]:
    for error in registry.throws(action) if action else ():
        words = known.for_error(error.code)
        yield Thrown(error, _filled(_first_sentence(words.means), {}) if words else "")


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?]) ", text, maxsplit=1)[0]


def _filled(text: str, args: Mapping[str, str]) -> str:
    """The text with its placeholders filled in; a blank before one that is left out goes too."""

    def value(found: re.Match[str]) -> str:
        name = found[1]
        blank = " " if found[0].startswith(" ") else ""
        if args.get(name):
            # Nothing invisible: it could change how the rest of the sentence reads.
            told = "".join(sign for sign in args[name] if sign.isprintable())
            return blank + (told if len(told) <= _LONGEST else told[:_LONGEST] + "…")
        instead = _UNTOLD.get(name, "" if name.endswith("_ID") else "…")
        return blank + instead if instead else ""

    filled = _PLACEHOLDER.sub(value, text)
    begins = text.startswith("{") and not args.get(text[1 : text.index("}")])
    return filled[:1].upper() + filled[1:] if begins else filled
