"""What there is to say of an outcome that is no success: advice, and what can be done."""

from dataclasses import dataclass, replace

from app.call.form.call_form import PREFIX
from app.call.form.request_level import ATTRIBUTES
from app.call.model import Call, Object
from app.call.outcome import Outcome
from app.desk.advising.advice import Advice, advice_for
from app.desk.advising.offers import Offers, offers_for
from app.desk.answer_view import AnswerView
from app.desk.desk import Desk
from app.desk.place import Place


@dataclass(frozen=True, slots=True)
class Verdict:
    """`number` is that of the call within a multirequest, 0 for a call alone."""

    call: Call
    outcome: Outcome
    number: int = 0
    advice: Advice | None = None
    offers: Offers = Offers()


def verdicts_of(desk: Desk, place: Place | None, view: AnswerView) -> dict[int, Verdict]:
    """Of the answer as a whole under 0, of each call of a multirequest under its number.

    `place` is None where the operator's list has the region no more.
    """
    found = {}
    if view.outcome.kind != "ok":
        # Of a multirequest each part has its own, and the whole has none.
        advised = not view.parts
        about = (view.call, view.outcome, 0)
        found[0] = _verdict(desk, place, view, about) if advised else Verdict(*about)
    for part in view.parts:
        if part.outcome.kind != "ok":
            about = (part.call, part.outcome, part.number)
            found[part.number] = _verdict(desk, place, view, about)
    return found


def _verdict(
    desk: Desk,
    place: Place | None,
    view: AnswerView,
    about: tuple[Call, Outcome, int],
) -> Verdict:
    call, outcome, number = about
    shown = [(view.mask(name), view.mask(value)) for name, value in outcome.args]
    advice = advice_for(view.registry, call, outcome, shown, number=number, place=place)
    if advice and number:
        advice = replace(advice, field=_of_the_call(view.call, number, advice.field))
    offers = offers_for(desk, place, call, outcome, advice) if place else Offers()
    return Verdict(call, outcome, number, advice, offers)


def _of_the_call(whole: Call, number: int, field: str) -> str:
    """The field of a setting: that of the multirequest's call where this has the setting itself."""
    inner = dict(whole.parameters).get(str(number))
    own = isinstance(inner, Object) and field in ATTRIBUTES and field in dict(inner.fields)
    return f"{PREFIX}{number}:{field}" if own else field
