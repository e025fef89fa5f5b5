"""A step on a way to a KS as it is shown."""

from dataclasses import dataclass

from app.desk.advising.verdict import Verdict, verdicts_of
from app.desk.answer_view import AnswerView
from app.desk.code_example import Example, examples_of
from app.desk.desk import Desk
from app.desk.reached import reached
from app.desk.ways.result import Hashing, Step


@dataclass(frozen=True, slots=True)
class StepView:
    """Its call and answer, what became of that, and the call as programs; or the hashing between
    two calls."""

    title: str
    ok: bool
    hashing: Hashing | None = None
    view: AnswerView | None = None
    verdict: Verdict | None = None
    examples: tuple[Example, ...] = ()


def step_view(desk: Desk, step: Step) -> StepView:
    exchange = step.exchange
    if exchange is None:
        return StepView(step.title, step.ok, step.hashing)
    view, place = AnswerView.of_exchange(exchange), exchange.place
    return StepView(
        step.title,
        step.ok,
        view=view,
        verdict=verdicts_of(desk, place, view).get(0),
        examples=examples_of(exchange.call, place.registry, reached(desk, place.region)),
    )
